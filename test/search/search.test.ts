import { expect, test } from 'vitest';
import { wordsOf } from '../../src/core/page-text.ts';
import type { PageEncoder } from '../../src/core/vectors.ts';
import { encodeWords, lexicalEncoder } from '../../src/index/encoders/lexical.ts';
import { type Followed, follow, pendingIn } from '../../src/index/follow.ts';
import { likeness } from '../../src/index/search/likeness.ts';
import { lookAt } from '../../src/index/search/look.ts';
import { questionOf } from '../../src/index/search/question.ts';
import { searchPages } from '../../src/index/search/search.ts';
import { memoryIndex } from './memory-index.ts';
import { pageOf, storeOfPages } from './store.ts';

const box = { x: 0, y: 0, w: 1, h: 1 };

async function dot(asked: string, printed: string): Promise<number> {
  const query = await lexicalEncoder().encodeQuery(asked);
  const page = encodeWords([{ text: printed, box }]);
  return query.data.reduce((sum, value, i) => sum + value * (page.data[i] ?? 0), 0);
}

test('words that are spelt almost alike are near, others are not', async () => {
  for (const [asked, printed] of [
    ['Liefernat', 'Lieferant'],
    ['Rechnung', 'Rechnungen'],
    ['Betrag', 'Gesamtbetrag'],
    ['Jogurt', 'Joghurt'],
  ] as const)
    expect(await dot(asked, printed), asked).toBeGreaterThan(0.33);
  expect(await dot('mueller', 'MÜLLER')).toBeCloseTo(1, 5);
  expect(await dot('1234.50', '1.234,50')).toBeCloseTo(1, 5);
  for (const [asked, printed] of [
    ['4711', '4712'],
    ['Zebra', 'Lieferant'],
    ['20240117', '20240118'],
  ] as const)
    expect(await dot(asked, printed), asked).toBeLessThan(0.33);
});

test('rows are of unit length, one a word; a weight is the length of a row of the question', async () => {
  const { data, boxes } = encodeWords(['Total', '—', '236,22'].map((text) => ({ text, box })));
  expect(boxes).toHaveLength(2);
  expect(Math.hypot(...data.subarray(0, 128))).toBeCloseTo(1, 5);
  const query = await lexicalEncoder(async () => new Map([['total', 0.25]])).encodeQuery('total due total');
  expect(query.tokens).toEqual(['total', 'due']);
  expect(Math.hypot(...query.data.subarray(0, 128))).toBeCloseTo(0.25, 5);
});

test('likeness: slips, endings and compounds, but numbers are the same or not', () => {
  expect(likeness('trenblatter', 'trennblatter')).toBeGreaterThan(0.85);
  expect(likeness('liefernat', 'lieferant')).toBeGreaterThan(0.85);
  expect(likeness('betrag', 'gesamtbetrag')).toBeGreaterThan(0.7);
  expect(likeness('1234', '123450')).toBe(0.9);
  for (const [a, b] of [
    ['4711', '4712'],
    ['trenblatter', 'tre'],
    ['of', 'off'],
    ['kabel', 'lampe'],
  ] as const)
    expect(likeness(a, b), `${a} ${b}`).toBe(0);
});

/** A store with an index that follows it. */
async function library(encoder: PageEncoder = lexicalEncoder()) {
  const store = await storeOfPages();
  const index = memoryIndex(encoder.id);
  const followed: Followed = {
    texts: store.texts,
    index,
    encoder: async () => encoder,
    pictures: async () => {
      throw new Error('cannot be drawn');
    },
  };
  const tools = { texts: store.texts, indexes: [{ encoder, index, partial: false }] };
  const found = async (text: string) =>
    (await searchPages(text, tools, { limit: 5 })).map(({ document, page }) => `${document.slice(0, 4)}/${page}`);
  return { ...store, index, followed, found };
}

test('the right page comes first: as printed, misspelt, by what stands together', async () => {
  const { read, followed, found } = await library();
  const put = async (name: string, ...lines: string[]) => `${(await read(name, [pageOf(1, ...lines)])).slice(0, 4)}/1`;
  const large = await put('A-1', 'Planche 250 g', 'Vis 500 g');
  const small = await put('A-2', 'Planche 500 g', 'Vis 250 g');
  const paper = await put('B-1', 'Trennblätter A4', 'Heftgerät');
  await follow(followed);
  expect((await found('Planche 500 g'))[0]).toBe(small);
  expect((await found('vis 500'))[0]).toBe(large);
  expect((await found('trenblater'))[0]).toBe(paper);
  expect((await found('heftgeraet'))[0]).toBe(paper);
  expect(await found('— …')).toEqual([]);
});

test('an index follows its store: what is new, read again, removed', async () => {
  const { read, records, index, texts, followed, found } = await library();
  const id = await read('A-1', [pageOf(1, 'Kabelbinder')]);
  await read('A-2', null);
  expect(await pendingIn(texts, index)).toEqual([[id, 1]]);
  expect(await follow(followed)).toMatchObject({ documents: 1, pages: 1, left: 0 });
  expect(await follow(followed)).toMatchObject({ documents: 0, left: 0 });
  await read('A-1', [pageOf(1, 'Lampenfassung')]);
  expect(await follow(followed)).toMatchObject({ documents: 1 });
  expect((await found('lampenfasung'))[0]).toBe(`${id.slice(0, 4)}/1`);
  await records.remove(id);
  // at once, before the index knows
  expect(await found('lampenfassung')).toEqual([]);
  expect(await follow(followed)).toMatchObject({ removed: 1 });
  expect((await index.documents()).size).toBe(0);
});

test('slow work goes document by document, stops where it is told to, and goes on from there', async () => {
  const stop = new AbortController();
  const encoded: number[] = [];
  const slow: PageEncoder = {
    ...lexicalEncoder(),
    async encodePages(pages) {
      encoded.push(pages.length);
      if (encoded.length === 3) stop.abort();
      return lexicalEncoder().encodePages(pages);
    },
  };
  const { read, index, followed } = await library(slow);
  for (const name of ['A', 'B', 'C']) await read(name, [pageOf(1, name), pageOf(2, name)]);
  expect(await follow(followed, { slow: true, limit: 1 })).toMatchObject({ documents: 1, left: 2 });
  expect(await follow(followed, { slow: true, signal: stop.signal })).toMatchObject({ documents: 0, left: 2 });
  expect((await index.documents()).size).toBe(1);
  expect(await follow(followed, { slow: true })).toMatchObject({ documents: 2, left: 0 });
});

test('a page that cannot be drawn is held without a row and named; a failing encoder is not taken for it', async () => {
  const looking: PageEncoder = {
    ...lexicalEncoder(),
    async encodePages(pages) {
      for (const page of pages) await page.draw();
      return [];
    },
  };
  const { read, index, followed } = await library(looking);
  const id = await read('A', [pageOf(1, 'Kabel')]);
  expect(await follow(followed, { slow: true })).toMatchObject({
    documents: 1,
    failed: [{ document: id, page: 1, reason: 'cannot be drawn' }],
  });
  expect((await index.documents()).has(id)).toBe(true);
  const broken = { ...looking, encodePages: async () => Promise.reject(new Error('no memory')) };
  await read('B', [pageOf(1, 'Kabel')]);
  await expect(follow({ ...followed, encoder: async () => broken }, { slow: true })).rejects.toThrow('no memory');
});

test('the line that fits best, and what on it is meant', () => {
  const words = wordsOf(pageOf(1, 'Pos Artikel Preis', '1 Trennblätter 9,90', '2 Heftgerät 12,80'));
  const { line, matches, together } = lookAt(questionOf('trennblätter 9.90'), new Map(), words);
  expect(words.slice(line?.from, line?.to).map(({ text }) => text)).toEqual(['1', 'Trennblätter', '9,90']);
  expect(matches.map(({ index }) => words[index]?.text)).toEqual(['Trennblätter', '9,90']);
  expect(together).toBe(1);
});

test('what a model has not encoded yet is found all the same, and what it has is weighed with it', async () => {
  const { read, texts, index, followed } = await library();
  const [a, b] = [await read('A', [pageOf(1, 'Kabel rot')]), await read('B', [pageOf(1, 'Kabel blau')])];
  await follow(followed);
  const model = { ...lexicalEncoder(), id: 'model' };
  const few = memoryIndex('model');
  const encoder = lexicalEncoder();
  const tools = {
    texts,
    indexes: [
      { encoder, index, partial: false },
      { encoder: model, index: few, partial: true },
    ],
  };
  await few.put([{ document: b, version: 2, pages: [encodeWords([{ text: 'Kabel', box }])] }]);
  const pages = await searchPages('kabel rot', tools, { limit: 5 });
  expect(pages[0]?.document).toBe(a);
  expect(pages.find(({ document }) => document === b)?.by).toMatchObject({ model: 1 });
  expect(pages[0]?.by).not.toHaveProperty('model');
});

test('the page of one invoice is found in a file that holds many others which fit as well', async () => {
  const { read, followed, index, texts } = await library();
  const last = 130;
  const id = await read(
    'A',
    Array.from({ length: last }, (_, i) => pageOf(i + 1, 'Kabel rot')),
  );
  await follow(followed);
  const tools = { texts, indexes: [{ encoder: lexicalEncoder(), index, partial: false }] };
  const among = ({ page }: { readonly page: number }) => page === last;
  const pages = await searchPages('kabel', tools, { limit: 5, documents: new Set([id]), among });
  expect(pages).toMatchObject([{ document: id, page: last, by: { words: 1 } }]);
});
