import type { Word } from '../../core/page.ts';
import { isSideways } from './sizes.ts';

/** Steepest slope that is looked for, in degrees: an engine has levelled its words already, if not quite. */
const STEEPEST = 2.5;
/** Steps between slopes, in degrees: a row of a wide page stays within a tenth of its height. */
const [COARSE, FINE] = [0.1, 0.02];
/** Rows must stand out more by this for a slope to be believed. */
const CLEARER = 1.12;
/** Height of the bands that words are counted in, in heights of a word. */
const BAND = 0.25;
/** Fewer words say nothing of their slope. */
const FEWEST = 20;
const DEGREE = Math.PI / 180;

/** Words in level rows, and the degrees clockwise that their rows sloped by before. */
export interface Levelled {
  readonly lines: readonly (readonly Word[])[];
  readonly slope: number;
}

/**
 * Turns the places of words about the middle of their page until the rows that they stand in are level: the slope is
 * right where words fall into the fewest rows. Engines measure the slope on single lines, of which short ones tell
 * little; the rows of a table tell it across the whole page.
 */
export function levelled(lines: readonly (readonly Word[])[], width: number, height: number): Levelled {
  const words = lines.flat().filter((word) => !isSideways(word));
  if (words.length < FEWEST) return { lines, slope: 0 };
  const clarity = clarityOf(words);
  const best = (from: number, to: number, step: number, start: number) => {
    let slope = start;
    for (let one = from; one <= to; one += step) if (clarity(one) > clarity(slope)) slope = one;
    return slope;
  };
  const coarse = best(-STEEPEST, STEEPEST, COARSE, 0);
  const slope = best(coarse - COARSE, coarse + COARSE, FINE, coarse);
  if (clarity(slope) < CLEARER * clarity(0)) return { lines, slope: 0 };
  const [cos, sin] = [Math.cos(-slope * DEGREE), Math.sin(-slope * DEGREE)];
  const moved = (word: Word): Word => {
    const { x, y, w, h } = word.box;
    const [dx, dy] = [x + w / 2 - width / 2, y + h / 2 - height / 2];
    const [cx, cy] = [width / 2 + dx * cos - dy * sin, height / 2 + dx * sin + dy * cos];
    return { ...word, box: { x: cx - w / 2, y: cy - h / 2, w, h } };
  };
  return { lines: lines.map((line) => line.map(moved)), slope };
}

/** How clearly words stand in rows that slope by some degrees: the sum of the squares of what each band holds. */
function clarityOf(words: readonly Word[]): (slope: number) => number {
  const heights = words.map(({ box }) => box.h).sort((a, b) => a - b);
  const band = BAND * (heights[heights.length >> 1] ?? 1);
  const known = new Map<number, number>();
  return (slope) => {
    const before = known.get(slope);
    if (before !== undefined) return before;
    const bands = new Map<number, number>();
    for (const { box } of words) {
      const y = (box.y + box.h / 2 - (box.x + box.w / 2) * Math.tan(slope * DEGREE)) / band;
      const [at, part] = [Math.floor(y), y - Math.floor(y)];
      bands.set(at, (bands.get(at) ?? 0) + 1 - part);
      bands.set(at + 1, (bands.get(at + 1) ?? 0) + part);
    }
    let sum = 0;
    for (const count of bands.values()) sum += count * count;
    known.set(slope, sum);
    return sum;
  };
}
