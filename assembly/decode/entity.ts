// HTML and XML entities: numbers in decimal and hex, and the named ones that stand for ASCII.

import { hexAt, textAt } from '../structures/text';
import { MODE_BYTES, setEntry, setMode } from './map';
import { writeUtf8 } from './utf8';

let code: u32 = 0;

/** Length of the unit at p, 1 for a plain byte; sets `code` for entities. */
export function entityLength(p: usize, end: usize): usize {
  if (load<u8>(p) != 0x26 || p + 3 >= end) return 1;
  const c = load<u8>(p + 1);
  if (c == 0x23) {
    const hex = (load<u8>(p + 2) | 32) == 0x78;
    let q = p + (hex ? 3 : 2);
    const digits = q;
    let v: u32 = 0;
    while (q < end && q - digits < 7) {
      const d = hexAt(q);
      if (d > (hex ? 15 : 9)) break;
      v = v * (hex ? 16 : 10) + <u32>d;
      ++q;
    }
    if (q == digits || q >= end || load<u8>(q) != 0x3b || v == 0 || v > 0x10ffff) return 1;
    code = v;
    return q + 1 - p;
  }
  switch (c) {
    case 0x71: return named(p, end, '&quot;', 0x22);
    case 0x61: {
      const n = named(p, end, '&amp;', 0x26);
      return n > 1 ? n : named(p, end, '&apos;', 0x27);
    }
    case 0x6c: {
      const n = named(p, end, '&lt;', 0x3c);
      if (n > 1) return n;
      const m = named(p, end, '&lpar;', 0x28);
      return m > 1 ? m : named(p, end, '&lbrace;', 0x7b);
    }
    case 0x67: return named(p, end, '&gt;', 0x3e);
    case 0x72: {
      const n = named(p, end, '&rpar;', 0x29);
      return n > 1 ? n : named(p, end, '&rbrace;', 0x7d);
    }
    case 0x65: {
      const n = named(p, end, '&equals;', 0x3d);
      return n > 1 ? n : named(p, end, '&excl;', 0x21);
    }
    case 0x63: {
      const n = named(p, end, '&colon;', 0x3a);
      if (n > 1) return n;
      const m = named(p, end, '&commat;', 0x40);
      return m > 1 ? m : named(p, end, '&comma;', 0x2c);
    }
    case 0x73: {
      const n = named(p, end, '&sol;', 0x2f);
      return n > 1 ? n : named(p, end, '&semi;', 0x3b);
    }
    case 0x70: {
      const n = named(p, end, '&plus;', 0x2b);
      if (n > 1) return n;
      const m = named(p, end, '&period;', 0x2e);
      return m > 1 ? m : named(p, end, '&percnt;', 0x25);
    }
    case 0x6e: {
      const n = named(p, end, '&nbsp;', 0x20);
      return n > 1 ? n : named(p, end, '&num;', 0x23);
    }
    case 0x4e: return named(p, end, '&NewLine;', 10);
    case 0x54: return named(p, end, '&Tab;', 9);
    case 0x64: return named(p, end, '&dollar;', 0x24);
    default: return 1;
  }
}

function named(p: usize, end: usize, text: string, value: u32): usize {
  if (!textAt(p, end, text)) return 1;
  code = value;
  return <usize>text.length;
}

export function decodeEntity(p: usize, end: usize, out: usize, room: i32, map: usize): i32 {
  const start = p;
  setMode(map, MODE_BYTES);
  let n = 0;
  while (p < end && n + 4 <= room) {
    const length = entityLength(p, end);
    if (length == 1) {
      setEntry(map, n, p - start);
      store<u8>(out + <usize>n, load<u8>(p));
      n++;
    } else {
      const written = writeUtf8(code, out + <usize>n);
      for (let k = 0; k < written; ++k) setEntry(map, n + k, p - start);
      n += written;
    }
    p += length;
  }
  setEntry(map, n, p - start);
  return n;
}
