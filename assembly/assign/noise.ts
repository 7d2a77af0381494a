// Runs that look random and are public: digests, ids, traces, entity tags, integrity hashes, certificates, media.
// What decides is what stands around them. 0 nothing speaks for noise, 1 probably, 2 certainly.

import { at, isAlnum, isBlank, isDigit, isHex, isLetter, isWord, same8 } from './chars';
import { keyRole, valueRole, wordHash, wordStart } from './words';

/** Whether [p, p + 36) is a UUID. */
export function isUuid(p: usize, len: i32): bool {
  if (len != 36) return false;
  for (let i = 0; i < 36; i++) {
    const c = at(p + i);
    if (i == 8 || i == 13 || i == 18 || i == 23) { if (c != 0x2d) return false; }
    else if (!isHex(c)) return false;
  }
  return true;
}

/** 00-<32 hex>-<16 hex>-<2 hex>, or 32-16-1 of the B3 header. */
function isTrace(p: usize, len: i32): bool {
  if (len == 55 && at(p + 2) == 0x2d && at(p + 35) == 0x2d && at(p + 52) == 0x2d) return true;
  return len >= 49 && len <= 51 && at(p + 32) == 0x2d;
}

/** Heads of media, archives, certificates and public keys in base64. */
export function isMedia(p: usize, len: i32): bool {
  if (len < 20) return false;
  switch (at(p)) {
    case 0x69: return is(p, 0x4b_30_77_42_52_4f_56_69, 8); // iVBORw0K: PNG
    case 0x2f: return is(p, 0x2f_6a_39_2f, 4); // /9j/: JPEG
    case 0x52: return is(p, 0x44_4f_6c_47_30_52, 6); // R0lGOD: GIF
    case 0x55: return is(p, 0x6c_45_73_45_55, 5) || is(p, 0x52_6b_6c_47_55 >> 0, 0) || is(p, 0x52_47_6c_55 >> 0, 0) || is(p, 0x55_52_6b_6c_47_55, 0) || is(p, 0x52_6c_47_55, 0) || is(p, 0x6b_6c_47_55, 4) || is(p, 0x44_73_45_55, 0); // UEsDB, UklG
    default: return false;
  }
}
/** Algorithm and colon or dash before a digest: `sha256:`, `sha512-`, `md5=`, `h1:`. */
function digestMark(p: usize, lo: usize): bool {
  let q = p;
  while (q > lo && p - q < 3 && (at(q - 1) == 0x3a || at(q - 1) == 0x2d || at(q - 1) == 0x3d || at(q - 1) == 0x2f || isBlank(at(q - 1)) || at(q - 1) == 0x28)) q--;
  if (q == p) return false;
  const e = q;
  while (q > lo && e - q < 9 && isAlnum(at(q - 1))) q--;
  const n = e - q;
  if (n < 2 || n > 8) return false;
  if (n == 2) return (at(q) | 32) == 0x68 && at(q + 1) == 0x31; // h1:
  return (same8(q, 0x61_68_73, 3) && (n == 3 || isDigit(at(q + 3)))) || (same8(q, 0x35_64_6d, 3) && n == 3) || (same8(q, 0x65_6b_61_6c_62, 5)) || (same8(q, 0x63_72_63, 3) && n < 6);
}

const NAMES: i32 = 24;
/** Names of what holds ids and digests, as word hashes, filled below by hand-written words. */
function isNoiseName(p: usize, n: i32): bool {
  if (n < 2 || n > 14) return false;
  switch (n) {
    case 2: return same8(p, 0x64_69, 2); // id
    case 3: return same8(p, 0x61_68_73, 3) || same8(p, 0x35_64_6d, 3) || same8(p, 0x76_65_72, 3) || same8(p, 0x66_65_72, 3) || same8(p, 0x64_69_75, 3) || same8(p, 0x78_74, 0) || same8(p, 0x64_69_6f, 3) || same8(p, 0x79_61_72, 3); // sha md5 rev ref uid oid ray
    case 4: return same8(p, 0x68_73_61_68, 4) || same8(p, 0x67_61_74_65, 4) || same8(p, 0x65_65_72_74, 4) || same8(p, 0x64_69_75_75, 4) || same8(p, 0x64_69_75_67, 4) || same8(p, 0x62_6f_6c_62, 4) || same8(p, 0x6e_61_70_73, 4) || same8(p, 0x64_61_65_68, 4) || same8(p, 0x35_64_6d, 0) || same8(p, 0x31_61_68_73, 4); // hash etag tree uuid guid blob span head sha1
    case 5: return same8(p, 0x65_63_61_72_74, 5) || same8(p, 0x78_65_64_6e_69, 5) || same8(p, 0x65_67_61_6d_69, 5) || same8(p, 0x6b_63_6f_6c_62, 5) || same8(p, 0x65_67_72_65_6d, 5) || same8(p, 0x63_6e_6f_6e, 0); // trace index image block merge
    case 6: return same8(p, 0x74_69_6d_6d_6f_63, 6) || same8(p, 0x74_73_65_67_69_64, 6) || same8(p, 0x74_6e_65_72_61_70, 6) || same8(p, 0x36_35_32_61_68_73, 6) || same8(p, 0x32_31_35_61_68_73, 6) || same8(p, 0x74_65_73_73_61, 0); // commit digest parent sha256 sha512
    case 7: return same8(p, 0x74_73_65_75_71_65_72, 7) || same8(p, 0x65_73_61_65_6c_65_72, 7) || same8(p, 0x64_65_68_73_61_68, 0); // request release
    case 8: return same8(p, 0x6d_75_73_6b_63_65_68_63, 8) || same8(p, 0x6e_6f_69_73_69_76_65_72, 8) || same8(p, 0x74_6e_65_73_6e_6f_63, 0); // checksum revision
    case 9: return same8(p, 0x74_69_72_67_65_74_6e_69, 8); // integrity
    case 10: return same8(p, 0x69_72_70_62_6d_75_68_74, 8); // thumbprint
    case 11: return same8(p, 0x72_70_72_65_67_6e_69_66, 8) || same8(p, 0x61_6c_65_72_72_6f_63, 7); // fingerprint correlation
    default: return false;
  }
}

/** Judges the run [start, end) by its shape and by what stands beside it. */
export function noise(start: usize, end: usize, lo: usize, hi: usize): i32 {
  const len = <i32>(end - start);
  if (len > 1000) return 2;
  if (isMedia(start, len)) return 2;
  if (digestMark(start, lo)) return 2;
  if (isTrace(start, len)) return 2;
  let verdict = 0;
  const before = start > lo ? at(start - 1) : 0x0a;
  const after = end < hi ? at(end) : 0x0a;
  let hex = true;
  for (let i = 0; i < len && hex; i++) if (!isHex(at(start + i))) hex = false;
  if (isUuid(start, len)) verdict = 1;
  // ---- paths and file names: main.3f2a9c1b.js, /commit/<id>, /nix/store/<32>-name
  if (before == 0x2f || before == 0x5c) verdict = 1;
  if (before == 0x2f && (after == 0x2f || after == 0x2d) && hex) return 2;
  if (after == 0x2e && isLetter(at(end + 1)) && end + 3 < hi) {
    let q = end + 1;
    while (q < hi && q - end < 6 && isAlnum(at(q))) q++;
    if (q - end <= 5 && !isWord(at(q))) verdict = before == 0x22 || before == 0x27 || before == 0x3d ? 1 : 2;
  }
  if (hex) {
    if (len > 2 && before == 0x78 && start - lo >= 2 && at(start - 2) == 0x30) verdict = verdict > 1 ? verdict : 1;
    // sha256sum lines: two blanks or blank and star, then a name
    if (isBlank(after) && (isBlank(at(end + 1)) || at(end + 1) == 0x2a) && (before == 0x0a || start == lo) && (len == 32 || len == 40 || len == 56 || len == 64 || len == 96 || len == 128)) return 2;
    if (before == 0x2e && start - lo >= 2 && at(start - 2) == 0x2e || after == 0x2e && at(end + 1) == 0x2e) return 2; // index a..b
  }
  // ---- the word before: commit 3f2a…, "etag": "…", request_id=…
  let q = start;
  let steps = 0;
  while (q > lo && steps < 6 && !isWord(at(q - 1)) && at(q - 1) != 0x0a) { q--; steps++; }
  if (q < start && q > lo && isLetter(at(q - 1)) || q > lo && isDigit(at(q - 1))) {
    let e = q;
    // digits belong to the name: sha256, md5
    let s = e;
    while (s > lo && isAlnum(at(s - 1)) && e - s < 14) s--;
    if (isNoiseName(s, <i32>(e - s))) return 2;
    while (e > lo && isDigit(at(e - 1))) e--;
    s = wordStart(e - lo > 24 ? e - 24 : lo, e);
    if (isNoiseName(s, <i32>(e - s))) return hex ? 2 : 1;
  }
  return verdict;
}
