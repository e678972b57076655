import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../scripts/random.ts';
import type { EncodedDocument, PageVectors, QueryVectors } from '../src/core/vectors.ts';
import { openKernel } from '../src/index/kernels/open-kernel.ts';
import { type DiskIndex, openPageIndex } from '../src/index/page-index.ts';
import { shaOf, unitRows } from '../test/index/vectors.ts';
import { inTemporaryFolder } from './corpus.ts';
import { median, print } from './figures.ts';

const DIM = 128;
/** Rows of a page that a model has looked at. */
const PATCHES = 1024;
/** Rows of the pages of large indexes: as many as of a page in words, and what fits on a disk beside other things. */
const ROWS = 256;
const SIZES = [1000, 10_000, 100_000];
const QUERIES = 15;

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

/** Pages whose rows lie about some of many centres, as those of a model do; others are made of them by turning the axes. */
function clusteredPages(rows: number, seed: number): (n: number) => PageVectors {
  const random = seededRandom(seed);
  const centres = unitRows(512, DIM, random);
  const boxes = Array.from({ length: rows }, (_, i) => ({
    x: (i % 32) * 18,
    y: Math.floor(i / 32) * 26,
    w: 18,
    h: 26,
  }));
  const first = Array.from({ length: 64 }, () => {
    const topics = Array.from({ length: 24 }, () => Math.floor(random() * 512));
    const data = unitRows(rows, DIM, random);
    for (let row = 0; row < rows; row += 1) {
      const centre = (topics[Math.floor(random() * topics.length)] ?? 0) * DIM;
      let sum = 0;
      for (let i = row * DIM, c = centre; i < (row + 1) * DIM; i += 1, c += 1) {
        const value = (data[i] ?? 0) * 0.7 + (centres[c] ?? 0);
        data[i] = value;
        sum += value * value;
      }
      for (let i = row * DIM; i < (row + 1) * DIM; i += 1) data[i] = (data[i] ?? 0) / Math.sqrt(sum);
    }
    return data;
  });
  return (n) => {
    const from = first[n % first.length] ?? new Float32Array(0);
    const turn = Math.floor(n / first.length) % DIM;
    const data = new Float32Array(from.length);
    for (let at = 0; at < data.length; at += DIM) {
      data.set(from.subarray(at + turn, at + DIM), at);
      data.set(from.subarray(at, at + turn), at + DIM - turn);
    }
    return { dim: DIM, data, boxes };
  };
}

async function measurePuts(): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const page = clusteredPages(PATCHES, 1);
    const index = open(folder, true);
    let made = 0;
    const some = (count: number): readonly EncodedDocument[] =>
      Array.from({ length: count }, () => {
        made += 1;
        return { document: shaOf(made), version: 1, pages: [page(made)] };
      });
    const timed = async (count: number, times: number) => {
      const ms: number[] = [];
      const cpu = process.cpuUsage();
      for (let i = 0; i < times; i += 1) {
        const documents = some(count);
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
    await index.search(questionOf(page(1)), { limit: 10 });
    const { rows, bytes, memory } = await index.check();
    await index.close();
    print(`Pages of ${PATCHES} rows`, [
      ['a page, put alone', ...one],
      ['a page, put with 15 others', ...many],
      ['a patch on disk', `${(bytes / rows).toFixed(1)} bytes`],
      ['a patch in memory', `${(memory / rows).toFixed(1)} bytes`],
    ]);
  });
}

async function fill(folder: string, size: number): Promise<void> {
  const page = clusteredPages(ROWS, 2);
  const index = open(folder);
  for (let n = 0; n < size; ) {
    const documents: EncodedDocument[] = [];
    for (; n < size && documents.length < 1000; n += 1) {
      documents.push({ document: shaOf(n), version: 1, pages: [page(n)] });
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
  const opened = await timeOf(
    async () => void (await index.search(questionOf(clusteredPages(ROWS, 2)(1)), { limit: 1 })),
  );
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
  const page = clusteredPages(ROWS, 2);
  await index.search(questionOf(page(0)), { limit: 10 });
  const ms: number[] = [];
  for (let i = 0; i < QUERIES; i += 1) {
    const question = questionOf(page(Math.floor((i * size) / QUERIES)), i);
    ms.push(await timeOf(async () => void (await index.search(question, { limit: 10 }))));
  }
  await index.close();
  return [
    [`searching ${size} pages`, `${median(ms).toFixed(1)} ms`, `${((median(ms) / size) * 1000).toFixed(2)} µs a page`],
  ];
}

/** A question that is near some rows of a page. */
function questionOf({ data }: PageVectors, seed = 1): QueryVectors {
  const noise = unitRows(16, DIM, seededRandom(seed));
  const asked = noise.map((value, i) => value * 0.4 + (data[Math.floor(i / DIM) * 7 * DIM + (i % DIM)] ?? 0));
  return { dim: DIM, data: asked, tokens: Array.from({ length: 16 }, () => '') };
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
