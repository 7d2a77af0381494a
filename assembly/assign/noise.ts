// Runs that look random and are public: digests, ids, traces, entity tags, integrity hashes, certificates, media.
// What decides is what stands around them.

import { visit } from '../result';
import { at, endOfAlnums, endOfHex, isAlnum, isBlank, isDigit, isHex, isLetter, isWord, lastFeed, nextFeed, same8, startOfHex } from './chars';
import { WORD_ID } from './classes';
import { namesKey } from './nouns';
import { keyRole, wordStart } from './words';

/** First four characters in base64 (little endian) of things that are no secrets. */
const HEADS: usize = memory.data<u32>([
  0x4f425669, // iVBO PNG
  0x2f6a392f, // /9j/ JPEG
  0x476c3052, // R0lG GIF
  0x44734555, // UEsD ZIP
  0x476c6b55, // UklG RIFF
  0x324e4850, // PHN2 SVG
  0x34394450, // PD94 XML
  0x4542564a, // JVBE PDF
  0x49733448, // H4sI gzip
  0x47393064, // d09G fonts
  0x41454141, // AAEA TrueType
  0x6e643254, // T2dn Ogg
  0x7a515553, // SUQz MP3
  0x7a464741, // AGFz WebAssembly
  0x51715654, // TVqQ PE
  0x4d563066, // f0VM ELF
  0x36367679, // yv66 Java
  0x56534167, // gASV pickle
]);
const HEAD_COUNT: i32 = 18;

/** Whether [p, p + len) is a UUID. */
export function isUuid(p: usize, len: i32): bool {
  if (len != 36) return false;
  for (let i = 0; i < 36; i++) {
    const c = at(p + i);
    if (i == 8 || i == 13 || i == 18 || i == 23) { if (c != 0x2d) return false; }
    else if (!isHex(c)) return false;
  }
  return true;
}

/** 00-<32 hex>-<16 hex>-<2 hex>, and <32 hex>-<16 hex>[-1] of the B3 header. */
function isTrace(p: usize, len: i32): bool {
  let dashes: u64 = 0;
  if (len != 55 && len != 49 && len != 51) return false;
  for (let i = 0; i < len; i++) {
    if (at(p + i) == 0x2d) dashes |= (<u64>1) << <u64>i;
    else if (!isHex(at(p + i))) return false;
  }
  if (len == 55) return dashes == ((<u64>1 << 2) | (<u64>1 << 35) | (<u64>1 << 52));
  return dashes == (len == 49 ? <u64>1 << 32 : (<u64>1 << 32) | (<u64>1 << 49));
}

/** Heads of media, archives, certificates and public keys in base64. */
export function isMedia(p: usize, len: i32): bool {
  if (len < 20) return false;
  const head = load<u32>(p);
  for (let i = 0; i < HEAD_COUNT; i++) if (load<u32>(HEADS + (<usize>i << 2)) == head) return true;
  if (head == 0x41_41_41_41) { // ssh-rsa, ssh-ed25519, ecdsa: B3Nz, C3Nz, E2Vj behind the length
    const next = load<u32>(p + 4);
    if (next == 0x7a_4e_33_42 || next == 0x7a_4e_33_43 || next == 0x6a_56_32_45) return true;
  }
  // LS0tLS1CRUdJTiB: PEM, encoded once more; then C (certificate) or PU (public)
  return head == 0x74_30_53_4c && (at(p + 15) == 0x44 || (at(p + 15) == 0x51 && at(p + 16) == 0x56) || (at(p + 15) == 0x51 && at(p + 16) == 0x55));
}

/** Object identifiers of public keys behind their tag: EC, RSA, X25519 to Ed448. As many bytes as tell them apart. */
const OID_EC: u64 = 0x02_3d_ce_48_86_2a_07_06;
const OID_RSA: u64 = 0x0d_f7_86_48_86_2a_09_06;
const OID_EDWARDS: u64 = 0x6e_65_2b_03_06;

const HEAD_BYTES: i32 = 18;
const headBytes: usize = memory.data(24);

function sextet(c: i32): i32 {
  if (c - 65 < 26 && c >= 65) return c - 65;
  if (c - 97 < 26 && c >= 97) return c - 71;
  if (isDigit(c)) return c + 4;
  return c == 0x2b || c == 0x2d ? 62 : c == 0x2f || c == 0x5f ? 63 : -1;
}

/** Base64 of a SubjectPublicKeyInfo: a sequence that begins with the sequence of an algorithm for keys. */
function isPublicKey(p: usize, len: i32): bool {
  if (len < 56 || at(p) != 0x4d) return false; // 0x30
  for (let i = 0; i < HEAD_BYTES / 3; i++) {
    const q = p + (<usize>i << 2);
    const a = sextet(at(q)), b = sextet(at(q + 1)), c = sextet(at(q + 2)), d = sextet(at(q + 3));
    if ((a | b | c | d) < 0) return false;
    const t = headBytes + <usize>(i * 3);
    store<u8>(t, a << 2 | b >> 4);
    store<u8>(t, b << 4 | c >> 2, 1);
    store<u8>(t, c << 6 | d, 2);
  }
  let t = headBytes + 1;
  const size = <i32>load<u8>(t);
  t += size < 0x80 ? 1 : size == 0x81 ? 2 : 3;
  if (load<u8>(t) != 0x30) return false;
  const oid = load<u64>(t, 2);
  return oid == OID_EC || oid == OID_RSA || (oid & 0xfffffffffe) == (OID_EDWARDS & 0xfffffffffe) || (oid & 0xfffffffffe) == 0x70_65_2b_03_06;
}

/** Algorithm and colon, dash or equals sign before a digest: `sha256:`, `sha512-`, `md5=`, `h1:`. */
function digestMark(p: usize, lo: usize): bool {
  let q = p;
  while (q > lo && p - q < 3 && (at(q - 1) == 0x3a || at(q - 1) == 0x2d || at(q - 1) == 0x3d || at(q - 1) == 0x2f || isBlank(at(q - 1)) || at(q - 1) == 0x28)) q--;
  if (q == p) return false;
  const e = q;
  while (q > lo && e - q < 9 && isAlnum(at(q - 1))) q--;
  const n = e - q;
  if (n < 2 || n > 8) return false;
  if (n == 2) return (at(q) | 32) == 0x68 && at(q + 1) == 0x31; // h1:
  return (same8(q, 0x61_68_73, 3) && (n == 3 || isDigit(at(q + 3)))) // sha…
    || (same8(q, 0x35_64_6d, 3) && n == 3) // md5
    || same8(q, 0x65_6b_61_6c_62, 5); // blake…
}

/** `SHA256 (name) = 4f3a…`, `SHA2-256(name)= 4f3a…`: as BSD and OpenSSL print digests. */
function isSum(start: usize, lo: usize): bool {
  let q = start;
  if (q > lo && at(q - 1) == 0x20) q--;
  if (q <= lo || at(q - 1) != 0x3d) return false;
  q--;
  if (q > lo && at(q - 1) == 0x20) q--;
  if (q <= lo || at(q - 1) != 0x29) return false;
  const least = q - lo > 256 ? q - 256 : lo;
  const e = q;
  while (q > least && at(q - 1) != 0x28 && at(q - 1) != 0x0a) q--;
  visit(e - q);
  if (q <= least || at(q - 1) != 0x28) return false;
  q--;
  if (q > lo && at(q - 1) == 0x20) q--;
  const end = q;
  while (q > lo && end - q < 12 && (isAlnum(at(q - 1)) || at(q - 1) == 0x2d)) q--;
  if (at(q - 1) == 0x5c) q++; // \n
  return same8(q, 0x61_68_73, 3) || same8(q, 0x35_64_6d, 3) || same8(q, 0x6b_61_6c_62, 4) || same8(q, 0x64_6d_72, 3); // sha md5 blak… rmd
}

/**
 * Start of the first stretch of letters and digits in [from, to), the rest of a line, that is `len` hex digits and nothing else;
 * 0 when there is none. The edges end a stretch, too. Looks at windows of that length from behind: what is no hex digit there
 * rules out all that begin before it.
 */
function nextDigest(from: usize, to: usize, len: i32): usize {
  let p = from;
  while (p + <usize>len <= to) {
    const e = p + <usize>len;
    const begin = startOfHex(e, p);
    if (begin > p) { p = begin; continue; }
    if ((p == from || !isAlnum(at(p - 1))) && (e == to || !isAlnum(at(e)))) return p;
    p = endOfAlnums(e, to);
  }
  return 0;
}

/** End of the line that goes on at p, if it is before `most`. */
function lineEnd(p: usize, most: usize): usize {
  const feed = nextFeed(p, most);
  return feed == 0 ? most : feed;
}

/** Whether the line from p on holds hex digits of exactly this length: 2, or 1 when a word before them names a secret. */
function lineHasHex(p: usize, hi: usize, len: i32): i32 {
  const to = lineEnd(p, hi - p > 256 ? p + 256 : hi);
  const digest = nextDigest(p, to, len);
  visit(to - p);
  return digest == 0 ? 0 : namesKey(p, digest) ? 1 : 2;
}

// What lineHasHex said of the lines looked at before, by a few bits of address and length: text that is full of hex is
// looked at line by line, and each line is a neighbour of six others. { address u32, length u16, kind u16 }
const LINES: usize = memory.data(64 * 8, 8);

/** The bytes have changed. */
export function forgetLines(): void {
  memory.fill(LINES, 0, 64 * 8);
  if (++generation < 0x10000) return;
  generation = 1;
  memory.fill(VERDICTS, 0, 1024 * 8);
}

function kindOfLine(p: usize, hi: usize, len: i32): i32 {
  const line = LINES + <usize>(((<u32>p ^ <u32>len << 3) * 0x9e3779b1) >> 26 << 3);
  if (<usize>load<u32>(line) == p && <i32>load<u16>(line, 4) == len) return <i32>load<u16>(line, 6);
  const kind = lineHasHex(p, hi, len);
  store<u32>(line, <u32>p);
  store<u16>(line, len, 4);
  store<u16>(line, kind, 6);
  return kind;
}

/** How many of the siblings are named like secrets. */
let namedSiblings: i32 = 0;

/** How far along its own line a value's neighbours are looked for. */
const ROW: usize = 320;

/** Hex of the same length on the same line: minified maps of names to digests. */
function rowNeighbours(start: usize, end: usize, lo: usize, hi: usize, len: i32): i32 {
  let count = 0;
  const to = lineEnd(end, hi - end > ROW ? end + ROW : hi);
  let from = end;
  for (let p = nextDigest(end, to, len); p != 0; p = nextDigest(from, to, len)) {
    count++;
    if (namesKey(from, p)) namedSiblings++;
    from = p + <usize>len;
  }
  visit(to - end);
  const least = start - lo > ROW ? start - ROW : lo;
  const feed = lastFeed(least, start);
  const line = feed != 0 ? feed + 1 : least;
  for (let p = nextDigest(line, start, len); p != 0; p = nextDigest(p + <usize>len, start, len)) {
    count++;
    if (namesKey(p - least > 32 ? p - 32 : least, p)) namedSiblings++;
  }
  visit(start - line);
  return count;
}

/** Lines next to this one, three on each side, that hold hex of the same length: a table of data. */
function siblings(start: usize, end: usize, lo: usize, hi: usize): i32 {
  namedSiblings = 0;
  const len = <i32>(end - start);
  let count = rowNeighbours(start, end, lo, hi, len);
  let q = end;
  for (let line = 0; line < 3; line++) {
    q = nextFeed(q, hi - q > 256 ? q + 256 : hi);
    if (q == 0) break;
    q++;
    const kind = kindOfLine(q, hi, len);
    if (kind != 0) count++;
    if (kind == 1) namedSiblings++;
  }
  q = start;
  for (let line = 0; line < 4; line++) {
    const least = q - lo > 256 ? q - 256 : lo;
    const feed = lastFeed(least, q);
    q = feed != 0 ? feed + 1 : least;
    const kind = line > 0 ? kindOfLine(q, hi, len) : 0;
    if (kind != 0) count++;
    if (kind == 1) namedSiblings++;
    if (q <= least) break;
    q--;
  }
  return count;
}

/** The last verdict rests on the lines around alone: they hold hex of the same length, and most name secrets. */
export let tabled: bool = false;

/** The last verdict rests on the word `id` alone: whose it is nothing says, and some of a provider's are worth keeping secret. */
export let identified: bool = false;

/** The word [s, e) is `id`, and no word for a digest or a trace stands before it. */
function isPlainId(s: usize, e: usize, lo: usize): bool {
  if (e - s != 2) return false;
  let q = s;
  if (q > lo && !isLetter(at(q - 1)) && isWord(at(q - 1)) || q > lo && at(q - 1) == 0x2d) q--;
  const least = q - lo > 16 ? q - 16 : lo;
  const from = wordStart(least, q);
  return from == q || (keyRole(from, <i32>(q - from)) & WORD_ID) == 0;
}

/**
 * Judges the run [start, end) by its shape and by what stands beside it within [lo, hi):
 * 0 nothing speaks for noise, 1 probably a digest, id or name, 2 certainly.
 */
export function noise(start: usize, end: usize, lo: usize, hi: usize): i32 {
  const v = VERDICTS + (start >> 5 & 1023) * 8;
  const length = end - start;
  if (<usize>load<u32>(v) == start && load<u16>(v, 4) == generation && <usize>load<u16>(v, 6) >> 4 == length) {
    const kept = <i32>load<u16>(v, 6);
    tabled = (kept & 4) != 0;
    identified = (kept & 8) != 0;
    return kept & 3;
  }
  const verdict = judgeNoise(start, end, lo, hi);
  if (length <= MOST_JUDGED) {
    store<u32>(v, <u32>start);
    store<u16>(v, generation, 4);
    store<u16>(v, <i32>length << 4 | i32(identified) << 3 | i32(tabled) << 2 | verdict, 6);
  }
  return verdict;
}

// Runs judged before: the rules that claim one ask in turn, and values of keys come again as runs when the page has been
// gone through for keys. By the address, a place for every 32 bytes of a page:
// { start u32, generation u16, length << 4 | identified << 3 | tabled << 2 | verdict u16 }
const VERDICTS: usize = memory.data(1024 * 8, 8);
/** Grows with each page and piece, so that what is remembered of others is void. */
let generation: u32 = 1;
/** Longer ones are noise. */
const MOST_JUDGED: usize = 1000;

/** The word before says that an id or a digest follows: commit 3f2a…, "etag": "…", request_id=…; `identified`: it says `id` alone. */
function followsId(start: usize, lo: usize): bool {
  let q = start;
  for (let steps = 0; q > lo && steps < 6 && !isWord(at(q - 1)) && at(q - 1) != 0x0a; steps++) q--;
  if (q == start || q == lo || !isAlnum(at(q - 1))) return false;
  let s = q;
  while (s > lo && isAlnum(at(s - 1)) && q - s < 14) s--;
  let e = q;
  if ((keyRole(s, <i32>(q - s)) & WORD_ID) == 0) {
    while (e > s && isDigit(at(e - 1))) e--;
    s = wordStart(s, e);
    if ((keyRole(s, <i32>(e - s)) & WORD_ID) == 0) return false;
  }
  identified = isPlainId(s, e, lo);
  return true;
}

/** The same, and of what: `trace_id`, `commit`; not `client_id`, which may name half of a pair. */
export function followsKnownId(start: usize, lo: usize): bool {
  const kept = identified;
  const follows = followsId(start, lo) && !identified;
  identified = kept;
  return follows;
}

function judgeNoise(start: usize, end: usize, lo: usize, hi: usize): i32 {
  tabled = false;
  identified = false;
  const len = <i32>(end - start);
  if (len > <i32>MOST_JUDGED) return 2;
  if (isMedia(start, len) || isPublicKey(start, len) || digestMark(start, lo) || isTrace(start, len)) return 2;
  let verdict = isUuid(start, len) ? 1 : 0;
  const before = start > lo ? at(start - 1) : 0x0a;
  const after = end < hi ? at(end) : 0x0a;
  const hex = endOfHex(start, end) == end;
  // ---- paths and file names: main.3f2a9c1b.js, /commit/<id>/, /nix/store/<32>-name
  if (before == 0x2f || before == 0x5c) {
    if (hex && (after == 0x2f || after == 0x2d)) return 2;
    verdict = 1;
  }
  if (after == 0x2e && end + 1 < hi && isLetter(at(end + 1))) {
    let q = end + 1;
    while (q < hi && q - end < 7 && isAlnum(at(q))) q++;
    if (q - end <= 6 && (q == hi || !isWord(at(q)))) return 2;
  }
  if (hex) {
    if (before == 0x78 && start - lo >= 2 && at(start - 2) == 0x30) verdict = 1; // 0x…
    if ((before == 0x20 || before == 0x3d) && (len & 7) == 0 && isSum(start, lo)) return 2;
    // lines of sha256sum: two blanks, or a blank and a star, then a name
    if (isBlank(after) && (isBlank(at(end + 1)) || at(end + 1) == 0x2a) && (before == 0x0a || start == lo) && (len & 7) == 0) return 2;
    if (before == 0x2e && start - lo >= 2 && at(start - 2) == 0x2e || after == 0x2e && at(end + 1) == 0x2e) return 2; // a..b
  }
  if (followsId(start, lo)) return hex || verdict == 1 && isUuid(start, len) ? 2 : 1;
  if (hex) {
    const count = siblings(start, end, lo, hi);
    if (count >= 3) {
      tabled = namedSiblings * 2 > count;
      return 2;
    }
  }
  return verdict;
}
