// AssemblyScript. MaxSim over codes, whole numbers and floats, 128 bits at a time, in memory that threads share.
// `src/index/kernels/plain.ts` says the same in plain TypeScript. `node scripts/wasm.ts` builds maxsim.wasm of it.

/** Rows that are looked at together: their planes (dim / 4 * 16 bytes for 16 rows) and the tables fit the first cache. */
const CHUNK: u32 = 64;

function low(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function high(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

function nibbles(to: usize, plane: v128): void {
  const four = i8x16.splat(15);
  v128.store(to, v128.and(plane, four));
  v128.store(to, v128.and(i16x8.shr_u(plane, 4), four), 16);
}

function eight(at: usize): v128 {
  return v128.load64_zero(at);
}

/**
 * Turns 16 rows on their side: for each four bits of a row a plane of 16 bytes, one a row. Of fewer rows the last is
 * said again, which changes no maximum.
 */
function turn(from: usize, rows: u32, rowBytes: u32, to: usize): void {
  const last: u32 = rows - 1;
  for (let at: u32 = 0; at < rowBytes; at += 8) {
    const base = from + at;
    const r0 = eight(base);
    const r1 = eight(base + min<u32>(1, last) * rowBytes);
    const r2 = eight(base + min<u32>(2, last) * rowBytes);
    const r3 = eight(base + min<u32>(3, last) * rowBytes);
    const r4 = eight(base + min<u32>(4, last) * rowBytes);
    const r5 = eight(base + min<u32>(5, last) * rowBytes);
    const r6 = eight(base + min<u32>(6, last) * rowBytes);
    const r7 = eight(base + min<u32>(7, last) * rowBytes);
    const a0 = low(r0, eight(base + min<u32>(8, last) * rowBytes));
    const a1 = low(r1, eight(base + min<u32>(9, last) * rowBytes));
    const a2 = low(r2, eight(base + min<u32>(10, last) * rowBytes));
    const a3 = low(r3, eight(base + min<u32>(11, last) * rowBytes));
    const a4 = low(r4, eight(base + min<u32>(12, last) * rowBytes));
    const a5 = low(r5, eight(base + min<u32>(13, last) * rowBytes));
    const a6 = low(r6, eight(base + min<u32>(14, last) * rowBytes));
    const a7 = low(r7, eight(base + min<u32>(15, last) * rowBytes));
    const b0 = low(a0, a4);
    const b1 = low(a1, a5);
    const b2 = low(a2, a6);
    const b3 = low(a3, a7);
    const c0 = low(b0, b2);
    const c1 = low(b1, b3);
    nibbles(to, low(c0, c1));
    nibbles(to + 32, high(c0, c1));
    const d0 = high(b0, b2);
    const d1 = high(b1, b3);
    nibbles(to + 64, low(d0, d1));
    nibbles(to + 96, high(d0, d1));
    const e0 = high(a0, a4);
    const e1 = high(a1, a5);
    const e2 = high(a2, a6);
    const e3 = high(a3, a7);
    const f0 = low(e0, e2);
    const f1 = low(e1, e3);
    nibbles(to + 128, low(f0, f1));
    nibbles(to + 160, high(f0, f1));
    const g0 = high(e0, e2);
    const g1 = high(e1, e3);
    nibbles(to + 192, low(g0, g1));
    nibbles(to + 224, high(g0, g1));
    to += 256;
  }
}

function add(sum: v128, table: v128, plane: v128): v128 {
  return i8x16.add(sum, i8x16.relaxed_swizzle(table, plane));
}

function keepBest(at: usize, a: v128, b: v128): void {
  v128.store(at, i8x16.max_u(v128.load(at), i8x16.max_u(a, b)));
}

/** What four rows of the question get of 32 rows of a page. */
function four(tables: usize, planes: usize, planeCount: u32, best: usize): void {
  const other = planes + ((<usize>planeCount) << 4);
  let a0 = i8x16.splat(0);
  let a1 = i8x16.splat(0);
  let a2 = i8x16.splat(0);
  let a3 = i8x16.splat(0);
  let b0 = i8x16.splat(0);
  let b1 = i8x16.splat(0);
  let b2 = i8x16.splat(0);
  let b3 = i8x16.splat(0);
  const end = other;
  while (planes < end) {
    const a = v128.load(planes);
    const b = v128.load(planes + ((<usize>planeCount) << 4));
    const t0 = v128.load(tables);
    a0 = add(a0, t0, a);
    b0 = add(b0, t0, b);
    const t1 = v128.load(tables, 16);
    a1 = add(a1, t1, a);
    b1 = add(b1, t1, b);
    const t2 = v128.load(tables, 32);
    a2 = add(a2, t2, a);
    b2 = add(b2, t2, b);
    const t3 = v128.load(tables, 48);
    a3 = add(a3, t3, a);
    b3 = add(b3, t3, b);
    planes += 16;
    tables += 64;
  }
  keepBest(best, a0, b0);
  keepBest(best + 16, a1, b1);
  keepBest(best + 32, a2, b2);
  keepBest(best + 48, a3, b3);
}

function largest(bytes: v128): u32 {
  let m = i8x16.max_u(bytes, i8x16.shuffle(bytes, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  m = i8x16.max_u(m, i8x16.shuffle(m, m, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  m = i8x16.max_u(m, i16x8.shr_u(m, 8));
  return max<u32>(i8x16.extract_lane_u(m, 0), i8x16.extract_lane_u(m, 2));
}

/**
 * Adds to `out[i]` what the question's tables say of page `list[i]`, for `count` pages; a page without rows gets nothing.
 * `queries` is a multiple of 4; `work` has room for the planes of 64 rows, then 16 bytes a row of the question.
 */
export function scan(
  codes: usize,
  starts: usize,
  rowBytes: u32,
  list: usize,
  count: u32,
  tables: usize,
  queries: u32,
  work: usize,
  out: usize,
): void {
  const planeCount = rowBytes * 2;
  const bests = work + <usize>(planeCount * CHUNK);
  const bestEnd = bests + ((<usize>queries) << 4);
  const tableBytes = (<usize>planeCount) << 6;
  for (let i: u32 = 0; i < count; i += 1) {
    const page = <usize>load<u32>(list + ((<usize>i) << 2));
    let row = load<u32>(starts + (page << 2));
    const end = load<u32>(starts + (page << 2), 4);
    if (row === end) continue;
    for (let best = bests; best < bestEnd; best += 16) v128.store(best, i8x16.splat(0));
    while (row < end) {
      const rows = min<u32>(CHUNK, end - row);
      let planes = work;
      for (let r: u32 = 0; r < rows; r += 16) {
        turn(codes + <usize>(row + r) * <usize>rowBytes, min<u32>(16, rows - r), rowBytes, planes);
        planes += (<usize>planeCount) << 4;
      }
      // two times 16 rows are looked at together: of an odd number the last is turned twice
      if (((rows + 15) >> 4) & 1) {
        memory.copy(planes, planes - ((<usize>planeCount) << 4), (<usize>planeCount) << 4);
        planes += (<usize>planeCount) << 4;
      }
      let table = tables;
      for (let best = bests; best < bestEnd; best += 64) {
        for (let p = work; p < planes; p += (<usize>planeCount) << 5) four(table, p, planeCount, best);
        table += tableBytes;
      }
      row += rows;
    }
    let sum: u32 = 0;
    for (let best = bests; best < bestEnd; best += 16) sum += largest(v128.load(best));
    store<u32>(out + ((<usize>i) << 2), load<u32>(out + ((<usize>i) << 2)) + sum);
  }
}

function total(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

function totalFloat(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

function dot(sum: v128, row: v128, query: usize): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(row, v128.load(query)));
}

/** Sum of `count` floats. */
function sumOf(at: usize, count: u32): f64 {
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count; i += 1) sum += <f64>load<f32>(at + ((<usize>i) << 2));
  return sum;
}

function lowest(at: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 4) v128.store(at + ((<usize>i) << 2), f32x4.splat(-Infinity));
}

/**
 * Sum over the question's rows of the largest product with a page's rows in whole numbers of 8 bits. The question's are
 * of 16 bits, filled up with zeros to `width`, a multiple of 8; `queries` is a multiple of 4, of which `asked` count.
 * Eight bytes are read at a time: up to seven after the last row. `best` has room for a float a row of the question.
 */
export function bytesMaxSim(
  codes: usize,
  scales: usize,
  rows: u32,
  dim: u32,
  query: usize,
  width: u32,
  queries: u32,
  asked: u32,
  best: usize,
): f64 {
  lowest(best, queries);
  const pitch = (<usize>width) << 1;
  for (let first: u32 = 0; first < rows; first += CHUNK) {
    const end = min<u32>(rows, first + CHUNK);
    for (let q: u32 = 0; q < queries; q += 4) {
      const q0 = query + <usize>q * pitch;
      let most = v128.load(best + ((<usize>q) << 2));
      for (let row = first; row < end; row += 2) {
        const next = min<u32>(row + 1, end - 1);
        let a0 = i32x4.splat(0);
        let a1 = i32x4.splat(0);
        let a2 = i32x4.splat(0);
        let a3 = i32x4.splat(0);
        let b0 = i32x4.splat(0);
        let b1 = i32x4.splat(0);
        let b2 = i32x4.splat(0);
        let b3 = i32x4.splat(0);
        let a = codes + <usize>row * <usize>dim;
        let b = codes + <usize>next * <usize>dim;
        let at = q0;
        const to = q0 + pitch;
        while (at < to) {
          const x = v128.load8x8_s(a);
          const y = v128.load8x8_s(b);
          a0 = dot(a0, x, at);
          b0 = dot(b0, y, at);
          a1 = dot(a1, x, at + pitch);
          b1 = dot(b1, y, at + pitch);
          a2 = dot(a2, x, at + pitch * 2);
          b2 = dot(b2, y, at + pitch * 2);
          a3 = dot(a3, x, at + pitch * 3);
          b3 = dot(b3, y, at + pitch * 3);
          a += 8;
          b += 8;
          at += 16;
        }
        const s = f32x4.convert_i32x4_s(total(a0, a1, a2, a3));
        const t = f32x4.convert_i32x4_s(total(b0, b1, b2, b3));
        most = f32x4.pmax(most, f32x4.mul(s, f32x4.splat(load<f32>(scales + ((<usize>row) << 2)))));
        most = f32x4.pmax(most, f32x4.mul(t, f32x4.splat(load<f32>(scales + ((<usize>next) << 2)))));
      }
      v128.store(best + ((<usize>q) << 2), most);
    }
  }
  return sumOf(best, asked);
}

function multiply(sum: v128, row: v128, query: usize): v128 {
  return f32x4.relaxed_madd(row, v128.load(query), sum);
}

/** As `bytesMaxSim`, of floats; the page's rows are `dim` numbers apart, and up to three after the last are read. */
export function floatsMaxSim(
  floats: usize,
  rows: u32,
  dim: u32,
  query: usize,
  width: u32,
  queries: u32,
  asked: u32,
  best: usize,
): f64 {
  lowest(best, queries);
  const pitch = (<usize>width) << 2;
  for (let first: u32 = 0; first < rows; first += CHUNK / 4) {
    const end = min<u32>(rows, first + CHUNK / 4);
    for (let q: u32 = 0; q < queries; q += 4) {
      const q0 = query + <usize>q * pitch;
      let most = v128.load(best + ((<usize>q) << 2));
      for (let row = first; row < end; row += 2) {
        const next = min<u32>(row + 1, end - 1);
        let a0 = f32x4.splat(0);
        let a1 = f32x4.splat(0);
        let a2 = f32x4.splat(0);
        let a3 = f32x4.splat(0);
        let b0 = f32x4.splat(0);
        let b1 = f32x4.splat(0);
        let b2 = f32x4.splat(0);
        let b3 = f32x4.splat(0);
        let a = floats + ((<usize>row * <usize>dim) << 2);
        let b = floats + ((<usize>next * <usize>dim) << 2);
        let at = q0;
        const to = q0 + pitch;
        while (at < to) {
          const x = v128.load(a);
          const y = v128.load(b);
          a0 = multiply(a0, x, at);
          b0 = multiply(b0, y, at);
          a1 = multiply(a1, x, at + pitch);
          b1 = multiply(b1, y, at + pitch);
          a2 = multiply(a2, x, at + pitch * 2);
          b2 = multiply(b2, y, at + pitch * 2);
          a3 = multiply(a3, x, at + pitch * 3);
          b3 = multiply(b3, y, at + pitch * 3);
          a += 16;
          b += 16;
          at += 16;
        }
        most = f32x4.pmax(most, totalFloat(a0, a1, a2, a3));
        most = f32x4.pmax(most, totalFloat(b0, b1, b2, b3));
      }
      v128.store(best + ((<usize>q) << 2), most);
    }
  }
  return sumOf(best, asked);
}
