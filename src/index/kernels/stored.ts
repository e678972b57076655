import type { MultiVector } from '../../core/vectors.ts';
import { SCRATCH_BYTES, type StoredRows } from './kernel.ts';
import type { Pool } from './pool.ts';
import { floatsOf, rowsOf, shortsOf } from './question.ts';
import { WIDEST } from './simd.ts';
import { shared } from './task.ts';

/** Bytes that are read at a time; while these are scored, the next are read. */
const READ_BYTES = 8 << 20;
const PAGE_BYTES = 64 << 10;
// rows are worked on in whole vectors, so a few bytes after the last are too: they must be numbers, as zeros times none are none
const SLACK_BYTES = 16;
/** What a comparison costs, in comparisons of codes. */
const COST = { bytes: 8, floats: 16 };

/** Memories that pages are read into, kept for the next search: fresh ones cost more than what is done in them. */
export interface Staging {
  take(bytes: number): WebAssembly.Memory;
  give(memory: WebAssembly.Memory): void;
}

/** The pages' MaxSim from rows that are read for it; a page without rows is worth minus infinity. */
export async function scoreStored(
  pool: Pool,
  staging: Staging,
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
  const room = Math.max(0, ...batches.map(({ bytes }) => bytes));
  // two batches have room: one is scored, one is read
  const memories = batches.slice(0, 2).map(() => staging.take(room));
  const scores: number[] = [];
  let working: Promise<void> = Promise.resolve();
  try {
    for (const [at, { members }] of batches.entries()) {
      const memory = memories[at % 2];
      if (memory === undefined) continue;
      const places = members.map(({ page, at }) => ({ at: SCRATCH_BYTES + at, rows: page.rows }));
      await settled(members.map(({ page }, i) => fill(page, memory, places[i]?.at ?? 0, bytesOf(page))));
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
  } finally {
    await working.catch(() => undefined);
    memories.forEach(staging.give);
  }
  return scores;
}

function fill(page: StoredRows, { buffer }: WebAssembly.Memory, at: number, bytes: number): Promise<void> {
  new Uint8Array(buffer, at + bytes, SLACK_BYTES).fill(0);
  return page.read(new Uint8Array(buffer, at, bytes));
}

/** Waits for all, then fails as the first that failed: nothing is read any more into memory that is given back. */
async function settled(reads: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(reads);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

interface Batch {
  readonly members: { readonly page: StoredRows; readonly at: number }[];
  bytes: number;
}

function batchesOf(pages: readonly StoredRows[], bytesOf: (page: StoredRows) => number): readonly Batch[] {
  const batches: Batch[] = [];
  for (const page of pages) {
    const bytes = Math.ceil((bytesOf(page) + SLACK_BYTES) / 64) * 64;
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

/** Keeps what is given back, the two largest. */
export function openStaging(): Staging {
  let free: WebAssembly.Memory[] = [];
  return {
    take(bytes) {
      const size = Math.ceil((SCRATCH_BYTES + bytes) / PAGE_BYTES);
      const found = free.find(({ buffer }) => buffer.byteLength >= size * PAGE_BYTES);
      if (found === undefined) return new WebAssembly.Memory({ initial: size, maximum: size, shared: true });
      free = free.filter((memory) => memory !== found);
      return found;
    },
    give(memory) {
      free = [...free, memory].sort((a, b) => b.buffer.byteLength - a.buffer.byteLength).slice(0, 2);
    },
  };
}
