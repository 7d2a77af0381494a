// Words that name secrets, in any text: cheaper and less exact than the reading of names in key.ts.

import { at, isDigit, isLetter, same8 } from './chars';
import { WORD_NOUN } from './classes';
import { keyRole, wordEnd } from './words';

/** Whether one of the words in [from, to) names secrets: key, token, password, api, access, … */
export function namesKey(from: usize, to: usize): bool {
  let p = from;
  while (p < to) {
    if (!isLetter(at(p))) { p++; continue; }
    const q = wordEnd(p, to);
    const n = <i32>(q - p);
    if ((keyRole(p, n) & WORD_NOUN) != 0 || endsInNoun(p, q)) return true;
    if (n == 3 && same8(p, 0x69_70_61, 3) && at(q) != 0x2e && !isDigit(at(q)) || n == 6 && same8(p, 0x73_73_65_63_63_61, 6) || n == 7 && same8(p, 0x65_74_61_76_69_72_70, 7)) return true; // api access private
    if (n == 5 && (same8(p, 0x6e_69_67_6f_6c, 5) || same8(p, 0x62_6d_75_72_63, 5))) return true; // login crumb
    if (n == 1 && (at(p) | 32) == 0x78 && at(q) == 0x2d && isLetter(at(q + 1))) return true; // X-… as headers are named
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
