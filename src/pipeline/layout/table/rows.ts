import type { AmountAt } from '../amounts.ts';
import { type Cell, type CellLine, right, splitCell } from './cells.ts';
import { columnAt, type Grid } from './grid.ts';
import type { HeadKind } from './vocabulary.ts';

/** A number in a column of a row. */
export interface Placed {
  readonly number: AmountAt;
  readonly cell: Cell;
}

/** The numbers of one row, from one line or from a few where cells are not level, and the text beside them. */
export interface Core {
  readonly page: number;
  /** Index of its first and last line among the table's lines. */
  readonly first: number;
  readonly last: number;
  /** By column of the grid. */
  readonly numbers: ReadonlyMap<number, Placed>;
  /** Cells of its lines that are no numbers of a column. */
  readonly texts: readonly { readonly line: number; readonly cell: Cell }[];
}

// Lines of one row whose cells are not level (centred in the row's height) are closer than this, in line heights.
const LEVEL = 1.3;
// How far the edges of numbers of one column are apart, in line heights.
const EDGE = 0.35;

const RATES: ReadonlySet<HeadKind | null> = new Set(['taxRate', 'discount', null]);

const spanOf = (number: AmountAt) => {
  const last = number.words.at(-1);
  return { x0: number.words[0]?.box.x ?? 0, x1: last === undefined ? 0 : right(last) };
};

/** Puts the numbers of a line into the grid's columns. */
function place(line: CellLine, grid: Grid): { numbers: Map<number, Placed>; texts: Cell[] } {
  const numbers = new Map<number, Placed>();
  let texts: Cell[] = [];
  for (const cell of line.cells) {
    const at = cell.number === null ? -1 : columnAt(spanOf(cell.number), grid);
    if (cell.number === null || at < 0 || numbers.has(at)) texts.push(cell);
    else numbers.set(at, { number: cell.number, cell });
  }
  if (numbers.size === 0) return { numbers, texts };
  // A text that reaches up to the next column hides that column's number.
  texts = texts.flatMap((cell) => {
    for (const number of cell.inner) {
      const span = spanOf(number);
      const at = columnAt(span, grid);
      const column = grid.numbers[at];
      if (column === undefined || numbers.has(at) || (number.percent && !RATES.has(column.kind))) continue;
      const centre = Math.abs(span.x0 + span.x1 - column.x0 - column.x1) / 2;
      const edge = Math.min(Math.abs(span.x1 - column.x1), Math.abs(span.x0 - column.x0), centre);
      if (edge > EDGE * grid.lineHeight) continue;
      const parts = splitCell(cell, number);
      const part = parts.find((p) => p.number === number);
      if (part === undefined) continue;
      numbers.set(at, { number, cell: part });
      return parts.filter((p) => p !== part);
    }
    return [cell];
  });
  return { numbers, texts };
}

/** The rows of a table, by their numbers. Lines without any belong to none yet. */
export function coresOf(lines: readonly CellLine[], grid: Grid): Core[] {
  const cores: Core[] = [];
  lines.forEach((line, index) => {
    const { numbers, texts } = place(line, grid);
    const own = texts.map((cell) => ({ line: index, cell }));
    if (![...numbers.keys()].some((at) => grid.numbers[at]?.kind !== 'position')) return;
    const before = cores.at(-1);
    const from = before === undefined ? undefined : lines[before.first];
    const joins =
      before !== undefined &&
      from?.page === line.page &&
      line.y - from.y <= LEVEL * grid.lineHeight &&
      [...numbers.keys()].every((at) => !before.numbers.has(at));
    if (!joins) {
      cores.push({ page: line.page, first: index, last: index, numbers, texts: own });
      return;
    }
    cores[cores.length - 1] = {
      ...before,
      last: index,
      numbers: new Map([...before.numbers, ...numbers]),
      texts: [...before.texts, ...own],
    };
  });
  return cores;
}
