import type { Glyph } from './ctc.ts';
import { gapsOf } from './gaps.ts';
import { inkColumns } from './ink.ts';
import type { Strip } from './strip.ts';

/** A word on a strip. */
export interface StripWord {
  readonly glyphs: readonly Glyph[];
  /** How likely each character but the first begins a word of its own: less than one half. */
  readonly gaps: readonly number[];
  /** How sure it is that the word begins and ends where it does. */
  readonly certainty: number;
  /** Where it begins and ends, in pixels of the strip. */
  readonly start: number;
  readonly end: number;
}

/** The words of a line: parted where a space is likelier than none. */
export function splitWords(glyphs: readonly Glyph[], strip: Strip): StripWord[] {
  const printed = glyphs.filter(({ text }) => text !== ' ');
  const [head, tail] = [printed[0], printed.at(-1)];
  if (head === undefined || tail === undefined) return [];
  const ink = inkColumns(strip);
  const spaced = new Set(glyphs.filter((_, i) => glyphs[i - 1]?.text === ' '));
  const gaps = gapsOf(printed, spaced, ink, strip.width);
  const words: StripWord[] = [];
  let first = 0;
  let start = firstInk(ink, head.at * strip.width);
  let sureOfStart = 1;
  for (let i = 1; i <= printed.length; i++) {
    const gap = gaps[i - 1];
    // A colon that stands alone belongs to what is before it, so what follows it is another word.
    const alone = i - first === 1 && printed[first]?.text === ':';
    if (gap !== undefined && gap.probability < 0.5 && !alone) continue;
    const sureOfEnd = gap === undefined || alone ? 1 : gap.probability;
    words.push({
      glyphs: printed.slice(first, i),
      gaps: gaps.slice(first, i - 1).map(({ probability }) => probability),
      certainty: Math.min(sureOfStart, sureOfEnd),
      start,
      end: gap === undefined ? lastInk(ink, tail.at * strip.width) : gap.blank[0],
    });
    first = i;
    start = gap?.blank[1] ?? 0;
    sureOfStart = sureOfEnd;
  }
  return words;
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
