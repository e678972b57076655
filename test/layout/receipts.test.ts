import { describe, expect, it } from 'vitest';
import type { InvoiceRecord } from '../../src/core/record.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';
import { RECEIPTS } from './receipt-texts.ts';

/** The record of the picture of a receipt. */
async function record(text: string): Promise<InvoiceRecord> {
  const { pages, ...document } = drawn(text);
  const pictures = { ...document, pages: pages.map((page) => ({ ...page, width: 300, ocr: 'drawn' })) };
  const readings = await wordsReader.read(pictures);
  return fuse(pictures, readings === null ? [] : [readings]);
}

/** What a receipt is booked by: who sold, when, for how much, in which money. */
async function booked(text: string) {
  const { parties, header, totals } = await record(text);
  return [parties.seller.name, header.issueDate, totals.gross, header.currency].map((field) => field?.value);
}

describe('a receipt', () => {
  it.each(Object.entries(RECEIPTS))('of %s says who sold, when, and for how much', async (_, [expected, text]) => {
    expect(await booked(text)).toEqual(expected);
  });

  const read = (name: string) => record(RECEIPTS[name]?.[1] ?? '');
  const sold = ({ lines }: InvoiceRecord) =>
    lines.map(({ description, quantity, net, gross }) =>
      [description?.value, quantity?.value, net?.value ?? `${gross?.value} with tax`].join(' | '),
    );

  it('has lines with tax where its total has the tax in it', async () => {
    expect(sold(await read('a Portuguese restaurant'))).toEqual([
      'Bacalhau à Brás | 1 | 13.50 with tax',
      'Arroz de pato | 1 | 12.20 with tax',
      'Imperial | 2 | 4.00 with tax',
      'Café | 2 | 2.00 with tax',
    ]);
  });

  it('has lines without tax where the tax comes on top, whatever the tip', async () => {
    expect(sold(await read('an American diner'))).toEqual([
      'Grilled cheese |  | 9.50',
      'Soup of the day |  | 6.25',
      'Iced tea | 2 | 6.00',
    ]);
  });

  it('names what was weighed in the line above its price', async () => {
    const [first, , , avocados] = sold(await read('an American supermarket that calls it a balance'));
    expect(first).toBe('ORG BANANAS |  | 1.32');
    expect(avocados).toBe('AVOCADO | 4 | 5.00');
  });

  it('has a row for each rate of its tax', async () => {
    const rates = ({ taxes }: InvoiceRecord) => taxes.map(({ rate, amount }) => [rate?.value, amount?.value]);
    expect(rates(await read('a German supermarket'))).toEqual([
      ['19.0', '1.05'],
      ['7.0', '0.46'],
    ]);
    expect(rates(await read('a French restaurant with two rates'))).toEqual([
      ['10', '4.13'],
      ['20', '3.00'],
    ]);
  });

  it('proves a total that was rounded by net, tax and rounding', async () => {
    const { checks, totals } = await read('a Swedish shop');
    expect(totals.rounding?.value).toBe('0.40');
    expect(checks.map(({ message }) => message)).toContain('net 166.61 + tax 19.99 + rounding 0.40 = gross 187.00');
  });

  it('is known by its words where letters are read for each other and spaces are lost', async () => {
    const [, , total] = await booked(`
     LAKEVIEW STATIONERS
     4 Harbour Road
     Bristol BS1 6TR
05/08/2025 14:22   Ti1l 3
PENC1LS 12             6.40
ENVELOPES             11.20
TOTALEXCL.VAT         17.60
VAT 20%                3.52
T0TAL                 21.12
CA5H                  30.00
CHANGE                 8.88
`);
    expect(total).toBe('21.12');
  });

  it('is no letter on which little is printed', async () => {
    const { parties } = await record(`
Hilltop Tools Ltd
14 Station Road
Bristol BS1 6TR

Bill to:
Brookside Bakery Ltd
88 High Street
Leeds LS1 4DY

Invoice no: 4711
Date: 14 May 2026
Due date: 13 June 2026

Oak board          20.00
Total              20.00

IBAN GB33BUKB20201555555555
`);
    expect(parties.seller.name?.value).toBe('Hilltop Tools Ltd');
    expect(parties.buyer.name?.value).toBe('Brookside Bakery Ltd');
  });
});
