// Session identifiers in Cookie and Set-Cookie. Anchor `cookie` (without case).
//
//      Cookie: theme=dark; sessionid=…; remember_token=…          one result each, through nextCookie
//       ^at                ^key       ^value

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_HEADER, R_RANDOM, R_TRUNCATED } from '../layout';
import { clear, setJudgement, setKey, setSpan } from '../result';
import { afterName } from './forms';
import { COOKIE_SESSION, COOKIE_TOKEN } from './ids';
import { ellipsisAt, looksRandom, standIn, REAL } from './judge';
import { byte, foldFind, is, C_ALNUM } from './text';

/** Longest header line read. */
const MOST: usize = 8192;

/** Where the list goes on, and its end. An anchor inside it is part of a name. */
let at: usize = 0;
let until: usize = 0;
let from: usize = 0;

export function resetCookie(): void {
  at = 0;
  until = 0;
  from = 0;
}

export function matchCookie(anchor: usize, lo: usize, hi: usize): bool {
  clear();
  if (anchor >= from && anchor < until) return false;
  let p = anchor + 6;
  if (p < hi && (byte(p) | 32) == 0x73) ++p; // cookies
  p = afterName(p, hi);
  if (p == 0 || p >= hi) return false;
  from = anchor;
  at = p;
  until = hi - p > MOST ? p + MOST : hi;
  return nextCookie(lo, hi);
}

function nameByte(c: i32): bool { return is(c, C_ALNUM) || c == 0x2d || c == 0x5f || c == 0x2e || c == 0x25 || c == 0x3a || c == 0x21; }
function valueByte(c: i32): bool { return c > 32 && c != 0x3b && c != 0x2c && c != 0x22 && c != 0x27 && c != 0x5c && c != 0x3c && c != 0x3e && c != 0x60 && c != 127; }

export function nextCookie(lo: usize, hi: usize): bool {
  clear();
  const end = until < hi ? until : hi;
  let p = at;
  while (p < end) {
    const name = p;
    while (p < end && p - name < 128 && nameByte(byte(p))) ++p;
    const nameEnd = p;
    if (p >= end || byte(p) != 0x3d || p == name) break; // no list of cookies, or its end
    ++p;
    if (p < end && byte(p) == 0x22) ++p;
    const value = p;
    while (p < end && valueByte(byte(p))) ++p;
    const valueEnd = p;
    if (p < end && byte(p) == 0x22 && p + 1 < end && byte(p + 1) == 0x3b) ++p;
    // to the next pair
    const more = p < end && byte(p) == 0x3b;
    if (more) {
      ++p;
      while (p < end && byte(p) == 32) ++p;
      // attributes without a value: HttpOnly, Secure
      let q = p;
      while (q < end && nameByte(byte(q))) ++q;
      while (q < end && byte(q) == 0x3b) {
        p = q + 1;
        while (p < end && byte(p) == 32) ++p;
        q = p;
        while (q < end && nameByte(byte(q))) ++q;
      }
    }
    at = more ? p : end;
    if (!more) until = valueEnd;
    if (judge(name, nameEnd, value, valueEnd, hi)) return true;
    if (!more) return false;
  }
  at = end;
  until = p;
  return false;
}

function judge(name: usize, nameEnd: usize, value: usize, valueEnd: usize, hi: usize): bool {
  const n = valueEnd - value;
  if (n < 12) return false;
  const kind = nameKind(name, nameEnd);
  if (kind < 0) return false;
  if (standIn(value, valueEnd) != REAL) return false;
  const random = looksRandom(value, n > 256 ? value + 256 : valueEnd);
  if (random == 0 || (random == 1 && n < 20)) return false;
  let reasons: u32 = R_HEADER | (random == 2 ? R_RANDOM : 0);
  let confidence = random == 2 && n >= 20 ? CONF_HIGH : CONF_MEDIUM;
  if (ellipsisAt(valueEnd - 3, hi) || ellipsisAt(valueEnd, hi)) { confidence = CONF_LOW; reasons |= R_TRUNCATED; }
  setKey(name, nameEnd);
  setSpan(value, valueEnd);
  setJudgement(confidence, reasons, kind);
  return true;
}

/** Variant for names of cookies that let their holder in; -1 for all others. */
function nameKind(p: usize, e: usize): i32 {
  if (foldFind(p, e, 'csrf') != 0 || foldFind(p, e, 'xsrf') != 0 || foldFind(p, e, 'consent') != 0 || foldFind(p, e, 'visit') != 0 || foldFind(p, e, 'track') != 0) return -1;
  if (byte(p) == 0x5f && (foldFind(p, e, '_ga') == p || foldFind(p, e, '_gid') == p || foldFind(p, e, '_gcl') == p || foldFind(p, e, '_fb') == p || foldFind(p, e, '_hj') == p)) return -1;
  if (foldFind(p, e, 'token') != 0 || foldFind(p, e, 'jwt') != 0 || foldFind(p, e, 'auth') != 0 || foldFind(p, e, 'credential') != 0) return COOKIE_TOKEN;
  if (foldFind(p, e, 'sess') != 0 || foldFind(p, e, 'login') != 0 || foldFind(p, e, 'remember') != 0 || foldFind(p, e, 'identity') != 0 || foldFind(p, e, 'passport') != 0 || foldFind(p, e, 'ticket') != 0 || foldFind(p, e, 'aspnetcore.cookies') != 0) return COOKIE_SESSION;
  const sid = foldFind(p, e, 'sid');
  if (sid != 0 && (sid == p || sid + 3 == e)) return COOKIE_SESSION;
  return e - p == 5 && foldFind(p, e, 'li_at') == p ? COOKIE_TOKEN : -1;
}
