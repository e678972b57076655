import { cpus, loadavg } from 'node:os';
import type { MultiVector } from '../../src/core/vectors.ts';
import type { CodeBlock, Kernel } from '../../src/index/kernels/kernel.ts';
import { openKernel } from '../../src/index/kernels/open-kernel.ts';
import { inTemporaryFolder } from '../corpus.ts';
import { median } from '../figures.ts';
import { type DrawnPages, drawPages, floatsIn } from './drawn-pages.ts';
import { type Outcome, order, recallOf, show, timesOf } from './outcome.ts';
import { measurePeers } from './peers.ts';
import { topics } from './topics.ts';

/** What a method says of a question: pages, best first. */
type Method = (question: MultiVector, number: number) => Promise<readonly number[]>;

const ROWS = 1024;
const DIM = 128;
const ASKED = 16;
const QUESTIONS = 24;
const THREADS = 2;
/** As the page index does. */
const RESCORED = 200;
const HITS = 10;
/** Pages of the slow ways, and those that peers get: fewer, so that they and their copies fit. */
const FEW = 500;
/** Bytes of a page's codes, of its rows in whole numbers with their scales, and of its floats. */
const CODES = ROWS * 16;
const WHOLE = ROWS * (DIM + 4);
const FLOATS = ROWS * DIM * 4;

/**
 * MaxSim, 16 rows of a question against pages of 1024 rows of 128 numbers that crowd about common centres, in each way
 * that the kernels know. `PAGES` in the environment says how many pages instead of 10,000.
 */
export async function measureKernels(): Promise<void> {
  const count = Number(process.env.PAGES ?? 10_000);
  await inTemporaryFolder(async (folder) => {
    const { drawn, questions, kernel, pages } = await draw(count, folder, 0);
    const thorough = openKernel({ threads: THREADS, thorough: true });
    const { quantise, coarse } = pages.cost;
    console.log(
      `  in memory ${pages.pageBytes} bytes a page, ${(pages.pageBytes / ROWS).toFixed(1)} a row; codes and whole numbers ${quantise.toFixed(2)} ms a page, coarse codes ${coarse.toFixed(2)} ms`,
    );
    const looked = Math.min(count, Math.max(2000, count / 20));
    const first = count > looked ? count * (ROWS / 32) * 16 : 0;
    const some = Array.from({ length: Math.min(FEW, count) }, (_, page) => floatsIn(drawn.page(page)));
    const few = pages.exact.map((scores) => scores.subarray(0, some.length));
    const timed = (name: string, method: Method, bytes: number, asked = questions, exact = pages.exact) =>
      measure(name, method, asked, exact, bytes);
    const fewQuestions = questions.slice(0, 3);
    show(`${kernel.name}, ${count} pages`, [
      await timed('codes, then 200 pages', twoStages(kernel, pages, count), first + looked * CODES + RESCORED * WHOLE),
      await timed('all codes, then 200', twoStages(thorough, pages, count), count * CODES + RESCORED * WHOLE),
      await timed('all codes alone', codesAlone(thorough, pages.block(count)), count * CODES),
      await timed('all whole numbers', allBytes(kernel, pages, count), count * WHOLE, fewQuestions),
    ]);
    const plain = openKernel({ threads: THREADS, plain: true, thorough: true });
    const floats: Method = async (question) => order(await kernel.exact(question, some));
    show(`${some.length} pages`, [
      await timed('floats', floats, some.length * FLOATS, fewQuestions, few),
      await timed('all whole numbers', allBytes(kernel, pages, some.length), some.length * WHOLE, fewQuestions, few),
      await timed('all codes', codesAlone(thorough, pages.block(some.length)), some.length * CODES, questions, few),
      await timed(
        'all codes, plain TypeScript',
        codesAlone(plain, pages.block(some.length)),
        some.length * CODES,
        questions.slice(0, 1),
        few,
      ),
    ]);
    await pages.close();
    for (const open of [kernel, thorough, plain]) await open.close();
  });
}

/** The same beside LanceDB, a BLAS and fast-plaid, on as many pages as they and their copies take. */
export async function measureMaxSimPeers(): Promise<void> {
  const count = Number(process.env.PAGES ?? FEW);
  await inTemporaryFolder(async (folder) => {
    const { questions, kernel, pages } = await draw(count, folder, count);
    const ours = await measure(
      `${kernel.name}, all codes, then 200 pages`,
      twoStages(kernel, pages, count),
      questions,
      pages.exact,
      count * CODES + RESCORED * WHOLE,
    );
    const alone = await measure(
      `${kernel.name}, all codes alone`,
      codesAlone(kernel, pages.block(count)),
      questions,
      pages.exact,
      count * CODES,
    );
    await pages.close();
    await kernel.close();
    const task = { questions, exact: pages.exact, pages: count, rows: ROWS, dim: DIM };
    show(`${count} pages`, [ours, alone, ...measurePeers(folder, task)]);
  });
}

async function draw(count: number, folder: string, floats: number) {
  console.log(
    `\nMaxSim, ${ASKED} rows against ${count} pages x ${ROWS} x ${DIM}, ${THREADS} threads, ${QUESTIONS} questions, ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const drawn = topics({ seed: 1, pages: count, rows: ROWS, dim: DIM, asked: ASKED });
  const questions = Array.from({ length: QUESTIONS }, (_, i) => drawn.question(i).query);
  const kernel = openKernel({ threads: THREADS });
  return { drawn, questions, kernel, pages: await drawPages(drawn, count, ROWS, questions, folder, floats) };
}

function twoStages(kernel: Kernel, pages: DrawnPages, count: number): Method {
  const scan = { blocks: [pages.block(count)], wanted: [new Uint8Array(count).fill(1)], keep: RESCORED };
  return async (question) => {
    const kept = (await kernel.scan(question, scan)).map(({ page }) => page);
    const scores = await kernel.rescore(question, kept.map(pages.bytes));
    return order(scores).map((place) => kept[place] ?? 0);
  };
}

function codesAlone(kernel: Kernel, block: CodeBlock): Method {
  const scan = { blocks: [block], wanted: [new Uint8Array(block.pages).fill(1)], keep: HITS };
  return async (question) => (await kernel.scan(question, scan)).map(({ page }) => page);
}

function allBytes(kernel: Kernel, pages: DrawnPages, count: number): Method {
  const all = Array.from({ length: count }, (_, page) => pages.bytes(page));
  return async (question) => order(await kernel.rescore(question, all));
}

async function measure(
  name: string,
  method: Method,
  questions: readonly MultiVector[],
  exact: readonly Float64Array[],
  bytes: number,
): Promise<Outcome> {
  const [first] = questions;
  // once to warm up: threads start, the engine compiles
  if (first !== undefined) await method(first, 0);
  const times: number[] = [];
  const busy: number[] = [];
  const found: (readonly number[])[] = [];
  for (const [number, question] of questions.entries()) {
    const start = performance.now();
    const before = process.cpuUsage();
    found.push(await method(question, number));
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    busy.push((user + system) / 1000);
  }
  return { name, ...timesOf(times), cpu: median(busy), ...recallOf(found, exact), bytes };
}
