import type { Word } from '../../core/page.ts';
import { type Font, fontOf } from './font.ts';

/** How far the middle of print lies above the middle of its font's height, in font sizes: most of it has no descenders. */
const RAISED = 0.09;
/** Words further apart are no one text, in heights of their boxes. */
const APART = 1;
/** And those whose middles lie further apart, in heights, are in different lines. */
const LEVEL = 0.35;
/** Sizes less far apart than this are one, in logarithms: nobody sets type in 9.0 and 9.6 points on one page. */
const ONE_SIZE = 0.08;
/** Print higher than wide by this runs up or down the page. */
const UPRIGHT = 1.5;

/**
 * Words of print with the size of their font, and boxes as high and as wide as the font makes them: what a text layer
 * says of its words. How high print is depends on its letters, and how wide on its font. A page has few fonts and
 * sizes, so all of its words together say what one of them does not.
 */
export function withFontSizes(lines: readonly (readonly Word[])[]): Word[][] {
  const font = fontOf(lines.flat());
  const measured = lines.map((line) =>
    piecesOf(line).map((words) => ({ words, size: sizeOf(words, font), weight: lengthOf(words) })),
  );
  const settled = settledSizes(measured.flat());
  return measured.map((pieces) =>
    pieces.flatMap(({ words, size }) => {
      // One text stands on one baseline.
      const middle = words.reduce((sum, { box }) => sum + box.y + box.h / 2, 0) / words.length;
      return words.map((word) => sized(word, settled(size), middle, font));
    }),
  );
}

/** Whether a word runs up or down the page. */
export const isSideways = ({ text, box }: Word): boolean => text.length > 2 && box.h > UPRIGHT * box.w;

/** Words that no wide gap parts, which are of one font more often than not. */
function piecesOf(line: readonly Word[]): Word[][] {
  const pieces: Word[][] = [];
  for (const word of line) {
    const piece = pieces.at(-1);
    const before = piece?.at(-1);
    if (piece !== undefined && before !== undefined && isNear(before, word) && !isSideways(word)) piece.push(word);
    else pieces.push([word]);
  }
  return pieces;
}

function isNear({ box: a }: Word, { box: b }: Word): boolean {
  const [low, high] = [Math.min(a.h, b.h), Math.max(a.h, b.h)];
  const drop = Math.abs(a.y + a.h / 2 - b.y - b.h / 2);
  return b.x - (a.x + a.w) <= APART * high && low > 0.7 * high && drop < LEVEL * low;
}

function sizeOf(words: readonly Word[], font: Font): number {
  const byHeight = median(words.map(({ box }) => box.h)) / font.height;
  const width = words.reduce((sum, { box }) => sum + box.w, 0);
  const byWidth = width / words.reduce((sum, { text }) => sum + font.printed(text), 0);
  // The longer a text, the more its width tells.
  const trust = Math.min(0.85, lengthOf(words) / (lengthOf(words) + 3));
  return byWidth ** trust * byHeight ** (1 - trust);
}

/** Sizes that the page is set in, the commonest first; each size is taken for the one that it is about as large as. */
function settledSizes(pieces: readonly { readonly size: number; readonly weight: number }[]): (size: number) => number {
  const left = pieces.map(({ size, weight }) => ({ log: Math.log(size), weight })).sort((a, b) => a.log - b.log);
  const sizes: number[] = [];
  while (left.length > 0) {
    let best = { from: 0, to: 1, weight: 0 };
    for (let from = 0, to = 0, weight = 0; from < left.length; from++) {
      while (to < left.length && (left[to]?.log ?? 0) - (left[from]?.log ?? 0) <= 2 * ONE_SIZE) {
        weight += left[to]?.weight ?? 0;
        to++;
      }
      if (weight > best.weight) best = { from, to, weight };
      weight -= left[from]?.weight ?? 0;
    }
    const group = left.splice(best.from, best.to - best.from);
    sizes.push(group.reduce((sum, { log, weight }) => sum + log * weight, 0) / best.weight);
  }
  return (size) => {
    const log = Math.log(size);
    const one = sizes.find((other) => Math.abs(other - log) <= 1.5 * ONE_SIZE);
    return one === undefined ? size : Math.exp(one);
  };
}

/** `middle`: of the print that the word belongs to. */
function sized(word: Word, size: number, middle: number, font: Font): Word {
  const { box, text } = word;
  if (isSideways(word)) return { ...word, size: box.w };
  const { left, right } = font.bearings(text, box.w, size);
  const top = middle + RAISED * size - size / 2;
  return { ...word, size, box: { x: box.x - left, y: top, w: box.w + left + right, h: size } };
}

const lengthOf = (words: readonly Word[]): number => words.reduce((sum, { text }) => sum + text.length, 0);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
