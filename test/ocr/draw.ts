import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import type { Box } from '../../src/core/geometry.ts';
import type { Raster } from '../../src/core/raster.ts';

const require = createRequire(import.meta.url);
for (const [weight, name] of [
  [400, 'Plex'],
  [700, 'Plex Bold'],
] as const) {
  GlobalFonts.registerFromPath(
    require.resolve(`@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-${weight}-normal.woff2`),
    name,
  );
}

/** A text on a picture. */
export interface Print {
  readonly text: string;
  /** Where it begins, and its base line. */
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly size: number;
  readonly bold?: boolean;
}

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise that the print is turned by about the middle. */
  readonly turn?: number;
  readonly ink?: string;
  readonly paper?: string;
}

/** A picture with texts on it. */
export function drawn(
  { width, height, turn = 0, ink = '#000', paper = '#fff' }: Sheet,
  prints: readonly Print[],
): Raster {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.rotate((turn * Math.PI) / 180);
  // A quarter turn swaps the sides that the print was placed for.
  const [w, h] = turn % 180 === 0 || Math.abs(turn) < 45 ? [width, height] : [height, width];
  context.translate(-w / 2, -h / 2);
  context.fillStyle = ink;
  for (const { text, x, y, size, bold } of prints) {
    context.font = `${size}px "${bold ? 'Plex Bold' : 'Plex'}"`;
    context.fillText(text, x, y);
  }
  return { width, height, channels: 4, data: new Uint8Array(canvas.data()) };
}

/** Where each word of the prints is drawn, from its first to its last pixel. */
export function wordsOf(prints: readonly Print[]): { readonly text: string; readonly box: Box }[] {
  const context = createCanvas(1, 1).getContext('2d');
  return prints.flatMap(({ text, x, y, size, bold }) => {
    context.font = `${size}px "${bold ? 'Plex Bold' : 'Plex'}"`;
    return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
      const start = x + context.measureText(text.slice(0, index)).width;
      const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = context.measureText(word);
      return { text: word, box: { x: start - left, y: y - size, w: left + right, h: size } };
    });
  });
}
