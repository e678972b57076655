import { overlap } from '../../../core/geometry.ts';
import type { Cell, CellLine } from './cells.ts';
import type { Grid } from './grid.ts';
import type { Core } from './rows.ts';

// Widest step from one line of a text to the next, in line heights.
const STEP = 1.75;
// Step within one paragraph, in line heights.
const TIGHT = 1.45;
// How much wider than the others a step must be to part two rows.
const PART = 1.12;

// How much further left than the rows' text a title stands, in font sizes.
const OUTDENT = 0.5;

/** Where the text of a row must end: lines that are rows of their own, and lines that begin a part of the table. */
export interface Ends {
  readonly barriers: ReadonlySet<number>;
  readonly walls: ReadonlySet<number>;
}

/** A text that begins like this is no name: "Period: March". */
export const LABELLED = /^[\p{L}][\p{L} .-]{1,40}:(?: |$)/u;

const printed = (core: Core) => core.texts.map(({ cell }) => cell.words.map((w) => w.text).join(' ')).join(' ');

/** Whether a row begins with a text, however short. */
function leads(core: Core): boolean {
  const first = Math.min(...[...core.numbers.values()].map(({ cell }) => cell.x0));
  return core.texts.some(({ cell }) => cell.x0 < first && cell.words.some((word) => /\p{L}/u.test(word.text)));
}

const CAPITALS = /^[^\p{Ll}\d:]*\p{Lu}{3}[^\p{Ll}\d:]*$/u;

/** Tells the titles of groups of rows: text in a line of its own, bolder, larger or further left than the rows' own. */
function titlesOf(cores: readonly Core[], { barriers }: Ends, lines: readonly CellLine[]): (at: number) => boolean {
  const firsts = cores.flatMap(
    ({ texts }) => texts.find(({ cell }) => /\p{L}/u.test(cell.words[0]?.text ?? ''))?.cell ?? [],
  );
  const all = (test: (cell: Cell) => boolean) => firsts.length > 0 && firsts.every(test);
  const plain = all((cell) => !cell.words.every((word) => word.bold));
  const small = all((cell) => !CAPITALS.test(cell.words.map((w) => w.text).join(' ')));
  const left = Math.min(...firsts.map((cell) => cell.x0));
  return (at) => {
    const cells = lines[at]?.cells ?? [];
    const [cell] = cells;
    if (cell === undefined || cells.length > 1 || barriers.has(at) || cell.number !== null) return false;
    const size = cell.words[0]?.size ?? 10;
    if (cell.x0 < left - OUTDENT * size && firsts.length > 1) return true;
    return (
      (plain && cell.words.every((word) => word.bold)) ||
      (small && CAPITALS.test(cell.words.map((w) => w.text).join(' ')))
    );
  };
}

/**
 * The lines of text that belong to each row beside the lines of its numbers. Text follows the numbers in most tables:
 * up to the widest gap before the next row. It stands above them where the table shows it: below its heads is text,
 * below its last numbers is none.
 */
export function bandsOf(
  cores: readonly Core[],
  { barriers, walls }: Ends,
  lines: readonly CellLine[],
  grid: Grid,
  position: number | null,
): number[][] {
  const step = STEP * grid.lineHeight;
  const y = (at: number) => lines[at]?.y ?? 0;
  const page = (at: number) => lines[at]?.page;
  // A line with a position of its own (the title of a group) is no text of the row above.
  const numbered = position === null ? undefined : grid.numbers[position];
  const opens = (at: number, core: Core) => {
    const first = lines[at]?.cells[0];
    if (position === null || numbered === undefined || first === undefined || !core.numbers.has(position)) return false;
    return overlap(numbered.x0, numbered.x1 - numbered.x0, first.x0, 1) > 0;
  };
  const isTitle = titlesOf(cores, { barriers, walls }, lines);
  const below = (core: Core) => {
    const found: number[] = [];
    for (let at = core.last + 1; page(at) === core.page && !barriers.has(at) && !walls.has(at); at++) {
      if (opens(at, core) || isTitle(at)) break;
      found.push(at);
    }
    return found;
  };
  const close = (found: readonly number[]) => {
    const end = found.findIndex((at) => y(at) - y(at - 1) > step);
    return end < 0 ? found : found.slice(0, end);
  };
  const above = (core: Core) => {
    const found: number[] = [];
    for (let at = core.first - 1; page(at) === core.page && !barriers.has(at) && y(at + 1) - y(at) <= step; at--) {
      if (walls.has(at + 1) || isTitle(at)) break;
      found.unshift(at);
    }
    return found;
  };

  const runs = cores.map(below);
  const follows = (i: number) => {
    const [core, next] = [cores[i], cores[i + 1]];
    return core !== undefined && next?.page === core.page && next.first === (runs[i]?.at(-1) ?? core.last) + 1;
  };
  const between = cores.filter((_, i) => follows(i));
  const filled = cores.filter((_, i) => follows(i) && (runs[i] ?? []).length > 0);
  const [first, last] = [cores[0], runs.at(-1)];
  const hangs =
    first !== undefined &&
    last !== undefined &&
    filled.length > 0 &&
    filled.length * 2 >= between.length &&
    above(first).length > 0 &&
    close(last).length === 0;

  const bands = cores.map((core) => Array.from({ length: core.last - core.first + 1 }, (_, i) => core.first + i));
  cores.forEach((core, i) => {
    const run = runs[i] ?? [];
    if (!follows(i)) bands[i]?.push(...close(run));
    else if (run.length > 0) {
      const gaps = [core.last, ...run].map((at) => y(at + 1) - y(at));
      const widest = gaps.indexOf(Math.max(...gaps));
      const others = gaps.filter((_, k) => k !== widest);
      // Text above a row's numbers is its own only where it runs on into them.
      const tight = gaps.slice(widest + 1).every((gap) => gap <= TIGHT * grid.lineHeight);
      const parts = tight && (gaps[widest] ?? 0) > PART * Math.max(...others);
      const cut = parts ? widest : hangs ? 0 : run.length;
      bands[i]?.push(...run.slice(0, cut));
      bands[i + 1]?.unshift(...run.slice(cut));
    }
    const bare = !/\p{L}{3}/u.test(printed(core)) && !leads(core);
    const labelled = LABELLED.test(printed(core));
    if ((hangs || bare || labelled) && (i === 0 || !follows(i - 1))) bands[i]?.unshift(...above(core));
  });
  return bands;
}
