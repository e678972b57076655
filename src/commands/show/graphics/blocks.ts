import type { Raster } from '../../../core/raster.ts';
import { nearest } from './palette.ts';

type Pixel = readonly [number, number, number];

/** A picture of 4 channels in half blocks: a line of text for two rows. `bits` of colour: 24, 8, or fewer for none. */
export function blocks(picture: Raster, bits: number): readonly string[] {
  const lines: string[] = [];
  for (let y = 0; y < picture.height; y += 2) {
    const pairs = Array.from(
      { length: picture.width },
      (_, x) => [pixel(picture, x, y), pixel(picture, x, y + 1)] as const,
    );
    lines.push(bits < 8 ? plain(pairs) : coloured(pairs, bits));
  }
  return lines;
}

const WHITE: Pixel = [255, 255, 255];

function pixel({ width, height, data }: Raster, x: number, y: number): Pixel {
  if (y >= height) return WHITE;
  const at = (y * width + x) * 4;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}

function coloured(pairs: readonly (readonly [Pixel, Pixel])[], bits: number): string {
  const code = (pixel: Pixel) => (bits >= 24 ? `2;${pixel.join(';')}` : `5;${nearest(...pixel)}`);
  let line = '';
  let last = '';
  for (const [upper, lower] of pairs) {
    const colours = `\x1b[38;${code(upper)};48;${code(lower)}m`;
    line += colours === last ? '▀' : `${colours}▀`;
    last = colours;
  }
  return `${line}\x1b[0m`;
}

/** Darker than this is ink. Paper in the shade is lighter, and text this small is grey. */
const INK = 200;

function plain(pairs: readonly (readonly [Pixel, Pixel])[]): string {
  const isInk = ([r, g, b]: Pixel) => 0.299 * r + 0.587 * g + 0.114 * b < INK;
  return pairs
    .map(([upper, lower]) => (isInk(upper) ? (isInk(lower) ? '█' : '▀') : isInk(lower) ? '▄' : ' '))
    .join('')
    .trimEnd();
}
