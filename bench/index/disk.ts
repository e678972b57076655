import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodedDocument, QueryVectors } from '../../src/core/vectors.ts';
import { openKernel } from '../../src/index/kernels/open-kernel.ts';
import { type DiskIndex, openPageIndex } from '../../src/index/page-index.ts';
import { shaOf } from '../../test/index/vectors.ts';
import { inTemporaryFolder } from '../corpus.ts';
import { median, print } from '../figures.ts';
import { type Topics, topics } from './topics.ts';

const DIM = 128;
/** Rows of a page that a model has looked at. */
const PATCHES = 1024;
/** Rows of the pages of large indexes: as many as of a page in words, and what fits on a disk beside other things. */
const ROWS = 256;
const SIZES = [1000, 10_000, 100_000];
const QUERIES = 25;

/**
 * What the index on disk costs: a page that is put, bytes of a patch, opening beside reading its files, and searches of
 * more and more pages. `pages` limits how many: 100,000 of them take 4 GB of the temporary folder and some minutes.
 */
export async function measurePageIndex(most = SIZES.at(-1) ?? 0): Promise<void> {
  await measurePuts();
  const rows: [string, string, string][] = [];
  for (const size of SIZES.filter((size) => size <= most)) {
    await inTemporaryFolder(async (folder) => {
      await fill(folder, size);
      rows.push(await measureOpening(folder, size), ...(await measureSearches(folder, size)));
    });
  }
  print(`Pages of ${ROWS} rows, questions of 16`, rows);
}

const open = (folder: string, mergeBeside = false): DiskIndex =>
  openPageIndex(folder, {
    encoder: { id: 'bench@1', dim: DIM },
    kernel: async () => openKernel(),
    mergeBeside,
  });

const drawn = (pages: number, rows: number): Topics => topics({ seed: 3, pages, rows, dim: DIM, asked: 16 });

/** A document of one page; its rows stand in a raster, as those of a model do. */
function documentOf(source: Topics, n: number): EncodedDocument {
  const vectors = source.page(n);
  const boxes = Array.from({ length: vectors.data.length / DIM }, (_, i) => ({
    x: (i % 32) * 18,
    y: Math.floor(i / 32) * 26,
    w: 18,
    h: 26,
  }));
  return { document: shaOf(n), version: 1, pages: [{ ...vectors, boxes }] };
}

function questionOf(source: Topics, n: number): { readonly query: QueryVectors; readonly document: string } {
  const { query, page } = source.question(n);
  return { query: { ...query, tokens: Array.from({ length: 16 }, () => '') }, document: shaOf(page) };
}

async function measurePuts(): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const source = drawn(1000, PATCHES);
    const index = open(folder, true);
    let made = 0;
    const some = (count: number): readonly EncodedDocument[] =>
      Array.from({ length: count }, () => {
        made += 1;
        return documentOf(source, made);
      });
    const timed = async (count: number, times: number) => {
      const ms: number[] = [];
      const all = Array.from({ length: times }, () => some(count));
      const cpu = process.cpuUsage();
      for (const documents of all) {
        const start = performance.now();
        await index.put(documents);
        ms.push((performance.now() - start) / count);
      }
      const { user, system } = process.cpuUsage(cpu);
      return [
        `${median(ms).toFixed(2)} ms`,
        `${((user + system) / 1000 / count / times).toFixed(2)} ms of a processor`,
      ] as const;
    };
    await timed(1, 20);
    const [one, many] = [await timed(1, 80), await timed(16, 10)];
    await index.close();
    const full = open(folder);
    await full.search(questionOf(source, 1).query, { limit: 10 });
    const { rows, bytes, memory } = await full.check();
    await full.close();
    print(`Pages of ${PATCHES} rows`, [
      ['a page, put alone', ...one],
      ['a page, put with 15 others', ...many],
      ['a patch on disk', `${(bytes / rows).toFixed(1)} bytes`],
      ['a patch in memory', `${(memory / rows).toFixed(1)} bytes`],
    ]);
  });
}

async function fill(folder: string, size: number): Promise<void> {
  const source = drawn(size, ROWS);
  const index = open(folder);
  for (let n = 0; n < size; ) {
    const documents: EncodedDocument[] = [];
    for (; n < size && documents.length < 1000; n += 1) {
      documents.push(documentOf(source, n));
    }
    await index.put(documents);
  }
  await index.compact();
  await index.close();
}

async function measureOpening(folder: string, size: number): Promise<[string, string, string]> {
  const files = segmentsIn(folder);
  const all = await timeOf(() => readAll(files));
  // a patch has 16 bytes of code among its 156; opening reads no more of it
  const codes = await timeOf(() => readAll(files, (size * ROWS * 16) / files.length));
  const before = process.memoryUsage.rss();
  const index = open(folder);
  const { query } = questionOf(drawn(size, ROWS), 1);
  const opened = await timeOf(async () => void (await index.search(query, { limit: 1 })));
  const memory = (process.memoryUsage.rss() - before) / (size * ROWS);
  await index.close();
  return [
    `opening ${size} pages and a first search`,
    `${opened.toFixed(0)} ms`,
    `reading its files ${all.toFixed(0)} ms, of them the codes ${codes.toFixed(0)} ms; process grows by ${memory.toFixed(1)} bytes a patch`,
  ];
}

async function measureSearches(folder: string, size: number): Promise<[string, string, string][]> {
  const index = open(folder);
  const source = drawn(size, ROWS);
  const questions = Array.from({ length: QUERIES }, (_, n) => questionOf(source, n));
  const ms: number[] = [];
  let found = 0;
  // threads and first reads are not of every search
  for (const { query } of questions.slice(0, 3)) await index.search(query, { limit: 10 });
  const cpu = process.cpuUsage();
  for (const { query, document } of questions) {
    const start = performance.now();
    const [first] = await index.search(query, { limit: 10 });
    ms.push(performance.now() - start);
    found += first?.document === document ? 1 : 0;
  }
  const { user, system } = process.cpuUsage(cpu);
  await index.close();
  const each = `${((user + system) / 1000 / QUERIES).toFixed(1)} ms of a processor, ${((median(ms) / size) * 1000).toFixed(2)} µs a page`;
  return [
    [
      `searching ${size} pages`,
      `${median(ms).toFixed(1)} ms`,
      `${each}; the right page first ${found} of ${QUERIES} times`,
    ],
  ];
}

function segmentsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.seg'))
    .map((name) => join(folder, name));
}

async function readAll(files: readonly string[], most = Number.POSITIVE_INFINITY): Promise<void> {
  for (const file of files) {
    const end = Math.min(most, statSync(file).size) - 1;
    for await (const _ of createReadStream(file, { highWaterMark: 8 << 20, end }));
  }
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
