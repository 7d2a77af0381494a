// Values of which something was painted over, or that say of themselves that they are none: `****`, `xxxx`, `…`, EXAMPLE.

import { at, isAlnum, isUpper, same8 } from './chars';

/** Bytes that masks and the words below are made of, or begin with: 1. All others end whatever went before. */
const MARKS: usize = memory.data(256);
fillMarks();
function fillMarks(): void {
  const marks: usize = memory.data<u8>([0x2a, 0x23, 0x2e, 0x78, 0x58, 0x2d, 0x5f, 0xe2, 0x45, 0x65, 0x52, 0x53, 0x44, 0x46]); // * # . x X - _ … E e R S D F
  for (let i = 0; i < 14; i++) store<u8>(MARKS + <usize>load<u8>(marks + <usize>i), 1);
}

/** 0 no, 1 looks like one, 2 certainly one. */
export function mask(ptr: usize, len: i32): i32 {
  let stars = 0;
  let dots = 0;
  let exes = 0;
  let rules = 0;
  let bullets = 0;
  let verdict = 0;
  let maskOnly = true;
  for (let i = 0; i < len; i++) {
    const c = at(ptr + i);
    if (load<u8>(MARKS + <usize>c) == 0) {
      stars = dots = exes = rules = 0;
      maskOnly = false;
      continue;
    }
    stars = c == 0x2a || c == 0x23 ? stars + 1 : 0;
    dots = c == 0x2e ? dots + 1 : 0;
    exes = (c | 32) == 0x78 ? (i > 0 && c == at(ptr + i - 1) ? exes + 1 : 1) : 0;
    rules = c == 0x2d || c == 0x5f ? rules + 1 : 0;
    if (stars >= 3 || dots >= 3) return 2;
    if (exes >= 4) return 2;
    if (exes == 3 && len < 24 && (i == 2 || i == len - 1 || !isAlnum(at(ptr + i - 3)) || !isAlnum(at(ptr + i + 1)))) verdict = verdict > 1 ? verdict : 1;
    if (rules >= 6) verdict = 1;
    if (c == 0xe2 && i + 2 < len) { // … • █ ▮ ●
      const d = at(ptr + i + 1);
      const e = at(ptr + i + 2);
      if (d == 0x80 && e == 0xa6) return 2;
      if (d == 0x80 && e == 0xa2 || d == 0x96 || d == 0x97) { if (++bullets >= 3) return 2; }
    }
    if (!(c == 0x2a || c == 0x2e || c == 0x2d || c == 0x5f || c == 0x23 || (c | 32) == 0x78)) maskOnly = false;
    if (c == 0x45 && i + 7 <= len && same8(ptr + i, 0x65_6c_70_6d_61_78_65, 7) && isUpper(at(ptr + i + 6))) return 2; // EXAMPLE
    else if ((c | 32) == 0x65 && i + 7 <= len && same8(ptr + i, 0x65_6c_70_6d_61_78_65, 7)) verdict = 1; // example
    if (c == 0x52 && i + 8 <= len && same8(ptr + i, 0x64_65_74_63_61_64_65_72, 8)) return 2; // REDACTED
    if ((c == 0x53 && i + 6 <= len && same8(ptr + i, 0x65_6c_70_6d_61_73, 6) && isUpper(at(ptr + i + 5)))
      || (c == 0x44 && i + 5 <= len && same8(ptr + i, 0x79_6d_6d_75_64, 5) && isUpper(at(ptr + i + 4)))
      || (c == 0x46 && i + 4 <= len && same8(ptr + i, 0x65_6b_61_66, 4) && isUpper(at(ptr + i + 3)))) verdict = 1; // SAMPLE DUMMY FAKE
  }
  return maskOnly ? 2 : verdict;
}
