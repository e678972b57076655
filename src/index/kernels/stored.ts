import type { MultiVector } from '../../core/vectors.ts';
import { SCRATCH_BYTES, type StoredRows } from './kernel.ts';
import type { Pool } from './pool.ts';
import { floatsOf, rowsOf, shortsOf } from './question.ts';
import { WIDEST } from './simd.ts';
import { shared } from './task.ts';

/** Bytes that are read at a time; while these are scored, the next are read. */
const READ_BYTES = 8 << 20;
const PAGE_BYTES = 64 << 10;
// rows are read in whole vectors, so a few bytes after the last
const SLACK_BYTES = 64;
/** What a comparison costs, in comparisons of codes. */
const COST = { bytes: 8, floats: 16 };

/** The pages' MaxSim from rows that are read for it; a page without rows is worth minus infinity. */
export async function scoreStored(
  pool: Pool,
  kind: 'bytes' | 'floats',
  query: MultiVector,
  pages: readonly StoredRows[],
): Promise<readonly number[]> {
  const { dim } = query;
  const rows = rowsOf(query);
  if (rows.length === 0) return pages.map(() => 0);
  if (dim > WIDEST) throw new RangeError(`Rows of more than ${WIDEST} numbers cannot be searched`);
  if (pages.some((page) => page.dim !== dim)) throw new RangeError('A page has rows of another width');
  const question = kind === 'bytes' ? shortsOf(rows, dim) : floatsOf(rows, dim);
  const bytesOf = (page: StoredRows) => page.rows * (kind === 'bytes' ? 4 + dim : 4 * dim);
  const batches = batchesOf(pages, bytesOf);
  // two batches have room: one is scored, one is read
  const memories = batches.slice(0, 2).map(() => memoryFor(Math.max(...batches.map(({ bytes }) => bytes))));
  const scores: number[] = [];
  let working: Promise<void> = Promise.resolve();
  for (const [at, { members }] of batches.entries()) {
    const memory = memories[at % 2];
    if (memory === undefined) continue;
    const places = members.map(({ page, at }) => ({ at: SCRATCH_BYTES + at, rows: page.rows }));
    await Promise.all(
      members.map(({ page }, i) => page.read(new Uint8Array(memory.buffer, places[i]?.at ?? 0, bytesOf(page)))),
    );
    await working;
    const out = shared(Float64Array, members.length);
    const compared = places.reduce((sum, { rows }) => sum + rows, 0) * question.queries * COST[kind];
    working = pool.run({ kind, memory, dim, question, places, out }, compared).then(() => {
      scores.push(...out);
    });
    // a failure is met where it is awaited
    working.catch(() => undefined);
  }
  await working;
  return scores;
}

interface Batch {
  readonly members: { readonly page: StoredRows; readonly at: number }[];
  bytes: number;
}

function batchesOf(pages: readonly StoredRows[], bytesOf: (page: StoredRows) => number): readonly Batch[] {
  const batches: Batch[] = [];
  for (const page of pages) {
    const bytes = Math.ceil(bytesOf(page) / 64) * 64;
    let batch = batches.at(-1);
    if (batch === undefined || batch.bytes + bytes > READ_BYTES) {
      batch = { members: [], bytes: 0 };
      batches.push(batch);
    }
    batch.members.push({ page, at: batch.bytes });
    batch.bytes += bytes;
  }
  return batches;
}

function memoryFor(bytes: number): WebAssembly.Memory {
  const size = Math.ceil((SCRATCH_BYTES + bytes + SLACK_BYTES) / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: size, maximum: size, shared: true });
}
