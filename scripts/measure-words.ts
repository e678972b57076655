/**
 * Reads PDFs with the words reader alone, takes the best candidate of each field, and writes one flat JSON a document.
 *
 *   node scripts/measure-words.ts FOLDER_OF_PDFS OUT
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ScalarPath } from '../src/core/fields.ts';
import type { Reading, Readings } from '../src/core/reading.ts';
import { wordsReader } from '../src/pipeline/layout/reader.ts';
import { openPdf } from '../src/pipeline/open.ts';
import { HEADER_PATHS, PARTY_PATHS } from './flat-paths.ts';

const [folder, out] = process.argv.slice(2);
if (folder === undefined || out === undefined) throw new Error('usage: measure-words.ts FOLDER_OF_PDFS OUT');

const THRESHOLD = 0.5;

/** The flat form of the best candidates. */
function flat(readings: Readings): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  const best = (path: ScalarPath, threshold = THRESHOLD) =>
    readings.scalars[path]?.find((r) => r.score >= threshold)?.value;
  const put = (target: Record<string, unknown>, key: string, value: string | undefined) => {
    if (value !== undefined) target[key] = value;
  };
  for (const [key, path] of Object.entries(HEADER_PATHS)) put(record, key, best(path));
  for (const role of ['seller', 'buyer'] as const) {
    const party: Record<string, unknown> = {};
    for (const [key, name] of Object.entries(PARTY_PATHS)) put(party, key, best(`${role}.${name}`, 0.4));
    const region = best(`${role}.region`, 0.4);
    // As printed: "Chicago, IL" is how a town is written where the state belongs to it.
    if (region !== undefined && party.country !== 'IT') party.city = `${party.city} ${region}`;
    record[role] = party;
  }
  const text = (reading: Reading | undefined) => reading?.value;
  put(record, 'iban', readings.rows.accounts?.[0]?.iban?.value);
  put(record, 'bic', readings.rows.accounts?.[0]?.bic?.value);
  record.taxes = (readings.rows.taxes ?? []).map((row) => ({
    rate: text(row.rate),
    basis: text(row.basis),
    amount: text(row.amount),
  }));
  record.lines = (readings.rows.lines ?? []).map((row) => ({
    description: text(row.description),
    quantity: text(row.quantity),
    unit_price: text(row.unitPrice),
    net_amount: text(row.net),
    tax_rate: text(row.taxRate),
  }));
  return record;
}

await mkdir(out, { recursive: true });
let [pages, ms] = [0, 0];
for (const file of (await readdir(folder)).filter((f) => f.endsWith('.pdf')).sort()) {
  const document = await openPdf(new Uint8Array(await readFile(join(folder, file))));
  const start = performance.now();
  const readings = await wordsReader.read(document);
  ms += performance.now() - start;
  pages += document.pages.length;
  if (readings !== null)
    await writeFile(join(out, `${basename(file, '.pdf')}.json`), JSON.stringify(flat(readings), null, 1));
}
console.log(`${pages} pages, ${(ms / pages).toFixed(2)} ms a page in the reader`);
