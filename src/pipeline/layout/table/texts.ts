import { overlap } from '../../../core/geometry.ts';
import type { Word } from '../../../core/page.ts';
import type { Cell, CellLine } from './cells.ts';
import { columnsOf, type Span } from './gaps.ts';
import { alignHeads, columnAt, type Grid, holdsText } from './grid.ts';
import type { Core } from './rows.ts';
import type { HeadKind } from './vocabulary.ts';

/** A column of text and what its head says it holds, from top to bottom. */
export interface TextColumn extends Span {
  readonly kinds: readonly HeadKind[];
}

/** One printed line of a row's text in one column. */
export interface TextPart {
  readonly kind: HeadKind;
  readonly y: number;
  readonly words: readonly Word[];
}

const letters = (words: readonly Word[]) => words.reduce((sum, w) => sum + w.text.replace(/[^\p{L}]/gu, '').length, 0);

// Share of the rows that a column without a head has text in.
const FILLED = 0.6;

/** The columns of text of a table, from the text that stands level with the rows' numbers. */
export function textColumnsOf(
  cores: readonly Core[],
  own: readonly (readonly number[])[],
  lines: readonly CellLine[],
  grid: Grid,
): TextColumn[] {
  const level = cores.flatMap((core) => core.texts.map((t) => t.cell));
  const below = () => own.flatMap((rows) => rows.flatMap((at) => lines[at]?.cells ?? []));
  // A name above or below the numbers, and nothing but a unit level with them: its column is known by its head.
  const named = grid.heads.filter((head) => head.kinds.includes('description'));
  const under = (cell: Cell) =>
    named.some((head) => overlap(head.x0, head.x1 - head.x0, cell.x0, cell.x1 - cell.x0) > 0);
  const lettered = level.filter((cell) => letters(cell.words) > 0);
  const whole = lettered.length > 0 && (named.length === 0 || lettered.some(under));
  const cells = whole ? level : [...level, ...below().filter((cell) => cell.number === null)];
  const columns = columnsOf(cells);
  const heads = grid.heads.filter(
    (head) =>
      head.kinds.length === 0 ||
      head.kinds.some((kind) => holdsText(kind) || kind === 'position' || kind === 'taxRate'),
  );
  const chosen = alignHeads(columns, heads, grid.lineHeight, false);
  const tall = own.filter((rows) => rows.length > 1).length * 2 >= own.length;
  const weights = new Map(
    columns.map((column) => [
      column,
      cells.reduce((sum, c) => sum + (c.x0 < column.x1 && c.x1 > column.x0 ? letters(c.words) : 0), 0),
    ]),
  );
  const weigh = (column: (typeof columns)[number]) => weights.get(column) ?? 0;
  const described = chosen.some((head) => head?.kinds.includes('description') === true);
  const wordy = ({ x0, x1 }: Span) => {
    const inside = cells.filter((c) => c.x0 < x1 && c.x1 > x0);
    return inside.filter((c) => c.words.length > 1).length > 0.5 * inside.length;
  };
  // Under "Item" and "Description" both, what is one word with a digit is a code.
  const codes = ({ x0, x1 }: Span) => {
    const inside = cells.filter((c) => c.x0 < x1 && c.x1 > x0);
    const coded = inside.filter((c) => c.words.length === 1 && /\d/.test(c.words[0]?.text ?? ''));
    if (coded.length < FILLED * inside.length) return null;
    return inside.every((c) => /^\d{1,3}\.?$/.test(c.words[0]?.text ?? '')) ? 'position' : 'articleNumber';
  };
  const names = chosen.filter((head) => head?.kinds.includes('description') === true).length;
  const widest = columns.toSorted((a, b) => weigh(b) - weigh(a))[0];
  return columns.map((column, i) => {
    const head = chosen[i];
    const { x0, x1 } = column;
    // Under no head that says so, the text of several words is what is sold, even under "No." or "Ref.".
    if (!described && column === widest && wordy(column)) return { x0, x1, kinds: ['description'] };
    if (head !== null && head !== undefined && (head.kinds.length > 0 || described)) {
      const code = names > 1 && column !== widest && head.kinds.includes('description') ? codes(column) : null;
      if (code !== null) return { x0, x1, kinds: [code] };
      // Heads one below the other name lines one below the other, unless rows have but one line.
      const stacked = head.kinds.includes('description') && head.kinds.length > 1 && !tall;
      return { x0, x1, kinds: stacked ? ['description'] : head.kinds };
    }
    const inside = cells.filter((c) => c.x0 < column.x1 && c.x1 > column.x0);
    const single = inside.filter((c) => c.words.length === 1).length > 0.7 * inside.length;
    // What stands beside a table here and there (a stamp, a note) is no column of it.
    if (described && inside.length < FILLED * cores.length) return { x0, x1, kinds: [] };
    const beside: HeadKind = widest !== undefined && column.x0 < widest.x0 ? 'articleNumber' : 'unit';
    const kind: HeadKind =
      column === widest && !described ? 'description' : described || single ? beside : 'description';
    return { x0, x1, kinds: [kind] };
  });
}

/** The column that a cell of text stands in. */
function textColumnAt(cell: Cell, columns: readonly TextColumn[]): TextColumn | null {
  let best: TextColumn | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    const shared = overlap(column.x0, column.x1 - column.x0, cell.x0, cell.x1 - cell.x0);
    const near = shared > 0 ? -shared : Math.max(column.x0 - cell.x1, cell.x0 - column.x1);
    if (near < nearest) [best, nearest] = [column, near];
  }
  return best;
}

// Lines closer than this are one printed line, in line heights.
const LEVEL = 0.45;

/** The text of a row by column, from top to bottom. */
export function partsOf(
  core: Core,
  own: readonly number[],
  lines: readonly CellLine[],
  columns: readonly TextColumn[],
  grid: Grid,
): TextPart[] {
  const parts: TextPart[] = [];
  for (const at of own) {
    const line = lines[at];
    if (line === undefined) continue;
    const inCore = at >= core.first && at <= core.last;
    const cells = inCore ? core.texts.filter((t) => t.line === at).map((t) => t.cell) : line.cells;
    const byColumn = new Map<TextColumn, Word[]>();
    for (const cell of cells) {
      const column = textColumnAt(cell, columns);
      if (column === null) continue;
      // What stands under a column of numbers and apart from all text is no part of a text.
      const under = grid.numbers[columnAt(cell, grid)];
      const apart = overlap(column.x0, column.x1 - column.x0, cell.x0, cell.x1 - cell.x0) === 0;
      // A unit is wrapped below its quantity.
      if (
        apart &&
        under?.kind === 'quantity' &&
        cell.words.length === 1 &&
        /^\p{L}{1,7}\.?$/u.test(cell.words[0]?.text ?? '')
      ) {
        parts.push({ kind: 'unit', y: line.y, words: cell.words });
        continue;
      }
      if (apart && under !== undefined && !(cell.number === null && letters(cell.words) > 0 && letters(cell.words) < 8))
        continue;
      byColumn.set(column, [...(byColumn.get(column) ?? []), ...cell.words]);
    }
    for (const [column, words] of byColumn) {
      const nth = Math.max(0, at - core.first);
      const kind = column.kinds[Math.min(nth, column.kinds.length - 1)];
      if (kind === undefined) continue;
      const before = parts.findLast((part) => part.kind === kind);
      // Words of one printed line can lie in two lines where cells are not level.
      if (before !== undefined && line.y - before.y < LEVEL * grid.lineHeight) {
        parts[parts.indexOf(before)] = {
          ...before,
          words: [...before.words, ...words].sort((a, b) => a.box.x - b.box.x),
        };
      } else parts.push({ kind, y: line.y, words });
    }
  }
  return parts;
}

/** Rows whose descriptions begin with 1, 2, 3: the numbers are positions of a column that stands close to the text. */
export function withPositions(rows: readonly (readonly TextPart[])[]): readonly (readonly TextPart[])[] {
  const names = rows.map((parts) => parts.find((part) => part.kind === 'description'));
  const counted = names.every((name, i) => {
    const [first, second] = name?.words ?? [];
    return second !== undefined && first?.text.replace(/\.$/, '') === String(i + 1);
  });
  if (rows.length < 2 || !counted || rows.flat().some((part) => part.kind === 'position')) return rows;
  return rows.map((parts, i) =>
    parts.flatMap((part) =>
      part === names[i]
        ? [
            { ...part, kind: 'position' as const, words: part.words.slice(0, 1) },
            { ...part, words: part.words.slice(1) },
          ]
        : [part],
    ),
  );
}
