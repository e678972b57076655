// AssemblyScript, built by `node scripts/wasm.ts`. The two passes of a resize over one plane of 8-bit levels, in whole
// numbers: what comes out equals src/models/images/resize-plain.ts in every bit.
//
// A weight of 22 places is `high * 256 + low`, each of 16 bits, so that one instruction multiplies eight of them and
// sums pairs. The sums wrap around in between; the whole fits in 32 bits, so it is right in the end.
//
// Weights come as 16-bit numbers, `padded` (a multiple of 8) a new pixel, zeros at the end. Where all old pixels are
// white the new one is white, and is not computed: most of a page is.
//
// Reads go past a line's end, by up to `padded` pixels across and one line down, times zero; writes by up to 15 bytes.
// The caller leaves room at the end of both planes.

const PLACES: i32 = 22;
const HALF: i32 = 1 << (PLACES - 1);

/** Lines to a length of `wide`, four lines at a time. */
export function across(
  from: usize,
  width: i32,
  height: i32,
  to: usize,
  wide: i32,
  first: usize,
  padded: i32,
  high: usize,
  low: usize,
): void {
  const half = i32x4.splat(HALF);
  const white = i8x16.splat(-1);
  for (let y = 0; y < height; y += 4) {
    // Past the last line the last is done again.
    const y1 = min(y + 1, height - 1);
    const y2 = min(y + 2, height - 1);
    const y3 = min(y + 3, height - 1);
    const line0 = from + <usize>(y * width);
    const line1 = from + <usize>(y1 * width);
    const line2 = from + <usize>(y2 * width);
    const line3 = from + <usize>(y3 * width);
    const out0 = to + <usize>(y * wide);
    const out1 = to + <usize>(y1 * wide);
    const out2 = to + <usize>(y2 * wide);
    const out3 = to + <usize>(y3 * wide);
    // All four lines are white from `clean` to `seen`.
    let clean: i32 = 0;
    let seen: i32 = 0;
    for (let x = 0; x < wide; x++) {
      const start = load<i32>(first + ((<usize>x) << 2));
      const end = min(start + padded, width);
      while (seen < end) {
        const at = <usize>seen;
        const all = v128.and(
          v128.and(v128.load(line0 + at), v128.load(line1 + at)),
          v128.and(v128.load(line2 + at), v128.load(line3 + at)),
        );
        seen += 16;
        if (!i8x16.all_true(i8x16.eq(all, white))) clean = seen;
      }
      const out = <usize>x;
      if (clean <= start) {
        store<u8>(out0 + out, 255);
        store<u8>(out1 + out, 255);
        store<u8>(out2 + out, 255);
        store<u8>(out3 + out, 255);
        continue;
      }
      let high0 = i32x4.splat(0);
      let high1 = i32x4.splat(0);
      let high2 = i32x4.splat(0);
      let high3 = i32x4.splat(0);
      let low0 = i32x4.splat(0);
      let low1 = i32x4.splat(0);
      let low2 = i32x4.splat(0);
      let low3 = i32x4.splat(0);
      for (let k = 0; k < padded; k += 8) {
        const weight = <usize>((x * padded + k) << 1);
        const h = v128.load(high + weight);
        const l = v128.load(low + weight);
        const at = <usize>(start + k);
        const a = v128.load_ext<u8>(line0 + at);
        const b = v128.load_ext<u8>(line1 + at);
        const c = v128.load_ext<u8>(line2 + at);
        const d = v128.load_ext<u8>(line3 + at);
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(a, h));
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(a, l));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(b, h));
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(b, l));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(c, h));
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(c, l));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(d, h));
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(d, l));
      }
      // Four sums of four: [a0 b0 a1 b1] + [a2 b2 a3 b3], the same of c and d, then halves of both.
      const highAB = pairs(high0, high1);
      const highCD = pairs(high2, high3);
      const lowAB = pairs(low0, low1);
      const lowCD = pairs(low2, low3);
      const sums = i32x4.add(i32x4.shl(halves(highAB, highCD), 8), halves(lowAB, lowCD));
      const levels = i32x4.shr_s(i32x4.add(sums, half), PLACES);
      const words = i16x8.narrow_i32x4_s(levels, levels);
      const bytes = i8x16.narrow_i16x8_u(words, words);
      v128.store_lane<u8>(out0 + out, bytes, 0);
      v128.store_lane<u8>(out1 + out, bytes, 1);
      v128.store_lane<u8>(out2 + out, bytes, 2);
      v128.store_lane<u8>(out3 + out, bytes, 3);
    }
  }
}

function pairs(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
}

function halves(ab: v128, cd: v128): v128 {
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** As many lines as `high`, 16 pixels at a time. `ink`: a number for each 16 pixels of a line, to work with. */
export function down(
  from: usize,
  width: i32,
  to: usize,
  lines: i32,
  first: usize,
  count: usize,
  padded: i32,
  high: usize,
  low: usize,
  ink: usize,
): void {
  const white = i8x16.splat(-1);
  const half = i32x4.splat(HALF);
  // For each 16 pixels the last old line seen that is not white there.
  for (let x = 0; x < width; x += 16) store<i32>(ink + (<usize>x >> 2), -1);
  let seen: i32 = 0;
  for (let y = 0; y < lines; y++) {
    const start = load<i32>(first + ((<usize>y) << 2));
    const length = load<i32>(count + ((<usize>y) << 2));
    for (; seen < start + length; seen++) {
      const line = from + <usize>(seen * width);
      for (let x = 0; x < width; x += 16) {
        if (!i8x16.all_true(i8x16.eq(v128.load(line + <usize>x), white))) store<i32>(ink + (<usize>x >> 2), seen);
      }
    }
    const weights = <usize>((y * padded) << 1);
    const out = to + <usize>(y * width);
    for (let x = 0; x < width; x += 16) {
      if (load<i32>(ink + (<usize>x >> 2)) < start) {
        v128.store(out + <usize>x, white);
        continue;
      }
      let high0 = i32x4.splat(0);
      let high1 = i32x4.splat(0);
      let high2 = i32x4.splat(0);
      let high3 = i32x4.splat(0);
      let low0 = half;
      let low1 = half;
      let low2 = half;
      let low3 = half;
      let line = from + <usize>(start * width + x);
      for (let k = 0; k < length; k += 2) {
        const weight = weights + ((<usize>k) << 1);
        const h = v128.load32_splat(high + weight);
        const l = v128.load32_splat(low + weight);
        const a = v128.load(line);
        const b = v128.load(line + <usize>width);
        line += <usize>(width << 1);
        const near = v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const far = v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const ab0 = i16x8.extend_low_i8x16_u(near);
        const ab1 = i16x8.extend_high_i8x16_u(near);
        const ab2 = i16x8.extend_low_i8x16_u(far);
        const ab3 = i16x8.extend_high_i8x16_u(far);
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(ab0, h));
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(ab0, l));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(ab1, h));
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(ab1, l));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(ab2, h));
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(ab2, l));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(ab3, h));
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(ab3, l));
      }
      v128.store(
        out + <usize>x,
        i8x16.narrow_i16x8_u(
          i16x8.narrow_i32x4_s(level(high0, low0), level(high1, low1)),
          i16x8.narrow_i32x4_s(level(high2, low2), level(high3, low3)),
        ),
      );
    }
  }
}

function level(high: v128, low: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.shl(high, 8), low), PLACES);
}
