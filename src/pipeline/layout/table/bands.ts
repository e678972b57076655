import { overlap } from '../../../core/geometry.ts';
import type { CellLine } from './cells.ts';
import type { Grid } from './grid.ts';
import type { Core } from './rows.ts';
import { type Group, sideOf } from './sides.ts';
import { titlesOf } from './titles.ts';

// Widest step from one line of a text to the next, in line heights.
const STEP = 1.75;
// Step within one paragraph, in line heights.
const TIGHT = 1.45;
// How much wider than the others a step must be to part two rows.
const PART = 1.12;

/** Where the text of a row must end: lines that are rows of their own, and lines that begin a part of the table. */
export interface Ends {
  readonly barriers: ReadonlySet<number>;
  readonly walls: ReadonlySet<number>;
}

/** What a position can be: "2", "2.1", "(a)", "IV." */
const COUNTED = /^[\d(]|^[IVX]+[.)]?$|^\p{L}[.)]$/u;

/** A text that begins like this is no name: "Period: March". */
export const LABELLED = /^[\p{L}][\p{L} .-]{1,40}:(?: |$)/u;

const printed = (core: Core) => core.texts.map(({ cell }) => cell.words.map((w) => w.text).join(' ')).join(' ');

/** Whether a row begins with a text, however short. */
function leads(core: Core): boolean {
  const first = Math.min(...[...core.numbers.values()].map(({ cell }) => cell.x0));
  return core.texts.some(({ cell }) => cell.x0 < first && cell.words.some((word) => /\p{L}/u.test(word.text)));
}

/**
 * The lines of text that belong to each row beside the lines of its numbers. Text follows the numbers in most tables:
 * up to the widest gap before the next row. It stands above or on both sides of them where the table shows it.
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
    if (!COUNTED.test(first.words[0]?.text ?? '')) return false;
    return overlap(numbered.x0, numbered.x1 - numbered.x0, first.x0, 1) > 0;
  };
  const titles = titlesOf(cores, barriers, lines);
  const below = (core: Core) => {
    const found: number[] = [];
    for (let at = core.last + 1; page(at) === core.page && !barriers.has(at) && !walls.has(at); at++) {
      if (opens(at, core) || titles.has(at)) break;
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
      if (walls.has(at + 1) || titles.has(at)) break;
      found.unshift(at);
    }
    return found;
  };

  const runs = cores.map(below);
  const follows = (i: number) => {
    const [core, next] = [cores[i], cores[i + 1]];
    return core !== undefined && next?.page === core.page && next.first === (runs[i]?.at(-1) ?? core.last) + 1;
  };
  // Rows with nothing but their text between them, the text above the first and the text close below the last.
  const groups: Group[] = [];
  cores.forEach((core, i) => {
    if (i === 0 || !follows(i - 1)) groups.push({ cores: [], runs: [], lead: above(core), tail: [] });
    const group = groups.at(-1);
    group?.cores.push(core);
    if (group === undefined) return;
    if (follows(i)) group.runs.push(runs[i] ?? []);
    else group.tail = close(runs[i] ?? []);
  });
  const { side, middles } = sideOf(groups, lines, grid.lineHeight);
  const bands: number[][] = [];
  for (const [g, { cores: members, runs: inner, lead, tail }] of groups.entries()) {
    const own = members.map((core) => Array.from({ length: core.last - core.first + 1 }, (_, i) => core.first + i));
    const cuts = side === 'middle' ? middles[g] : undefined;
    inner.forEach((run, i) => {
      if (run.length === 0) return;
      const gaps = [(run[0] ?? 0) - 1, ...run].map((at) => y(at + 1) - y(at));
      const widest = gaps.indexOf(Math.max(...gaps));
      const others = gaps.filter((_, k) => k !== widest);
      // Text above a row's numbers is its own only where it runs on into them.
      const tight = gaps.slice(widest + 1).every((gap) => gap <= TIGHT * grid.lineHeight);
      const parts = tight && (gaps[widest] ?? 0) > PART * Math.max(...others);
      const cut = cuts?.[i] ?? (parts ? widest : side === 'above' ? 0 : run.length);
      own[i]?.push(...run.slice(0, cut));
      own[i + 1]?.unshift(...run.slice(cut));
    });
    const first = members[0];
    const bare = first !== undefined && !/\p{L}{3}/u.test(printed(first)) && !leads(first);
    const labelled = first !== undefined && LABELLED.test(printed(first));
    if (side !== 'below' || bare || labelled) own[0]?.unshift(...lead);
    if (side === 'below') own.at(-1)?.push(...tail);
    if (side === 'middle') own.at(-1)?.push(...tail.slice(0, cuts?.at(-1) ?? tail.length));
    bands.push(...own);
  }
  return bands;
}
