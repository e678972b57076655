import { cpus } from 'node:os';
import type { MultiVector } from '../../src/core/vectors.ts';
import type { CodeBlock, Kernel } from '../../src/index/kernels/kernel.ts';
import { openKernel } from '../../src/index/kernels/open-kernel.ts';
import { inTemporaryFolder } from '../corpus.ts';
import { type DrawnPages, drawPages, floatsIn } from './drawn-pages.ts';
import { type Outcome, order, recallOf, show, timesOf } from './outcome.ts';
import { measurePeers } from './peers.ts';
import { topics } from './topics.ts';

/** What a method says of a question: pages, best first. */
type Method = (question: MultiVector, number: number) => Promise<readonly number[]>;

const ROWS = 1024;
const DIM = 128;
const ASKED = 16;
const QUESTIONS = 32;
const THREADS = 2;
/** As the page index does. */
const RESCORED = 200;
const HITS = 10;
/** Pages of the slow ways, and those that peers get: fewer, so that they and their copies fit. */
const FEW = 1000;

/**
 * MaxSim, 16 rows of a question against pages of 1024 rows of 128 numbers that crowd about common centres, by each
 * kernel and by peers on the same pages. `PAGES` (10,000) in the environment says how many pages.
 */
export async function measureKernels(): Promise<void> {
  const count = Number(process.env.PAGES ?? 10_000);
  const few = Math.min(FEW, count);
  const drawn = topics({ seed: 1, pages: few, rows: ROWS, dim: DIM, asked: ASKED });
  const questions = Array.from({ length: QUESTIONS }, (_, i) => drawn.question(i).query);
  const kernel = openKernel({ threads: THREADS });
  const thorough = openKernel({ threads: THREADS, thorough: true });
  const plain = openKernel({ threads: THREADS, plain: true });
  await inTemporaryFolder(async (folder) => {
    const pages = await drawPages(drawn, count, ROWS, questions, kernel, folder, few);
    const { quantise, coarse } = pages.cost;
    console.log(
      `\nMaxSim, ${ASKED} rows against ${count} pages x ${ROWS} x ${DIM}, ${THREADS} threads, ${questions.length} questions, ${cpus()[0]?.model}`,
    );
    console.log(
      `  in memory ${pages.pageBytes} bytes a page, ${(pages.pageBytes / ROWS).toFixed(1)} a row; codes and whole numbers ${quantise.toFixed(2)} ms a page, coarse codes ${coarse.toFixed(2)} ms`,
    );
    const binary = ROWS * 16;
    const whole = ROWS * (DIM + 4);
    const looked = Math.min(count, Math.max(2000, count / 20));
    const rescore = RESCORED * whole;
    const outcomes = [
      await measure(
        'codes, then 200 pages in whole numbers',
        twoStages(kernel, pages, count),
        questions,
        pages.exact,
        count * 32 * 16 + looked * binary + rescore,
      ),
      await measure(
        'all codes, then 200 pages',
        twoStages(thorough, pages, count),
        questions,
        pages.exact,
        count * binary + rescore,
      ),
      await measure(
        'all codes alone',
        codesAlone(thorough, pages.block(count)),
        questions,
        pages.exact,
        count * binary,
      ),
      await measure(
        'all pages in whole numbers',
        allBytes(kernel, pages, count),
        questions.slice(0, 3),
        pages.exact,
        count * whole,
      ),
    ];
    show(`${kernel.name}, ${count} pages`, outcomes);

    const exact = pages.exact.map((scores) => scores.subarray(0, few));
    const floats = Array.from({ length: few }, (_, page) => floatsIn(drawn.page(page)));
    const [first] = questions;
    const slow = [
      await measure(
        `${kernel.name}, codes, then 200 pages`,
        twoStages(kernel, pages, few),
        questions,
        exact,
        few * binary + rescore,
      ),
      await measure(
        `${kernel.name}, floats`,
        async (question) => order(await kernel.exact(question, floats)),
        questions.slice(0, 3),
        exact,
        few * ROWS * DIM * 4,
      ),
      await measure(
        'plain TypeScript, codes, then 200 pages',
        twoStages(plain, pages, few),
        first === undefined ? [] : [first],
        exact,
        few * binary + rescore,
      ),
      ...measurePeers(folder, { questions, exact, pages: few, rows: ROWS, dim: DIM }),
    ];
    show(`the first ${few} pages`, slow);
    await pages.close();
  });
  for (const open of [kernel, thorough, plain]) await open.close();
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
  const found: (readonly number[])[] = [];
  for (const [number, question] of questions.entries()) {
    const start = performance.now();
    found.push(await method(question, number));
    times.push(performance.now() - start);
  }
  return { name, ...timesOf(times), ...recallOf(found, exact), bytes };
}
