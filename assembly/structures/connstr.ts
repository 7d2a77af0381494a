// Passwords and keys in connection strings: key=value lists, queries of JDBC URLs, libpq words, Oracle thin, Go DSNs.
// Anchors: `passw`, `pwd`, `key`, `secret` (without case), `:thin:`, `@tcp(`.
//
//      Server=tcp:db.corp.net,1433;User ID=app;Password=…;Encrypt=True
//      ^segment                                ^at                     ^segment's end
//
// A list is known by its other keys; they are counted once for each segment and remembered for its further anchors.

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_ALPHABET, R_EXAMPLE, R_LENGTH, R_LOCAL_HOST, R_RANDOM, R_STRUCTURE, R_TRUNCATED, R_URL, R_WEAK } from '../layout';
import { clear, setJudgement, setKey, setSpan, visit } from '../result';
import { CONN_AZURE_SECRET, CONN_AZURE_SHARED_ACCESS, CONN_AZURE_STORAGE, CONN_DSN, CONN_LIBPQ, CONN_ORACLE, CONN_PASSWORD, CONN_QUERY } from './ids';
import { ellipsisAt, hostEnd, hostKind, looksRandom, atLocalHost, lowered, passwordConfidence, standIn, HOST_EXAMPLE, HOST_LOCAL, HOST_PUBLIC, NOT_A_SECRET, WEAK } from './judge';
import { byte, foldAt, is, isLetter, lower, wordIn, C_ALNUM, C_BASE64, C_HARD } from './text';

/** How far a list is read to each side of the anchor. */
const REACH: usize = 768;
const LONGEST: usize = 512;
/** Keys of Azure have 44 or 88 characters, and a few more percent-encoded. */
const LONGEST_KEY: usize = 160;

const HOSTS = ' server host hostname data_source datasource address addr network_address endpoint servername hostaddr dbhost db_host ';
const OTHERS = ' database initial_catalog dbname db user_id userid user_id user uid username user_name driver provider port accountname sharedaccesskeyname sharedaccesskey defaultendpointsprotocol endpointsuffix integrated_security trusted_connection persist_security_info persistsecurityinfo multipleactiveresultsets encrypt trustservercertificate connection_timeout connect_timeout pooling sslmode ssl_mode charset dsn dbq failover_partner application_name max_pool_size min_pool_size service_name protocol ssl abortconnect allowadmin entitypath deviceid id providername metadata authentication account warehouse schema role usessl requiressl autoreconnect serverversion timeout connecttimeout synctimeout defaultdatabase ';

let segmentFrom: usize = 0;
let segmentTo: usize = 0;
let known: i32 = 0;
let hostStart: usize = 0;
let semicolons: i32 = 0;
let url: bool = false;

export function resetConnstr(): void {
  segmentFrom = 0;
  segmentTo = 0;
}

/** Whether the byte at p ends a segment: line ends, quotes that do not open or close a value, angle brackets. */
function cuts(p: usize, lo: usize, hi: usize): bool {
  const c = byte(p);
  if (c == 10 || c == 13 || c == 0x60 || c == 0x3c || c == 0x3e) return true;
  if (c != 0x22 && c != 0x27) return false;
  if (p > lo && byte(p - 1) == 0x3d) { // ="…": opens a value of the list, or the list itself
    let q = p + 1;
    const most = hi - p > 48 ? p + 48 : hi;
    while (q < most && byte(q) != c && byte(q) != 0x3d && byte(q) != 0x3b) ++q;
    return q < most && byte(q) == 0x3d;
  }
  return !(p + 1 < hi && byte(p + 1) == 0x3b && c == 0x27);
}

/** Reads the segment around `at` and counts what it holds. */
function segment(at: usize, lo: usize, hi: usize): void {
  if (at >= segmentFrom && at < segmentTo) return;
  const least = at - lo > REACH ? at - REACH : lo;
  const most = hi - at > REACH ? at + REACH : hi;
  let s = at;
  const floor = segmentTo > least && segmentTo <= at ? segmentTo : least;
  while (s > floor && !cuts(s - 1, lo, hi)) --s;
  let e = at;
  while (e < most && !cuts(e, lo, hi)) ++e;
  segmentFrom = s;
  segmentTo = e;
  visit(e - s << 1); // to find its ends, to read its keys
  known = 0;
  hostStart = 0;
  semicolons = 0;
  url = false;
  let word = s; // start of the key being read
  for (let p = s; p < e; ++p) {
    const c = byte(p);
    if (c == 0x3d) {
      let k = p;
      while (k > word && byte(k - 1) == 32) --k;
      let from = word;
      while (from < k && !isLetter(byte(from))) ++from;
      if (k > from) {
        if (k - from > 40) from = k - 40;
        if (keyIn(from, k, HOSTS)) { known++; hostStart = p + 1; }
        else if (keyIn(from, k, OTHERS)) known++;
        else { // the last word or two: `dsn = host=db user=app`, `use Data Source=db`
          let w = k;
          for (let words = 0; words < 2 && w > from; ++words) {
            --w;
            while (w > from && byte(w - 1) != 32) --w;
            if (w == from) break;
            if (keyIn(w, k, HOSTS)) { known++; hostStart = p + 1; break; }
            if (keyIn(w, k, OTHERS)) { known++; break; }
          }
        }
      }
      word = p + 1;
    } else if (c == 0x3b || c == 0x26 || c == 0x3f || c == 0x2c) {
      if (c == 0x3b) semicolons++;
      word = p + 1;
    } else if (c == 0x3a && p + 2 < e && byte(p + 1) == 0x2f && byte(p + 2) == 0x2f) {
      url = true;
      hostStart = p + 3;
    }
  }
}

/** The key [p, e), blanks read as `_`, is in the list. */
function keyIn(p: usize, e: usize, list: string): bool {
  let blank = false;
  for (let q = p; q < e; ++q) if (byte(q) == 32) blank = true;
  if (!blank) return wordIn(p, e, list);
  const n = <i32>(e - p);
  const t = changetype<usize>(list);
  const last = list.length - n - 1;
  for (let i = 0; i < last; ++i) {
    if (load<u16>(t + (<usize>i << 1)) != 32) continue;
    let k = 0;
    while (k < n) {
      const c = byte(p + k) == 32 ? 0x5f : lower(byte(p + k));
      if (c != <i32>load<u16>(t + (<usize>(i + 1 + k) << 1))) break;
      ++k;
    }
    if (k == n && load<u16>(t + (<usize>(i + 1 + n) << 1)) == 32) return true;
  }
  return false;
}

export function matchConnstr(at: usize, lo: usize, hi: usize): bool {
  clear();
  const c = lower(byte(at));
  if (c == 0x3a) return oracle(at + 6, hi);
  if (c == 0x40) return dsn(at, lo, hi);
  // ---- the key
  let keyEnd = at;
  let variant = CONN_PASSWORD;
  if (c == 0x70) {
    if (foldAt(at, hi, 'password')) keyEnd = at + 8;
    else if (foldAt(at, hi, 'passwd')) keyEnd = at + 6;
    else if (foldAt(at, hi, 'pwd')) keyEnd = at + 3;
    else return false;
  } else if (c == 0x6b) { // key
    keyEnd = at + 3;
    if (at - lo >= 7 && foldAt(at - 7, hi, 'accountkey')) variant = CONN_AZURE_STORAGE;
    else if (at - lo >= 12 && foldAt(at - 12, hi, 'sharedaccesskey')) variant = CONN_AZURE_SHARED_ACCESS;
    else return false;
  } else {
    keyEnd = at + 6;
    variant = CONN_AZURE_SECRET;
    if (foldAt(keyEnd, hi, 'key')) keyEnd += 3;
    else if (foldAt(keyEnd, hi, 'value')) keyEnd += 5;
    else if (at == lo || (byte(at - 1) != 0x3b && byte(at - 1) != 0x64)) return false; // ;Secret= or SharedSecret…
  }
  let p = keyEnd;
  while (p < hi && byte(p) == 32 && p - keyEnd < 3) ++p;
  if (p >= hi || byte(p) != 0x3d || byte(p + 1) == 0x3d) return false;
  ++p;
  while (p < hi && byte(p) == 32 && p - keyEnd < 6) ++p;
  if (keyEnd - at == 3 && c == 0x70 && byte(p) == 0x2f) return false; // PWD=/home/…, the working directory
  let keyStart = at;
  while (keyStart > lo && at - keyStart < 24 && (is(byte(keyStart - 1), C_ALNUM) || byte(keyStart - 1) == 0x5f)) --keyStart;
  segment(at, lo, hi);
  if (variant == CONN_PASSWORD) return password(keyStart, keyEnd, p, hi);
  return azure(variant, keyStart, keyEnd, p, hi);
}

function azure(variant: i32, keyStart: usize, keyEnd: usize, p: usize, hi: usize): bool {
  let e = p;
  const most = hi - p > LONGEST_KEY ? p + LONGEST_KEY : hi;
  while (e < most && (is(byte(e), C_BASE64) || byte(e) == 0x3d)) ++e;
  // %2B %2F %3D inside queries
  if (e < most && byte(e) == 0x25) while (e < most && (is(byte(e), C_BASE64) || byte(e) == 0x3d || byte(e) == 0x25)) ++e;
  if (e - p >= LONGEST_KEY) return false; // text of nothing but keys
  const n = e - p;
  if (n < 20 || (variant == CONN_AZURE_SECRET && known == 0) || standIn(p, e) == NOT_A_SECRET) return false;
  const wanted: usize = variant == CONN_AZURE_STORAGE ? 88 : 44;
  let reasons: u32 = R_URL | R_ALPHABET;
  let confidence = CONF_MEDIUM;
  if (n == wanted || (variant == CONN_AZURE_SECRET && n == 84) || (variant == CONN_AZURE_SHARED_ACCESS && (n == 84 || n == 88))) {
    reasons |= R_LENGTH;
    if (known > 0) { reasons |= R_STRUCTURE; confidence = CONF_HIGH; }
  } else if (known == 0) confidence = CONF_LOW;
  if (ellipsisAt(e, hi)) { reasons |= R_TRUNCATED; confidence = CONF_LOW; }
  if (looksRandom(p, e) == 2) reasons |= R_RANDOM;
  else { reasons |= R_EXAMPLE; confidence = CONF_LOW; }
  setKey(keyStart, keyEnd);
  setSpan(p, e);
  setJudgement(confidence, reasons, variant);
  return true;
}

/** Whether a `;` comes before the next blank of the segment. */
function endsAtSemicolon(p: usize): bool {
  while (p < segmentTo && byte(p) != 0x3b && byte(p) != 0x20) ++p;
  return p < segmentTo && byte(p) == 0x3b;
}

function password(keyStart: usize, keyEnd: usize, from: usize, hi: usize): bool {
  let before: i32 = 0;
  let b = keyStart;
  while (b > segmentFrom && byte(b - 1) == 32) --b;
  const blank = b < keyStart;
  if (b > segmentFrom) before = byte(b - 1);
  let variant = CONN_PASSWORD;
  let stop = 0x3b;
  if (url && (before == 0x3f || before == 0x26)) { variant = CONN_QUERY; stop = 0x26; }
  else if (before == 0x3b || (b <= segmentFrom && semicolons > 0)) stop = 0x3b;
  else if (before == 0x2c) stop = 0x2c;
  else if (blank && !endsAtSemicolon(from)) { variant = CONN_LIBPQ; stop = 0x20; }
  else if (semicolons == 0) return false;
  if (!(url && variant != CONN_LIBPQ) && (known == 0 || (hostStart == 0 && known < 2))) return false;
  if (variant == CONN_LIBPQ && (known < 2 || hostStart == 0)) return false;
  // ---- the value
  let p = from;
  let e = p;
  const most = hi - p > LONGEST ? p + LONGEST : hi;
  const q = p < hi ? byte(p) : 0;
  const quote = q == 0x27 || q == 0x22 ? q : q == 0x7b ? 0x7d : 0;
  if (quote != 0 && p < segmentTo) {
    ++p;
    e = p;
    while (e < most && byte(e) != quote && byte(e) != 10) ++e;
    if (e < most && byte(e) != quote) return false;
    if (quote == 0x7d && (e - p < 6 || looksRandom(p, e) == 0)) return false; // {0}, {password}: a template, not braces of ODBC
  } else {
    const end = segmentTo < most ? segmentTo : most;
    while (e < end) {
      const c = byte(e);
      if (c == stop || c == 0x5c && e + 1 < end && (byte(e + 1) == 0x22 || byte(e + 1) == 0x6e || byte(e + 1) == 0x27)) break;
      if (stop == 0x26 && (c == 0x3b || c == 0x20 || c == 0x23 || c == 0x2c || c == 0x29)) break;
      if (stop == 0x3b && c == 0x26 && foldAt(e, end, '&quot;')) break;
      ++e;
    }
    if (e > p && byte(e - 1) == 0x5c) --e; // \" ends the string
    while (e > p && byte(e - 1) == 32) --e;
  }
  if (e == p || quote == 0 && (isMember(keyStart) || isProgram(p, e))) return false;
  if (variant == CONN_LIBPQ && quote == 0 && p > keyEnd + 1 && byte(e - 1) == 0x3d) return false; // password= dbname=: none
  if (variant == CONN_LIBPQ && quote == 0 && byte(e) == 32 && byte(e + 1) == 0x3d && byte(e + 2) == 32) return false; // a = b = c
  const stand = standIn(p, e);
  if (stand == NOT_A_SECRET) return false;
  let confidence = passwordConfidence(p, e);
  let reasons: u32 = R_URL | R_STRUCTURE;
  if (looksRandom(p, e) == 2) reasons |= R_RANDOM;
  if (stand == WEAK) { confidence = CONF_LOW; reasons |= R_WEAK; }
  let place = HOST_PUBLIC;
  if (hostStart != 0) {
    let h = hostStart;
    if (foldAt(h, segmentTo, 'tcp:')) h += 4;
    if (url) { // behind the user-info, if there is any
      let x = h;
      while (x < segmentTo && x - h < 200 && byte(x) != 0x2f && byte(x) != 0x3f && byte(x) != 0x40) ++x;
      if (x < segmentTo && byte(x) == 0x40) h = x + 1;
    }
    if (byte(h) == 0x27 || byte(h) == 0x22) ++h;
    place = byte(h) == 0x2e || byte(h) == 0x28 ? HOST_LOCAL : hostKind(h, hostEnd(h, hi));
  }
  if (place == HOST_LOCAL) { reasons |= R_LOCAL_HOST; confidence = atLocalHost(confidence); }
  if (place == HOST_EXAMPLE) { reasons |= R_LOCAL_HOST | R_EXAMPLE; confidence = lowered(confidence); }
  setKey(keyStart, keyEnd);
  setSpan(p, e);
  setJudgement(confidence, reasons, variant);
  return true;
}

/** `url.password=…`: a program sets a member. */
function isMember(keyStart: usize): bool { return keyStart > segmentFrom + 1 && byte(keyStart - 1) == 0x2e && (is(byte(keyStart - 2), C_ALNUM) || byte(keyStart - 2) == 0x5f); }

/** `url.password`, `decode(…`: members of names, and calls, on the right of an assignment. */
function isProgram(p: usize, e: usize): bool {
  let q = p;
  let dots = 0;
  while (q < e && (isLetter(byte(q)) || byte(q) == 0x5f || byte(q) == 0x24 || byte(q) == 0x2e && q > p)) {
    if (byte(q) == 0x2e) dots++;
    ++q;
  }
  if (q == p) return false;
  return q == e ? dots > 0 : byte(q) == 0x28;
}

/** jdbc:oracle:thin:user/password@… */
function oracle(p: usize, hi: usize): bool {
  const most = hi - p > 256 ? p + 256 : hi;
  let slash: usize = 0, e = p;
  while (e < most && byte(e) != 0x40 && !is(byte(e), C_HARD)) {
    if (byte(e) == 0x2f && slash == 0) slash = e;
    ++e;
  }
  if (e >= most || byte(e) != 0x40 || slash == 0 || slash == p || slash + 1 == e) return false;
  return judgePlain(slash + 1, e, e + 1, hi, CONN_ORACLE);
}

/** user:password@tcp(host:port)/database; `at` is the @. */
function dsn(at: usize, lo: usize, hi: usize): bool {
  const least = at - lo > 256 ? at - 256 : lo;
  let s = at;
  let colon: usize = 0;
  while (s > least && !is(byte(s - 1), C_HARD)) {
    --s;
    if (byte(s) == 0x3a) colon = s;
    if (byte(s) == 0x28) break; // a call around the string, or the DSN before
  }
  if (s < at && byte(s) == 0x28) ++s;
  if (colon == 0 || colon + 1 >= at || colon < s) return false;
  return judgePlain(colon + 1, at, at + 5, hi, CONN_DSN);
}

function judgePlain(p: usize, e: usize, host: usize, hi: usize, variant: i32): bool {
  if (e - p < 3) return false;
  const stand = standIn(p, e);
  if (stand == NOT_A_SECRET) return false;
  let confidence = stand == WEAK ? CONF_LOW : passwordConfidence(p, e);
  let reasons: u32 = R_URL | R_STRUCTURE | (stand == WEAK ? R_WEAK : 0) | (looksRandom(p, e) == 2 ? R_RANDOM : 0);
  let h = host;
  while (h < hi && h - host < 3 && byte(h) == 0x2f) ++h;
  if (hostKind(h, hostEnd(h, hi)) != HOST_PUBLIC) { reasons |= R_LOCAL_HOST; confidence = atLocalHost(confidence); }
  setSpan(p, e);
  setJudgement(confidence, reasons, variant);
  return true;
}

