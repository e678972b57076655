import { type Numbers, type Tables, tableAt } from './question.ts';
import { ROWS_PIECE, sectionOf, type Task } from './task.ts';

/**
 * MaxSim in plain TypeScript: what `wasm/maxsim.ts` is held to, and what does its work where WebAssembly's relaxed SIMD
 * is missing.
 */

/** Sum over the question's rows of the largest sum of table bytes over a page's codes; 0 without rows. */
export function codesMaxSim({ bytes, parts, asked }: Tables, codes: Uint8Array, rowBytes: number): number {
  let total = 0;
  for (let query = 0; query < asked; query += 1) {
    let best = 0;
    for (let row = 0; row < codes.length; row += rowBytes) {
      let sum = 0;
      for (let part = 0; part < parts; part += 1) {
        const four = ((codes[row + (part >> 1)] ?? 0) >> ((part & 1) * 4)) & 15;
        sum += bytes[tableAt(query, part, parts) + four] ?? 0;
      }
      best = Math.max(best, Math.min(255, sum));
    }
    total += best;
  }
  return total;
}

/** Sum over the question's rows of the largest product with a page's rows: whole numbers with their scales, or floats. */
export function rowsMaxSim(
  { values, width, asked, step }: Numbers,
  rows: Int8Array | Float32Array,
  dim: number,
  scales?: Float32Array,
): number {
  let total = 0;
  for (let query = 0; query < asked; query += 1) {
    let best = Number.NEGATIVE_INFINITY;
    for (let row = 0; row * dim < rows.length; row += 1) {
      let sum = 0;
      for (let i = 0; i < dim; i += 1) sum += (rows[row * dim + i] ?? 0) * (values[query * width + i] ?? 0);
      // rounded as the other kernel rounds
      const product = scales === undefined ? sum : Math.fround(Math.fround(sum) * (scales[row] ?? 0));
      best = Math.max(best, product);
    }
    total += best;
  }
  return total * step;
}

/** Does a piece of a task. */
export function runPlain(task: Task, piece: number): void {
  if (task.kind === 'codes') {
    const end = Math.min(task.list.length, (piece + 1) * task.piece);
    for (let i = piece * task.piece; i < end; i += 1) {
      const page = task.list[i] ?? 0;
      const section = sectionOf(task.sections, page);
      const { memory, starts, rowBytes, codes, first } = section;
      const [from = 0, to = 0] = new Uint32Array(memory.buffer, starts + (page - first) * 4, 2);
      const rows = new Uint8Array(memory.buffer, codes + from * rowBytes, (to - from) * rowBytes);
      task.out[i] = codesMaxSim(task.tables, rows, rowBytes);
    }
    return;
  }
  const { kind, memory, question, dim, places, out } = task;
  for (let i = piece * ROWS_PIECE; i < Math.min(places.length, (piece + 1) * ROWS_PIECE); i += 1) {
    const { at, rows } = places[i] ?? { at: 0, rows: 0 };
    const first = new Float32Array(memory.buffer, at, kind === 'bytes' ? rows : rows * dim);
    const codes = new Int8Array(memory.buffer, at + rows * 4, rows * dim);
    out[i] = kind === 'bytes' ? rowsMaxSim(question, codes, dim, first) : rowsMaxSim(question, first, dim);
  }
}
