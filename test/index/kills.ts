import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { openPageIndex } from '../../src/index/page-index.ts';
import { plainKernel } from './plain-kernel.ts';
import { stateBefore } from './steps.ts';
import { DIM, queryOf } from './vectors.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

/** What came of a run of kills. */
export interface Kills {
  /** Steps that were stored in all. */
  readonly steps: number;
  /** Kills that came after the step was stored and before the process could say so. */
  readonly unsaid: number;
  /** What was not as it had to be. */
  readonly wrong: readonly string[];
}

/** Kills a process that indexes, again and again in one folder, each time within `ms` of its first step. */
export async function killIndexing(root: string, times: number, ms: number, random: () => number): Promise<Kills> {
  const wrong: string[] = [];
  let [steps, unsaid] = [0, 0];
  for (let i = 0; i < times; i += 1) {
    const said = await killedAfter(root, steps, random() * ms);
    const stored = await storedSteps(root, said, wrong);
    unsaid += stored - said;
    steps = stored;
  }
  return { steps, unsaid, wrong };
}

/** Steps that the process said were stored when it was killed. */
async function killedAfter(root: string, first: number, ms: number): Promise<number> {
  const child = spawn(process.execPath, ['--experimental-strip-types', '--no-warnings', CHILD, root, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), ms);
    text += chunk;
  });
  await closed;
  if (child.signalCode !== 'SIGKILL') throw new Error(`The process ended by itself with ${child.exitCode}.`);
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return last === '' ? first : Number(last) + 1;
}

/** Steps that are stored, which are all that were said, and perhaps the next. */
async function storedSteps(root: string, said: number, wrong: string[]): Promise<number> {
  const index = openPageIndex(root, {
    encoder: { id: 'killed@1', dim: DIM },
    kernel: async () => plainKernel(),
    mergeBeside: false,
  });
  try {
    const documents = await index.documents();
    const { problems, pages } = await index.check();
    for (const { message } of problems) wrong.push(message);
    const hits = await index.search(queryOf(2, 1), { limit: pages * 2 });
    if (new Set(hits.map((hit) => `${hit.document} ${hit.page}`)).size !== hits.length) wrong.push('a page is doubled');
    if (hits.length !== pages) wrong.push(`${hits.length} of ${pages} pages are found`);
    const same = [said, said + 1].find((steps) => isDeepStrictEqual(documents, stateBefore(steps)));
    if (same === undefined) wrong.push(`after ${said} steps there are ${documents.size} documents, not the right ones`);
    return same ?? said;
  } finally {
    await index.close();
  }
}
