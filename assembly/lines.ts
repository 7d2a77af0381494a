// Counting line feeds: the line of a hit is the count before it, its column the distance to the last one.

/** Line feeds in [from, to). */
export function countLines(from: usize, to: usize): i32 {
  let n: i32 = 0;
  let p = from;
  if (ASC_FEATURE_SIMD) {
    const feed = i8x16.splat(10);
    while (p + 16 <= to) {
      // 255 rounds at the most before a lane's counter could wrap
      let stop = p + 16 * 255;
      if (stop > to) stop = to;
      let sum = i8x16.splat(0);
      for (; p + 16 <= stop; p += 16) sum = i8x16.sub(sum, i8x16.eq(v128.load(p), feed));
      const wide = i16x8.extadd_pairwise_i8x16_u(sum);
      const wider = i32x4.extadd_pairwise_i16x8_u(wide);
      n += i32x4.extract_lane(wider, 0) + i32x4.extract_lane(wider, 1) + i32x4.extract_lane(wider, 2) + i32x4.extract_lane(wider, 3);
    }
  }
  for (; p < to; ++p) n += i32(load<u8>(p) == 10);
  return n;
}

/** Address of the last line feed in [from, to), or 0. */
export function lastLineFeed(from: usize, to: usize): usize {
  let p = to;
  if (ASC_FEATURE_SIMD) {
    const feed = i8x16.splat(10);
    while (p >= from + 16) {
      const m = i8x16.bitmask(i8x16.eq(v128.load(p - 16), feed));
      if (m) return p - 16 + <usize>(31 - clz(m));
      p -= 16;
    }
  }
  while (p > from) {
    --p;
    if (load<u8>(p) == 10) return p;
  }
  return 0;
}
