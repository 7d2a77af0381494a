// What stands around a value that only its length, its alphabet and a provider's word near it make a secret. Lock files, build
// output and lists of digests are full of such values and of such words: the name of the package stands beside its digest.

import { at, isAlnum, isDigit, isLetter, isWord, same8 } from './chars';
import { WORD_NOUN } from './classes';
import { noise } from './noise';
import { keyRole, wordEnd } from './words';

/** How far before the value its name may begin. */
const NAME_REACH: usize = 96;

/** Whether nothing says that the value is a key, or something says that it is a digest, a path or an id. */
export function standsAsNoise(s: usize, e: usize, lo: usize, hi: usize): bool {
  if (at(s) == 0x2f || beginsLikeDigest(s) || noise(s, e, lo, hi) == 2) return true;
  const from = s - lo > NAME_REACH ? s - NAME_REACH : lo;
  return namesDigest(s, from) || !namesKey(from, s);
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

/** Whether one of the words in [from, to) names secrets: key, token, password, api, access, … */
function namesKey(from: usize, to: usize): bool {
  let p = from;
  while (p < to) {
    if (!isLetter(at(p))) { p++; continue; }
    const q = wordEnd(p, to);
    const n = <i32>(q - p);
    if ((keyRole(p, n) & WORD_NOUN) != 0 || endsInNoun(p, q)) return true;
    if (n == 3 && same8(p, 0x69_70_61, 3) && at(q) != 0x2e || n == 6 && same8(p, 0x73_73_65_63_63_61, 6)) return true; // api access
    p = q;
  }
  return false;
}

/** Words written together: `apptoken`, `xapikey`, `dbpassword`. */
function endsInNoun(p: usize, q: usize): bool {
  const n = q - p;
  return n > 3 && same8(q - 3, 0x79_65_6b, 3) || n > 5 && same8(q - 5, 0x6e_65_6b_6f_74, 5) || n > 6 && same8(q - 6, 0x74_65_72_63_65_73, 6)
    || n > 4 && (same8(q - 4, 0x68_74_75_61, 4) || same8(q - 4, 0x73_73_61_70, 4)) || n > 8 && same8(q - 8, 0x64_72_6f_77_73_73_61_70, 8);
}
