import type { Tile } from './tiles.ts';

/** What makes numbers of levels, from a model's `preprocessor_config.json`. */
export interface Normalise {
  /** `rescale_factor` */
  readonly scale: number;
  /** `image_mean`, the same for all colours */
  readonly mean: number;
  /** `image_std`, the same for all colours */
  readonly deviation: number;
}

/** That of every model here: levels become -1 to 1. */
export const NORMALISE: Normalise = { scale: 0.00392156862745098, mean: 0.5, deviation: 0.5 };

/** Numbers that `count` tiles take. */
export function floatsOf(count: number, size: number): number {
  return count * 3 * size * size;
}

/**
 * Writes tiles as the vision tower takes them: [tiles, 3, size, size], each step rounded to 32 bits. `out` holds
 * `floatsOf(tiles.length, size)` numbers.
 */
export function writeFloats(tiles: readonly Pick<Tile, 'planes'>[], out: Float32Array, normalise = NORMALISE): void {
  const levels = levelsOf(normalise);
  let at = 0;
  for (const { planes } of tiles) {
    const [red] = planes;
    if (red === undefined) continue;
    const first = at;
    for (let i = 0; i < red.length; i++) out[at++] = levels[red[i] ?? 0] ?? 0;
    for (const plane of [planes[1], planes[2]]) {
      if (plane === undefined) {
        out.copyWithin(at, first, first + red.length);
        at += red.length;
      } else {
        for (let i = 0; i < plane.length; i++) out[at++] = levels[plane[i] ?? 0] ?? 0;
      }
    }
  }
}

function levelsOf({ scale, mean, deviation }: Normalise): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) => {
    const part = Math.fround(Math.fround(level * scale) - mean);
    return Math.fround(part) / deviation;
  });
}
