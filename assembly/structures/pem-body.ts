// The body of a PEM block as it stands in files, JSON strings, program text and logs: finds its base64, decodes it on the
// fly, and finds the END line. One pass over each line to find its runs, one to decode them.
//
//   2026-04-20T10:00:00Z app[1]: MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw…     prefix, then one run of 32 or more
//   "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" +                                   pieces of a sum
//   MIIEvQ…\nBKcwggSjAgEAAo…\n…ab==\n-----END PRIVATE KEY-----             one line, escaped line ends
//
// A "unit" is one character of the text behind the escaping: \n, \/, \u002b, &#10;, &quot; count as the character they mean.

import { base64Of, byte, classesAt, hexAt, is, isAt, isDigit, isLetter, textAt, C_BASE64, C_HEX } from './text';

/** Shortest run that is taken for a full line of a body whatever stands before it on the line. */
const FULL_LINE = 32;
/** So many lines without a body, one after the other, end it: a header that is only mentioned. */
const MISSES = 8;
/** Longest stretch without any body that is looked at. */
const BARREN: usize = 4096;

export const ROOM: i32 = 2048;
const HEAD: usize = memory.data(2112, 16);
/** First decoded bytes. */
export function bodyHead(): usize { return HEAD; }

/** Address of the dashes of the END line and behind them; 0 when there is none. */
export let endLine: usize = 0;
export let endAfter: usize = 0;
/** Where the scan stopped, and behind the last character that was taken into the body. */
export let stopped: usize = 0;
export let bodyEnd: usize = 0;
/** Base64 characters (padding not counted), decoded bytes, distinct characters as a bit set. */
export let characters: i32 = 0;
export let decoded: i32 = 0;
export let alphabet: u64 = 0;
/** Hex digits in lines of hex digits only (OpenVPN static keys). */
export let hexDigits: i32 = 0;
/** CRC-24 of the decoded bytes, and the one written in an `=xxxx` line; -1 when there was none. */
export let crc: u32 = 0;
export let writtenCrc: i32 = -1;
/** Proc-Type: 4,ENCRYPTED or DEK-Info was among the header lines. */
export let sealed: bool = false;
/** An ellipsis or mask stands in the body. */
export let elided: bool = false;

let acc: u32 = 0;
let bits: i32 = 0;
let inCrc: i32 = 0;
let wantCrc: bool = false;

let unitLength: usize = 1;

/** Character at p behind its escaping; unitLength is how many bytes it took. 0 for an escape of no interest. */
function unit(p: usize, hi: usize): i32 {
  const c = byte(p);
  unitLength = 1;
  if (c == 0x5c) {
    let q = p + 1;
    while (q < hi && byte(q) == 0x5c && q - p < 8) ++q;
    const d = q < hi ? byte(q) : 0;
    unitLength = q - p + 1;
    if (d == 0x6e || d == 0x72 || d == 10 || d == 13) return 10;
    if (d == 0x74) return 32;
    if (d == 0x2f || d == 0x22 || d == 0x27 || d == 0x2b || d == 0x3d || d == 0x2d) return d;
    if (d == 0x75 && q + 4 < hi && byte(q + 1) == 0x30 && byte(q + 2) == 0x30 && hexAt(q + 3) < 16 && hexAt(q + 4) < 16) {
      unitLength = q - p + 5;
      return (hexAt(q + 3) << 4) | hexAt(q + 4);
    }
    unitLength = q - p;
    return 0x5c;
  }
  if (c == 0x26 && p + 5 < hi) { // &#10; &#xA; &quot; &#43;
    if (textAt(p, hi, '&quot;')) { unitLength = 6; return 0x22; }
    if (byte(p + 1) == 0x23) {
      const hex = (byte(p + 2) | 32) == 0x78;
      let q = p + (hex ? 3 : 2);
      let v = 0;
      const s = q;
      while (q < hi && q - s < 4 && (hex ? hexAt(q) < 16 : isDigit(byte(q)))) { v = hex ? (v << 4) | hexAt(q) : v * 10 + byte(q) - 48; ++q; }
      if (q > s && q < hi && byte(q) == 0x3b && v < 128) { unitLength = q - p + 1; return v == 13 ? 10 : v; }
    }
  }
  return c == 13 ? 10 : c;
}

/** The body holds capitals, small letters and digits. */
export function isVaried(): bool {
  return (alphabet & 0x3ffffff) != 0 && (alphabet >> 26 & 0x3ffffff) != 0 && (alphabet >> 52 & 0x3ff) != 0;
}

/** Takes the base64 characters at p four by four, as long as they stand for themselves and no sum is wanted of them. */
function takeFours(p: usize, e: usize): usize {
  let seen = alphabet;
  const from = p;
  for (; p + 4 <= e; p += 4) {
    const v0 = base64Of(byte(p)), v1 = base64Of(byte(p + 1)), v2 = base64Of(byte(p + 2)), v3 = base64Of(byte(p + 3));
    if (!(classesAt(p) & classesAt(p + 1) & classesAt(p + 2) & classesAt(p + 3) & C_BASE64)) break;
    seen |= (<u64>1 << <u64>v0) | (<u64>1 << <u64>v1) | (<u64>1 << <u64>v2) | (<u64>1 << <u64>v3);
    if (decoded + 3 <= ROOM) {
      const three = bswap<u32>(<u32>(v0 << 18 | v1 << 12 | v2 << 6 | v3)) >> 8;
      store<u16>(HEAD + decoded, three);
      store<u8>(HEAD + decoded, three >> 16, 2);
    } else {
      if (decoded < ROOM) store<u8>(HEAD + decoded, v0 << 2 | v1 >> 4);
      if (decoded + 1 < ROOM) store<u8>(HEAD + decoded, v1 << 4 | v2 >> 2, 1);
    }
    decoded += 3;
  }
  alphabet = seen;
  characters += <i32>(p - from);
  return p;
}

/** Takes one character of the body. */
function take(c: i32): void {
  if (c == 0x3d) {
    if (bits != 0 || characters == 0) { bits = 0; acc = 0; }
    return;
  }
  const v = base64Of(c);
  if (v > 63) return;
  characters++;
  alphabet |= (<u64>1) << <u64>v;
  acc = (acc << 6) | <u32>v;
  bits += 6;
  if (bits >= 8) {
    bits -= 8;
    const b: u32 = (acc >>> bits) & 0xff;
    if (decoded < ROOM) store<u8>(HEAD + decoded, b);
    decoded++;
    if (wantCrc) {
      crc ^= b << 16;
      for (let k = 0; k < 8; ++k) {
        crc <<= 1;
        if ((crc & 0x1000000) != 0) crc ^= 0x1864cfb;
      }
    }
  }
}

function start(pgp: bool): void {
  endLine = 0; endAfter = 0; stopped = 0; bodyEnd = 0;
  characters = 0; decoded = 0; alphabet = 0; hexDigits = 0;
  crc = 0xb704ce; writtenCrc = -1; sealed = false; elided = false;
  acc = 0; bits = 0; inCrc = 0; wantCrc = pgp;
  memory.fill(HEAD, 0, 64);
}

// What one line holds, found by `survey`.
let lineStop: usize = 0; // first byte behind the line (the line end itself, or the dashes of a boundary)
let dashes: bool = false; // the line ends at four or more dashes
let firstFull: usize = 0; // first run of FULL_LINE or more
let fullEnd: usize = 0;
let lastRun: usize = 0;
let lastEnd: usize = 0;
let lastLength: i32 = 0;
let runs: i32 = 0;
let foreign: bool = false; // holds characters that no body line has
let foreignBehind: bool = false; // … behind the first full run
let colonWord: bool = false; // `Word: ` or `Word-Word: `
let nextLine: usize = 0;

/** Behind the base64 characters at p that stand for themselves. */
function base64End(p: usize, hi: usize): usize {
  if (ASC_FEATURE_SIMD) {
    for (; p < hi; p += 16) {
      const v = v128.load(p);
      const outside = ~<u32>i8x16.bitmask(v128.or(
        v128.or(
          i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26)),
          i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x2f)), i8x16.splat(11)),
        ),
        i8x16.eq(v, i8x16.splat(0x2b)),
      )) & 0xffff;
      if (outside) {
        p += <usize>ctz(outside);
        return p < hi ? p : hi;
      }
    }
    return hi;
  }
  while (p < hi && is(byte(p), C_BASE64)) ++p;
  return p;
}

function survey(p: usize, hi: usize): void {
  dashes = false; firstFull = 0; fullEnd = 0; lastRun = 0; lastEnd = 0; lastLength = 0; runs = 0; foreign = false; foreignBehind = false; colonWord = false;
  let run: usize = 0;
  let length = 0;
  let dots = 0;
  const begin = p;
  while (p < hi) {
    const c = unit(p, hi);
    if (is(c, C_BASE64) || c == 0x3d) {
      if (run == 0) { run = p; length = 0; }
      const rest = p + unitLength;
      p = base64End(rest, hi);
      length += 1 + <i32>(p - rest);
      dots = 0;
      continue;
    }
    if (run != 0) {
      // a lone + or . joins strings; it is no run
      if (!(length == 1 && byte(run) == 0x2b)) {
        runs++;
        lastRun = run; lastEnd = p; lastLength = length;
        if (length >= FULL_LINE && firstFull == 0) { firstFull = run; fullEnd = p; }
      }
      run = 0;
    }
    if (c == 10) { lineStop = p; nextLine = p + unitLength; return; }
    if (c == 0x2d && p + 3 < hi && byte(p + 1) == 0x2d && byte(p + 2) == 0x2d && byte(p + 3) == 0x2d) {
      lineStop = p; nextLine = p; dashes = true; return;
    }
    if (c == 0x2e) { if (++dots == 3) elided = true; }
    else {
      dots = 0;
      if (c == 0xe2 && p + 2 < hi && byte(p + 1) == 0x80 && byte(p + 2) == 0xa6) elided = true;
      if (c == 0x2a && p + 2 < hi && byte(p + 1) == 0x2a && byte(p + 2) == 0x2a) elided = true;
      if (c == 0x3a && p > begin && isLetter(byte(p - 1)) && p + 1 < hi && byte(p + 1) == 32) colonWord = true;
    }
    if (!(c == 32 || c == 9 || c == 0x22 || c == 0x27 || c == 0x60 || c == 0x2c || c == 0x3b || c == 0x5c || c == 0x2e || c == 0x28 || c == 0x29 || c == 0x7c || c == 0x3e)) {
      foreign = true;
      if (firstFull != 0) foreignBehind = true;
    }
    p += unitLength;
    if (p - begin > BARREN && firstFull == 0) { lineStop = p; nextLine = p; foreign = true; return; }
  }
  if (run != 0) {
    runs++;
    lastRun = run; lastEnd = p; lastLength = length;
    if (length >= FULL_LINE && firstFull == 0) { firstFull = run; fullEnd = p; }
  }
  lineStop = hi;
  nextLine = hi;
}

/** Decodes the runs in [p, e); with `all` false only up to the first break. */
function takeRange(p: usize, e: usize, all: bool): void {
  let hexOnly = true;
  let n = 0;
  const s = p;
  while (p < e) {
    if (bits == 0 && !wantCrc && !(hexOnly && isAt(p, C_HEX))) {
      const q = takeFours(p, e);
      if (q > p) {
        hexOnly = false;
        bodyEnd = p = q;
        continue;
      }
    }
    const c = unit(p, e);
    if (wantCrc && c == 0x3d && characters > 0 && p + 5 <= e && (p == s || !is(byte(p - 1), C_BASE64))) { // =xxxx, the sum of PGP
      let k: usize = 1;
      while (k < 5 && base64Of(byte(p + k)) < 64) ++k;
      if (k == 5) {
        writtenCrc = 0;
        for (let i: usize = 1; i < 5; ++i) writtenCrc = (writtenCrc << 6) | base64Of(byte(p + i));
        return;
      }
    }
    const lone = c == 0x2b && p > s && unitLength == 1 && !is(byte(p - 1), C_BASE64) && (p + 1 >= e || !is(byte(p + 1), C_BASE64));
    if ((is(c, C_BASE64) || c == 0x3d) && !lone) {
      take(c);
      if (!is(c, C_HEX)) hexOnly = false;
      n++;
      bodyEnd = p + unitLength;
    } else if (!all) break;
    p += unitLength;
  }
  if (hexOnly) hexDigits += n;
}

/** Reads the body from behind the dashes of the BEGIN line. */
export function readBody(p: usize, hi: usize, pgp: bool): void {
  start(pgp);
  let misses = 0;
  let barrenFrom = p;
  let full = 0; // length of the last full line
  let complete = false; // the DER element is whole
  let done = false; // a line shorter than the ones before ends the body
  let first = true;
  while (p < hi) {
    survey(p, hi);
    let taken = false;
    if (colonWord && !sealed && characters == 0) {
      const iv = sealing(p, lineStop);
      if (iv != 0) { sealed = true; p = iv; continue; }
    }
    if (complete) {
      taken = true;
    } else if (firstFull != 0) {
      // everything behind the first full run, unless there is foreign matter: then that run alone
      takeRange(firstFull, foreignBehind ? fullEnd : lineStop, !foreignBehind);
      taken = true;
      full = FULL_LINE;
    } else if (runs > 0) {
      if (pgp && lastLength == 5 && characters > 0 && byte(lastRun) == 0x3d) {
        writtenCrc = 0;
        for (let i: usize = 1; i < 5; ++i) writtenCrc = (writtenCrc << 6) | (base64Of(byte(lastRun + i)) & 63);
        done = true;
      } else if (colonWord && !done && characters == 0) {
        taken = true; // header line
      } else if (!done && runs == 1 && !colonWord && (!foreign || (full > 0 && !dashes))) {
        takeRange(lastRun, lastEnd, true);
        taken = true;
        if (full > 0) done = true;
      } else if (!done && foreign && !dashes && full > 0 && lastLength >= 2) {
        takeRange(lastRun, lastEnd, true);
        taken = true;
        done = true;
      }
    } else if (!foreign && lineStop - p < 80) taken = true; // blank, or quotes only
    if (taken && decoded > 8 && derLength() == decoded) complete = true;
    if (dashes) {
      let q = lineStop;
      while (q < hi && byte(q) == 0x2d) ++q;
      let w = q;
      while (w < hi && byte(w) == 32) ++w;
      stopped = lineStop;
      if (!textAt(w, hi, 'END')) return;
      endLine = lineStop;
      w += 3;
      const reach = hi - w > 64 ? w + 64 : hi;
      while (w < reach && !(byte(w) == 0x2d && byte(w + 1) == 0x2d) && byte(w) != 10 && byte(w) != 0x5c) ++w;
      let k: usize = 0;
      while (w + k < hi && k < 5 && byte(w + k) == 0x2d) ++k;
      endAfter = k >= 4 ? w + k : w;
      return;
    }
    if (taken) { misses = 0; barrenFrom = nextLine; }
    else if (!first && (++misses > MISSES || nextLine - barrenFrom > BARREN)) { stopped = lineStop; return; }
    first = false;
    if (nextLine <= p) break;
    p = nextLine;
  }
  stopped = p;
}

/** Length that the outer DER element at the head claims with its own header, or -1. */
export function derLength(): i32 {
  if (byte(HEAD) != 0x30 || decoded < 8) return -1;
  const l = byte(HEAD + 1);
  if (l < 0x80) return l + 2;
  if (l == 0x81) return byte(HEAD + 2) + 3;
  if (l == 0x82) return ((byte(HEAD + 2) << 8) | byte(HEAD + 3)) + 4;
  return -1;
}

/** Behind the initialisation vector of `DEK-Info: AES-128-CBC,00…ff` (RFC 1421), 0 when the line has none. */
function sealing(p: usize, e: usize): usize {
  for (; p + 9 <= e; ++p) {
    if (byte(p) != 0x44 || !textAt(p, e, 'DEK-Info:')) continue;
    p += 9;
    while (p < e && byte(p) != 0x2c) ++p;
    ++p;
    while (p < e && is(byte(p), C_HEX)) ++p;
    return p < e ? p : e;
  }
  return 0;
}

/** Whether hex digits alone make up the body. */
export function allHex(): bool { return hexDigits > 0 && hexDigits == characters; }
