// What stands around a value that only its length, its alphabet and a provider's word near it make a secret. Lock files, build
// output and lists of digests are full of such values and of such words: the name of the package stands beside its digest.

import { at, isAlnum, isDigit, isUpper, isWord, same8 } from './chars';
import { noise, tabled } from './noise';
import { namesKey } from './nouns';
import { randomness } from './randomness';

/** How far before the value its name may begin. */
const NAME_REACH: usize = 96;

/** Whether nothing says that the value is a key, or something says that it is a digest, a path or an id. */
export function standsAsNoise(s: usize, e: usize, lo: usize, hi: usize): bool {
  if (at(s) == 0x2f || beginsLikeDigest(s)) return true;
  if (at(e) == 0x2e && isAlnum(at(e + 1)) || at(s - 1) == 0x2e && isAlnum(at(s - 2))) return true; // part of a longer name
  if (randomness(s, <i32>(e - s)) < 0) return true; // words
  const verdict = noise(s, e, lo, hi);
  if (verdict == 2 && !tabled) return true;
  let from = s - lo > NAME_REACH ? s - NAME_REACH : lo;
  if (namesDigest(s, from)) return true;
  if (verdict == 2) { // among lines with hex of the same length only what its own line names
    let q = s;
    while (q > from && at(q - 1) != 0x0a) q--;
    from = q;
  }
  return !namesKey(from, s) && !isVariable(s, from);
}

/** `PROVIDER=4f3a…`: a variable of the environment, set without blanks. */
function isVariable(s: usize, from: usize): bool {
  let q = s;
  while (q > from && (at(q - 1) == 0x22 || at(q - 1) == 0x27)) q--;
  if (q <= from || at(q - 1) != 0x3d) return false;
  const e = --q;
  while (q > from && (isUpper(at(q - 1)) || isDigit(at(q - 1)) || at(q - 1) == 0x5f)) q--;
  return e - q >= 3 && !(q > from && isWord(at(q - 1)));
}

/** `sha512-…` as one value. */
function beginsLikeDigest(s: usize): bool {
  return same8(s, 0x61_68_73, 3) && isDigit(at(s + 3)) && (at(s + 4) == 0x2d || at(s + 6) == 0x2d);
}

/** Whether the name directly before the value holds `checksum`, `sha256`, `digest` and the like. */
export function namesDigest(s: usize, from: usize): bool {
  let e = s;
  while (e > from && s - e < 8 && !isWord(at(e - 1)) && at(e - 1) != 0x0a) e--;
  let q = e;
  while (q > from && (isWord(at(q - 1)) || at(q - 1) == 0x2d || at(q - 1) == 0x2e || at(q - 1) == 0x2f)) q--;
  for (; q + 3 <= e; q++) {
    switch (at(q) | 32) {
      case 0x63: if (same8(q, 0x6d_75_73_6b_63_65_68_63, 8) || same8(q, 0x74_69_6d_6d_6f_63, 6)) return true; break; // checksum commit
      case 0x64: if (same8(q, 0x74_73_65_67_69_64, 6)) return true; break; // digest
      case 0x66: if (same8(q, 0x70_72_65_67_6e_69_66, 7)) return true; break; // fingerp…
      case 0x68: if (same8(q, 0x68_73_61_68, 4)) return true; break; // hash
      case 0x69: if (same8(q, 0x67_65_74_6e_69, 5)) return true; break; // integ…
      case 0x6d: if (same8(q, 0x35_64_6d, 3)) return true; break; // md5
      case 0x72: if (same8(q, 0x69_73_69_76_65_72, 6)) return true; break; // revisi…
      case 0x73: if (same8(q, 0x61_68_73, 3) && (isDigit(at(q + 3)) || q + 3 == e || !isAlnum(at(q + 3)))) return true; break; // sha sha1
      case 0x74: if (same8(q, 0x62_6d_75_68_74, 5)) return true; break; // thumb…
      default: break;
    }
  }
  return false;
}
