import { closeSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { MultiVector } from '../../src/core/vectors.ts';
import { coarseCodes } from '../../src/index/coarse.ts';
import { type CodeBlock, SCRATCH_BYTES, type StoredRows } from '../../src/index/kernels/kernel.ts';
import { runPlain } from '../../src/index/kernels/plain.ts';
import { floatsOf, rowsOf } from '../../src/index/kernels/question.ts';
import { openSimd, simdModule } from '../../src/index/kernels/simd.ts';
import { piecesOf, type Task } from '../../src/index/kernels/task.ts';
import { byteRows, codeBytes, signCodes } from '../../src/index/quantise.ts';
import type { Topics } from './topics.ts';

/** Pages in all the forms that a search reads: codes in memory, rows in whole numbers in a file. */
export interface DrawnPages {
  /** The first of them. */
  block(pages: number): CodeBlock;
  /** A page's rows in whole numbers, in the file. */
  bytes(page: number): StoredRows;
  /** Each page's exact score for each question. */
  readonly exact: readonly Float64Array[];
  /** Bytes a page in memory. */
  readonly pageBytes: number;
  /** Milliseconds a page: codes and whole numbers, coarse codes. */
  readonly cost: { readonly quantise: number; readonly coarse: number };
  close(): Promise<void>;
}

/** Pages whose exact scores are found at once, while their floats are there. */
const AT_ONCE = 50;

/** A page's floats, in memory. */
export function floatsIn({ dim, data }: MultiVector): StoredRows {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { dim, rows: data.length / dim, read: async (into) => into.set(bytes) };
}

/**
 * Draws the pages. Their floats are 5 GB at 10,000 pages, so they are never all there: exact scores are taken as pages
 * are drawn, and only the first `floats` pages' are written, to `floats.bin` in the folder.
 */
export async function drawPages(
  topics: Topics,
  count: number,
  rows: number,
  questions: readonly MultiVector[],
  folder: string,
  floats: number,
): Promise<DrawnPages> {
  const { dim } = topics;
  const rowBytes = codeBytes(dim);
  const coarseRows = coarseCodes(new Uint8Array(rows * rowBytes), rowBytes).length / rowBytes;
  const codes = SCRATCH_BYTES;
  const coarse = codes + count * rows * rowBytes;
  const starts = coarse + count * coarseRows * rowBytes;
  const coarseStarts = starts + Math.ceil((count + 1) / 16) * 64;
  const size = Math.ceil((coarseStarts + (count + 1) * 4) / 65_536);
  const memory = new WebAssembly.Memory({ initial: size, maximum: size, shared: true });
  new Uint32Array(memory.buffer, starts, count + 1).set(Uint32Array.from({ length: count + 1 }, (_, p) => p * rows));
  const coarseAt = Uint32Array.from({ length: count + 1 }, (_, p) => p * coarseRows);
  new Uint32Array(memory.buffer, coarseStarts, count + 1).set(coarseAt);

  const all = new Uint8Array(memory.buffer);
  const exact = questions.map(() => new Float64Array(count));
  const score = exactScores(questions, dim, rows);
  const file = join(folder, 'bytes.bin');
  const [bytesOut, floatsOut] = [openSync(file, 'w'), openSync(join(folder, 'floats.bin'), 'w')];
  const cost = { quantise: 0, coarse: 0 };
  for (let first = 0; first < count; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, i) => topics.page(first + i));
    for (const [i, page] of some.entries()) {
      const before = process.cpuUsage();
      const fine = signCodes(page);
      const whole = byteRows(page);
      const between = process.cpuUsage(before);
      all.set(coarseCodes(fine, rowBytes), coarse + (first + i) * coarseRows * rowBytes);
      const after = process.cpuUsage(before);
      cost.quantise += between.user / 1000 / count;
      cost.coarse += (after.user - between.user) / 1000 / count;
      all.set(fine, codes + (first + i) * rows * rowBytes);
      writeSync(bytesOut, new Uint8Array(whole.scales.buffer));
      writeSync(bytesOut, whole.codes);
      if (first + i < floats) writeSync(floatsOut, page.data);
    }
    score(some, (q) => exact[q]?.subarray(first, first + some.length));
  }
  closeSync(bytesOut);
  closeSync(floatsOut);
  const handle = await open(file);
  const pageBytes = rows * (4 + dim);
  return {
    block: (pages) => ({ memory, dim, rowBytes, pages, codes, starts, coarse, coarseStarts }),
    bytes: (page) => ({ dim, rows, read: (into) => fill(handle, into, page * pageBytes) }),
    exact,
    pageBytes: (rows + coarseRows) * rowBytes + 8,
    cost,
    close: () => handle.close(),
  };
}

/** Scores pages for all questions in this thread, so that their floats are copied once and not for each question. */
function exactScores(questions: readonly MultiVector[], dim: number, rows: number) {
  const module = simdModule();
  const run = module === undefined ? runPlain : openSimd(module, 0);
  const asked = questions.map((question) => floatsOf(rowsOf(question), dim));
  const bytes = rows * dim * 4;
  const size = Math.ceil((SCRATCH_BYTES + AT_ONCE * bytes + 64) / 65_536);
  const memory = new WebAssembly.Memory({ initial: size, maximum: size, shared: true });
  return (pages: readonly MultiVector[], into: (question: number) => Float64Array | undefined) => {
    const places = pages.map(({ data }, i) => {
      new Float32Array(memory.buffer, SCRATCH_BYTES + i * bytes, data.length).set(data);
      return { at: SCRATCH_BYTES + i * bytes, rows };
    });
    for (const [q, question] of asked.entries()) {
      const out = into(q);
      if (out === undefined) continue;
      const task: Task = { kind: 'floats', memory, dim, question, places, out };
      for (let piece = 0; piece < piecesOf(task); piece += 1) run(task, piece);
    }
  };
}

async function fill(handle: FileHandle, into: Uint8Array, at: number): Promise<void> {
  const { bytesRead } = await handle.read(into, 0, into.length, at);
  if (bytesRead < into.length) throw new Error('The file of the rows is too short');
}
