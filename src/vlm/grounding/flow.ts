import { type Box, overlap } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';

/** Where a text may go on behind a word: indices into the words. */
export interface Onward {
  /** The next word of its line, where it is near. */
  readonly beside: number | null;
  /** Whether hardly a blank is between the two, so that both may be one word in print. */
  readonly touching: boolean;
  /** The first words of what stands directly below the end of its line, within its block. */
  readonly below: readonly number[];
}

/** The words of a page as its lines, and where a text may go on. It never goes back, so nothing goes round. */
export interface Flow {
  readonly onward: readonly Onward[];
  /** The line of each word, counted from the top. */
  readonly line: readonly number[];
}

/** Blanks of a justified line are narrower than this, what is wider parts columns; times the height of the font. */
const GAP = 1.5;
/** Blanks are mostly narrower than this; what is wider may part the cells of a dense table. */
const CELL_GAP = 0.8;
/** Letters of one word are nearer than this; times the height of the font. */
const TOUCH = 0.1;
/** The next line of a block is at most this far below; times the height of the line. */
const LEADING = 1;
const RTL = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A run of words on one line without a wide gap, in the order in which they are read. */
interface Run {
  readonly words: readonly number[];
  readonly box: Box;
}

/** Reads words by where they stand; their order does not matter. */
export function flowOf(words: readonly Word[]): Flow {
  const lines = linesOf(words);
  const line = new Array<number>(words.length).fill(0);
  const beside = new Map<number, number>();
  const below = words.map(() => new Set<number>());
  for (const gap of [GAP, CELL_GAP]) {
    const runs = lines.map((one) => runsOf(one, words, gap));
    runs.forEach((all, number) => {
      for (const run of all) {
        for (const [i, word] of run.words.entries()) {
          line[word] = number;
          const next = run.words[i + 1];
          if (next === undefined) for (const first of belowOf(run, runs, number)) below[word]?.add(first);
          else if (gap === GAP) beside.set(word, next);
        }
      }
    });
  }
  const onward = words.map((word, i): Onward => {
    const next = beside.get(i) ?? null;
    const touching = next !== null && isTouching(word, words[next]);
    return { beside: next, touching, below: [...(below[i] ?? [])] };
  });
  return { onward, line };
}

/** The first words of the runs below one, on the nearest line that has any. */
function belowOf(run: Run, lines: readonly (readonly Run[])[], from: number): readonly number[] {
  const bottom = run.box.y + run.box.h;
  for (let number = from + 1; number < lines.length; number++) {
    const under = (lines[number] ?? []).filter(({ box }) => overlap(box.x, box.w, run.box.x, run.box.w) > 0);
    if (under.length === 0) continue;
    return under.flatMap(({ box, words }) =>
      box.y - bottom <= LEADING * Math.max(box.h, run.box.h) ? words.slice(0, 1) : [],
    );
  }
  return [];
}

/**
 * Lines from top to bottom. A word is of a line when half of it, or of the word that it stands next to, is at one
 * height; so print of two sizes shares a line, and two small lines beside a large word stay two.
 */
function linesOf(words: readonly Word[]): readonly (readonly number[])[] {
  const lines: { readonly words: number[]; bottom: number }[] = [];
  const middle = ({ box }: Word) => box.y + box.h / 2;
  const order = [...words.entries()].sort(([i, a], [j, b]) => middle(a) - middle(b) || a.box.x - b.box.x || i - j);
  for (const [index, { box }] of order) {
    const own = lines.findLast((line) => {
      if (line.bottom <= box.y) return false;
      const near = nearest(box, line.words, words);
      return near !== null && overlap(near.y, near.h, box.y, box.h) >= Math.min(near.h, box.h) / 2;
    });
    if (own === undefined) lines.push({ words: [index], bottom: box.y + box.h });
    else {
      own.words.push(index);
      own.bottom = Math.max(own.bottom, box.y + box.h);
    }
  }
  return lines.map(({ words: line }) => line);
}

/** The box of the word in a line that is nearest to another sideways. */
function nearest(box: Box, line: readonly number[], words: readonly Word[]): Box | null {
  let [best, distance]: [Box | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const index of line) {
    const other = words[index]?.box;
    if (other === undefined) continue;
    const apart = Math.max(other.x - box.x - box.w, box.x - other.x - other.w);
    if (apart < distance) [best, distance] = [other, apart];
  }
  return best;
}

/** A line taken apart at gaps wider than `gap` times the font, from left to right; words of a run that is read leftwards, from the right. */
function runsOf(line: readonly number[], words: readonly Word[], gap: number): readonly Run[] {
  const runs: number[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const index of line.toSorted((a, b) => (words[a]?.box.x ?? 0) - (words[b]?.box.x ?? 0) || a - b)) {
    const word = words[index];
    if (word === undefined) continue;
    const run = runs.at(-1);
    if (run === undefined || word.box.x - right > gap * heightOf(word)) runs.push([index]);
    else run.push(index);
    right = Math.max(right, word.box.x + word.box.w);
  }
  return runs.map((run) => {
    const boxes = run.flatMap((index) => words[index]?.box ?? []);
    const [x, y] = [Math.min(...boxes.map((b) => b.x)), Math.min(...boxes.map((b) => b.y))];
    const w = Math.max(...boxes.map((b) => b.x + b.w)) - x;
    const h = Math.max(...boxes.map((b) => b.y + b.h)) - y;
    const leftwards = run.filter((index) => RTL.test(words[index]?.text ?? '')).length > run.length / 2;
    return { words: leftwards ? run.toReversed() : run, box: { x, y, w, h } };
  });
}

const heightOf = ({ size, box }: Word): number => (size > 0 ? size : box.h);

function isTouching(a: Word, b: Word | undefined): boolean {
  if (b === undefined) return false;
  const apart = Math.max(b.box.x - a.box.x - a.box.w, a.box.x - b.box.x - b.box.w);
  return apart <= TOUCH * Math.min(heightOf(a), heightOf(b));
}
