import type { MultiVector } from '../../core/vectors.ts';

/** Rows of a question that are worked on together. */
export const TOGETHER = 4;
const LARGEST_BYTE = 255;
const LARGEST_SHORT = 32767;

/** A question as the kernels read it: rows of zeros are left out, and rows of zeros fill it up to a multiple of four. */
interface Question {
  /** Rows, a multiple of `TOGETHER`. */
  readonly queries: number;
  /** Rows that count. */
  readonly asked: number;
}

/**
 * What each four bits of a code say to each row of a question, as bytes: tables of 16, ordered by four rows, four bits,
 * row. The sum over a code's parts is `(<row, signs> - lowest of the row) / step`; the code's bits are the signs.
 */
export interface Tables extends Question {
  readonly bytes: Uint8Array;
  /** Parts of a code: four bits each. */
  readonly parts: number;
  /** What a sum of all rows' largest bytes is worth: `step * sum + lowest`. */
  readonly step: number;
  readonly lowest: number;
}

/** A question in numbers of 16 or 32 bits, `width` a row; products with it are worth `step` times themselves. */
export interface Numbers extends Question {
  readonly values: Int16Array | Float32Array;
  readonly width: number;
  readonly step: number;
}

/** Rows of a question that say anything. Refuses what is no number. */
export function rowsOf({ dim, data }: MultiVector): readonly Float32Array[] {
  if (!data.every(Number.isFinite)) throw new RangeError('A question has a value that is no number');
  const rows = Array.from({ length: data.length / dim }, (_, row) => data.subarray(row * dim, (row + 1) * dim));
  return rows.filter((row) => row.some((value) => value !== 0));
}

/** Where the table of a row for four bits begins. */
export function tableAt(query: number, part: number, parts: number): number {
  return ((Math.floor(query / TOGETHER) * parts + part) * TOGETHER + (query % TOGETHER)) * 16;
}

/** The tables for codes of `rowBytes`. */
export function tablesOf(rows: readonly Float32Array[], rowBytes: number): Tables {
  const parts = rowBytes * 2;
  const queries = Math.ceil(rows.length / TOGETHER) * TOGETHER;
  const reach = rows.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0));
  // each part is rounded, so a sum may be half a step a part above what it should be: still a byte
  const step = Math.max(0, (2 * Math.max(0, ...reach)) / Math.max(1, LARGEST_BYTE - parts / 2)) || 1;
  const bytes = new Uint8Array(queries * parts * 16);
  for (const [query, row] of rows.entries()) {
    for (let part = 0; part < parts; part += 1) {
      const four = [0, 1, 2, 3].map((i) => row[part * 4 + i] ?? 0);
      const at = tableAt(query, part, parts);
      // all that is above zero and set, and all that is below and not, counts twice: the rest is the lowest
      for (let bits = 0; bits < 16; bits += 1) {
        const gain = four.reduce((sum, v, i) => sum + (v > 0 === (((bits >> i) & 1) === 1) ? Math.abs(v) : 0), 0);
        bytes[at + bits] = Math.min(LARGEST_BYTE, Math.round((2 * gain) / step));
      }
    }
  }
  return { bytes, parts, queries, asked: rows.length, step, lowest: -reach.reduce((sum, r) => sum + r, 0) };
}

/** The question in numbers of 16 bits: no sum of products with bytes is beyond 32. */
export function shortsOf(rows: readonly Float32Array[], dim: number): Numbers {
  const width = Math.ceil(dim / 8) * 8;
  const queries = Math.ceil(rows.length / TOGETHER) * TOGETHER;
  const largest = rows.reduce((most, row) => row.reduce((m, value) => Math.max(m, Math.abs(value)), most), 0);
  const step = largest / Math.min(LARGEST_SHORT, Math.floor((2 ** 31 - 1) / (128 * dim))) || 1;
  const values = new Int16Array(queries * width);
  for (const [q, row] of rows.entries())
    values.set(
      Int16Array.from(row, (value) => Math.round(value / step)),
      q * width,
    );
  return { values, width, queries, asked: rows.length, step };
}

/** The question in numbers of 32 bits, as it is. */
export function floatsOf(rows: readonly Float32Array[], dim: number): Numbers {
  const width = Math.ceil(dim / 4) * 4;
  const queries = Math.ceil(rows.length / TOGETHER) * TOGETHER;
  const values = new Float32Array(queries * width);
  for (const [q, row] of rows.entries()) values.set(row, q * width);
  return { values, width, queries, asked: rows.length, step: 1 };
}
