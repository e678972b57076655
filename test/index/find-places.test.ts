import { expect, test } from 'vitest';
import type { PageEncoder } from '../../src/core/vectors.ts';
import { placeFinder } from '../../src/index/find-places.ts';
import { hottestPatches } from '../../src/index/hottest-patches.ts';
import { drawn } from '../layout/drawn.ts';
import { emptyFolder, openSample } from './sample.ts';
import { DIM, documentOf, pageOf, shaOf } from './vectors.ts';

const REPORT = drawn('Work report\nHours on site', 'Terms\nRechnungsnumrner   4711', 'Thank you').pages;
const LABEL = REPORT[1]?.words.find(({ text }) => text === 'Rechnungsnumrner');
const PATCH = { page: 3, box: { x: 10, y: 20, w: 30, h: 40 } };

test('a label that was read amiss is found, on its page, and nothing where nothing is like it', async () => {
  const nothing = async () => ({ patches: async (_: string, asked: readonly string[]) => asked.map(() => []) });
  const [found, none] = await placeFinder(nothing, shaOf(1)).find(REPORT, ['Rechnungsnummer', 'Zollwert']);
  expect(found?.[0]).toEqual({ page: 2, box: LABEL?.box });
  expect(none).toEqual([]);
});

test('what no word is like is looked for where a model has seen it, on the pages that are asked about', async () => {
  const asked: string[] = [];
  const seen = async () => ({
    patches: async (document: string, questions: readonly string[]) => {
      asked.push(document, ...questions);
      return questions.map(() => [{ ...PATCH, page: 9 }, PATCH]);
    },
  });
  const places = await placeFinder(seen, shaOf(1)).find(REPORT, ['Zollwert', 'Rechnungsnummer', 'Frachtbrief']);
  expect(places[0]).toEqual([PATCH]);
  expect(places[1]?.[0]).toEqual({ page: 2, box: LABEL?.box });
  expect(places[2]).toEqual([PATCH]);
  expect(asked).toEqual([shaOf(1), 'Zollwert', 'Frachtbrief']);
});

test('an index that fails finds nothing, and what words find stays', async () => {
  const broken = () => Promise.reject(new Error('no index'));
  const [found, none] = await placeFinder(broken, shaOf(1)).find(REPORT, ['Rechnungsnummer', 'Zollwert']);
  expect(found?.[0]).toEqual({ page: 2, box: LABEL?.box });
  expect(none).toEqual([]);
});

test('patches come from the pages of one document, the hottest first', async () => {
  const index = openSample(emptyFolder());
  const pages = [pageOf(6, 1), pageOf(6, 2), pageOf(6, 3)];
  await index.put([{ document: shaOf('long'), version: 1, pages }, documentOf(1), documentOf(2)]);
  const row = 2;
  const encoder: PageEncoder = {
    id: 'sample',
    dim: DIM,
    encodePages: async () => [],
    encodeQuery: async () => ({
      dim: DIM,
      data: pages[1]?.data.slice(row * DIM, (row + 1) * DIM) ?? new Float32Array(DIM),
      tokens: ['a patch'],
    }),
    close: async () => undefined,
  };
  const [found] = await hottestPatches(encoder, index, shaOf('long'), ['a patch']);
  expect(found?.[0]?.page).toBe(2);
  const [box, at] = [pages[1]?.boxes[row], found?.[0]?.box];
  expect(Math.abs((at?.x ?? 0) - (box?.x ?? 99)) + Math.abs((at?.y ?? 0) - (box?.y ?? 99))).toBeLessThan(1);
  await index.close();
});
