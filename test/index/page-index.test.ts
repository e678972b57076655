import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EncodedDocument, PageVectors } from '../../src/core/vectors.ts';
import { encodersIn } from '../../src/index/folder.ts';
import type { DiskIndex } from '../../src/index/page-index.ts';
import { exactScore, plainKernel } from './plain-kernel.ts';
import { emptyFolder, openSample } from './sample.ts';
import { DIM, documentOf, pageOf, queryOf, shaOf } from './vectors.ts';

/** What a search has to find: every page scored by its rows as they are. */
function bruteForce(documents: Iterable<EncodedDocument>, seed: number) {
  const query = queryOf(3, seed);
  return [...documents]
    .flatMap(({ document, pages }) =>
      pages.flatMap(({ data }, i) => (data.length ? [{ document, page: i + 1, score: exactScore(query, data) }] : [])),
    )
    .sort((a, b) => b.score - a.score || a.document.localeCompare(b.document) || a.page - b.page);
}

async function expectSame(index: DiskIndex, model: ReadonlyMap<string, EncodedDocument>): Promise<void> {
  expect(await index.documents()).toEqual(new Map([...model.values()].map((d) => [d.document, d.version])));
  const wanted = bruteForce(model.values(), 7);
  const hits = await index.search(queryOf(3, 7), { limit: 1000, exact: true });
  expect(hits).toEqual(wanted);
}

const name = fc.integer({ min: 0, max: 9 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), names: fc.array(name, { maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), names: fc.array(name, { maxLength: 2 }) }) },
  fc.record({ do: fc.constantFrom('compact' as const, 'reopen' as const, 'clear' as const), names: fc.constant([]) }),
);

test('any sequence of acts leaves what a plain map would hold, and finds what looking at every row finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.boolean(), async (steps, mergeBeside) => {
      const root = emptyFolder();
      const open = () => openSample(root, { keepFloats: true, mergeBeside });
      let index = open();
      const model = new Map<string, EncodedDocument>();
      for (const [version, { do: act, names }] of steps.entries()) {
        if (act === 'put') {
          const documents = names.map((n) => documentOf(n, version));
          await index.put(documents);
          for (const document of documents) model.set(document.document, document);
        } else if (act === 'remove') {
          await index.remove(names.map(shaOf));
          for (const n of names) model.delete(shaOf(n));
        } else if (act === 'clear') {
          await index.clear();
          model.clear();
        } else if (act === 'compact') await index.compact();
        else {
          await index.close();
          index = open();
        }
        await expectSame(index, model);
      }
      expect((await index.check()).problems).toEqual([]);
      await index.close();
    }),
    { numRuns: 40 },
  );
});

test('many puts at once share their steps, and merging beside them keeps segments few', async () => {
  const root = emptyFolder();
  const index = openSample(root, { keepFloats: true, mergeBeside: true });
  const documents = Array.from({ length: 60 }, (_, n) => documentOf(n));
  for (const document of documents) await index.put([document]);
  await Promise.all(documents.map((document) => index.put([document])));
  await index.close();
  const again = openSample(root, { keepFloats: true });
  await expectSame(again, new Map(documents.map((document) => [document.document, document])));
  const { segments, leftovers } = await again.check();
  expect(segments).toBeLessThan(24);
  expect(leftovers).toEqual([]);
  await again.close();
});

test('scores from rows in bytes are close to exact ones, and only wanted documents are looked at', async () => {
  const index = openSample(emptyFolder());
  const documents = Array.from({ length: 30 }, (_, n) => documentOf(n, 1, 2));
  await index.put(documents);
  await index.put([documentOf(30)]);
  const some = new Set([shaOf(3), shaOf(17), shaOf('unknown')]);
  const hits = await index.search(queryOf(3, 1), { limit: 10, documents: some });
  const wanted = bruteForce(
    documents.filter(({ document }) => some.has(document)),
    1,
  );
  expect(hits.map(({ document, page }) => [document, page])).toEqual(wanted.map((hit) => [hit.document, hit.page]));
  for (const [i, { score }] of hits.entries()) expect(score).toBeCloseTo(wanted[i]?.score ?? 0, 1);
  expect(await index.search(queryOf(3, 1), { limit: 2 })).toHaveLength(2);
  expect(await index.search(queryOf(3, 1), { limit: 0 })).toEqual([]);
  expect(await index.search(queryOf(0, 1), { limit: 5 })).toEqual([]);
  await index.close();
});

test('heat says where on the page a question is answered', async () => {
  const index = openSample(emptyFolder());
  const page = pageOf(10, 5);
  await index.put([{ document: shaOf('a'), version: 1, pages: [pageOf(4, 3), page] }]);
  // the question is the page's own second row
  const query = { dim: DIM, data: page.data.slice(DIM, 2 * DIM), tokens: ['total'] };
  const heat = await index.heat(query, { document: shaOf('a'), page: 2 });
  expect(heat?.spots).toHaveLength(8);
  const [best] = heat?.best ?? [];
  expect(best?.score).toBeCloseTo(1, 1);
  for (const side of ['x', 'y', 'w', 'h'] as const) {
    expect(best?.box?.[side]).toBeCloseTo(page.boxes[1]?.[side] ?? Number.NaN, 1);
  }
  const hottest = heat?.spots.reduce((a, b) => (a.heat >= b.heat ? a : b));
  expect(hottest?.box).toEqual(best?.box);
  expect(await index.heat(query, { document: shaOf('a'), page: 3 })).toBeNull();
  expect(await index.heat(query, { document: shaOf('a'), page: 0 })).toBeNull();
  expect(await index.heat(query, { document: shaOf('b'), page: 1 })).toBeNull();
  await index.close();
});

test('rows of zeros count for nothing, and what is no number is refused before anything is written', async () => {
  const root = emptyFolder();
  const index = openSample(root);
  const spoilt = (value: number) => {
    const page = pageOf(3, 1);
    page.data[DIM + 2] = value;
    return { document: shaOf('bad'), version: 1, pages: [page] };
  };
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    await expect(index.put([documentOf(1), spoilt(value)])).rejects.toMatchObject({ code: 'VECTORS_UNFIT' });
  }
  const narrow = { ...pageOf(3, 1), dim: DIM / 2, boxes: Array.from({ length: 6 }, () => null) };
  await expect(index.put([{ document: shaOf('n'), version: 1, pages: [narrow] }])).rejects.toMatchObject({
    code: 'VECTORS_UNFIT',
  });
  expect(await index.documents()).toEqual(new Map());

  const page = pageOf(3, 1);
  page.data.fill(0, DIM, 2 * DIM);
  const empty = { dim: DIM, data: new Float32Array(2 * DIM), boxes: [null, null] };
  await index.put([{ document: shaOf('z'), version: 1, pages: [empty, page] }]);
  expect((await index.check()).rows).toBe(2);
  const hits = await index.search(queryOf(2, 1), { limit: 5 });
  expect(hits.map((hit) => hit.page)).toEqual([2]);
  const query = queryOf(2, 1);
  query.data[3] = Number.NaN;
  await expect(index.search(query, { limit: 5 })).rejects.toMatchObject({ code: 'VECTORS_UNFIT' });
  await index.close();
});

test('encoders stand side by side in one folder, and each finds its own', async () => {
  const root = emptyFolder();
  const ids = ['lexical@1', 'vidore/colmodernvbert@abc', 'vidore colmodernvbert@abc'];
  for (const [n, id] of ids.entries()) {
    const index = openSample(root, { encoder: { id, dim: DIM } });
    await index.put([documentOf(n)]);
    await index.close();
  }
  for (const [n, id] of ids.entries()) {
    const index = openSample(root, { encoder: { id, dim: DIM } });
    expect([...(await index.documents()).keys()]).toEqual([shaOf(n)]);
    await index.close();
  }
  expect(await encodersIn(root)).toHaveLength(3);
  expect(await encodersIn(root)).toEqual(expect.arrayContaining(ids.map((encoder) => ({ encoder, dim: DIM }))));
  const wrong = openSample(root, { encoder: { id: 'lexical@1', dim: 2 * DIM } });
  await expect(wrong.documents()).rejects.toThrow('rows of 24 numbers');
});

test('equal scores come in the order of document and page, whatever order they came in', async () => {
  const index = openSample(emptyFolder());
  const page = pageOf(4, 9);
  const names = ['c', 'a', 'd', 'b'];
  for (const n of names) await index.put([{ document: shaOf(n), version: 1, pages: [page, page] }]);
  const hits = await index.search(queryOf(2, 3), { limit: 7 });
  const wanted = names
    .map(shaOf)
    .sort()
    .flatMap((document) => [1, 2].map((number) => [document, number]));
  expect(hits.map((hit) => [hit.document, hit.page])).toEqual(wanted.slice(0, 7));
  await index.close();
});

test('a search holds the state it began with, whatever is put, removed and merged meanwhile', async () => {
  const root = emptyFolder();
  const others = openSample(root);
  for (let n = 0; n < 5; n += 1) await others.put([documentOf(n)]);
  const calm = await others.search(queryOf(2, 1), { limit: 100 });
  const kernel = plainKernel();
  const index = openSample(root, {
    kernel: async () => ({
      ...kernel,
      async rescore(query, pages) {
        await others.put([documentOf(0, 2), documentOf(9)]);
        await others.compact();
        await others.clear();
        return kernel.rescore(query, pages);
      },
    }),
  });
  expect(await index.search(queryOf(2, 1), { limit: 100 })).toEqual(calm);
  expect(await index.search(queryOf(2, 1), { limit: 100 })).toEqual([]);
  await index.close();
  await others.close();
});

test('segments of rows that are kept in different ways are not made one, and all are found', async () => {
  const root = emptyFolder();
  const documents = Array.from({ length: 20 }, (_, n) => documentOf(n));
  for (const [n, document] of documents.entries()) {
    const index = openSample(root, { keepFloats: n % 2 === 0, mergeBeside: true });
    await index.put([document]);
    await index.close();
  }
  const index = openSample(root);
  await index.compact();
  expect((await index.check()).segments).toBe(2);
  expect(await index.search(queryOf(2, 1), { limit: 100, exact: true })).toHaveLength(
    documents.flatMap(({ pages }) => pages).length,
  );
  await index.close();
});

test('rows may be made fewer before they are stored', async () => {
  const root = emptyFolder();
  // every second row, whatever it says
  const pool = ({ dim, data, boxes }: PageVectors): PageVectors => ({
    dim,
    data: Float32Array.from(data.filter((_, i) => Math.floor(i / dim) % 2 === 0)),
    boxes: boxes.filter((_, row) => row % 2 === 0),
  });
  const index = openSample(root, { pooling: { factor: 2, pool } });
  const page = pageOf(8, 1);
  await index.put([{ document: shaOf('a'), version: 1, pages: [page] }]);
  expect((await index.check()).rows).toBe(4);
  const [hit] = await index.search(queryOf(3, 4), { limit: 1 });
  expect(hit?.score).toBeCloseTo(exactScore(queryOf(3, 4), pool(page).data), 1);
  // what comes later and is not pooled stays apart
  const plain = openSample(root);
  await plain.put([documentOf(1)]);
  await plain.compact();
  expect((await plain.check()).segments).toBe(2);
  await plain.close();
  await index.close();
});
