import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ndjson } from '../ingest/helpers.ts';
import { draw } from '../open/draw.ts';
import { folderForAll, invoicectl, temporaryFolder } from './cli.ts';

interface Letter {
  readonly number: string;
  readonly net: number;
  /** Its pages are two. */
  readonly long?: true;
}

const amount = (value: number) => value.toFixed(2);

function drawLetter(pdf: PDFKit.PDFDocument, { number, net, long }: Letter, begun: boolean): void {
  const at = (text: string, x: number, y: number, size = 10) =>
    pdf.fontSize(size).text(text, x, y, { lineBreak: false });
  const heads = (y: number) => {
    at('Description', 60, y);
    at('Quantity', 300, y);
    at('Unit price', 380, y);
    at('Amount', 480, y);
  };
  if (begun) pdf.addPage();
  at('Tallow & Wick Ltd', 60, 50, 14);
  at('4 Candle Street, Bristol BS1 4QT, United Kingdom', 60, 70);
  at('VAT no. GB123456789', 60, 85);
  at('Northgate Stationers Ltd', 60, 140);
  at('18 Mill Lane', 60, 154);
  at('Leeds LS1 5AB', 60, 168);
  at('INVOICE', 60, 220, 20);
  at(`Invoice number: ${number}`, 340, 140);
  at('Invoice date: 5 March 2026', 340, 154);
  heads(260);
  at('Beeswax candles, large', 60, 280);
  at('10', 300, 280);
  at(amount(net / 10), 380, 280);
  at(amount(net), 480, 280);
  const foot = (y: number) => {
    at('Net total', 380, y);
    at(amount(net), 480, y);
    at('VAT 20 %', 380, y + 16);
    at(amount(net * 0.2), 480, y + 16);
    at('Total due GBP', 380, y + 32);
    at(amount(net * 1.2), 480, y + 32);
  };
  if (!long) {
    foot(320);
    return;
  }
  at('Carried forward', 380, 760);
  at(amount(net), 480, 760);
  at('Page 1 of 2', 270, 800);
  pdf.addPage();
  at('Brought forward', 380, 60);
  at(amount(net), 480, 60);
  foot(100);
  at('Page 2 of 2', 270, 800);
}

const LETTERS: readonly Letter[] = [
  { number: 'TW-2026-101', net: 100, long: true },
  { number: 'TW-2026-102', net: 250 },
  { number: 'TW-2026-103', net: 70 },
  { number: 'TW-2026-102', net: 250 },
];

const home = folderForAll();
const path = join(home, 'scan.pdf');
interface Line {
  readonly id: string;
  readonly document: string;
  readonly [key: string]: unknown;
}
let lines: readonly Line[] = [];
const run = (...args: readonly string[]) => invoicectl([...args, '--home', home]);

beforeAll(async () => {
  const bytes = await draw((pdf) => {
    for (const [i, letter] of LETTERS.entries()) drawLetter(pdf, letter, i > 0);
  });
  writeFileSync(path, bytes);
  const ran = await run('ingest', path, '--json');
  expect(ran.stderr).toBe('');
  lines = ndjson<Line>(ran.stdout);
});

test('ingest says each of the invoices in a file, with its place', () => {
  const [first] = lines;
  expect(first?.id).toBe(first?.document);
  expect(lines).toMatchObject([
    { part: 1, parts: 4, firstPage: 1, pages: 2 },
    { id: `${first?.document}-2`, part: 2, parts: 4, firstPage: 3, pages: 1 },
    { id: `${first?.document}-3`, part: 3, parts: 4, firstPage: 4, pages: 1 },
    { id: `${first?.document}-4`, part: 4, parts: 4, firstPage: 5, pages: 1 },
  ]);
});

test('the invoice that is in the file twice is a duplicate the second time', () => {
  expect(lines.map(({ reasons }) => (reasons as string[]).includes('DUPLICATE_INVOICE'))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('known again, the file says the same', async () => {
  const again = ndjson<Line>((await run('ingest', path, '--json')).stdout);
  expect(again.map(({ id, part, firstPage, verdict }) => [id, part, firstPage, verdict])).toEqual(
    lines.map(({ id, part, firstPage, verdict }) => [id, part, firstPage, verdict]),
  );
  expect(again.every(({ known }) => known === true)).toBe(true);
});

test('list has a row for each, the last first, with its pages', async () => {
  const { stdout } = await run('list');
  const rows = stdout.split('\n').filter((row) => row.includes('TW-2026'));
  expect(rows.map((row) => row.trim().split(/ {2,}/).slice(0, 4))).toEqual([
    [expect.stringMatching(/-4$/), '5', '2026-03-05', 'TW-2026-102'],
    [expect.stringMatching(/-3$/), '4', '2026-03-05', 'TW-2026-103'],
    [expect.stringMatching(/-2$/), '3', '2026-03-05', 'TW-2026-102'],
    [expect.stringMatching(/^[0-9a-f]{8}$/), '1-2', '2026-03-05', 'TW-2026-101'],
  ]);
});

describe('show', () => {
  test('by the name of the file the first, with the way to the next', async () => {
    const { stdout, stderr } = await run('show', 'scan.pdf');
    expect(stdout).toContain('pages 1-2 of scan.pdf · invoice 1 of 4');
    expect(stderr).toMatch(/scan\.pdf holds 4 invoices; the next: invoicectl show [0-9a-f]{8}-2/);
  });

  test.each([
    ['the start of an id', () => `${lines[0]?.document.slice(0, 6)}-3`],
    ['a whole id', () => String(lines[2]?.id)],
    ['the file', () => 'scan.pdf-3'],
    ['the file without its extension', () => 'scan-3'],
  ])('another by %s and its number', async (_, name) => {
    const { stdout, stderr } = await run('show', name());
    expect(stdout).toContain('TW-2026-103');
    expect(stdout).toContain('page 4 of scan.pdf · invoice 3 of 4');
    expect(stderr).toBe('');
  });

  test('one that is not there is not found', async () => {
    expect(await run('show', 'scan-5')).toMatchObject({ code: 5 });
  });

  test('--why and --debug-dir are about its own pages', async () => {
    const folder = temporaryFolder();
    const { stdout, code } = await run('show', 'scan-3', '--why', 'totals.gross', '--json', '--debug-dir', folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: lines[2]?.id, value: '84.00', candidates: [{ value: '84.00' }] });
    expect(readdirSync(folder).sort()).toEqual(['scan-3-page4.png', 'scan-3-page4.svg']);
  });
});

test('export has one output for each, named apart', async () => {
  const folder = temporaryFolder();
  const { stderr } = await run('export', 'scan.pdf', '--format', 'flat', '--out', folder);
  expect(stderr).toContain('1 document with 4 invoices written to');
  expect(readdirSync(folder).sort()).toEqual(['scan-2.json', 'scan-3.json', 'scan-4.json', 'scan.json']);
  const csv = (await run('export', '--format', 'csv')).stdout.trimEnd().split('\n');
  expect(csv.map((row) => /TW-2026-\d+/.exec(row)?.[0] ?? null)).toEqual([
    null,
    'TW-2026-101',
    'TW-2026-102',
    'TW-2026-103',
    'TW-2026-102',
  ]);
  expect(
    ndjson<{ invoice_number: string }>((await run('export', 'scan-2', '--format', 'flat')).stdout.replace(/\n */g, '')),
  ).toMatchObject([{ invoice_number: 'TW-2026-102' }]);
});

test('rm takes the file with all of them, and no single one', async () => {
  const refused = await run('rm', 'scan-2', '--yes');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /is invoice 2 of 4 in scan\.pdf.*\n.*invoicectl rm [0-9a-f]{8} removes the file with all 4/s,
  );
  expect(await run('rm', 'scan.pdf', '--yes')).toMatchObject({
    code: 0,
    stderr: '  1 document with 4 invoices removed.\n',
  });
  expect((await run('list', '--json')).stdout).toBe('');
});

test('the closing of an ingest counts files and invoices', async () => {
  const { stdout } = await invoicectl(['ingest', path, '--home', temporaryFolder()]);
  expect(stdout).toMatch(/^ {2}1 new · 4 invoices · 5 pages · /);
});
