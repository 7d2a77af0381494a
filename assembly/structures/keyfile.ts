// Keys in forms of their own: PuTTY, age, WireGuard, OpenVPN user and password, JWK, byte arrays of ed25519 pairs.
// Anchors: `key` (without case), `"kty"`, `kty\"`, `<auth-user-pass>`, `Uint8Array`.

import {
  CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_ALPHABET, R_ASSIGNMENT, R_CONTEXT, R_EXAMPLE, R_LENGTH, R_PREFIX, R_RANDOM, R_STRUCTURE, R_STRUCTURE_FAILED,
  R_TRUNCATED, R_WEAK,
} from '../layout';
import { clear, setJudgement, setKey, setSpan } from '../result';
import { afterName } from './forms';
import {
  KEY_AGE, KEY_JWK, KEY_JWK_SYMMETRIC, KEY_OPENVPN_USER_PASS, KEY_PPK, KEY_PPK_ENCRYPTED, KEY_SOLANA, KEY_WIREGUARD_PRESHARED, KEY_WIREGUARD_PRIVATE,
} from './ids';
import { ellipsisAt, looksRandom, standIn, NOT_A_SECRET, REAL, WEAK } from './judge';
import { findMember, valueEnd, valueQuoted, valueStart } from './json';
import { base64At, byte, foldAt, foldFind, is, isDigit, textAt, C_ALNUM, C_BASE64, C_BASE64URL, C_HEX } from './text';

/** No `Private-MAC:` between these addresses. */
let noMacFrom: usize = 0;
let noMacTo: usize = 0;
/** The object read last for a JWK, and how far back there is no brace. */
let objectFrom: usize = 0;
let objectTo: usize = 0;

export function resetKeyfile(): void {
  noMacFrom = 0;
  noMacTo = 0;
  objectFrom = 0;
  objectTo = 0;
}

export function matchKeyfile(at: usize, lo: usize, hi: usize): bool {
  clear();
  const c = byte(at);
  if (c == 0x22) return jwk(at, lo, hi);
  if (c == 0x6b && byte(at + 1) == 0x74) return at > lo && byte(at - 1) == 0x22 && jwk(at - 1, lo, hi);
  if (c == 0x3c) return userPass(at + 16, hi);
  if (c == 0x55) return byteArray(at, at + 10, lo, hi);
  if (at - lo >= 11) {
    if (textAt(at - 11, hi, 'PuTTY-User-Key-File-')) return ppk(at - 11, hi);
    if (textAt(at - 11, hi, 'AGE-SECRET-KEY-')) return age(at - 11, hi);
  }
  if (wireguard(at, lo, hi)) return true;
  // secretKey: [12, 34, …]
  const p = afterName(at + 3, hi);
  return p != 0 && p < hi && (isDigit(byte(p)) || byte(p) == 10) && byteArray(at, at + 3, lo, hi);
}

// ---- PuTTY --------------------------------------------------------------------------------------------------------------

function ppk(start: usize, hi: usize): bool {
  let p = start + 20;
  if (p + 2 >= hi || byte(p) < 0x31 || byte(p) > 0x33 || byte(p + 1) != 0x3a) return false;
  const most = hi - p > 16384 ? p + 16384 : hi;
  let lines: usize = 0, mac: usize = 0, plain = false, sealed = false;
  const barren = start >= noMacFrom && start < noMacTo;
  for (; p < most; ++p) {
    const c = byte(p);
    if (c == 0x45 && textAt(p, most, 'Encryption: ')) {
      if (textAt(p + 12, most, 'none')) plain = true;
      else sealed = true;
    } else if (c == 0x50) {
      if (textAt(p, most, 'Private-Lines:')) lines = p;
      else if (textAt(p, most, 'Private-MAC:')) { mac = p + 12; break; }
      else if (textAt(p, most, 'PuTTY-User-Key-File-')) break;
    }
    if (barren && p >= noMacTo) break;
  }
  if (lines == 0) {
    noMacFrom = start;
    noMacTo = p;
    return false;
  }
  const variant = sealed ? KEY_PPK_ENCRYPTED : KEY_PPK;
  if (mac == 0) {
    // what is left of the private lines
    let e = lines + 14;
    let n = 0;
    while (e < p && (is(byte(e), C_BASE64) || byte(e) == 0x3d || byte(e) == 10 || byte(e) == 13 || byte(e) == 32 || byte(e) == 0x5c)) { if (is(byte(e), C_BASE64)) n++; ++e; }
    if (n < 40) return false;
    setSpan(start, e);
    setJudgement(CONF_MEDIUM, R_PREFIX | R_TRUNCATED, variant);
    return true;
  }
  while (mac < hi && byte(mac) == 32) ++mac;
  let e = mac;
  while (e < hi && is(byte(e), C_HEX)) ++e;
  const length = e - mac;
  if (length < 8) return false; // the names of the fields, in a program
  const whole = length == 40 || length == 64;
  setSpan(start, e > mac ? e : mac);
  setJudgement(whole && (plain || sealed) ? CONF_HIGH : CONF_MEDIUM, R_PREFIX | (whole ? R_STRUCTURE : R_STRUCTURE_FAILED), variant);
  return true;
}

// ---- age ----------------------------------------------------------------------------------------------------------------

function age(start: usize, hi: usize): bool {
  let p = start + 15;
  let e = p;
  while (e < hi && e - p < 256 && (is(byte(e), C_ALNUM) || (byte(e) == 0x2d && e - p < 4))) ++e;
  const n = <i32>(e - start);
  if (n < 30 || n > 255) return false;
  if (textAt(p, hi, 'PQ-1')) p += 3;
  if (byte(p) != 0x31) return false;
  let reasons: u32 = R_PREFIX;
  let confidence = CONF_MEDIUM;
  if (n == 74) { confidence = CONF_HIGH; reasons |= R_LENGTH; }
  if (ellipsisAt(e, hi)) { confidence = CONF_LOW; reasons |= R_TRUNCATED; }
  else if (standIn(p, e) == NOT_A_SECRET) return false;
  setSpan(start, e);
  setJudgement(confidence, reasons, KEY_AGE);
  return true;
}

// ---- WireGuard ----------------------------------------------------------------------------------------------------------

/** PrivateKey = …, private_key: "…", PresharedKey = …; `at` is where `Key` begins. */
function wireguard(at: usize, lo: usize, hi: usize): bool {
  let s = at;
  if (s > lo && (byte(s - 1) == 0x5f || byte(s - 1) == 0x2d)) --s;
  let variant = -1;
  if (s - lo >= 7 && foldAt(s - 7, hi, 'private')) { variant = KEY_WIREGUARD_PRIVATE; s -= 7; }
  else if (s - lo >= 9 && foldAt(s - 9, hi, 'preshared')) { variant = KEY_WIREGUARD_PRESHARED; s -= 9; }
  else if (s - lo >= 10 && foldAt(s - 10, hi, 'pre-shared')) { variant = KEY_WIREGUARD_PRESHARED; s -= 10; }
  else return false;
  const p = afterName(at + 3, hi);
  if (p == 0) return false;
  let e = p;
  while (e < hi && e - p < 96 && is(byte(e), C_BASE64)) ++e;
  const body = e - p;
  while (e < hi && byte(e) == 0x3d && e - p - body < 2) ++e;
  const n = e - p;
  if (n < 38 || n > 52) return false;
  const least = at - lo > 1024 ? at - 1024 : lo;
  const most = hi - at > 512 ? at + 512 : hi;
  const near = foldFind(least, at, '[interface]') != 0 || foldFind(least, most, 'wireguard') != 0 || foldFind(least, at, '[peer]') != 0 || foldFind(at, most, 'allowedips') != 0 || foldFind(least, most, 'wg0') != 0;
  const whole = n == 44 && body == 43 && (base64At(p + 42) & 3) == 0;
  if (!near && !whole) return false;
  if (standIn(p, e) != REAL || looksRandom(p, e) == 0) return false;
  let reasons: u32 = R_ASSIGNMENT | R_ALPHABET;
  if (near) reasons |= R_CONTEXT;
  let confidence = CONF_MEDIUM;
  if (whole) { reasons |= R_LENGTH; if (near) confidence = CONF_HIGH; }
  else { reasons |= R_STRUCTURE_FAILED; confidence = near ? CONF_MEDIUM : CONF_LOW; } // in a WireGuard file it is a key, whatever its length
  setKey(s, at + 3);
  setSpan(p, e);
  setJudgement(confidence, reasons, variant);
  return true;
}

// ---- OpenVPN ------------------------------------------------------------------------------------------------------------

/** <auth-user-pass> user, password </auth-user-pass>, a line each. */
function userPass(from: usize, hi: usize): bool {
  const most = hi - from > 512 ? from + 512 : hi;
  let p = newline(from, most);
  if (p == from) return false;
  while (p < most && byte(p) > 32 && byte(p) != 0x5c && byte(p) != 0x3c) ++p; // the user
  const s = newline(p, most);
  if (s == p) return false;
  let e = s;
  while (e < most && byte(e) >= 32 && byte(e) != 0x3c && !(byte(e) == 0x5c && byte(e + 1) == 0x6e)) ++e;
  if (e == s || e == most) return false;
  const stand = standIn(s, e);
  if (stand == NOT_A_SECRET) return false;
  setSpan(s, e);
  setJudgement(stand == WEAK ? CONF_LOW : CONF_HIGH, R_STRUCTURE | (stand == WEAK ? R_WEAK : 0), KEY_OPENVPN_USER_PASS);
  return true;
}

/** Behind line ends (plain or escaped) and blanks at p. */
function newline(p: usize, hi: usize): usize {
  while (p < hi) {
    const c = byte(p);
    if (c == 10 || c == 13 || c == 32 || c == 9) ++p;
    else if (c == 0x5c && p + 1 < hi && (byte(p + 1) == 0x6e || byte(p + 1) == 0x72)) p += 2;
    else break;
  }
  return p;
}

// ---- JWK ----------------------------------------------------------------------------------------------------------------

function jwk(at: usize, lo: usize, hi: usize): bool {
  if (at >= objectFrom && at < objectTo) return false;
  // ---- the object around it: flat but for lists
  let s = at;
  const least = objectTo > lo && objectTo <= at ? objectTo : lo;
  while (s > least && byte(s - 1) != 0x7b && byte(s - 1) != 0x7d) --s;
  let e = at;
  while (e < hi && byte(e) != 0x7d && byte(e) != 0x7b) ++e;
  objectFrom = s;
  objectTo = e;
  if (s <= lo || byte(s - 1) != 0x7b) return false;
  if (!findMember(at, e, 'kty', 8) || !valueQuoted) return false;
  const symmetric = textAt(valueStart, valueEnd, 'oct') && valueEnd - valueStart == 3;
  if (!symmetric && !textAt(valueStart, valueEnd, 'RSA') && !textAt(valueStart, valueEnd, 'EC') && !textAt(valueStart, valueEnd, 'OKP')) return false;
  if (!findMember(s, e, symmetric ? 'k' : 'd', 2048) || !valueQuoted) return false;
  const p = valueStart, q = valueEnd;
  const n = q - p;
  for (let i = p; i < q; ++i) if (!is(byte(i), C_BASE64URL) && byte(i) != 0x3d) return false;
  if (n < 16) return false;
  const stand = standIn(p, q);
  if (stand == NOT_A_SECRET) return false;
  const fits = symmetric || n == 43 || n == 64 || n == 88 || n == 76 || n >= 171;
  let confidence = fits ? CONF_HIGH : CONF_MEDIUM;
  let reasons: u32 = R_STRUCTURE | (fits && !symmetric ? R_LENGTH : 0);
  if (stand == WEAK || looksRandom(p, n > 128 ? p + 128 : q) == 0) { confidence = CONF_LOW; reasons |= R_EXAMPLE; }
  else reasons |= R_RANDOM;
  setSpan(p, q);
  setJudgement(confidence, reasons, symmetric ? KEY_JWK_SYMMETRIC : KEY_JWK);
  return true;
}

// ---- byte arrays --------------------------------------------------------------------------------------------------------

/** `[` and 64 numbers of 0 to 255: a Solana key pair as its tools write it. */
function byteArray(at: usize, from: usize, lo: usize, hi: usize): bool {
  let p = from;
  const near = hi - from > 40 ? from + 40 : hi;
  while (p < near && byte(p) != 0x5b) {
    const c = byte(p);
    if (c == 10 || c == 0x3b || c == 0x29) return false;
    ++p;
  }
  if (p >= near) return false;
  const s = p;
  ++p;
  let count = 0, value = -1, large = 0;
  let seen: u64 = 0;
  const most = hi - s > 1024 ? s + 1024 : hi;
  for (; p < most; ++p) {
    const c = byte(p);
    if (isDigit(c)) { value = value < 0 ? c - 48 : value * 10 + c - 48; if (value > 255) return false; continue; }
    if (c == 0x2c || c == 0x5d) {
      if (value >= 0) {
        count++;
        if (value > 99) large++;
        seen |= (<u64>1) << <u64>(value & 63);
      } else if (c == 0x2c) return false;
      value = -1;
      if (c == 0x5d) break;
    } else if (c != 32 && c != 10 && c != 13 && c != 9) return false;
  }
  if (p >= most || count != 64 || <i32>popcnt(seen) < 24 || large < 16) return false;
  const back = at - lo > 256 ? at - 256 : lo;
  const context = foldFind(back, s, 'secret') != 0 || foldFind(back, s, 'keypair') != 0 || foldFind(back, s, 'private') != 0 || foldFind(back, s, 'solana') != 0 || foldFind(back, s, 'wallet') != 0;
  setSpan(s, p + 1);
  setJudgement(context ? CONF_HIGH : CONF_MEDIUM, R_LENGTH | (context ? R_CONTEXT : 0), KEY_SOLANA);
  return true;
}
