import { describe, expect, it } from 'vitest';
import type { Readings } from '../../src/core/reading.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';

async function scalars(page: string): Promise<Readings['scalars']> {
  return (await wordsReader.read(drawn(page)))?.scalars ?? {};
}

/** An invoice with a number of the seller's at the right edge. */
const invoice = (first: string, second: string) => `
Northern Timber Pty Ltd
12 Station Street
Sydney NSW 2000
                                                ${first}
                                                ${second}

Invoice no: T-77
`;

describe('a tax number', () => {
  it.each([
    ['ABN: 94 871 687', '            504', '94 871 687 504'],
    ['VAT no: 697109957', '           RT0001', '697109957 RT0001'],
  ])('goes on in the line that it is wrapped into: %s', async (first, second, whole) => {
    expect((await scalars(invoice(first, second)))['seller.vatId']?.[0]?.value).toBe(whole);
  });

  it('ends at its line where the next one is something else', async () => {
    const found = await scalars(invoice('VAT no: 697109957', 'Tel 0431 555 01'));
    expect(found['seller.vatId']?.[0]?.value).toBe('697109957');
  });

  it('that is shorter than any of its kind is not sure', async () => {
    const found = await scalars(invoice('ABN: 94 871 687', 'Tel 0431 555 01'));
    expect(found['seller.vatId']?.[0]?.score ?? 0).toBeLessThan(0.5);
  });
});

describe('two VAT identifiers of one country', () => {
  it('are of two parties: the one at the buyer and below the address of the sender is not the seller’s', async () => {
    const found = await scalars(`
Bergblick Gastro GmbH - Salzweg 19 - 8010 Graz
USt-IdNr.: ATU86847020
Waldhof Catering KG
Marktstraße 88
5020 Salzburg

Rechnung Nr. 4711

Bergblick Gastro GmbH     Telefon: 0316 505641      IBAN AT61 1904 3002 3457 3201
Salzweg 19                USt-IdNr.: ATU92245446
8010 Graz                 UID: ATU92245446
`);
    expect(found['seller.vatId']?.map((r) => r.value)).toEqual(['ATU92245446']);
    expect(found['buyer.vatId']?.map((r) => r.value)).toEqual(['ATU86847020']);
    expect(found['seller.country']?.[0]?.text).not.toContain('ATU86847020');
  });
});
