// Values that point at a secret: templates, variables, references to secret managers, values that are encrypted at rest.

import { at, isAlnum, isDigit, isLetter, isWord, same8 } from './chars';

/** Whether the value stands for another one, which is somewhere else. */
export function isReference(ptr: usize, len: i32): bool {
  const c = at(ptr);
  const last = at(ptr + len - 1);
  if (c == 0x3c && (last == 0x3e || at(ptr + 1) == 0x25)) return true; // <…> <%= … %>
  if (c == 0x26 && same8(ptr, 0x3b_74_6c_26, 4)) return true; // &lt;
  if (c == 0x24 && len > 1) { // $NAME, ${…}, $(…); not $2a$10$…
    const d = at(ptr + 1);
    if (d == 0x7b || d == 0x28 || d == 0x24) return true;
    if (isLetter(d) || d == 0x5f) {
      let p = 1;
      while (p < len && (isWord(at(ptr + p)) || at(ptr + p) == 0x3a || at(ptr + p) == 0x2e || at(ptr + p) == 0x2d || at(ptr + p) == 0x3e || at(ptr + p) == 0x5b || at(ptr + p) == 0x5d || at(ptr + p) == 0x27)) p++;
      if (p == len) return true;
    }
    if (isDigit(d) && len == 2) return true;
  }
  if (c == 0x25 && len > 2 && ((last == 0x25 && isName(ptr + 1, len - 2)) || at(ptr + 1) == 0x28)) return true; // %NAME%, %(x)s
  if (c == 0x25 && len == 2) return true; // %s
  if (c == 0x40 && last == 0x40 && len > 2 && isName(ptr + 1, len - 2)) return true; // @x@
  if (c == 0x5f && at(ptr + 1) == 0x5f && last == 0x5f && at(ptr + len - 2) == 0x5f) return true; // __X__
  if (c == 0x7b && last == 0x7d && at(ptr + 1) != 0x22 && at(ptr + 1) != 0x5c && len < 64) { // {x} {0} {{ x }}
    let p = 1;
    while (p < len - 1 && (isWord(at(ptr + p)) || at(ptr + p) == 0x20 || at(ptr + p) == 0x2e || at(ptr + p) == 0x7b || at(ptr + p) == 0x7d || at(ptr + p) == 0x2d)) p++;
    if (p == len - 1 && (len < 40)) return true;
  }
  if ((c == 0x28 && last == 0x29) || (c == 0x5b && last == 0x5d)) return true; // (redacted) [FILTERED] ((var)) [[x]]
  if (c == 0x3a && len > 1 && len < 40 && isLetter(at(ptr + 1))) return true; // :name
  if (c == 0x3f && len == 1) return true;
  if (c == 0x21 && isLetter(at(ptr + 1)) && len < 12) return isTag(ptr, len); // !Ref, !vault
  for (let i = 0; i + 1 < len; i++) {
    const a = at(ptr + i);
    if (isAlnum(a)) continue;
    const b = at(ptr + i + 1);
    if (b == 0x7b && (a == 0x24 || a == 0x7b || a == 0x23)) return true; // ${ {{ #{
    if (a == 0x24 && b == 0x28) return true;
    if (a == 0x25 && b == 0x37 && i + 2 < len && (at(ptr + i + 2) | 32) == 0x62) return true; // %7B
    if (a == 0x3c && b == 0x25) return true;
    if (a == 0x7b && b == 0x25) return true;
    if (a == 0x7b && (b == 0x7d || (isDigit(b) && i + 2 < len && at(ptr + i + 2) == 0x7d))) return true; // {} {0}
    if (a == 0x25 && (b == 0x73 || b == 0x76 || b == 0x64) && (i + 2 == len || !isAlnum(at(ptr + i + 2))) && isName(ptr, i)) return true; // %s
  }
  return isManaged(ptr, len);
}

/** Letters, `_`, `-`, `.`, `:`, `/`, `$` and blanks only (or nothing): what stands around and inside of templates. */
function isName(p: usize, n: i32): bool {
  for (let i = 0; i < n; i++) {
    const c = at(p + i);
    if (!isLetter(c) && c != 0x5f && c != 0x2d && c != 0x2e && c != 0x3a && c != 0x2f && c != 0x20 && c != 0x24 && c != 0x25) return false;
  }
  return true;
}

function isTag(ptr: usize, len: i32): bool {
  return same8(ptr, 0x66_65_72_21, 4) || same8(ptr, 0x62_75_73_21, 4) || same8(ptr, 0x74_6c_75_61_76_21, 6) || same8(ptr, 0x74_65_72_63_65_73_21, 7) || same8(ptr, 0x76_6e_65_21, 4) || same8(ptr, 0x74_72_6f_70_6d_69_21, 7) || same8(ptr, 0x74_65_67_21, 4);
}

/** References to secret managers and envelopes of encrypted values. */
export function isManaged(ptr: usize, len: i32): bool {
  if (len < 5) return false;
  switch (at(ptr) | 32) {
    case 0x6f: return same8(ptr, 0x2f_2f_3a_70_6f, 5); // op://
    case 0x75: return len > 30 && same8(ptr, 0x6b_76_67_64_73_66_32_75, 8) && at(ptr + 8) == 0x58 && at(ptr + 9) == 0x31; // U2FsdGVkX1: encrypted by OpenSSL
    case 0x76: return same8(ptr, 0x3a_74_6c_75_61_76, 6); // vault:
    case 0x72: return same8(ptr, 0x2b_66_65_72, 4); // ref+
    case 0x70: return same8(ptr, 0x73_74_63_65_6a_6f_72_70, 8) && at(ptr + 8) == 0x2f; // projects/
    case 0x61: return len >= 680 && same8(ptr, 0x61_67_61, 3) && at(ptr) == 0x41 && at(ptr + 1) == 0x67 && at(ptr + 2) == 0x41 // AgA…: sealed with 4,096 bits
      || same8(ptr, 0x3a_6e_72_61, 4) || same8(ptr, 0x73_6d_6b_7a_61, 5); // arn: azkms
    case 0x40: return len > 20 && same8(ptr + 1, 0x66_6f_73_6f_72_63_69_6d, 8); // @microsof…
    case 0x6b: return same8(ptr, 0x67_6e_69_72_79_65_6b, 7); // keyring
    case 0x62: return same8(ptr, 0x2f_2f_3a_73_77_62, 6); // bws://
    case 0x73: return same8(ptr, 0x2f_3a_6d_73_73, 5) || same8(ptr, 0x3a_65_72_75_63_65_73, 7); // ssm:/ secure:
    case 0x65: return same8(ptr, 0x5b_63_6e_65, 4) || same8(ptr, 0x28_63_6e_65, 4) || same8(ptr, 0x74_70_79_72_63_6e_65, 7) && at(ptr + 9) == 0x3a; // ENC[ ENC( encrypted:
    case 0x7b: return same8(ptr, 0x65_68_70_69_63_7b, 6); // {cipher}
    default: return false;
  }
}
