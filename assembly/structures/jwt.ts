// JSON Web Tokens, PASETO and PASERK. Anchor `eyJ` (base64 of `{"`), or `.local.` / `.public.`.
//
//      eyJ…  header   .  eyJ…  payload   .  signature            JWS, signature length told by alg
//      eyJ…  header   .  key . iv . ciphertext . tag             JWE

import {
  CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_ALPHABET, R_EXAMPLE, R_LENGTH, R_PREFIX, R_STRUCTURE, R_STRUCTURE_FAILED, R_TRUNCATED,
} from '../layout';
import { clear, setJudgement, setSpan } from '../result';
import { decodeHead, head } from './base64-head';
import { JWT_ENCRYPTED, JWT_SIGNED, JWT_TRUNCATED, JWT_UNSIGNED, PASERK_LOCAL, PASETO_LOCAL, PASETO_PUBLIC } from './ids';
import { ellipsisAt, looksRandom } from './judge';
import { findMember, valueEnd, valueStart } from './json';
import { boundaryBefore, byte, foldFind, is, skipClass, textAt, C_BASE64URL } from './text';

/** Parts of the token matched last, for whoever wants to show alg and exp. */
export let headerEnd: usize = 0;
export let payloadStart: usize = 0;
export let payloadEnd: usize = 0;

/** Everything from here up to `scannedTo` is base64url without a dot: an anchor inside is not worth a second look. */
let scannedFrom: usize = 0;
let scannedTo: usize = 0;

export function resetJwt(): void {
  scannedFrom = 0;
  scannedTo = 0;
}

const SIG_UNKNOWN = -2;
const SIG_ANY = -1;

/** Length of the signature in base64url for the alg at [p, e): 0 none, SIG_ANY varies with the key, SIG_UNKNOWN no such alg. */
function signatureLength(p: usize, e: usize): i32 {
  if (e - p == 5) {
    const family = byte(p);
    const size = byte(p + 2) == 0x32 ? 0 : byte(p + 2) == 0x33 ? 1 : byte(p + 2) == 0x35 ? 2 : 3;
    if (byte(p + 1) == 0x53 && size < 3) {
      if (family == 0x48) return size == 0 ? 43 : size == 1 ? 64 : 86; // HS
      if (family == 0x45) return size == 0 ? 86 : size == 1 ? 128 : 176; // ES
      if (family == 0x52 || family == 0x50) return SIG_ANY; // RS, PS
    }
    if (textAt(p, e, 'EdDSA')) return SIG_ANY; // 86 or 152
  }
  if (textAt(p, e, 'ES256K')) return 86;
  if (e - p == 4 && foldFind(p, e, 'none') == p) return 0;
  if (textAt(p, e, 'Ed25519')) return 86;
  return SIG_UNKNOWN;
}

/** Lengths of RSA signatures of 1024, 2048, 3072, 4096 and 8192 bits, and of EdDSA. */
function usualLength(n: i32): bool {
  return n == 342 || n == 171 || n == 512 || n == 683 || n == 1366 || n == 86 || n == 152;
}

export function matchJwt(at: usize, lo: usize, hi: usize): bool {
  clear();
  if (byte(at) == 0x2e) return paseto(at, lo, hi);
  if (at >= scannedFrom && at < scannedTo) return false;
  if (!boundaryBefore(at, lo)) {
    // a token glued to a name (`jwt_eyJ…`) is still one if everything in it is right
    const c = byte(at - 1);
    if (c != 0x5f && c != 0x2d) return false;
  } else if (at > lo + 1 && byte(at - 1) == 0x2e && is(byte(at - 2), C_BASE64URL)) return false; // the payload of one seen before
  const h = skipClass(at, hi, C_BASE64URL);
  if (h - at < 10) return false;
  const n = decodeHead(at, h, 4095);
  const json = head();
  if (byte(json) != 0x7b || byte(json + 1) != 0x22) { seen(at, h); return false; }
  if (h >= hi || byte(h) != 0x2e || !is(byte(h + 1), C_BASE64URL)) {
    seen(at, h);
    if (ellipsisAt(h, hi) || masked(h, hi)) return truncated(at, h, json, n);
    // an empty payload is legal in a detached JWS: header..signature
    if (!(h + 2 < hi && byte(h) == 0x2e && byte(h + 1) == 0x2e && is(byte(h + 2), C_BASE64URL))) return false;
  }
  headerEnd = h;
  payloadStart = h + 1;
  payloadEnd = skipClass(payloadStart, hi, C_BASE64URL);
  seen(at, payloadEnd);
  let alg = SIG_UNKNOWN;
  const hasAlg = findMember(json, json + n, 'alg', 64);
  if (hasAlg) alg = signatureLength(valueStart, valueEnd);
  const encrypted = findMember(json, json + n, 'enc', 64);
  const typed = hasAlg || encrypted || findMember(json, json + n, 'typ', 64) || findMember(json, json + n, 'kid', 512);
  if (!typed) return broken(at, payloadStart, payloadEnd, hi);

  if (payloadEnd >= hi || byte(payloadEnd) != 0x2e) {
    if (payloadEnd - payloadStart < 4 && !ellipsisAt(payloadEnd, hi)) return false;
    return cut(at, payloadEnd, hasAlg);
  }
  // The next dot may end a sentence; an empty signature is one of alg none.
  const s = payloadEnd + 1;
  const e = skipClass(s, hi, C_BASE64URL);
  seen(at, e);
  const length = <i32>(e - s);
  if (alg == 0) {
    setSpan(at, length > 0 ? e : s);
    setJudgement(CONF_LOW, R_PREFIX | R_STRUCTURE, JWT_UNSIGNED);
    return true;
  }
  if (ellipsisAt(e, hi) || (length == 0 && byte(payloadEnd) == 0x2e)) return cut(at, length == 0 ? payloadEnd : e, hasAlg);
  if (encrypted && e < hi && byte(e) == 0x2e) {
    let t = e;
    let parts = 3;
    while (t < hi && byte(t) == 0x2e && parts < 5) { t = skipClass(t + 1, hi, C_BASE64URL); ++parts; }
    if (parts == 5) {
      seen(at, t);
      setSpan(at, t);
      setJudgement(CONF_HIGH, R_PREFIX | R_STRUCTURE, JWT_ENCRYPTED);
      return true;
    }
  }
  const m = decodeHead(payloadStart, payloadEnd, 2048);
  let reasons: u32 = R_PREFIX | R_ALPHABET;
  let confidence = CONF_HIGH;
  const object = payloadEnd == payloadStart || byte(head()) == 0x7b;
  const exact = alg > 0 ? length == alg : alg == SIG_ANY ? usualLength(length) || length >= 86 : length >= 16;
  if (exact && alg != SIG_UNKNOWN) reasons |= R_LENGTH;
  if (hasAlg && object && exact) reasons |= R_STRUCTURE;
  else { reasons |= R_STRUCTURE_FAILED; confidence = CONF_MEDIUM; }
  if (!object) { // signed text or data of some kind, no claims: not what lets anybody in
    if (readable(head(), head() + m)) return false;
    if (exact && hasAlg && alg != SIG_UNKNOWN) reasons = (reasons & ~R_STRUCTURE_FAILED) | R_STRUCTURE;
    confidence = CONF_LOW;
  }
  if (!exact && alg > 0 && length < alg) { reasons |= R_TRUNCATED; if (length * 2 < alg) confidence = CONF_LOW; }
  // the example of the documentation: subject 1234567890, John Doe
  if (object && foldFind(head(), head() + m, '"1234567890"') != 0 && foldFind(head(), head() + m, 'john doe') != 0) { reasons |= R_EXAMPLE; confidence = CONF_LOW; }
  if (length > 0 && looksRandom(s, e) == 0 && length < 200) { reasons |= R_EXAMPLE; confidence = CONF_LOW; }
  setSpan(at, e);
  setJudgement(confidence, reasons, JWT_SIGNED);
  return true;
}

/** Whether the first bytes are text: letters and blanks, or UTF-8 beyond them. */
function readable(p: usize, e: usize): bool {
  if (e > p + 16) e = p + 16;
  let letters = 0;
  for (let q = p; q < e; ++q) {
    const c = byte(q);
    if (c < 0x20 && c != 0x0a) return false;
    if (<u32>((c | 32) - 97) < 26 || c == 0x20) ++letters;
  }
  return letters * 4 >= <i32>(e - p) * 3;
}

/** Two parts that begin as JSON, a third that is random, but the header does not parse: a token that was altered. */
function broken(start: usize, payload: usize, end: usize, hi: usize): bool {
  if (!textAt(payload, end, 'eyJ') || end >= hi || byte(end) != 0x2e) return false;
  const e = skipClass(end + 1, hi, C_BASE64URL);
  seen(start, e);
  if (e - end < 21 || end - payload < 16 || looksRandom(end + 1, e - end > 128 ? end + 128 : e) < 2) return false;
  setSpan(start, e);
  setJudgement(CONF_LOW, R_PREFIX | R_STRUCTURE_FAILED, JWT_SIGNED);
  return true;
}

function seen(from: usize, to: usize): void {
  scannedFrom = from;
  scannedTo = to;
}

function masked(p: usize, hi: usize): bool {
  return p + 3 <= hi && ((byte(p) == 0x2a && byte(p + 1) == 0x2a && byte(p + 2) == 0x2a) || textAt(p, hi, '[REDACTED') || textAt(p, hi, '<snip'));
}

function cut(start: usize, end: usize, hasAlg: bool): bool {
  if (!hasAlg) return false;
  setSpan(start, end);
  setJudgement(CONF_LOW, R_PREFIX | R_TRUNCATED, JWT_TRUNCATED);
  return true;
}

/** `eyJhbGciOi...`: the header begins with a known member. */
function truncated(start: usize, end: usize, json: usize, n: i32): bool {
  const e = json + <usize>n;
  if (!(textAt(json, e, '{"alg"') || textAt(json, e, '{"typ"') || textAt(json, e, '{"kid"') || textAt(json, e, '{"enc"') || textAt(json, e, '{"x5t"') || textAt(json, e, '{"cty"'))) return false;
  setSpan(start, end);
  setJudgement(CONF_LOW, R_PREFIX | R_TRUNCATED, JWT_TRUNCATED);
  return true;
}

/** v4.local.… v4.public.… k4.local.…: version before the anchor, base64url after it. */
function paseto(at: usize, lo: usize, hi: usize): bool {
  if (at < lo + 2) return false;
  const version = byte(at - 1), letter = byte(at - 2);
  if (version < 0x31 || version > 0x34 || (letter != 0x76 && letter != 0x6b)) return false;
  const start = at - 2;
  if (!boundaryBefore(start, lo) || (start > lo && byte(start - 1) == 0x2e)) return false;
  const open = byte(at + 1) == 0x70; // public
  const s = at + (open ? 8 : 7);
  const e = skipClass(s, hi, C_BASE64URL);
  const n = <i32>(e - s);
  if (n < 20) return false;
  if (ellipsisAt(e, hi)) {
    setSpan(start, e);
    setJudgement(CONF_LOW, R_PREFIX | R_TRUNCATED, open ? PASETO_PUBLIC : PASETO_LOCAL);
    return true;
  }
  if (letter == 0x6b) { // PASERK: 32 bytes of key
    if (open || n < 43) return false;
    setSpan(start, e);
    setJudgement(n == 43 ? CONF_HIGH : CONF_MEDIUM, R_PREFIX | (n == 43 ? R_LENGTH : 0), PASERK_LOCAL);
    return true;
  }
  // public: JSON, then a signature of 64 bytes (96 in v3, 256 in v1); local: nonce, ciphertext, tag
  let end = e;
  if (end + 1 < hi && byte(end) == 0x2e && is(byte(end + 1), C_BASE64URL)) end = skipClass(end + 1, hi, C_BASE64URL);
  decodeHead(s, e, 16);
  const fits = open ? byte(head()) == 0x7b && n >= 86 : n >= 64 && looksRandom(s, s + 48) > 0;
  setSpan(start, end);
  setJudgement(fits ? CONF_HIGH : CONF_MEDIUM, R_PREFIX | (fits ? R_STRUCTURE : R_STRUCTURE_FAILED), open ? PASETO_PUBLIC : PASETO_LOCAL);
  return true;
}
