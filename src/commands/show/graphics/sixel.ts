import type { Raster } from '../../../core/raster.ts';
import { colourAt, paletteOf } from './popular.ts';

/** Rows of pixels in a band: the bits of one letter. */
const BAND = 6;

/** A picture of 4 channels as sixels, in the up to 255 colours that tell most of it. */
export function sixel({ width, height, data }: Raster): string {
  const palette = paletteOf(data);
  const indices = new Uint8Array(width * height);
  for (let i = 0; i < indices.length; i++) indices[i] = palette.indexOf(colourAt(data, i * 4));
  // Pixels are square, and none is left as it was.
  const parts = [`\x1bP0;0;0q"1;1;${width};${height}`];
  for (const [index, colour] of palette.colours.entries()) {
    const percent = [colour >> 16, (colour >> 8) & 255, colour & 255].map((value) => Math.round((value / 255) * 100));
    parts.push(`#${index};2;${percent.join(';')}`);
  }
  for (let top = 0; top < height; top += BAND) parts.push(band(indices, width, top, Math.min(BAND, height - top)));
  return `${parts.join('')}\x1b\\`;
}

/** One band: its colours one over the other, each a row of letters whose six bits are the pixels below one another. */
function band(indices: Uint8Array, width: number, top: number, rows: number): string {
  const colours = new Map<number, Uint8Array>();
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < width; x++) {
      const index = indices[(top + row) * width + x] ?? 0;
      let bits = colours.get(index);
      if (bits === undefined) {
        bits = new Uint8Array(width);
        colours.set(index, bits);
      }
      bits[x] = (bits[x] ?? 0) | (1 << row);
    }
  }
  return `${[...colours].map(([index, bits]) => `#${index}${runs(bits)}`).join('$')}-`;
}

/** Letters from "?" on, with a count before those that repeat. */
function runs(bits: Uint8Array): string {
  let text = '';
  for (let x = 0; x < bits.length; ) {
    const value = bits[x] ?? 0;
    let end = x + 1;
    while (end < bits.length && bits[end] === value) end++;
    const letter = String.fromCharCode(63 + value);
    // What is blank up to the end is left out.
    if (end < bits.length || value !== 0) text += end - x > 3 ? `!${end - x}${letter}` : letter.repeat(end - x);
    x = end;
  }
  return text;
}
