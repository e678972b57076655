import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { draw } from '../open/draw.ts';
import { ingest, temporaryFolder } from './helpers.ts';

type Print = readonly [x: number, y: number, text: string];

const HEAD: readonly Print[] = [
  [50, 50, 'Alder & Finch Training Ltd'],
  [50, 64, '12 Main Street'],
  [50, 78, 'Austin, TX 73301'],
  [400, 50, 'INVOICE'],
  [400, 66, 'Invoice No.: 9876'],
  [400, 80, 'Date: 09/20/2025'],
  [50, 120, 'Bill To'],
  [50, 134, 'Juniper Toys Inc.'],
  [50, 148, '554 Magnolia Way'],
  [50, 162, 'Denver, CO 80014'],
  [50, 220, 'Description'],
  [260, 220, 'Qty'],
  [330, 220, 'Price'],
  [450, 220, 'Amount'],
  [50, 240, 'Manager training'],
  [260, 240, '2'],
  [330, 240, '$3,500.00'],
  [450, 240, '$7,000.00'],
  [50, 256, 'Leadership training'],
  [260, 256, '1'],
  [330, 256, '$3,375.00'],
  [450, 256, '$3,375.00'],
];

const foot = (...rows: readonly (readonly [label: string, amount: string])[]): readonly Print[] =>
  rows.flatMap(([label, amount], i): Print[] => [
    [330, 300 + 16 * i, label],
    [450, 300 + 16 * i, amount],
  ]);

async function judge(rows: readonly Print[]) {
  const folder = temporaryFolder();
  const bytes = await draw((pdf) => {
    pdf.fontSize(10);
    for (const [x, y, text] of [...HEAD, ...rows]) pdf.text(text, x, y, { lineBreak: false });
  });
  writeFileSync(join(folder, 'invoice.pdf'), bytes);
  const { reports } = await ingest(join(folder, 'home'), [join(folder, 'invoice.pdf')]);
  return reports[0];
}

test('a total that follows from the lines, or from net and tax, is approved', async () => {
  expect((await judge(foot(['Total', '$10,375.00'])))?.verdict).toBe('approve');
  const taxed = foot(['Subtotal', '$10,375.00'], ['Sales Tax 3%', '$311.25'], ['Total', '$10,686.25']);
  expect((await judge(taxed))?.verdict).toBe('approve');
});

test.each([
  [
    'of which only the rate of the tax is printed',
    foot(['Subtotal', '$10,375.00'], ['Sales Tax', '3%'], ['Total', '$99,686.25']),
  ],
  ['that is not the subtotal, with nothing between them', foot(['Subtotal', '$10,375.00'], ['Total', '$99,686.25'])],
  [
    'with a row before it that nobody understands',
    foot(['Subtotal', '$10,375.00'], ['Fuel levy', '$125.00'], ['Total', '$10,500.00']),
  ],
])('a total %s is for a person to look at, however sound the lines are', async (_, rows) => {
  const report = await judge(rows);
  expect(report?.verdict).toBe('review');
  expect(report?.reasons).toContain('UNPROVEN_TOTAL');
});
