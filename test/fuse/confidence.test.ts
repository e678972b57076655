import { describe, expect, it } from 'vitest';
import { probability, termsOf } from '../../src/pipeline/fuse/confidence.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from '../layout/drawn.ts';
import { scanned } from '../layout/scanned.ts';

const page = (top: string) => `${top}

                                Invoice number: 100
                                Invoice date: 13/05/2026

Bill to:
Foo Trading Ltd
2 Low Street
Leeds LS1 1AA

Description              Qty       Price      Amount
Widget                     2       50.00      100.00
Gadget                     2       50.00      100.00

Net                                           200.00
VAT 20%                                        40.00
Total GBP                                     240.00`;

async function read(top: string) {
  const document = drawn(page(top));
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  return fuse(document, [readings]);
}

describe('where the name of the seller is only a picture', () => {
  it.each(['Thank you for your business', 'Your partner for quality', 'London'])('%s is not sure', async (top) => {
    const record = await read(top);
    expect(record.parties.seller.name?.confidence ?? 0).toBeLessThan(0.9);
    expect(record.verdict).toBe('review');
  });

  it.each(['1 High Street', 'Hauptstraße 7', 'Via Roma 12'])('the street %s is no name', async (top) => {
    expect((await read(top)).parties.seller.name).toBeUndefined();
  });

  it('a printed name is sure', async () => {
    const record = await read('Beta Ltd');
    expect(record.parties.seller.name?.confidence).toBeGreaterThan(0.9);
    expect(record.verdict).toBe('approve');
  });
});

it('the terms of a probability add up to it', async () => {
  const document = drawn(page('Your partner for quality'));
  const readings = await wordsReader.read(document);
  let seen = 0;
  await fuse(document, readings === null ? [] : [readings], (all) => {
    for (const one of all) {
      seen++;
      const sum = [...termsOf(one).values()].reduce((total, term) => total + term, 0);
      expect([one.path, 1 / (1 + Math.exp(-sum))]).toEqual([one.path, expect.closeTo(probability(one), 9)]);
    }
  });
  expect(seen).toBeGreaterThan(10);
});

describe('what was read off a picture', () => {
  const confidences = async (word?: Parameters<typeof scanned>[1]) => {
    const document = word === undefined ? drawn(page('Beta Ltd')) : scanned(page('Beta Ltd'), word);
    const readings = await wordsReader.read(document);
    const { header, totals } = await fuse(document, readings === null ? [] : [readings]);
    return [header.issueDate, totals.gross].map((field) => field?.confidence ?? 0) as [number, number];
  };

  it('is the less sure, the less sure the engine was of the words it stands in', async () => {
    const [[layer], [sure], [weak]] = [
      await confidences(),
      await confidences({}),
      await confidences({ '13/05/2026': { text: '13/05/2026', confidence: 0.6 } }),
    ];
    expect(sure).toBeLessThanOrEqual(layer);
    expect(weak).toBeLessThan(sure);
  });

  it('is less sure where it was mended', async () => {
    const [[, read], [, mended]] = [
      await confidences({}),
      await confidences({ '240.00': { text: '24O.00', confidence: 0.995 } }),
    ];
    expect(mended).toBeLessThan(read);
    expect(mended).toBeGreaterThan(0);
  });
});

it('an opinion that is no number is none', async () => {
  const document = drawn(page('Beta Ltd'));
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  const number = readings.scalars.number?.map((reading) => ({ ...reading, score: Number.NaN })) ?? [];
  const { header } = await fuse(document, [{ ...readings, scalars: { ...readings.scalars, number } }]);
  expect(header.number?.confidence).toBeLessThan(0.9);
});
