import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/core/reading.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';

/** An invoice over amounts with a mark, from a seller to a buyer. */
const invoice = (seller: string, buyer: string, mark: string) => `
Northern Timber Ltd
12 Station Street
${seller}

Bill to:
Harbour Works Ltd
4 Quay Street
${buyer}

Invoice no: T-77
Date: 14 May 2026

Description                Quantity      Price      Amount
Planks                            2   ${mark}50.00     ${mark}100.00
Total                                            ${mark}100.00
`;

async function currencies(page: string): Promise<readonly Reading[]> {
  return (await wordsReader.read(drawn(page)))?.scalars.currency ?? [];
}

describe('a sign of several currencies', () => {
  it.each([
    ['Sydney NSW 2000', 'Portland, OR 97205', 'AUD'],
    ['Ottawa, ON K2P 1W9', 'Ottawa, ON K2P 1W9', 'CAD'],
    ['Portland, OR 97205', 'Sydney NSW 2000', 'USD'],
  ])('is the currency of the seller: %s', async (seller, buyer, currency) => {
    const [first, second] = await currencies(invoice(seller, buyer, '$'));
    expect(first?.value).toBe(currency);
    expect(first?.score).toBeGreaterThan(0.8);
    expect(second?.score).toBeLessThan(0.5);
  });

  it('is the currency of the buyer where the seller has no such sign', async () => {
    const [first] = await currencies(invoice('24103 Kiel\nGermany', 'Ottawa, ON K2P 1W9', '$'));
    expect(first?.value).toBe('CAD');
  });

  it('is none for sure without a country, and each of them is shown', async () => {
    const found = await currencies('Invoice T-77\nPlanks     2    $50.00     $100.00\nTotal     $100.00');
    expect(found.length).toBeGreaterThan(2);
    expect(found[0]?.value).toBe('USD');
    for (const { score } of found) expect(score).toBeLessThan(0.5);
  });

  it('is the one whose code is printed, wherever the seller is', async () => {
    const page = invoice('Sydney NSW 2000', 'Portland, OR 97205', '$');
    const [first] = await currencies(`${page}\nAll prices in NZD\n`);
    expect(first?.value).toBe('NZD');
  });

  it('tells with letters before it', async () => {
    const [first] = await currencies(invoice('Portland, OR 97205', 'Portland, OR 97205', 'A$'));
    expect(first?.value).toBe('AUD');
    expect(first?.score).toBeGreaterThan(0.8);
  });

  it.each([
    ['FAKTURA\nFakturanummer: 881\nBenämning  Antal  Belopp\nSkruv  100  200,00\nAtt betala  200,00 kr', 'SEK'],
    ['FAKTURA\nFakturanr.: 881\nBeskrivelse  Antall  Beløp\nSkruer  100  200,00\nÅ betale  kr 200,00', 'NOK'],
    ['FAKTURA\nFakturanr.: 881\nBeskrivelse  Antal  Beløb\nSkruer  100  200,00\nBeløb i alt  200,00 kr.', 'DKK'],
  ])('is the one of the country of the language', async (page, currency) => {
    const [first] = await currencies(page);
    expect(first?.value).toBe(currency);
    expect(first?.score).toBeGreaterThan(0.5);
  });

  it('is the one of the country whose taxes are named', async () => {
    const [first] = await currencies('Tax invoice 77\nPlanks     2    100.00\nIGST 18%  18.00\nTotal     Rs. 118.00');
    expect(first?.value).toBe('INR');
  });
});

it('a document without any sign is in the currency of its seller’s country', async () => {
  const page = invoice('8001 Zürich\nSwitzerland', '8001 Zürich\nSwitzerland', '');
  const [first] = await currencies(page);
  expect(first?.value).toBe('CHF');
});
