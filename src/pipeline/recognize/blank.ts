import type { Raster } from '../../core/raster.ts';

/** Print is darker than its paper by at least this much, even when it is faint. */
const CONTRAST = 24;
/** Fewer pixels than this are dust: a full stop at 200 dpi has about 9, and no word is shorter. */
const INK = 24;

/** Whether a grey picture shows nothing but paper, so that there is no word to look for. */
export function isBlank({ data, width, height, channels }: Raster): boolean {
  const counts = new Uint32Array(256);
  const pixels = width * height;
  for (let i = 0; i < pixels; i++) {
    const value = data[i * channels] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  const paper = percentile(counts, pixels / 2);
  return below(counts, paper - CONTRAST) < INK && pixels - below(counts, paper + CONTRAST) < INK;
}

/** The value that `rank` pixels are not above. */
function percentile(counts: Uint32Array, rank: number): number {
  let seen = 0;
  for (let value = 0; value < 256; value++) {
    seen += counts[value] ?? 0;
    if (seen >= rank) return value;
  }
  return 255;
}

/** How many pixels are darker than `value`. */
function below(counts: Uint32Array, value: number): number {
  let seen = 0;
  for (let v = 0; v < Math.min(256, value); v++) seen += counts[v] ?? 0;
  return seen;
}
