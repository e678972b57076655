import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { openPageIndex } from '../../src/index/page-index.ts';
import { plainKernel } from './plain-kernel.ts';
import { documentNamed, stateBefore } from './steps.ts';
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

/**
 * Kills processes that index at once in one folder, again and again, each within `ms` of its first step; `random` says
 * when. What it says was stored must be there, perhaps with the next step, whatever the others do.
 */
export async function killIndexing(
  root: string,
  who: readonly string[],
  times: number,
  ms: number,
  random: () => number,
): Promise<Kills> {
  const wrong: string[] = [];
  let steps = who.map(() => 0);
  let unsaid = 0;
  for (let i = 0; i < times; i += 1) {
    const said = await Promise.all(who.map((name, n) => killedAfter([root, name], steps[n] ?? 0, random() * ms)));
    const stored = await storedSteps(root, who, said, wrong);
    unsaid += sum(stored) - sum(said);
    steps = [...stored];
  }
  return { steps: sum(steps), unsaid, wrong };
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Steps that a process said were stored when it was killed. */
async function killedAfter(args: readonly string[], first: number, ms: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--experimental-strip-types', '--no-warnings', CHILD, ...args, String(first)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
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

/** Steps that are stored of each: all that were said, and perhaps the next. */
async function storedSteps(
  root: string,
  who: readonly string[],
  said: readonly number[],
  wrong: string[],
): Promise<readonly number[]> {
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
    const stored = who.map((name, n) => {
      const steps = said[n] ?? 0;
      const own = ownOf(name, steps + 1, documents);
      const all = [steps, steps + 1].find((steps) => isDeepStrictEqual(own, stateBefore(name, steps)));
      if (all === undefined) wrong.push(`after ${steps} steps of ${name} not all documents are the right ones`);
      return all ?? steps;
    });
    const right = sum(who.map((name, n) => stateBefore(name, stored[n] ?? 0).size));
    if (documents.size !== right) wrong.push(`${documents.size} documents, not ${right}`);
    return stored;
  } finally {
    await index.close();
  }
}

/** Of the documents those that one of the processes puts in so many steps. */
function ownOf(who: string, steps: number, documents: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const own = new Set(Array.from({ length: Math.max(steps, 7) }, (_, n) => documentNamed(who, n)));
  return new Map([...documents].filter(([document]) => own.has(document)));
}
