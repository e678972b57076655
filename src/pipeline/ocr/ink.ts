import type { Strip } from './strip.ts';

// The outer rows may show what stands above and below.
const [FIRST_ROW, LAST_ROW] = [5, 42];

/** For each column of a strip whether there is print in it. */
export function inkColumns({ width, data }: Strip): Uint8Array {
  const histogram = new Uint32Array(256);
  for (let i = 0; i < data.length; i++) histogram[data[i] ?? 0] = (histogram[data[i] ?? 0] ?? 0) + 1;
  const share = (part: number) => {
    let left = data.length * part;
    let level = 0;
    for (; level < 255; level++) {
      left -= histogram[level] ?? 0;
      if (left < 0) break;
    }
    return level;
  };
  // Print covers less than half of a line, so the median is of the paper, whether lighter or darker than the print.
  const [dark, middle, light] = [share(0.02), share(0.5), share(0.98)];
  const inverse = middle - dark < light - middle;
  const paper = inverse ? share(0.1) : share(0.9);
  const threshold = paper + 0.35 * ((inverse ? light : dark) - paper);
  const ink = new Uint8Array(width);
  for (let x = 0; x < width; x++) {
    let count = 0;
    for (let y = FIRST_ROW; y <= LAST_ROW; y++) {
      const value = data[y * width + x] ?? 0;
      if (inverse ? value > threshold : value < threshold) count++;
    }
    // A lone pixel is noise: the smallest point is three pixels high.
    ink[x] = count > 1 ? 1 : 0;
  }
  return ink;
}

/** The longest run of blank columns between two places; without one, an empty run halfway between them. */
export function widestBlank(ink: Uint8Array, from: number, to: number): readonly [start: number, end: number] {
  let best: readonly [number, number] = [(from + to) / 2, (from + to) / 2];
  const last = Math.min(ink.length, Math.ceil(to));
  for (let x = Math.max(0, Math.floor(from)); x < last; x++) {
    if (ink[x] === 1) continue;
    const start = x;
    while (x < last && ink[x] === 0) x++;
    if (x - start > best[1] - best[0]) best = [start, x];
  }
  return best;
}
