import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoicectl, ROOT, temporaryFolder } from './cli.ts';

const FIELDS = ['invoice_number', 'issue_date', 'due_date', 'currency', 'net_total', 'gross_total', 'iban'] as const;

const goldOf = (stem: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(ROOT, 'fixtures/gold', `${stem}.json`), 'utf8'));

/** The flat record of the one document in a home. */
async function flat(home: string): Promise<Record<string, unknown>> {
  const { stdout, code } = await invoicectl(['export', '--format', 'flat', '--home', home]);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

test.each([
  ['a scanned PDF, a little crooked', 'gb-scan.pdf', 'gb-typeset'],
  ['a fax', 'de-fax.tif', 'de-two-rates'],
  ['a dull photo that lies on its side', 'us-photo.jpg', 'us-sales-tax'],
])('%s reads like the print it was made of', async (_, file, stem) => {
  const home = temporaryFolder();
  const { code, stdout } = await invoicectl(['ingest', join('fixtures/scans', file), '--home', home, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ file, status: 'completed', problems: [] });
  const record = await flat(home);
  const gold = goldOf(stem);
  for (const field of FIELDS) expect([field, record[field]]).toEqual([field, gold[field]]);
  expect((record.lines as unknown[]).length).toBe((gold.lines as unknown[]).length);
});

test('without OCR a scan is refused, and says why', async () => {
  const { code, stdout } = await invoicectl(
    ['ingest', 'fixtures/scans/de-fax.tif', '--home', temporaryFolder(), '--json', '--ocr', 'never'],
    {},
  );
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'failed', problems: [{ code: 'PAGE_NO_TEXT' }] });
});

test('a scanned stack becomes one record an invoice, each with the page that it stands on', async () => {
  const home = temporaryFolder();
  const { code } = await invoicectl(['ingest', 'fixtures/scans/three-invoices.pdf', '--home', home, '--quiet']);
  expect(code).toBe(0);
  const { stdout } = await invoicectl(['export', '--format', 'flat', '--home', home]);
  const numbers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).invoice_number);
  const gold = ['es-discount', 'it-two-rates', 'nl-reverse-charge'].map((stem) => goldOf(stem).invoice_number);
  expect(numbers.toSorted()).toEqual(gold.toSorted());
});
