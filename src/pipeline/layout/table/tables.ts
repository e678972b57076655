import { type CellLine, cutAt } from './cells.ts';
import { holdsText } from './grid.ts';
import type { Head, HeadColumn } from './headers.ts';

// How exactly a word stands below the edge of a head, in font sizes.
const EDGE = 0.3;

/** A table of line items: what stands below its heads, over all pages. */
export interface Table {
  readonly heads: readonly HeadColumn[];
  readonly lines: readonly CellLine[];
  /** First line of each part that has its heads printed again. */
  readonly starts: ReadonlySet<CellLine>;
  /** Lines that are surely rows; `null` where that is to be found out. */
  readonly body: readonly CellLine[] | null;
}

/** The stretches of a document below each head, those with the same heads as one table. */
export function tablesOf(lines: readonly CellLine[], heads: readonly Head[]): Table[] {
  const tables = new Map<string, { heads: readonly HeadColumn[]; lines: CellLine[]; starts: Set<CellLine> }>();
  heads.forEach((head, i) => {
    if (!head.items) return;
    const edges = head.columns.filter((column) => column.kinds.some(holdsText)).map((column) => column.x0);
    const below = lines
      .slice(head.last + 1, heads[i + 1]?.first ?? lines.length)
      .map((line) => (edges.length > 1 ? cutAt(line, edges, EDGE * (line.line.words[0]?.size ?? 10)) : line));
    const key = head.columns.map((c) => c.kinds.join('+')).join();
    const table = tables.get(key) ?? { heads: head.columns, lines: [], starts: new Set() };
    tables.set(key, table);
    if (below[0] !== undefined) table.starts.add(below[0]);
    table.lines.push(...below);
  });
  return [...tables.values()].map((table) => ({ ...table, body: null }));
}
