// What stands around a value that only its length, its alphabet and a provider's word near it make a secret. Lock files, build
// output and lists of digests are full of such values and of such words: the name of the package stands beside its digest.

import { at, isAlnum, isDigit, isLetter, isLower, isUpper, isWord, same8 } from './chars';
import { CLASS_SALT, WORD_ABOUT, WORD_NOUN, WORD_QUALIFIES } from './classes';
import { wordShare } from './features';
import { identified, noise, tabled } from './noise';
import { namesKey } from './nouns';
import { randomness } from './randomness';
import { isPodCharacter } from './spelled';
import { isOfPicture } from './surround';
import { keyRole, wordEnd } from './words';

/** How far before the value its name may begin. */
const NAME_REACH: usize = 96;

/** 0: a key may stand here. 1: nothing says that the value is a key. 2: something says that it is a digest, a path, a name or an id. */
export function standsAsNoise(s: usize, e: usize, lo: usize, hi: usize): i32 {
  if (beginsLikePath(s, e) || beginsLikeDigest(s)) return 2;
  if (at(e) == 0x2e && isAlnum(at(e + 1)) || at(s - 1) == 0x2e && isAlnum(at(s - 2))) return 1; // part of a longer name
  if (randomness(s, <i32>(e - s)) < 0) return 1; // words
  if (isOfFile(s, lo) || isCutOut(s, e, lo, hi) || isSealed(s, lo) || isNumbered(s, lo) || isInstance(s, e)) return 2;
  const verdict = noise(s, e, lo, hi);
  if (verdict == 2 && !tabled && !identified) return 2;
  const from = s - lo > NAME_REACH ? s - NAME_REACH : lo;
  if (namesDigest(s, from)) return 2;
  if (isColumn(s, e, hi) || isResult(s, from) || isOfPicture(directName(s, from), from) || !identified && isAbout(s, from)) return 1;
  if (isVariable(s, from) || isGiven(s, e, from)) return 0;
  if (identified) { // secret_id; not x-id
    const name = directName(s, from);
    return at(s + 8) == 0x2d && namesKey((at(name) | 32) == 0x78 && at(name + 1) == 0x2d ? name + 2 : name, s) ? 0 : 1;
  }
  if (verdict == 2) return isAssigned(s, from) ? 0 : 2; // among lines with hex of the same length only what a name stands directly before
  return namesKey(nameFrom(s, from), s) ? 0 : 1;
}

/** Characters of base64 beside a match that make it a piece of a blob. */
const BLOB: usize = 40;
/** Fewer suffice where more of it, or its padding, stands on the other side. */
const PART: usize = 24;

function isBase64(c: i32): bool { return isAlnum(c) || c == 0x2b || c == 0x2f; }

function hasAllKinds(p: usize, n: usize): bool {
  let kinds = 0;
  for (let q = p; q < p + n; q++) kinds |= isDigit(at(q)) ? 1 : isLower(at(q)) ? 2 : isUpper(at(q)) ? 4 : 0;
  return kinds == 7;
}

/** A prefix of three or four letters that comes up by chance: `+` or `/`, and more base64, directly beside the match. */
export function standsInBlob(ms: usize, me: usize, lo: usize, hi: usize): bool {
  if ((at(ms - 1) == 0x2b || at(ms - 1) == 0x2f) && ms - lo > PART) {
    let q = ms;
    while (q > lo && ms - q < BLOB && isBase64(at(q - 1))) q--;
    if (ms - q == BLOB && randomness(q, <i32>BLOB) >= 8) return true;
    // data that holds many zeros is not random, but goes on behind the match
    if (ms - q >= PART && (at(me) == 0x3d || isBase64(at(me))) && hasAllKinds(ms - PART, PART)) return true;
  }
  if ((at(me) == 0x2b || at(me) == 0x2f) && hi - me > BLOB) {
    let q = me;
    while (q - me < BLOB && isBase64(at(q))) q++;
    if (q - me == BLOB && randomness(me, <i32>BLOB) >= 8) return true;
  }
  return (at(ms - 1) == 0x2d || at(ms - 1) == 0x5f) && isUrlBlob(ms, lo);
}

/** A run of base64url directly before p, in which large and small letters stand: what follows was cut out of it. */
function isUrlBlob(p: usize, lo: usize): bool {
  const n: usize = 24;
  if (p - lo < n) return false;
  let kinds = 0;
  for (let q = p - n; q < p; q++) {
    const c = at(q);
    if (isDigit(c)) kinds |= 1;
    else if (isLower(c)) kinds |= 2;
    else if (isUpper(c)) kinds |= 4;
    else if (c != 0x2d && c != 0x5f) return false;
  }
  return (kinds & 6) == 6 && randomness(p - n, <i32>n) >= 12;
}

/** `y3_ZNSt3__2…`: a name that a C++ compiler wrote, behind bytes that look like a prefix. */
export function isMangled(s: usize): bool {
  for (let q = s; q < s + 6; q++) if (at(q) == 0x5f && at(q + 1) == 0x5a && (at(q + 2) == 0x4e || at(q + 2) == 0x54 || at(q + 2) == 0x53) && isAlnum(at(q + 3))) return true;
  return false;
}

/** Nothing but words and no digit: `STS.assumeRoleWithWebIdentity`. */
export function isWorded(s: usize, e: usize): bool {
  const n = <i32>(e - s);
  if (n < 12 || n > 96) return false;
  for (let q = s; q < e; q++) if (isDigit(at(q))) return false;
  return wordShare(s, n) >= 70;
}

/** A line ends before p; in a string of JSON by its escape. */
function endsLine(p: usize): bool { return at(p - 1) == 0x0a || at(p - 1) == 0x6e && at(p - 2) == 0x5c; }

/** Where the words that may name the value at s begin: its own line, if that has any; of a path the last part. */
function nameFrom(s: usize, from: usize): usize {
  let q = s;
  if (at(s - 1) == 0x2f) {
    q--;
    while (q > from && at(q - 1) != 0x2f && at(q - 1) > 0x20) q--;
    return s - q > 16 ? s : q; // `token`, `api-key`; not the name of a package
  }
  let letters = 0;
  let valued = 0;
  while (q > from && !endsLine(q)) {
    q--;
    if (!isLetter(at(q))) continue;
    letters++;
    if (same8(q, 0x65_75_6c_61_76, 5)) valued += 5; // `value: …` below `name: …`
  }
  return letters > valued ? q : from;
}

/** Begins a line that goes on behind it: the first column of a record, which no line before it names. */
function isColumn(s: usize, e: usize, hi: usize): bool {
  if (!endsLine(s) || at(e) != 0x20 && at(e) != 0x09) return false;
  let q = e;
  while (q < hi && (at(q) == 0x20 || at(q) == 0x09)) q++;
  return q < hi && isAlnum(at(q));
}

/** `sign('', 'secret') => '4f3a…'`: what a call gives back is not what was handed to it. */
function isResult(s: usize, from: usize): bool {
  let q = s;
  while (q > from && (at(q - 1) == 0x22 || at(q - 1) == 0x27 || at(q - 1) == 0x20)) q--;
  if (q < from + 3 || at(q - 1) != 0x3e && at(q - 1) != 0x3d || at(q - 2) != 0x3d && at(q - 2) != 0x2d) return false;
  q -= 2;
  while (q > from && (at(q - 1) == 0x3d || at(q - 1) == 0x20)) q--;
  return q > from && at(q - 1) == 0x29;
}

/** `secret_name`, `password_changed_at`: the name speaks about a secret. `hmac` names what was made with one. */
function isAbout(s: usize, from: usize): bool {
  let p = directName(s, from);
  let named = false;
  let about = false;
  let made = false;
  while (p < s) {
    if (!isLetter(at(p))) { p++; continue; }
    const q = wordEnd(p, s);
    const n = <i32>(q - p);
    const role = keyRole(p, n);
    if ((role & WORD_NOUN) != 0 && (role & WORD_NOUN) != CLASS_SALT) { named = true; about = false; }
    else if ((role & WORD_NOUN) != 0 && n == 4 && same8(p, 0x63_61_6d_68, 4)) made = true;
    else if (named && (role & WORD_ABOUT) != 0 && (role & WORD_QUALIFIES) == 0 && !same8(p, 0x74_73_65_74, 4)) about = true; // but: test
    if (at(q) == 0x28) return false; // privateKeyToAccount(…)
    p = q;
  }
  return about || made && !named;
}

/** Where the name directly before the value begins. */
function directName(s: usize, from: usize): usize {
  let q = s;
  while (q > from && s - q < 6 && !isWord(at(q - 1)) && at(q - 1) != 0x0a) q--;
  while (q > from && (isWord(at(q - 1)) || at(q - 1) == 0x2d)) q--;
  return q;
}

/** An operator stands before the value, and before that a name that holds a word for a key. */
function isAssigned(s: usize, from: usize): bool {
  let q = s;
  while (q > from && (at(q - 1) == 0x22 || at(q - 1) == 0x27 || at(q - 1) == 0x20 || at(q - 1) == 0x5c)) q--;
  if (q <= from || at(q - 1) != 0x3a && at(q - 1) != 0x3d && at(q - 1) != 0x3e) return false;
  const e = q - 1;
  q = e;
  while (q > from && at(q - 1) != 0x0a && at(q - 1) != 0x2c && at(q - 1) != 0x7b && at(q - 1) != 0x2f && e - q < 48) q--;
  return namesKey(q, e);
}

/** Stands where keys are given: `-t 4f3a…`, `init 4f3a…`, `?appid=4f3a…`, `//4f3a…@`, `/v3/4f3a…`. */
function isGiven(s: usize, e: usize, from: usize): bool {
  if (s < from + 4) return false;
  if (at(s - 1) == 0x20 && isLetter(at(s - 2)) && at(s - 3) == 0x2d && at(s - 4) == 0x20) return true;
  if (at(s - 1) == 0x20 && s >= from + 5 && same8(s - 5, 0x74_69_6e_69, 4)) return true;
  if (at(s - 1) == 0x2f) {
    if (at(s - 2) == 0x2f) return at(e) == 0x40 || at(e) == 0x3a;
    return isDigit(at(s - 2)) && (at(s - 3) | 32) == 0x76 && at(s - 4) == 0x2f;
  }
  if (at(s - 1) != 0x3d) return false;
  let q = s - 1;
  while (q > from && (isLetter(at(q - 1)) || at(q - 1) == 0x5f)) q--;
  return q > from && s - q >= 4 && (at(q - 1) == 0x3f || at(q - 1) == 0x26);
}

/**
 * `provider: "4f3a…"`, `provider_prod = '4f3a…'` on a line of its own: a setting that a provider's name alone names. Its word
 * ends `distance` bytes before the value. Names of digests, and lines of the same form around, say otherwise.
 */
export function isSetting(distance: i32, s: usize, e: usize, lo: usize, hi: usize): bool {
  if (distance < 1 || distance > 32 || noise(s, e, lo, hi) != 0) return false;
  const from = s - lo > NAME_REACH ? s - NAME_REACH : lo;
  if (namesDigest(s, from) || isAbout(s, from) || isNumbered(s, lo) || beginsLikePath(s, e) || beginsLikeDigest(s) || randomness(s, <i32>(e - s)) < 0) return false;
  let q = s - <usize>distance;
  let b = q;
  if (isLower(at(q)) && isLetter(at(q - 1))) return false; // `sumo` in sumOfSquares
  while (q < s && (isWord(at(q)) || at(q) == 0x2d || at(q) == 0x2e)) q++;
  if (quoteOrBlank(at(q))) q++;
  while (q < s && at(q) == 0x20) q++;
  if (at(q) == 0x3a && at(q + 1) == 0x3d) q++; // :=
  if (q >= s || at(q) != 0x3d && at(q) != 0x3a) return false;
  if (at(++q) == 0x3e) q++; // =>
  while (q < s && at(q) == 0x20) q++;
  if (q < s && quoteOrBlank(at(q))) q++;
  if (q != s) return false;
  // the name begins its line, but for a quote and a word such as `export`
  while (b > from && (isWord(at(b - 1)) || at(b - 1) == 0x2d || at(b - 1) == 0x2e || at(b - 1) == 0x20 || at(b - 1) == 0x09 || at(b - 1) == 0x24 || quoteOrBlank(at(b - 1)))) b--;
  if (b > lo && (b == from || at(b - 1) != 0x0a)) return false;
  // the value ends it
  if (quoteOrBlank(at(e))) e++;
  while (e < hi && (at(e) == 0x2c || at(e) == 0x3b || at(e) == 0x20 || at(e) == 0x0d)) e++;
  return e >= hi || at(e) == 0x0a;
}

function quoteOrBlank(c: i32): bool { return c == 0x22 || c == 0x27 || c == 0x20; }

/** `PROVIDER=4f3a…`: a variable of the environment, set without blanks. */
function isVariable(s: usize, from: usize): bool {
  let q = s;
  while (q > from && (at(q - 1) == 0x22 || at(q - 1) == 0x27)) q--;
  if (q <= from || at(q - 1) != 0x3d) return false;
  const e = --q;
  while (q > from && (isUpper(at(q - 1)) || isDigit(at(q - 1)) || at(q - 1) == 0x5f)) q--;
  return e - q >= 3 && !(q > from && isWord(at(q - 1)));
}

/** `"tests/server.key":"4f3a…"`: the name is the path of a file. */
function isOfFile(s: usize, lo: usize): bool {
  if (at(s - 1) != 0x22) return false;
  let q = s - 1;
  while (q > lo && s - q < 4 && (at(q - 1) == 0x20 || at(q - 1) == 0x3a)) q--;
  if (at(q - 1) != 0x22) return false;
  const e = --q;
  let dot: usize = 0;
  while (q > lo && e - q < 160) {
    const c = at(q - 1);
    if (c == 0x2f) return dot != 0 && dot > q;
    if (c == 0x2e) { if (dot == 0) dot = q - 1; }
    else if (!isWord(c) && c != 0x2d) return false;
    q--;
  }
  return false;
}

/** A piece of base64: what goes on behind it, or before it, holds `+`, or ends in `=` and no URL. */
function isCutOut(s: usize, e: usize, lo: usize, hi: usize): bool {
  if (at(e) == 0x2b || at(s - 1) == 0x2b) return true;
  if (at(e) != 0x2f) return false;
  const most = hi - e > 96 ? e + 96 : hi;
  let q = e;
  while (q < most && isBase64(at(q))) q++;
  return q < most && at(q) == 0x3d && at(q + 1) <= 0x3d && !isAlnum(at(q + 1));
}

/** `ENC[AES256_GCM,data:…`: encrypted where it stands. */
function isSealed(s: usize, lo: usize): bool {
  const least = s - lo > 24 ? s - 24 : lo;
  for (let q = s; q > least && at(q - 1) != 0x20 && at(q - 1) != 0x22; q--) if (at(q - 1) == 0x5b) return same8(q - 4, 0x5b_63_6e_65, 4);
  return false;
}

/** `users:42:4f3a…`, `key=users:4f3a…`: the last part of a compound name. */
function isNumbered(s: usize, lo: usize): bool {
  if (at(s - 1) != 0x3a) return false;
  let q = s - 1;
  while (q > lo && s - q < 12 && isDigit(at(q - 1))) q--;
  if (q < s - 1) return at(q - 1) == 0x3a;
  while (q > lo && s - q < 32 && (isWord(at(q - 1)) || at(q - 1) == 0x2d)) q--;
  return q > lo + 4 && at(q - 1) == 0x3d && same8(q - 4, 0x79_65_6b, 3) && !isWord(at(q - 5));
}

/** `cart-service-7d9f8b6c5d-x2x4z`: words in small letters, then the two suffixes of a pod. */
function isInstance(s: usize, e: usize): bool {
  let q = e;
  while (q > s && isPodCharacter(at(q - 1))) q--;
  if (e - q != 5 || q <= s + 12 || at(q - 1) != 0x2d) return false;
  const suffix = q - 1;
  q = suffix;
  while (q > s && isPodCharacter(at(q - 1))) q--;
  if (suffix - q < 8 || suffix - q > 10 || at(q - 1) != 0x2d) return false;
  for (let p = s; p < q; p++) if (!isLower(at(p)) && !isDigit(at(p)) && at(p) != 0x2d) return false;
  return true;
}

/** `/word/…`: base64 may begin with a slash, too. */
function beginsLikePath(s: usize, e: usize): bool {
  if (at(s) != 0x2f) return false;
  let q = s + 1;
  while (q < e && (isLower(at(q)) || at(q) == 0x2d)) q++;
  return q > s + 2 && at(q) == 0x2f;
}

/** `sha512-…` as one value. */
function beginsLikeDigest(s: usize): bool {
  return same8(s, 0x61_68_73, 3) && isDigit(at(s + 3)) && (at(s + 4) == 0x2d || at(s + 6) == 0x2d);
}

/** `digest from 4f3a…`, `commit is 4f3a…`: the end of the word before the one that links it with the value; e without such a link. */
function beforeLink(e: usize, from: usize): usize {
  let q = e;
  while (q > from && e - q < 5 && isLower(at(q - 1))) q--;
  const n = e - q;
  if (q <= from + 1 || at(q - 1) != 0x20 || !isWord(at(q - 2))) return e;
  return n == 2 && (same8(q, 0x6f_74, 2) || same8(q, 0x73_69, 2) || same8(q, 0x66_6f, 2) || same8(q, 0x74_61, 2)) || n == 4 && same8(q, 0x6d_6f_72_66, 4) ? q - 1 : e; // to is of at from
}

/** Whether the name directly before the value holds `checksum`, `sha256`, `digest` and the like. */
export function namesDigest(s: usize, from: usize): bool {
  let e = s;
  while (e > from && s - e < 8 && !isWord(at(e - 1)) && at(e - 1) != 0x0a) e--;
  e = beforeLink(e, from);
  let q = e;
  while (q > from && (isWord(at(q - 1)) || at(q - 1) == 0x2d || at(q - 1) == 0x2e || at(q - 1) == 0x2f)) q--;
  for (; q + 3 <= e; q++) {
    const c = at(q);
    if (q > from && isLetter(at(q - 1)) && !(isLower(at(q - 1)) && isUpper(c))) continue; // within a word
    switch (c | 32) {
      case 0x63: if (same8(q, 0x6d_75_73_6b_63_65_68_63, 8) || same8(q, 0x74_69_6d_6d_6f_63, 6)) return true; break; // checksum commit
      case 0x64: if (same8(q, 0x74_73_65_67_69_64, 6)) return true; break; // digest
      case 0x66: if (same8(q, 0x70_72_65_67_6e_69_66, 7)) return true; break; // fingerp…
      case 0x68: if (same8(q, 0x68_73_61_68, 4) && (!isLower(at(q + 4)) || (at(q + 4) | 32) == 0x65)) return true; break; // hash hashes hashed
      case 0x69: if (same8(q, 0x74_69_72_67_65_74_6e_69, 8)) return true; break; // integrit…
      case 0x6d: if (same8(q, 0x35_64_6d, 3)) return true; break; // md5
      case 0x72: if (same8(q, 0x6e_6f_69_73_69_76_65_72, 8)) return true; break; // revision
      case 0x73: if (same8(q, 0x61_68_73, 3) && !isLetter(at(q + 3))) return true; break; // sha sha1
      case 0x74: if (same8(q, 0x70_62_6d_75_68_74, 6)) return true; break; // thumbp…
      default: break;
    }
  }
  return false;
}
