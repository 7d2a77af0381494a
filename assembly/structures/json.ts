// Enough JSON to find a member by name in a small object without building anything.

import { byte, findByte, is, C_ALNUM, C_SPACE } from './text';

export let valueStart: usize = 0;
export let valueEnd: usize = 0;
/** Whether the value is a string; the span is then what stands between the quotes. */
export let valueQuoted: bool = false;

/** 1 when a quote opens or closes at p (2, 4 … when it is escaped: \" or \\\"), else 0. */
export function quoteLength(p: usize, hi: usize): usize {
  let q = p;
  while (q < hi && q - p < 8 && byte(q) == 0x5c) ++q;
  return q < hi && (byte(q) == 0x22 || byte(q) == 0x27) ? q - p + 1 : 0;
}

/** Behind the name of a member that ends at p (with or without its closing quote): sets the value. False when there is no `:`, `=>` or `=`. */
export function memberValue(p: usize, hi: usize, longest: usize): bool {
  p += quoteLength(p, hi);
  p = spaces(p, hi);
  if (p >= hi) return false;
  if (byte(p) == 0x3a) ++p;
  else if (byte(p) == 0x3d) p += p + 1 < hi && byte(p + 1) == 0x3e ? 2 : 1;
  else return false;
  p = spaces(p, hi);
  const q = quoteLength(p, hi);
  const most = hi - p > longest ? p + longest : hi;
  if (q != 0) {
    const mark = byte(p + q - 1);
    valueStart = p + q;
    let e = valueStart;
    while (e < most) {
      const c = byte(e);
      if (c == mark && q == 1) break;
      if (c == 10) break;
      if (c == 0x5c) {
        const k = quoteLength(e, hi);
        if (k != 0 && k <= q) break; // the same depth of escaping, or less
        e += k != 0 ? k : 2;
        continue;
      }
      if (c == mark) break;
      ++e;
    }
    valueEnd = e < most ? e : most;
    valueQuoted = true;
    return valueEnd > valueStart;
  }
  valueStart = p;
  let e = p;
  while (e < most && (is(byte(e), C_ALNUM) || byte(e) == 0x2d || byte(e) == 0x5f || byte(e) == 0x2e || byte(e) == 0x2f || byte(e) == 0x2b || byte(e) == 0x3d)) ++e;
  valueEnd = e;
  valueQuoted = false;
  return e > p;
}

/** White space and escaped line ends (\n, \r, \t inside a string that holds JSON). */
function spaces(p: usize, hi: usize): usize {
  while (p < hi) {
    const c = byte(p);
    if (is(c, C_SPACE)) { ++p; continue; }
    if (c == 0x5c && p + 1 < hi) {
      const d = byte(p + 1);
      if (d == 0x6e || d == 0x72 || d == 0x74) { p += 2; continue; }
    }
    break;
  }
  return p;
}

/** Finds the member `name` (with quotes around it in the text) in [p, hi) and sets its value. One pass. */
export function findMember(p: usize, hi: usize, name: string, longest: usize): bool {
  const n = <usize>name.length;
  const t = changetype<usize>(name);
  while (p < hi) {
    p = findByte(p, hi, 0x22);
    if (p + n + 2 > hi) return false;
    let i: usize = 0;
    while (i < n && <u16>load<u8>(p + 1 + i) == load<u16>(t + (i << 1))) ++i;
    if (i == n) {
      const e = p + 1 + n;
      if (quoteLength(e, hi) != 0 && memberValue(e, hi, longest)) return true;
    }
    ++p;
  }
  return false;
}
