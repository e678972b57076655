import { basename, dirname, extname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { flatInvoice } from '../../core/flat.ts';
import type { Entry, Summary } from '../../core/ports.ts';
import { DOCUMENT_COLUMNS, documentRow, harmless, LINE_COLUMNS, lineRows, type SheetColumn } from '../../core/sheet.ts';
import type { Terminal } from '../ui/terminal.ts';
import { writeWhole } from '../whole-file.ts';
import { uniqueStems } from './stems.ts';
import { workbook } from './workbook.ts';

/** What is written, and where to: one file, a folder, or standard output. */
export interface Destination {
  readonly format: 'json' | 'flat' | 'ndjson' | 'csv' | 'xlsx';
  readonly lines: boolean;
  readonly file: string | null;
  readonly folder: string | null;
  readonly out: Terminal;
}

type Entries = () => AsyncIterable<Entry>;

/** Writes entries, and gives the files that it wrote. Throws `OUTPUT_NOT_WRITABLE`. */
export async function exportEntries(
  entries: Entries,
  summaries: readonly Summary[],
  destination: Destination,
): Promise<string[]> {
  const { format, lines, file, folder, out } = destination;
  if (file === null && folder === null) {
    for await (const chunk of chunks(entries, summaries, format, lines)) await out.write(chunk);
    return [];
  }
  if (folder !== null && (format === 'json' || format === 'flat'))
    return onePerDocument(entries, summaries, format, folder);
  const target = file ?? join(folder ?? '.', `invoices.${format}`);
  const written = [await writeWhole(target, chunks(entries, summaries, format, false))];
  if (format === 'csv')
    written.push(await writeWhole(linesFile(target, folder), chunks(entries, summaries, format, true)));
  return written;
}

/** `lines.csv` in a folder, `NAME.lines.csv` beside a file. */
function linesFile(target: string, folder: string | null): string {
  if (folder !== null) return join(folder, 'lines.csv');
  const extension = extname(target);
  return join(dirname(target), `${basename(target, extension)}.lines${extension}`);
}

async function onePerDocument(
  entries: Entries,
  summaries: readonly Summary[],
  format: 'json' | 'flat',
  folder: string,
): Promise<string[]> {
  const stems = uniqueStems(summaries);
  for await (const entry of entries()) {
    const stem = stems.get(entry.summary.id) ?? entry.summary.id;
    const value = format === 'flat' && entry.record !== null ? flatInvoice(entry.record) : entry;
    await writeWhole(join(folder, `${stem}.json`), [`${JSON.stringify(value, null, 2)}\n`]);
  }
  return [folder];
}

async function* chunks(
  entries: Entries,
  summaries: readonly Summary[],
  format: Destination['format'],
  lines: boolean,
): AsyncGenerator<string | Uint8Array> {
  if (format === 'xlsx') {
    yield await workbook(entries());
  } else if (format === 'csv') {
    yield lines ? csv([], LINE_COLUMNS, true) : csv([], DOCUMENT_COLUMNS, true);
    for await (const entry of entries())
      yield lines ? csv(lineRows(entry), LINE_COLUMNS) : csv([documentRow(entry)], DOCUMENT_COLUMNS);
  } else if (format === 'ndjson') {
    for await (const entry of entries()) yield `${JSON.stringify(entry)}\n`;
  } else if (format === 'flat') {
    // One document is an object to look at, several are one a line.
    const indent = summaries.length === 1 ? 2 : 0;
    for await (const { record } of entries())
      if (record !== null) yield `${JSON.stringify(flatInvoice(record), null, indent)}\n`;
  } else {
    let before = '[\n';
    for await (const entry of entries()) {
      yield before + JSON.stringify(entry, null, 2);
      before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
  }
}

function csv<R>(rows: readonly R[], columns: readonly SheetColumn<R>[], titles = false): string {
  const cells = rows.map((row) =>
    columns.map(({ cell, kind }) => {
      const text = cell(row);
      return text === undefined ? '' : harmless(text, kind);
    }),
  );
  return stringify(titles ? [columns.map(({ title }) => title), ...cells] : cells);
}
