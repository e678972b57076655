import type { Entry } from '../../core/ports.ts';
import {
  DOCUMENT_COLUMNS,
  type DocumentRow,
  documentRow,
  LINE_COLUMNS,
  type LineRow,
  lineRows,
  type SheetColumn,
  typedCell,
} from '../../core/sheet.ts';

/** An XLSX workbook with the sheets `invoices` and `lines`. */
export async function workbook(entries: AsyncIterable<Entry>): Promise<Uint8Array> {
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const documents: DocumentRow[] = [];
  const lines: LineRow[] = [];
  for await (const entry of entries) {
    documents.push(documentRow(entry));
    lines.push(...lineRows(entry));
  }
  return writeExcelFile([
    sheet('invoices', documents, DOCUMENT_COLUMNS),
    sheet('lines', lines, LINE_COLUMNS),
  ]).toBuffer();
}

function sheet<R>(name: string, rows: readonly R[], columns: readonly SheetColumn<R>[]) {
  const cells = rows.map((row) =>
    columns.map(({ cell, kind }) => {
      const text = cell(row);
      if (text === undefined) return null;
      const value = typedCell(text, kind);
      if (value instanceof Date) return { value, type: Date, format: 'yyyy-mm-dd' };
      return typeof value === 'number' ? { value, type: Number, format: formatOf(text) } : { value, type: String };
    }),
  );
  const header = columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold' as const }));
  const widths = columns.map(({ title, kind }) => ({
    width: kind === 'text' ? Math.max(16, title.length + 2) : Math.max(12, title.length + 2),
  }));
  return { sheet: name, data: [header, ...cells], columns: widths, stickyRowsCount: 1 };
}

/** Shows as many decimals as the document prints. */
function formatOf(text: string): string {
  const decimals = text.split('.')[1]?.length ?? 0;
  return decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`;
}
