// What stands between the name of a header, member or variable and its value.

import { byte, isQuote, lower } from './text';

/** Behind a header name: closing quotes and brackets, an operator or comma, white space, opening quotes, list brackets, f and b prefixes. 0 when there is no operator. */
export function afterName(p: usize, hi: usize): usize {
  let operator = false;
  const most = hi - p > 32 ? p + 32 : hi;
  let blanks = 0;
  while (p < most) {
    const c = byte(p);
    if (isQuote(c) || c == 0x5d || c == 0x5b || c == 0x28) { ++p; continue; }
    if (c == 0x5c && (isQuote(byte(p + 1)) || byte(p + 1) == 0x5c)) { ++p; continue; }
    if (c == 32 || c == 9) {
      if (++blanks > 12) return 0;
      ++p;
      continue;
    }
    if (c == 0x3a || c == 0x3d || c == 0x2c) { // : = ,
      if (operator && c == 0x2c) return 0;
      operator = true;
      ++p;
      if (p < most && c == 0x3d && byte(p) == 0x3e) ++p;
      continue;
    }
    if (c == 0x25 && p + 2 < most && byte(p + 1) == 0x33 && lower(byte(p + 2)) == 0x61) { operator = true; p += 3; continue; } // %3A
    if (operator && (c == 0x62 || c == 0x66 || c == 0x75 || c == 0x40) && isQuote(byte(p + 1))) { ++p; continue; }
    break;
  }
  return operator ? p : 0;
}
