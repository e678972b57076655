import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderForAll, invoicectl, temporaryFolder } from './cli.ts';
import { BOOKS, recordOf, row, seed } from './seed.ts';

const home = folderForAll();
let ids: readonly string[] = [];
beforeAll(async () => {
  ids = await seed(home, BOOKS);
});

const exported = (...args: readonly string[]) => invoicectl(['export', '--home', home, ...args]);

describe('flat', () => {
  test('is plain values under plain names, nothing where there is nothing', async () => {
    const { code, stdout, stderr } = await exported('gutschrift.pdf', '--format', 'flat');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { confidence, ...values } = JSON.parse(stdout);
    expect(Object.keys(confidence)).toEqual([...Object.keys(values).filter((key) => key !== 'seller'), 'seller.name']);
    for (const probability of Object.values(confidence)) expect(probability).toBeGreaterThan(0);
    expect(values).toEqual({
      kind: 'credit_note',
      invoice_number: '-17',
      invoice_type_code: '381',
      issue_date: '2024-05-02',
      currency: 'CHF',
      net_total: '-100.00',
      tax_total: '-8.10',
      gross_total: '-108.15',
      seller: { name: '@Home Handels AG' },
    });
  });

  test('has parties, taxes, lines and the account', async () => {
    const { stdout } = await exported('lieferant-2024-03.pdf', '--format', 'flat');
    expect(JSON.parse(stdout)).toMatchObject({
      iban: 'DE75512108001245126199',
      bic: 'SOLADEST600',
      seller: { street: 'Lagerweg 4', postcode: '80333', city: 'München', country: 'DE', vat_id: 'DE123456788' },
      taxes: [{ rate: '19', basis: '1198.50', amount: '227.72', category: 'S' }],
      lines: [{ quantity: '10', unit_price: '19.90', net_amount: '199.00', tax_rate: '19' }, { net_amount: '999.50' }],
    });
  });

  test('of all documents is one file a document, and says what was left out', async () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await exported('--format', 'flat', '--out', folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(`  1 document without a record left out: locked.pdf\n  2 documents written to ${folder}\n`);
    expect(readdirSync(folder).sort()).toEqual(['gutschrift.json', 'lieferant-2024-03.json']);
  });

  test('of several to standard output is one a line', async () => {
    const { stdout } = await exported('--format', 'flat');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).invoice_number),
    ).toEqual(['RE-2024-0117', '-17']);
  });

  test('has no line whose amount includes tax', async () => {
    const other = temporaryFolder();
    const field = {
      value: '11.90',
      confidence: 1,
      state: 'proven',
      readings: [{ value: '11.90', text: '11,90', reader: 'words', page: 1, box: null, path: null, score: 1 }],
    } as const;
    await seed(other, [
      {
        file: 'till.pdf',
        result: {
          status: 'completed',
          ms: 1,
          records: [recordOf({ lines: [{ gross: { ...field, readings: [...field.readings] } }] })],
        },
      },
    ]);
    const { stdout } = await invoicectl(['export', 'till.pdf', '--format', 'flat', '--home', other]);
    expect(Object.keys(JSON.parse(stdout))).toEqual(['kind', 'confidence']);
  });
});

test('json and ndjson have every document, with evidence or with its problem', async () => {
  const json = JSON.parse((await exported()).stdout);
  expect(json.map(({ summary }: { summary: { file: string } }) => summary.file)).toEqual(BOOKS.map(({ file }) => file));
  expect(json[0].record.totals.gross.readings[0].box).toEqual({ x: 400, y: 700, w: 80, h: 10 });
  expect(json[2]).toMatchObject({ record: null, summary: { problem: { code: 'PDF_ENCRYPTED' } } });
  const ndjson = (await exported('--format', 'ndjson')).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(ndjson).toEqual(json);
});

/** Rows of a CSV text without line breaks in its cells. */
function rowsOf(csv: string): Record<string, string>[] {
  const cells = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    );
  const [titles = [], ...rows] = csv.trimEnd().split('\n').map(cells);
  return rows.map((row) => Object.fromEntries(row.map((text, i) => [titles[i] ?? '', text])));
}

describe('csv', () => {
  test('has one row a document; formulas are harmless, negative numbers stay numbers', async () => {
    const rows = rowsOf((await exported('--format', 'csv')).stdout);
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(rows[0]).toMatchObject({
      purchase_order: `'=HYPERLINK("http://example.org")`,
      gross_total: '1426.22',
      lines: '2',
      pages: '2',
    });
    expect(rows[1]).toMatchObject({
      invoice_number: "'-17",
      seller_name: "'@Home Handels AG",
      gross_total: '-108.15',
      reasons: 'NET_PLUS_TAX_NE_GROSS',
    });
    expect(rows[2]).toMatchObject({ status: 'failed', reasons: 'PDF_ENCRYPTED', gross_total: '' });
  });

  test('has its lines beside it', async () => {
    const folder = temporaryFolder();
    await exported('--output', join(folder, 'books.csv'));
    expect(readdirSync(folder).sort()).toEqual(['books.csv', 'books.lines.csv']);
    const lines = rowsOf(readFileSync(join(folder, 'books.lines.csv'), 'utf8'));
    expect(lines).toMatchObject([
      {
        invoice_number: 'RE-2024-0117',
        line: '1',
        position: '10',
        description: 'Trennblätter A4, farbig sortiert, im Karton zu 100 Stück',
        net_amount: '199.00',
      },
      { line: '2', description: `'+49 Service, "rund um die Uhr"`, quantity: '20', unit: 'HUR', unit_price: '49.975' },
    ]);
    expect((await exported('--format', 'csv', '--lines')).stdout).toBe(
      readFileSync(join(folder, 'books.lines.csv'), 'utf8'),
    );
    await exported('--format', 'csv', '--out', join(folder, 'deep', 'er'));
    expect(readdirSync(join(folder, 'deep', 'er')).sort()).toEqual(['invoices.csv', 'lines.csv']);
  });
});

test('xlsx has two sheets, with numbers as numbers, dates as dates and harmless text', async () => {
  const file = join(temporaryFolder(), 'books.xlsx');
  expect(await exported('--output', file)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `  3 documents written to ${file}\n`,
  });
  const parts = unzipSync(readFileSync(file));
  const part = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
  expect([...part('xl/workbook.xml').matchAll(/<sheet [^>]*name="(\w+)"/g)].map(([, name]) => name)).toEqual([
    'invoices',
    'lines',
  ]);
  const sheet = part('xl/worksheets/sheet1.xml');
  expect(sheet).toMatch(/<c [^>]*><v>-108\.15<\/v><\/c>/);
  // 2024-03-05 is day 45356 of a spreadsheet's calendar.
  expect(sheet).toMatch(/<c [^>]*><v>45356<\/v><\/c>/);
  expect(sheet).not.toContain('<f>');
  const strings = part('xl/sharedStrings.xml');
  expect(strings).toContain('&#39;=HYPERLINK'.replace('&#39;', "'"));
  expect(strings).toContain("'@Home Handels AG");
});

test('no line of an invoice is a formula in a spreadsheet, and a negative amount is a number', async () => {
  const other = temporaryFolder();
  const dangerous = ['=1+1', '+49 30', '-2+3', '@SUM(A1)', '＝1+1'];
  const lines = dangerous.map((description) => row('lines', { description, quantity: '-2', net: '-10.50' }));
  await seed(other, [{ file: '=a.pdf', result: { status: 'completed', ms: 1, records: [recordOf({ lines })] } }]);
  const rows = rowsOf((await invoicectl(['export', '--format', 'csv', '--lines', '--home', other])).stdout);
  expect(rows.map(({ description }) => description)).toEqual(dangerous.map((text) => `'${text}`));
  for (const cells of rows) expect(cells).toMatchObject({ file: "'=a.pdf", quantity: '-2', net_amount: '-10.50' });

  const file = join(temporaryFolder(), 'lines.xlsx');
  await invoicectl(['export', '--output', file, '--home', other]);
  const parts = unzipSync(readFileSync(file));
  const sheet = strFromU8(parts['xl/worksheets/sheet2.xml'] ?? new Uint8Array());
  expect(sheet).not.toMatch(/<f[ >]/);
  expect([...sheet.matchAll(/<c (?![^>]*t=)[^>]*><v>-10\.5<\/v>/g)]).toHaveLength(dangerous.length);
  const strings = strFromU8(parts['xl/sharedStrings.xml'] ?? new Uint8Array());
  expect(strings).not.toMatch(/<t[^>]*>\s*[=+\-@＝]/);
  for (const text of dangerous) expect(strings).toContain(`'${text}`);
});

test('documents whose files have the same name get files of their own', async () => {
  const other = temporaryFolder();
  const result = { status: 'completed', ms: 1, records: [recordOf({})] } as const;
  const [, second = '', third = ''] = await seed(other, [
    { file: 'scan.pdf', bytes: 'one', result },
    { file: 'SCAN.PDF', bytes: 'two', result },
    { file: 'scan.xml', bytes: 'three', result },
  ]);
  const folder = temporaryFolder();
  await invoicectl(['export', '--format', 'flat', '--out', folder, '--home', other]);
  expect(readdirSync(folder).sort()).toEqual(
    ['scan.json', `SCAN-${second.slice(0, 8)}.json`, `scan-${third.slice(0, 8)}.json`].sort(),
  );
});

test.each([
  [['--output', 'a.csv', '--out', 'b'], '--output and --out exclude each other.'],
  [['--out', 'one.csv'], 'Use --output FILE.'],
  [['--out', 'deep/one.XLSX', '--format', 'xlsx'], '--out is for a folder, and deep/one.XLSX looks like a file.'],
  [['--format', 'json', '--lines'], '--lines is for csv on standard output.'],
  [['gutschrift.pdf', '--seller', 'x'], 'Documents are given by name or by filters, not both.'],
  [['--output', '/dev/null/x.csv'], '/dev/null/x.csv cannot be written'],
])('%j is a usage error', async (args, message) => {
  const { code, stdout, stderr } = await exported(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
