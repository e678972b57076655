import { PLACES, type Taps } from './taps.ts';

const HALF = 1 << (PLACES - 1);

/** The two passes of a resize over one plane; a pass makes as many pixels of a line as there are runs in its taps. */
export interface Passes {
  /** Makes every line longer or shorter. */
  across(plane: Uint8Array, width: number, height: number, taps: Taps): Uint8Array;
  /** Makes more or fewer lines. */
  down(plane: Uint8Array, width: number, taps: Taps): Uint8Array;
}

/** Plain arithmetic: what the fast kernel is held against. */
export const plainPasses: Passes = { across, down };

function across(
  plane: Uint8Array,
  width: number,
  height: number,
  { first, count, longest, weights }: Taps,
): Uint8Array {
  const wide = first.length;
  const out = new Uint8Array(wide * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < wide; x++) {
      const from = y * width + at(first, x);
      let sum = HALF;
      for (let k = 0; k < at(count, x); k++) sum += at(plane, from + k) * at(weights, x * longest + k);
      out[y * wide + x] = clip(sum);
    }
  }
  return out;
}

function down(plane: Uint8Array, width: number, { first, count, longest, weights }: Taps): Uint8Array {
  const out = new Uint8Array(width * first.length);
  for (let y = 0; y < first.length; y++) {
    for (let x = 0; x < width; x++) {
      let sum = HALF;
      for (let k = 0; k < at(count, y); k++) {
        sum += at(plane, (at(first, y) + k) * width + x) * at(weights, y * longest + k);
      }
      out[y * width + x] = clip(sum);
    }
  }
  return out;
}

function clip(sum: number): number {
  const level = sum >> PLACES;
  return level < 0 ? 0 : level > 255 ? 255 : level;
}

function at(numbers: Int32Array | Uint8Array, index: number): number {
  return numbers[index] ?? 0;
}
