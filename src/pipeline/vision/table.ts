import { addsUp } from '../../core/checks.ts';
import { ROW_FIELDS } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import type { OpenedDocument } from '../../core/page.ts';
import type { Reading, Row } from '../../core/reading.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { VisionAnswer } from '../../core/vision.ts';
import type { DocumentView } from '../layout/view.ts';
import type { Ask } from './asker.ts';
import { COLUMNS } from './fields.ts';
import { TILE } from './tiles.ts';
import { readingFrom } from './values.ts';

/** Widest square that is still readable on one tile, in points, and how many rows of squares are shown at most. */
const [WIDEST, DOWN] = [360, 3];
/** Rows that are asked for on one page. */
const ROWS = 40;
/** Pages on which a table is looked for. */
const PAGES = 2;
/** Above the first amount stands the head of the table, in line heights. */
const HEAD = 3;

/** What is to be shown so that the line items of a document can be read: one request a page. */
export function tableAsks(view: DocumentView, lines: InvoiceRecord['lines']): readonly Ask[] {
  const asks = view.pages.flatMap((page): Ask[] => {
    const read = lines.flatMap((line) =>
      Object.values(line).flatMap((field) => field?.readings.filter((one) => one.page === page.number) ?? []),
    );
    const known = read.flatMap(({ box }) => box ?? []);
    const priced = page.lines.filter((_, i) =>
      page.amounts[i]?.some(({ decimals, percent }) => decimals === 2 && !percent),
    );
    const box = union(known.length > 0 ? known : priced.map((line) => line.box));
    if (box === null) return [];
    const head = HEAD * page.lineHeight;
    const all = { x: 0, y: box.y - head, w: page.width, h: box.h + head };
    const across = Math.ceil(page.width / WIDEST);
    const side = page.width / across;
    const shown = grid(all, side, across).map((square) => ({ page: page.number, box: square }));
    return [
      {
        shown,
        dpi: (TILE * 72) / side,
        tiles: shown.length,
        questions: [],
        table: { columns: COLUMNS, maxRows: ROWS },
      },
    ];
  });
  return asks.slice(0, PAGES);
}

function grid({ y, h }: Box, side: number, across: number): readonly Box[] {
  const rows = Math.min(DOWN, Math.ceil(h / side));
  return Array.from({ length: rows * across }, (_, i) => ({
    x: (i % across) * side,
    y: y + Math.floor(i / across) * side,
    w: side,
    h: side,
  }));
}

/** Line items of rows of answers; a row without an amount is none. */
export async function rowsFrom(
  rows: readonly (readonly VisionAnswer[])[],
  document: OpenedDocument,
  view: DocumentView,
): Promise<readonly Row<'lines'>[]> {
  const lines: Row<'lines'>[] = [];
  for (const answers of rows) {
    const line: { -readonly [F in keyof Row<'lines'>]: Reading } = {};
    for (const answer of answers) {
      const column = COLUMNS.find(({ key }) => key === answer.key);
      if (column === undefined) continue;
      const { kind } = ROW_FIELDS.lines[column.key];
      const page = document.pages.find(({ number }) => number === answer.page);
      const reading = await readingFrom(answer, { path: `lines.${column.key}`, kind }, page, view);
      if (reading !== null) line[column.key] = reading;
    }
    if (line.net !== undefined && line.net.box !== null) lines.push(line);
  }
  return lines;
}

/**
 * Whether rows are to be believed: they add up to a total of the document, or nobody knows one and nobody else saw rows.
 * Rows that come to nothing that is printed would only speak against what is.
 */
export function isTable(rows: readonly Row<'lines'>[], record: InvoiceRecord | null): boolean {
  const nets = rows.flatMap(({ net }) => net?.value ?? []);
  if (nets.length === 0) return false;
  const { net, lineTotal, gross } = record?.totals ?? {};
  const totals = [lineTotal, net, ...(net === undefined && lineTotal === undefined ? [gross] : [])].flatMap(
    (total) => total?.value ?? [],
  );
  if (totals.length === 0) return (record?.lines.length ?? 0) === 0;
  return totals.some((total) => addsUp(total, nets));
}
