import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { MultiVector } from '../../src/core/vectors.ts';
import { type Outcome, recallOf, timesOf } from './outcome.ts';

/** What peers are asked. The pages' floats stand in `floats.bin`. */
export interface PeerTask {
  readonly questions: readonly MultiVector[];
  readonly exact: readonly Float64Array[];
  readonly pages: number;
  readonly rows: number;
  readonly dim: number;
}

/** A line that a peer prints: what it is, how long each question took, and what it found, best first. */
const Line = z.object({
  name: z.string(),
  ms: z.array(z.number()),
  found: z.array(z.array(z.number())),
  bytes: z.number(),
  remark: z.string().optional(),
});

/** Questions that peers are asked: exact search over floats takes them a second each. */
const FEW = 5;
const LIMIT_MS = 600_000;

/** The same questions on the same pages, by LanceDB, by numpy's BLAS and by fast-plaid. What cannot run is said. */
export function measurePeers(folder: string, task: PeerTask): readonly Outcome[] {
  const peers = join(tmpdir(), 'invoicectl-bench-vectors');
  const setup = spawnSync('bash', [here('setup-peers.sh'), peers], { stdio: 'inherit' });
  if (setup.status !== 0) console.log('  not all peers could be installed');
  const asked = task.questions.slice(0, FEW);
  writeFileSync(join(folder, 'questions.bin'), Buffer.concat(asked.map(({ data }) => Buffer.from(data.buffer))));
  const shape = [task.pages, task.rows, task.dim, asked.length].map(String);
  return [
    ...run(process.execPath, [here('lance-peer.ts'), join(peers, 'lance'), folder, ...shape], task),
    ...run(join(peers, 'plaid/bin/python'), [here('peers.py'), folder, ...shape], task),
  ];
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function run(command: string, args: readonly string[], { exact }: PeerTask): readonly Outcome[] {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '2', OMP_NUM_THREADS: '2' };
  const { stdout } = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
  });
  const outcomes: Outcome[] = [];
  for (const text of (stdout ?? '').split('\n').filter((line) => line.startsWith('{'))) {
    const line = Line.parse(JSON.parse(text));
    if (line.remark !== undefined) console.log(`  ${line.name}: ${line.remark}`);
    if (line.ms.length === 0) continue;
    const { name, bytes, ms, found } = line;
    outcomes.push({ name, bytes, ...timesOf(ms), ...recallOf(found, exact) });
  }
  return outcomes;
}
