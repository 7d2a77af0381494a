// Code points to UTF-8, as TextEncoder writes them: lone surrogates become U+FFFD.

/** Bytes written to `out`. */
export function writeUtf8(code: u32, out: usize): i32 {
  if (code < 0x80) { store<u8>(out, code); return 1; }
  if (code < 0x800) {
    store<u8>(out, 0xc0 | (code >>> 6));
    store<u8>(out + 1, 0x80 | (code & 63));
    return 2;
  }
  if (code < 0x10000) {
    if ((code & 0xf800) == 0xd800) code = 0xfffd;
    store<u8>(out, 0xe0 | (code >>> 12));
    store<u8>(out + 1, 0x80 | (code >>> 6 & 63));
    store<u8>(out + 2, 0x80 | (code & 63));
    return 3;
  }
  store<u8>(out, 0xf0 | (code >>> 18));
  store<u8>(out + 1, 0x80 | (code >>> 12 & 63));
  store<u8>(out + 2, 0x80 | (code >>> 6 & 63));
  store<u8>(out + 3, 0x80 | (code & 63));
  return 4;
}
