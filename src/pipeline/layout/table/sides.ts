import type { Word } from '../../../core/page.ts';
import type { CellLine } from './cells.ts';
import type { Core } from './rows.ts';

/** Rows with nothing but text between them. */
export interface Group {
  readonly cores: Core[];
  /** Lines of text between each row and the next. */
  readonly runs: (readonly number[])[];
  /** Lines of text close above the first row, and close below the last. */
  readonly lead: readonly number[];
  tail: readonly number[];
}

/** Where the text of a table's rows stands beside the lines of their numbers. */
export interface Side {
  readonly side: 'below' | 'above' | 'middle';
  /** For each group how many lines of each run, and of the tail, belong to the row above them, where numbers stand in the middle. */
  readonly middles: readonly (readonly number[])[];
}

// How far the numbers of a row can be from the middle of its text, in line heights.
const OFF_MIDDLE = 0.35;

// What speaks against a side. A line of text that no row takes in is a mistake, or something else than a row's text.
const LEFT_OVER = 1;
const FEW_LEFT_OVER = 0.5;
// A text goes on in small letters: one that begins so begins no row.
const SMALL = 0.5;
const MOST_SMALL = 3;
// Text stands below the line of the numbers in most tables.
const ABOVE = 0.75;
const MIDDLE = 0.9;
// Text on both sides, of the first row and of the last, is rarely there by chance.
const BOTH = 0.5;

const middleOf = (words: readonly Word[]) => {
  const top = Math.min(...words.map(({ box }) => box.y));
  return (top + Math.max(...words.map(({ box }) => box.y + box.h))) / 2;
};

/** Whether the longest text of some cells begins with a small letter. */
function isSmall(texts: readonly (readonly Word[])[]): boolean {
  const long = texts.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? [];
  return /^\p{Ll}/u.test(long[0]?.text ?? '');
}

const lengthOf = (words: readonly Word[]) => words.reduce((sum, { text }) => sum + text.length, 0);

/**
 * How many lines of each run and of the tail belong to the row above them when the numbers of every row stand in the
 * middle of its text; `null` where they do not.
 */
function middleCuts(
  { cores, runs, lead, tail }: Group,
  lines: readonly CellLine[],
  lineHeight: number,
): number[] | null {
  const cuts: number[] = [];
  const centre = (at: number) => middleOf(lines[at]?.line.words ?? []);
  let above = lead;
  for (const [i, core] of cores.entries()) {
    const below = runs[i] ?? tail;
    const middle = middleOf([...core.numbers.values()].flatMap(({ number }) => number.words));
    const own = core.texts.flatMap(({ cell }) => cell.words);
    const top = above[0] !== undefined ? centre(above[0]) : own.length > 0 ? middleOf(own) : middle;
    const bottom = 2 * middle - top;
    const ends = [own.length > 0 ? middleOf(own) : middle, ...below.map(centre)].map((end) => Math.abs(end - bottom));
    const cut = ends.indexOf(Math.min(...ends));
    if ((ends[cut] ?? 0) > OFF_MIDDLE * lineHeight) return null;
    cuts.push(cut);
    above = below.slice(cut);
  }
  return cuts;
}

/** Decides where the text of rows stands, from what each choice leaves over and from the letters that texts begin with. */
export function sideOf(groups: readonly Group[], lines: readonly CellLine[], lineHeight: number): Side {
  const wordsAt = (at: number | undefined) =>
    at === undefined ? [] : (lines[at]?.cells ?? []).map((cell) => cell.words);
  const runs = groups.flatMap((group) => group.runs);
  const filled = runs.filter((run) => run.length > 0);
  const often = runs.length > 0 && filled.length * 2 >= runs.length;
  const small = (count: number) => Math.min(MOST_SMALL, SMALL * count);
  const cores = groups.flatMap((group) => group.cores);
  const begun = cores.filter((core) => isSmall(core.texts.map(({ cell }) => cell.words))).length;
  const leads = groups.filter(({ lead }) => lead.length > 0).length;
  // A footer or a remark below a table is no text of its last row: that begins where the others do, and stands alone.
  const edge = Math.min(...cores.flatMap(({ texts }) => texts.map(({ cell }) => cell.x0)));
  const isText = (at: number | undefined) => {
    const [cell, ...others] = at === undefined ? [] : (lines[at]?.cells ?? []);
    return cell !== undefined && others.length === 0 && cell.x0 >= edge - lineHeight;
  };
  const tails = groups.filter(({ tail }) => isText(tail[0])).length;
  const left = often ? LEFT_OVER : FEW_LEFT_OVER;

  const cuts = groups.map((group) => middleCuts(group, lines, lineHeight));
  const middles = cuts.map((cut) => cut ?? []);
  const inMiddle = !cuts.includes(null) && (leads > 0 || filled.length > 0);
  const textsOf = (core: Core) => core.texts.map(({ cell }) => cell.words);
  // Where numbers stand in the middle, a row without lines above them begins with them.
  const starts = groups.flatMap((group, g) =>
    group.cores.map((core, i) => {
      const at = i === 0 ? group.lead[0] : group.runs[i - 1]?.[middles[g]?.[i - 1] ?? 0];
      return at === undefined ? textsOf(core) : wordsAt(at);
    }),
  );
  const firsts = [...filled, ...groups.map(({ lead }) => lead)].map((run) => wordsAt(run[0]));
  const count = (texts: readonly (readonly (readonly Word[])[])[]) => small(texts.filter(isSmall).length);
  const short = groups.filter(({ tail }, g) => (middles[g]?.at(-1) ?? 0) < tail.length).length;
  const both = groups.every(
    ({ lead, tail }, g) => lead.length > 0 && tail.length > 0 && middles[g]?.at(-1) === tail.length,
  );
  // Nothing but a line above the first row tells nothing: it can be a title.
  const told = filled.length > 0 || both || (cores.length === 1 && begun > 0);
  const never = Number.POSITIVE_INFINITY;
  const costs = {
    below: Math.min(1, leads) * left + small(begun),
    above: !told || (leads === 0 && tails > 0) ? never : ABOVE + Math.min(1, tails) * LEFT_OVER + count(firsts),
    middle:
      inMiddle && told
        ? MIDDLE + (leads === 0 ? LEFT_OVER : 0) + Math.min(1, short) * LEFT_OVER - (both ? BOTH : 0) + count(starts)
        : never,
  };
  const side =
    costs.middle < Math.min(costs.below, costs.above) ? 'middle' : costs.above < costs.below ? 'above' : 'below';
  return { side, middles };
}
