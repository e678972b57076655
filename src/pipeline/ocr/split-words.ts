import type { Glyph } from './ctc.ts';
import { inkColumns, widestBlank } from './ink.ts';
import type { Strip } from './strip.ts';

/** A word on a strip. */
export interface StripWord {
  readonly glyphs: readonly Glyph[];
  /** Where it begins and ends, in pixels of the strip. */
  readonly start: number;
  readonly end: number;
}

const NUMERIC = /^[\d.,/:-]$/;
const DIGIT = /^\d$/;
/** Pixels of a strip: narrower blanks are within words. */
const MIN_BLANK = 8;

/** The words of a line: parted at the spaces that were read, and at gaps too wide to be within a word. */
export function splitWords(glyphs: readonly Glyph[], strip: Strip): StripWord[] {
  const printed = glyphs.filter(({ text }) => text !== ' ');
  const [head, tail] = [printed[0], printed.at(-1)];
  if (head === undefined || tail === undefined) return [];
  const ink = inkColumns(strip);
  const x = (glyph: Glyph) => glyph.at * strip.width;
  const distances: number[] = [];
  for (let i = 1; i < glyphs.length; i++) {
    const [a, b] = [glyphs[i - 1], glyphs[i]];
    if (a !== undefined && b !== undefined && a.text !== ' ' && b.text !== ' ') distances.push(x(b) - x(a));
  }
  distances.sort((a, b) => a - b);
  const quantile = (part: number) =>
    distances[Math.min(distances.length - 1, Math.floor(distances.length * part))] ?? 0;
  const usual = quantile(0.5);
  const even = quantile(0.8) - quantile(0.2) < 0.25 * usual + 4;

  const words: StripWord[] = [];
  let word: Glyph[] = [];
  let start = firstInk(ink, x(head));
  let spaced = false;
  for (const glyph of glyphs) {
    if (glyph.text === ' ') {
      spaced = true;
      continue;
    }
    const before = word.at(-1);
    if (before !== undefined) {
      const blank = widestBlank(ink, x(before), x(glyph));
      if (spaced || (word.length === 1 && before.text === ':') || parted(before, glyph, blank)) {
        words.push({ glyphs: word, start, end: blank[0] });
        word = [];
        start = blank[1];
      }
    }
    spaced = false;
    word.push(glyph);
  }
  words.push({ glyphs: word, start, end: lastInk(ink, x(tail)) });
  return words;

  /** Whether the recogniser read through a space between two characters, judged by the blank between them. */
  function parted(a: Glyph, b: Glyph, blank: readonly [number, number]): boolean {
    const width = blank[1] - blank[0];
    const apart = x(b) - x(a);
    // Figures and their marks stand wider apart than letters.
    const figures = NUMERIC.test(a.text) && NUMERIC.test(b.text);
    const digits = DIGIT.test(a.text) && DIGIT.test(b.text);
    return width >= MIN_BLANK && width >= (figures ? 0.9 : 0.7) * usual && apart > (digits || even ? 1.5 : 1) * usual;
  }
}

/** Where print begins, no later than `before`. */
function firstInk(ink: Uint8Array, before: number): number {
  const x = ink.indexOf(1);
  return x < 0 ? 0 : Math.min(x, before);
}

/** Where print ends, no earlier than `after`. */
function lastInk(ink: Uint8Array, after: number): number {
  const x = ink.lastIndexOf(1);
  return x < 0 ? ink.length : Math.max(x + 1, after);
}
