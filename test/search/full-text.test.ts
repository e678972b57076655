import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf, storeOfPages } from './store.ts';

test('pages are found by their words, and only while they are there', async () => {
  const { texts, records, read } = await storeOfPages();
  const first = await read('A-1', [pageOf(1, 'Heftgerät 30 Blatt'), pageOf(2, 'Trennblätter A4')]);
  const find = async (...terms: string[]) =>
    (await texts.find(terms, { limit: 10 })).map(({ document, page }) => [document === first, page]);
  expect(await find('trennblatter')).toEqual([[true, 2]]);
  const second = await read('A-2', [pageOf(1, 'Trennblätter')]);
  expect(await find('trennblatter')).toHaveLength(2);
  expect(await texts.find(['trennblatter'], { limit: 10, documents: new Set([second]) })).toHaveLength(1);
  expect(await texts.spread(['trennblatter', 'a4', 'nowhere'])).toEqual({
    pages: 3,
    of: new Map([
      ['trennblatter', 2],
      ['a4', 1],
    ]),
  });
  await read('A-1', [pageOf(1, 'Zettelbox')]);
  expect(await find('heftgerat')).toEqual([]);
  expect(await find('zettelbox')).toEqual([[true, 1]]);
  await records.remove(first);
  expect(await find('zettelbox')).toEqual([]);
  expect((await texts.spread(['zettelbox'])).of.size).toBe(0);
});

test('a result without words, a failure, and words that are made up for', async () => {
  const { texts, records, read } = await storeOfPages();
  const id = await read('A-1', null);
  expect(await texts.versions()).toEqual(new Map([[id, null]]));
  expect(await texts.keep(id, [pageOf(1, 'Kabel')])).toBe(true);
  expect(await texts.keep(id, [pageOf(1, 'Draht')])).toBe(false);
  expect(await texts.versions()).toEqual(new Map([[id, 1]]));
  expect(await texts.find(['kabel'], { limit: 1 })).toHaveLength(1);
  // a later try that fails takes neither the record nor its words away
  const problem = { code: 'PDF_DAMAGED', message: 'x' };
  await records.commit(id, { status: 'failed', problem, ms: 1 }, 9);
  expect(await texts.versions()).toEqual(new Map([[id, 1]]));
  expect(await texts.pages(id)).toMatchObject([{ number: 1, text: 'Kabel' }]);
  expect(await texts.keep('0'.repeat(64), [])).toBe(false);
});

test('whatever is asked, it is never syntax', async () => {
  const { texts, read } = await storeOfPages();
  await read('A-1', [pageOf(1, 'one "two" three')]);
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '"',
      '""',
      'NEAR(',
      'a AND',
      'NOT',
      '*',
      'printed:',
      '^x',
      '{a b}:',
      '(',
      '\0',
      'OR',
      "'; drop",
      '-',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(odd, { maxLength: 5 }), async (terms) => {
      expect(Array.isArray(await texts.find(terms, { limit: 5 }))).toBe(true);
      await texts.spread(terms);
    }),
    { numRuns: 60 },
  );
});
