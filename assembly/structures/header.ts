// HTTP credentials: Authorization in all spellings, bare `Bearer`, header names ending in -token, and `-u user:password`.
// Anchors: `authoriz`, `bearer `, `basic `, `token` (without case), `curl `, `--user`.
//
//      "Authorization" : "Bearer eyJ…"        headers.set('Authorization', `token ${x}`)        -H 'authorization: Basic dXNlcjpwYXNz'
//       ^at               scheme  value

import {
  CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_EXAMPLE, R_HEADER, R_RANDOM, R_STRUCTURE, R_STRUCTURE_FAILED, R_TRUNCATED, R_WEAK,
} from '../layout';
import { clear, reasons, setJudgement, setKey, setSpan } from '../result';
import { WORD_OTHER } from '../assign/classes';
import { noise, tabled } from '../assign/noise';
import { namesThing } from '../assign/other';
import { isEntryName, isOfPicture } from '../assign/surround';
import { randomness } from '../assign/randomness';
import { keyRole } from '../assign/words';
import { isPrintableUtf8 } from '../checks/text';
import { decodeHead, head } from './base64-head';
import { HEAD_BASIC, HEAD_BEARER, HEAD_CURL_USER, HEAD_RAW, HEAD_SCHEME, HEAD_TOKEN_HEADER } from './ids';
import { allDigits, ellipsisAt, isMasked, looksRandom, nameStart, passwordConfidence, standIn, NOT_A_SECRET, REAL, WEAK } from './judge';
import { afterName } from './forms';
import { byte, foldAt, foldEquals, foldFind, is, isLetter, isQuote, lineStart, lower, wordIn, C_ALNUM, C_HARD, C_TOKEN68 } from './text';

/** Longest token looked at. */
const MOST: usize = 8192;

const SCHEMES = ' bearer basic token apikey api-key key jwt oauth bot ssws geniekey splunk zoho-oauthtoken klaviyo-api-key deepl-auth-key x-api-key apitoken api_key secret discogs user tok access_token accesskey ';
const NO_SECRET = ' digest negotiate ntlm hawk aws4-hmac-sha256 sharedkey sharedkeylite kerberos hmac signature mutual vapid scram-sha-256 ';

/** Blank between scheme and token: a space, +, %20. Its length. */
function gap(p: usize, hi: usize): usize {
  if (p >= hi) return 0;
  const c = byte(p);
  if (c == 32 || c == 9) {
    let q = p + 1;
    while (q < hi && q - p < 4 && byte(q) == 32) ++q;
    return q - p;
  }
  if (c == 0x25 && p + 2 < hi && byte(p + 1) == 0x32 && byte(p + 2) == 0x30) return 3;
  return 0;
}

export function matchHeader(at: usize, lo: usize, hi: usize): bool {
  clear();
  const c = lower(byte(at));
  if (c == 0x61) return foldAt(at, hi, 'authorization') && authorization(at, lo, hi);
  if (c == 0x62) return lower(byte(at + 1)) == 0x61 ? basic(at, lo, hi) : bearer(at, lo, hi);
  if (c == 0x63) return curl(at, lo, hi);
  if (c == 0x2d) return at + 6 < hi && (byte(at + 6) == 32 || byte(at + 6) == 0x3d) && !isName(at, lo) ? curlUser(at, at + 7, lo, hi) : false;
  return at > lo && byte(at - 1) == 0x2d && tokenHeader(at - 1, lo, hi);
}

/** What stands before p is a part of the same name: `card--user`. */
function isName(p: usize, lo: usize): bool { return p > lo && (is(byte(p - 1), C_ALNUM) || byte(p - 1) == 0x5f || byte(p - 1) == 0x2e); }

function authorization(at: usize, lo: usize, hi: usize): bool {
  const nameEnd = at + 13;
  if (nameEnd >= hi) return false;
  const name = nameStart(at, lo, 24);
  const p = afterName(nameEnd, hi);
  if (p == 0 || p >= hi) return false;
  const most = hi - p > 28 ? p + 28 : hi;
  let w = p;
  while (w < most && (isLetter(byte(w)) || byte(w) == 0x2d || byte(w) == 0x5f || <u32>(byte(w) - 48) < 10)) ++w;
  const g = gap(w, hi);
  if (w > p && g != 0) {
    if (wordIn(p, w, NO_SECRET)) return false;
    const known = wordIn(p, w, SCHEMES);
    const basic = foldEquals(p, w, 'basic');
    let s = w + g;
    if (!known && w - p < 2) return false;
    if (foldAt(s, hi, 'token=')) s += 6;
    while (s < hi && s - w < 12 && (isQuote(byte(s)) || byte(s) == 0x5c)) ++s;
    if (!token(s, hi)) return false;
    if (basic) return judgeBasic(name, nameEnd, s, tokenEnd, hi);
    return judgeToken(name, nameEnd, s, tokenEnd, hi, foldEquals(p, w, 'bearer') ? HEAD_BEARER : HEAD_SCHEME, known);
  }
  // no scheme: the header is the key itself; `EndpointAuthorization` is no header
  if (at > lo && isLetter(byte(at - 1))) return false;
  if (!token(p, hi) || tokenEnd - p < 16 || looksRandom(p, tokenEnd) < 2) return false;
  return judgeToken(name, nameEnd, p, tokenEnd, hi, HEAD_RAW, false);
}

let tokenEnd: usize = 0;

/** Sets tokenEnd; false when there is no token or only its placeholder. */
function token(s: usize, hi: usize): bool {
  const most = hi - s > MOST ? s + MOST : hi;
  let e = s;
  while (e < most) {
    const c = byte(e);
    if (!is(c, C_TOKEN68) && c != 0x3a && c != 0x7c && c != 0x25 && c != 0x21) break;
    ++e;
  }
  while (e > s && (byte(e - 1) == 0x2e || byte(e - 1) == 0x3a || byte(e - 1) == 0x7c || byte(e - 1) == 0x21)) --e;
  tokenEnd = e;
  if (e == s || e >= most && most < hi) return false;
  const c = e < hi ? byte(e) : 0;
  // the token goes on in a variable, or is one
  return c != 0x24 && c != 0x7b && c != 0x3c && c != 0x28;
}

function judgeToken(name: usize, nameEnd: usize, s: usize, e: usize, hi: usize, variant: i32, known: bool): bool {
  const n = e - s;
  if (n < 8) return false;
  if (byte(e - 1) == 0x3d && (n & 3) != 0 && e < hi && isQuote(byte(e))) return false; // realm="…"
  const stand = standIn(s, e);
  if (stand == NOT_A_SECRET) return false;
  const random = looksRandom(s, e);
  let reasons: u32 = R_HEADER;
  let confidence = CONF_LOW;
  if (stand == WEAK) reasons |= R_EXAMPLE;
  else if (ellipsisAt(e, hi) || (e < hi && byte(e) == 0x2a)) reasons |= R_TRUNCATED;
  else if (random == 2) { confidence = n >= 20 && known ? CONF_HIGH : CONF_MEDIUM; reasons |= R_RANDOM; }
  else if (random == 1 && n >= 12 && known) confidence = CONF_MEDIUM;
  else if (!known || n < 12) return false;
  else reasons |= R_WEAK;
  if (confidence == CONF_LOW && !known) return false;
  setKey(name, nameEnd);
  setSpan(s, e);
  setJudgement(confidence, reasons, variant);
  return true;
}

/** Basic must decode to printable user:password. */
function judgeBasic(name: usize, nameEnd: usize, s: usize, e: usize, hi: usize): bool {
  let b = e;
  while (b > s && byte(b - 1) == 0x3d) --b;
  if (b - s < 4 || isMasked(s, e)) return false;
  const n = decodeHead(s, b, 1024);
  const h = head();
  let colon = -1;
  const printable = n > 2 && ((b - s) & 3) != 1 && n * 4 / 3 + 2 >= <i32>(b - s < 1300 ? b - s : 1300) && isPrintableUtf8(h, n);
  for (let i = 0; i < n && colon < 0; ++i) if (byte(h + <usize>i) == 0x3a) colon = i;
  setKey(name, nameEnd);
  setSpan(s, e);
  if (ellipsisAt(e, hi)) {
    if (e - s < 8) return false;
    setJudgement(CONF_LOW, R_HEADER | R_TRUNCATED, HEAD_BASIC);
    return true;
  }
  if (!printable || colon < 0) {
    // the format fits, what is inside does not parse
    if (b - s < 10 || standIn(s, e) != REAL) return false;
    const random = looksRandom(s, b);
    if (random == 0) return false;
    const quartets = ((e - s) & 3) == 0 || (e == b && ((e - s) & 3) != 1);
    setJudgement(quartets && (random == 2 || e > b) ? CONF_MEDIUM : CONF_LOW, R_HEADER | R_STRUCTURE_FAILED, HEAD_BASIC);
    return true;
  }
  const user = h, userEnd = h + <usize>colon, password = userEnd + 1, passwordEnd = h + <usize>n;
  // an API key may be on either side of the colon
  const whole = passwordEnd > password ? standIn(password, passwordEnd) : colon > 0 ? standIn(user, userEnd) : NOT_A_SECRET;
  let reasons: u32 = R_HEADER | R_STRUCTURE;
  let confidence = CONF_HIGH;
  if (whole == NOT_A_SECRET) return false;
  if (whole == WEAK) { confidence = CONF_LOW; reasons |= R_WEAK; }
  else if (passwordEnd - password < 4 && userEnd - user < 16) { confidence = CONF_LOW; reasons |= R_WEAK; }
  else if (foldEquals(user, userEnd, 'aladdin') && foldEquals(password, passwordEnd, 'open sesame')) { confidence = CONF_LOW; reasons |= R_EXAMPLE; }
  setJudgement(confidence, reasons, HEAD_BASIC);
  return true;
}

/** `Bearer xyz` without the name of a header before it. */
function bearer(at: usize, lo: usize, hi: usize): bool {
  if (at > lo && (is(byte(at - 1), C_ALNUM) || byte(at - 1) == 0x5f)) return false;
  const back = at - lo > 32 ? at - 32 : lo;
  if (foldFind(back, at, 'authorization') != 0) return false; // found from there
  const s = at + 7;
  if (!token(s, hi) || tokenEnd - s < 16) return false;
  if (standIn(s, tokenEnd) != REAL || looksRandom(s, tokenEnd) < 2) return false;
  if (ellipsisAt(tokenEnd, hi)) return false;
  setSpan(s, tokenEnd);
  setJudgement(tokenEnd - s >= 24 ? CONF_HIGH : CONF_MEDIUM, R_HEADER | R_RANDOM, HEAD_BEARER);
  return true;
}

/** `Basic dXNlcjpwYXNz` without the name of a header: only when it decodes. */
function basic(at: usize, lo: usize, hi: usize): bool {
  if (at > lo && (is(byte(at - 1), C_ALNUM) || byte(at - 1) == 0x5f)) return false;
  const back = at - lo > 32 ? at - 32 : lo;
  if (foldFind(back, at, 'authorization') != 0) return false;
  const s = at + 6;
  if (!token(s, hi) || tokenEnd - s < 12 || !judgeBasic(0, 0, s, tokenEnd, hi)) return false;
  return (reasons & R_STRUCTURE) != 0;
}

/** A comma, and no operator, stands between name and value. */
function listed(nameEnd: usize, p: usize): bool {
  let comma = false;
  for (let q = nameEnd; q < p; ++q) {
    const c = byte(q);
    if (c == 0x3a || c == 0x3d || c == 0x25) return false;
    if (c == 0x2c) comma = true;
  }
  return comma;
}

/** The word before `-token` says that it is another kind of token: `Next-Page-Token`, `X-Sync-Token`. */
function isOther(name: usize, at: usize): bool {
  let q = at;
  while (q > name && isLetter(byte(q - 1))) --q;
  return (keyRole(q, <i32>(at - q)) & WORD_OTHER) != 0;
}

/** `X-Auth-Token: …`, `PRIVATE-TOKEN: …`: a header name that ends here. */
function tokenHeader(at: usize, lo: usize, hi: usize): bool {
  const name = nameStart(at, lo, 40);
  const nameEnd = at + 6;
  if (name == at || (nameEnd < hi && (is(byte(nameEnd), C_ALNUM) || byte(nameEnd) == 0x2d || byte(nameEnd) == 0x5f))) return false;
  const p = afterName(nameEnd, hi);
  if (p == 0 || p >= hi || !token(p, hi)) return false;
  if (isQuote(byte(nameEnd)) && !isQuote(byte(p - 1)) && looksRandom(p, tokenEnd) < 2) return false; // "x-token": variable
  if (listed(nameEnd, p) && !(isQuote(byte(nameEnd)) && isQuote(byte(p - 1)))) return false; // x-token,4f3a…: a table; "x-token",v=1: a list
  const n = tokenEnd - p;
  if (tokenEnd < hi && byte(tokenEnd) == 0x40) return false; // user-info of a URL
  if (n < 8 || foldFind(name, at, 'csrf') != 0 || foldFind(name, at, 'xsrf') != 0 || isOther(name, at)) return false;
  const stand = standIn(p, tokenEnd);
  const random = looksRandom(p, tokenEnd);
  if (stand != REAL || random == 0 || (random == 1 && (n < 16 || randomness(p, <i32>n) < 0))) return false;
  if (noise(p, tokenEnd, lo, hi) == 2 && !tabled || namesThing(p, <i32>n)) return false; // a column of digests, a version
  if (p == nameEnd + 1 && isEntryName(p, tokenEnd) || isOfPicture(name, lo)) return false; // tokens-of:web:4f3a…, badge.svg?x-token=…
  setKey(name, nameEnd);
  setSpan(p, tokenEnd);
  let confidence = random == 2 && n >= 16 ? CONF_HIGH : CONF_MEDIUM;
  let reasons: u32 = R_HEADER | (random == 2 ? R_RANDOM : 0);
  if (ellipsisAt(tokenEnd, hi)) { confidence = CONF_LOW; reasons |= R_TRUNCATED; }
  setJudgement(confidence, reasons, HEAD_TOKEN_HEADER);
  return true;
}

let curlFrom: usize = 0;
let curlTo: usize = 0;

export function resetHeader(): void {
  curlFrom = 0;
  curlTo = 0;
}

/** The options of a curl command up to its end: -u VALUE, -uVALUE, --user VALUE is left to its own anchor. */
function curl(at: usize, lo: usize, hi: usize): bool {
  if (at >= curlFrom && at < curlTo) return false;
  const most = hi - at > 2048 ? at + 2048 : hi;
  let p = at + 5;
  let found = false;
  while (p + 3 < most) {
    const c = byte(p);
    if (c == 10 && byte(p - 1) != 0x5c) break; // lines may be continued
    if ((c == 0x7c || c == 0x3b) && byte(p - 1) == 32) break;
    if (c == 0x2d && byte(p + 1) == 0x75 && is(byte(p - 1), C_HARD)) {
      if (curlUser(at, p + 2, lo, hi)) { found = true; break; }
    }
    ++p;
  }
  curlFrom = at;
  curlTo = p;
  return found;
}

/** `curl -u user:password`; for other programs the password must look like one. */
function curlUser(at: usize, from: usize, lo: usize, hi: usize): bool {
  let s = from;
  while (s < hi && byte(s) == 32 && s - from < 4) ++s;
  const quote = s < hi && isQuote(byte(s)) ? byte(s) : 0;
  if (quote != 0) ++s;
  const most = hi - s > 512 ? s + 512 : hi;
  let e = s;
  let colon: usize = 0;
  while (e < most) {
    const c = byte(e);
    if (quote != 0 ? c == quote || c == 10 : is(c, C_HARD)) break;
    if (c == 0x3a && colon == 0) colon = e;
    ++e;
  }
  if (e == most && most < hi) return false;
  if (quote == 0) while (e > s && (byte(e - 1) == 0x2c || byte(e - 1) == 0x3b || byte(e - 1) == 0x5c || byte(e - 1) == 0x29)) --e;
  if (colon == 0 || colon == s && e - colon < 5 || colon + 1 >= e) {
    // token: with an empty password
    if (colon == 0 || colon + 1 != e || colon - s < 16 || looksRandom(s, colon) < 2 || standIn(s, colon) != REAL) return false;
    setSpan(s, colon);
    setJudgement(CONF_MEDIUM, R_HEADER | R_RANDOM, HEAD_CURL_USER);
    return true;
  }
  const p = colon + 1;
  if (byte(p) == 0x2f && byte(p + 1) == 0x2f) return false; // a URL
  if (allDigits(s, colon) || allDigits(p, e) && e - p < 6) return false; // 1000:1000
  const line = lineStart(at, lo, 512);
  const curl = foldFind(line, from, 'curl') != 0;
  const stand = standIn(p, e);
  if (stand == NOT_A_SECRET) return false;
  let confidence = passwordConfidence(p, e);
  let reasons: u32 = R_HEADER;
  if (stand == WEAK) { confidence = CONF_LOW; reasons |= R_WEAK; }
  if (!curl && (stand == WEAK || looksRandom(p, e) < 2)) return false;
  if (!curl && confidence == CONF_HIGH) confidence = CONF_MEDIUM;
  if (looksRandom(p, e) == 2) reasons |= R_RANDOM;
  setSpan(p, e);
  setJudgement(confidence, reasons, HEAD_CURL_USER);
  return true;
}
