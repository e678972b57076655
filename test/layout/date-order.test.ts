import { describe, expect, it } from 'vitest';
import type { InvoiceRecord } from '../../src/core/record.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';

/** The header of an English invoice with some lines of its own. */
async function header(...own: readonly string[]): Promise<InvoiceRecord['header']> {
  const document = drawn(`
Blue Mesa Plumbing                          INVOICE
                                            Invoice #  77
${own.map((line) => `                                            ${line}`).join('\n')}

Description               Qty     Unit Price    Amount
Water heater service        1        350.00    350.00
                                 Total         350.00`);
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  return (await fuse(document, [readings])).header;
}

const dates = ({ issueDate, dueDate }: InvoiceRecord['header']) => [issueDate?.value, dueDate?.value];

describe('day and month that could change places', () => {
  it('are settled by another date of the document', async () => {
    expect(dates(await header('Invoice date: 03/04/2026', 'Delivery date: 25/03/2026'))).toEqual([
      '2026-04-03',
      undefined,
    ]);
    expect(dates(await header('Invoice date: 03/04/2026', 'Delivery date: 03/25/2026'))).toEqual([
      '2026-03-04',
      undefined,
    ]);
  });

  it('are settled by the same date spelled out', async () => {
    expect(dates(await header('Invoice date: 03/04/2026', 'Services until March 4, 2026'))[0]).toBe('2026-03-04');
  });

  it('are settled by the terms of payment', async () => {
    const monthFirst = await header('Invoice date: 03/04/2026', 'Due date: 04/03/2026', 'Terms: Net 30');
    expect(dates(monthFirst)).toEqual(['2026-03-04', '2026-04-03']);
    const dayFirst = await header('Invoice date: 03/04/2026', 'Due date: 03/05/2026', 'Terms: 30 days');
    expect(dates(dayFirst)).toEqual(['2026-04-03', '2026-05-03']);
  });

  it('are settled by nothing being due before it is issued', async () => {
    expect(dates(await header('Invoice date: 03/04/2026', 'Due date: 04/03/2026'))).toEqual([
      '2026-03-04',
      '2026-04-03',
    ]);
  });

  it.each([
    ['Bath BA1 5AW, United Kingdom', '2026-04-03'],
    ['Sydney NSW 2000, Australia', '2026-04-03'],
    ['Santa Fe, NM 87501', '2026-03-04'],
  ])('are settled by the place: %s', async (place, value) => {
    const { issueDate } = await header('Invoice date: 03/04/2026', place);
    expect(issueDate?.value).toBe(value);
    expect(issueDate?.confidence).toBeGreaterThan(0.9);
  });

  it.each([['Toronto ON M5K 1A1, Canada'], ['']])(
    'make an unsure date where nothing settles them (%s)',
    async (place) => {
      const { issueDate } = await header('Invoice date: 03/04/2026', place);
      expect(issueDate?.confidence).toBeLessThan(0.9);
      const { issueDate: sure } = await header('Invoice date: 4 March 2026', place);
      expect(sure?.confidence).toBeGreaterThan(0.9);
    },
  );

  it('stay unsure though the due date comes after the date of issue in both orders', async () => {
    const { issueDate, dueDate } = await header('Invoice date: 03/04/2026', 'Due date: 05/06/2026');
    expect(issueDate?.confidence).toBeLessThan(0.9);
    expect(dueDate?.confidence).toBeLessThan(0.9);
  });
});
