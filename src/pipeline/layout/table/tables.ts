import { type CellLine, cutAt } from './cells.ts';
import { holdsText } from './grid.ts';
import type { Head, HeadColumn } from './headers.ts';

// How exactly a word stands below the edge of a head, in font sizes.
const EDGE = 0.3;
// How far outside its heads a table can reach (positions often have no head), in font sizes.
const BESIDE = 3;

// How far a head printed again can be from the place of the first, in font sizes.
const MOVED = 1.5;

/** A table of line items: what stands below its heads, over all pages. */
export interface Table {
  readonly heads: readonly HeadColumn[];
  readonly lines: readonly CellLine[];
  /** First line of each part that has its heads printed again. */
  readonly starts: ReadonlySet<CellLine>;
  /** Lines that are surely rows; `null` where that is to be found out. */
  readonly body: readonly CellLine[] | null;
  /** Whether it is a table of line items without the sums saying so. */
  readonly sure: boolean;
}

/** Lines as the heads above them cut them: without what stands beside the table. */
export function under(lines: readonly CellLine[], heads: readonly HeadColumn[]): CellLine[] {
  const edges = heads.filter((column) => column.kinds.some(holdsText)).map((column) => column.x0);
  const x0 = Math.min(...heads.map((column) => column.x0));
  const x1 = Math.max(...heads.map((column) => column.x1));
  return lines.flatMap((line) => {
    const size = line.line.words[0]?.size ?? 10;
    const cells = line.cells.filter((cell) => cell.x1 > x0 - BESIDE * size && cell.x0 < x1 + BESIDE * size);
    if (cells.length === 0) return [];
    const own = cells.length === line.cells.length ? line : { ...line, cells };
    return [edges.length > 1 ? cutAt(own, edges, EDGE * size) : own];
  });
}

/** The stretches of a document below each head, those with the same heads as one table. */
export function tablesOf(lines: readonly CellLine[], heads: readonly Head[]): Table[] {
  const tables = new Map<
    string,
    { heads: readonly HeadColumn[]; lines: CellLine[]; starts: Set<CellLine>; sure: boolean }
  >();
  heads.forEach((head, i) => {
    if (head.items === 'no') return;
    const below = under(lines.slice(head.last + 1, heads[i + 1]?.first ?? lines.length), head.columns);
    const kinds = head.columns.map((c) => c.kinds.join('+')).join();
    // The same heads at other places, as on a last page with narrower columns, are a table of their own.
    const moved = (other: readonly HeadColumn[] | undefined) =>
      other?.some((c, at) => Math.abs(c.x0 - (head.columns[at]?.x0 ?? 0)) > MOVED * (c.words[0]?.size ?? 10)) === true;
    const key = moved(tables.get(kinds)?.heads) ? `${kinds}@${i}` : kinds;
    const table = tables.get(key) ?? {
      heads: head.columns,
      lines: [],
      starts: new Set(),
      sure: head.items === 'surely',
    };
    tables.set(key, table);
    if (below[0] !== undefined) table.starts.add(below[0]);
    for (const line of below) table.lines.push(line);
  });
  return [...tables.values()].map((table) => ({ ...table, body: null }));
}
