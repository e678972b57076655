/** Writes the line items that the words of PDFs give, in the flat form that a scorer reads: `measure-lines.ts PDF_DIR OUT_DIR`. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Row } from '../src/core/reading.ts';
import { readLineItems } from '../src/pipeline/layout/table/line-items.ts';
import { viewOf } from '../src/pipeline/layout/view.ts';
import { openPdf } from '../src/pipeline/open.ts';

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error('measure-lines.ts PDF_DIR OUT_DIR');

const FLAT = {
  description: 'description',
  quantity: 'quantity',
  unitPrice: 'unit_price',
  net: 'net_amount',
  taxRate: 'tax_rate',
} as const;

function flat(row: Row<'lines'>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [field, name] of Object.entries(FLAT) as [keyof typeof FLAT, string][]) {
    const reading = row[field];
    if (reading !== undefined) out[name] = reading.value;
  }
  return out;
}

await mkdir(to, { recursive: true });
let pages = 0;
let spent = 0;
for (const file of (await readdir(from)).filter((name) => name.endsWith('.pdf'))) {
  const document = await openPdf(await readFile(join(from, file)));
  const view = viewOf(document);
  const start = performance.now();
  const rows = readLineItems(view);
  spent += performance.now() - start;
  pages += view.pages.length;
  await writeFile(join(to, `${basename(file, '.pdf')}.json`), JSON.stringify({ lines: rows.map(flat) }, null, 1));
}
console.log(`${pages} pages, ${(spent / pages).toFixed(2)} ms a page`);
