import { overlap } from '../../../core/geometry.ts';
import type { CellLine } from './cells.ts';
import { columnsOf, type Span } from './gaps.ts';
import type { HeadColumn } from './headers.ts';
import type { HeadKind } from './vocabulary.ts';

/** A column of numbers and the head above it. */
export interface NumberColumn extends Span {
  readonly kind: HeadKind | null;
}

/** The columns of a table: the numbers', left to right, and the heads. */
export interface Grid {
  readonly numbers: readonly NumberColumn[];
  readonly heads: readonly HeadColumn[];
  readonly lineHeight: number;
}

const TEXT_KINDS: ReadonlySet<HeadKind> = new Set<HeadKind>([
  'description',
  'articleNumber',
  'buyerArticleNumber',
  'gtin',
  'date',
  'unit',
]);

/** Whether a column of this kind holds text, even where the text is made of digits. */
export const holdsText = (kind: HeadKind | null): boolean => kind !== null && TEXT_KINDS.has(kind);

/** The kind of a head of several lines that numbers stand under. */
function numberKind(head: HeadColumn): HeadKind | null {
  return head.kinds.find((kind) => !TEXT_KINDS.has(kind)) ?? head.kinds[0] ?? null;
}

const distance = (a: Span, b: Span) => Math.max(0, a.x0 - b.x1, b.x0 - a.x1);
const misfit = (a: Span, b: Span) =>
  Math.min(Math.abs(a.x0 - b.x0), Math.abs(a.x1 - b.x1), Math.abs(a.x0 + a.x1 - b.x0 - b.x1) / 2);

// Costs of giving columns to heads, in line heights of distance.
const NO_HEAD = 4;
const NO_COLUMN = 1;
const TEXT_HEAD = 1.5;

/** For each column its head, in one order from left to right, so that the distances are smallest together. */
export function alignHeads(
  columns: readonly Span[],
  heads: readonly HeadColumn[],
  lineHeight: number,
  numeric: boolean,
): (HeadColumn | null)[] {
  const rows = columns.length;
  const width = heads.length;
  const cost: number[][] = Array.from({ length: rows + 1 }, () => new Array<number>(width + 1).fill(0));
  const isText = (head: HeadColumn | undefined) =>
    head === undefined || holdsText(numberKind(head)) || head.kinds.length === 0;
  const skip = (head: HeadColumn | undefined) => (numeric && !isText(head) ? NO_COLUMN : 0);
  const pair = (column: Span | undefined, head: HeadColumn | undefined) =>
    column === undefined || head === undefined
      ? Number.POSITIVE_INFINITY
      : (distance(column, head) + 0.3 * misfit(column, head)) / lineHeight + (numeric && isText(head) ? TEXT_HEAD : 0);
  for (let i = 0; i <= rows; i++) {
    for (let j = 0; j <= width; j++) {
      if (i === 0 && j === 0) continue;
      const options = [
        i > 0 ? (cost[i - 1]?.[j] ?? 0) + NO_HEAD : Number.POSITIVE_INFINITY,
        j > 0 ? (cost[i]?.[j - 1] ?? 0) + skip(heads[j - 1]) : Number.POSITIVE_INFINITY,
        i > 0 && j > 0 ? (cost[i - 1]?.[j - 1] ?? 0) + pair(columns[i - 1], heads[j - 1]) : Number.POSITIVE_INFINITY,
      ];
      const row = cost[i];
      if (row !== undefined) row[j] = Math.min(...options);
    }
  }
  const chosen = new Array<HeadColumn | null>(rows).fill(null);
  for (let i = rows, j = width; i > 0; ) {
    const here = cost[i]?.[j] ?? 0;
    if (j > 0 && here === (cost[i - 1]?.[j - 1] ?? 0) + pair(columns[i - 1], heads[j - 1])) {
      chosen[--i] = heads[--j] ?? null;
    } else if (j > 0 && here === (cost[i]?.[j - 1] ?? 0) + skip(heads[j - 1])) j--;
    else i--;
  }
  return chosen;
}

/** The grid of a table from the lines that are surely rows of it. */
export function gridOf(rows: readonly CellLine[], heads: readonly HeadColumn[], lineHeight: number): Grid {
  const spans: Span[] = [];
  for (const row of rows) {
    for (const cell of row.cells) if (cell.number !== null) spans.push(cell);
  }
  const names = rows.flatMap((row) => row.cells.filter((cell) => cell.number === null && cell.words.length > 1));
  const found = columnsOf(spans);
  const most = Math.max(0, ...found.map((c) => c.count));
  // A number that only one of many rows has is part of a text.
  const columns = found.filter((c) => c.count >= 0.05 * most);
  const chosen = alignHeads(columns, heads, lineHeight, true);
  const numbers = columns.flatMap(({ x0, x1, count }, i): NumberColumn[] => {
    const head = chosen[i] ?? null;
    const kind = head === null ? null : numberKind(head);
    if (holdsText(kind)) return [];
    if (head === null && heads.length > 0 && count < 0.6 * most) return [];
    // Codes before names, and quantities close to them, read like numbers with a unit where the name is short.
    const open = kind === null || kind === 'quantity' || kind === 'position';
    if (open && names.filter((t) => t.x0 < x1 && t.x1 > x0).length > count) return [];
    return [{ x0, x1, kind }];
  });
  return { numbers, heads, lineHeight };
}

/** The column of numbers that a span stands in, -1 for none. */
export function columnAt(span: Span, { numbers, lineHeight }: Grid): number {
  let best = -1;
  let most = 0;
  numbers.forEach((column, i) => {
    const shared = overlap(column.x0, column.x1 - column.x0, span.x0, span.x1 - span.x0);
    const near = shared > 0 ? shared + lineHeight : lineHeight - distance(column, span);
    if (near > most) [best, most] = [i, near];
  });
  return best;
}
