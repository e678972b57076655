import { seededRandom } from '../../scripts/random.ts';
import type { MultiVector } from '../../src/core/vectors.ts';
import { type CodeBlock, SCRATCH_BYTES, type StoredRows } from '../../src/index/kernels/kernel.ts';
import { byteRows, codeBytes, signCodes } from '../../src/index/quantise.ts';

/** Rows of unit length in all directions. */
export function randomRows(seed: number, rows: number, dim: number): MultiVector {
  const random = seededRandom(seed);
  const data = new Float32Array(rows * dim);
  for (let row = 0; row < rows; row += 1) {
    const values = Array.from({ length: dim }, () => random() + random() + random() - 1.5);
    const length = Math.hypot(...values);
    data.set(
      values.map((value) => value / length),
      row * dim,
    );
  }
  return { dim, data };
}

/** Rows of several. */
export function joined(dim: number, parts: readonly MultiVector[]): MultiVector {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { dim, data };
}

/** The pages' codes in memory of their own; every `each`th row of a page, and its last, is its coarse code. */
export function blockOf(dim: number, pages: readonly MultiVector[], each = 8): CodeBlock {
  const rowBytes = codeBytes(dim);
  const fine = pages.map(signCodes);
  const coarse = fine.map((codes) => {
    const rows = codes.length / rowBytes;
    const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => row % each === 0 || row === rows - 1);
    return Buffer.concat(kept.map((row) => codes.subarray(row * rowBytes, (row + 1) * rowBytes)));
  });
  let end = SCRATCH_BYTES;
  const place = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const length = (codes: readonly Uint8Array[]) => codes.reduce((sum, part) => sum + part.length, 0);
  const codesAt = place(length(fine));
  const startsAt = place((pages.length + 1) * 4);
  const coarseAt = place(length(coarse));
  const coarseStartsAt = place((pages.length + 1) * 4);
  const size = Math.ceil(end / 65_536);
  const memory = new WebAssembly.Memory({ initial: size, maximum: size, shared: true });
  const fill = (codes: readonly Uint8Array[], at: number, startsAt: number) => {
    const starts = new Uint32Array(memory.buffer, startsAt, pages.length + 1);
    let row = 0;
    for (const [page, part] of codes.entries()) {
      new Uint8Array(memory.buffer, at + row * rowBytes, part.length).set(part);
      row += part.length / rowBytes;
      starts[page + 1] = row;
    }
  };
  fill(fine, codesAt, startsAt);
  fill(coarse, coarseAt, coarseStartsAt);
  return {
    memory,
    dim,
    rowBytes,
    pages: pages.length,
    codes: codesAt,
    starts: startsAt,
    coarse: coarseAt,
    coarseStarts: coarseStartsAt,
  };
}

/** The page's rows in whole numbers, as an index stores them. */
export function storedBytes(page: MultiVector): StoredRows {
  const { scales, codes, dim } = byteRows(page);
  return {
    dim,
    rows: scales.length,
    read: async (into) => {
      into.set(new Uint8Array(scales.buffer));
      into.set(new Uint8Array(codes.buffer), scales.byteLength);
    },
  };
}

/** The page's rows as they are. */
export function storedFloats({ dim, data }: MultiVector): StoredRows {
  return { dim, rows: data.length / dim, read: async (into) => into.set(new Uint8Array(data.buffer)) };
}

/** MaxSim, as it is defined. */
export function maxSim(query: MultiVector, page: MultiVector): number {
  const { dim } = query;
  let sum = 0;
  for (let q = 0; q < query.data.length; q += dim) {
    if (query.data.subarray(q, q + dim).every((value) => value === 0)) continue;
    let best = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < page.data.length; row += dim) {
      let product = 0;
      for (let i = 0; i < dim; i += 1) product += (query.data[q + i] ?? 0) * (page.data[row + i] ?? 0);
      best = Math.max(best, product);
    }
    sum += best;
  }
  return sum;
}
