import type { MultiVector } from '../../src/core/vectors.ts';
import { bits } from '../../src/index/coarse.ts';
import type { Kept, Kernel, StoredRows } from '../../src/index/kernels/kernel.ts';
import { signCodes } from '../../src/index/quantise.ts';

/** Sum over the question's rows of the largest `dot` with one of `rows`. */
function maxSim(query: MultiVector, rows: number, dot: (q: number, row: number) => number): number {
  let sum = 0;
  for (let q = 0; q < query.data.length / query.dim; q += 1) {
    let most = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) most = Math.max(most, dot(q, row));
    sum += most;
  }
  return sum;
}

/** Scores of whole rows, as 32-bit floats. */
export function exactScore(query: MultiVector, rows: Float32Array): number {
  const { dim, data } = query;
  return maxSim(query, rows.length / dim, (q, row) => {
    let sum = 0;
    for (let i = 0; i < dim; i += 1) sum += (data[q * dim + i] ?? 0) * (rows[row * dim + i] ?? 0);
    return sum;
  });
}

async function rowsIn(stored: StoredRows): Promise<Float32Array> {
  const { rows, dim } = stored;
  const bytes = new Uint8Array(new SharedArrayBuffer(rows * (dim + 4)));
  await stored.read(bytes);
  const scales = new Float32Array(bytes.buffer, 0, rows);
  return Float32Array.from(
    new Int8Array(bytes.buffer, rows * 4),
    (code, i) => code * (scales[Math.floor(i / dim)] ?? 0),
  );
}

async function floatsIn({ rows, dim, read }: StoredRows): Promise<Float32Array> {
  const bytes = new Uint8Array(new SharedArrayBuffer(rows * dim * 4));
  await read(bytes);
  return new Float32Array(bytes.buffer);
}

/** A kernel that is as simple as can be: every code of every page is looked at. */
export function plainKernel(): Kernel {
  return {
    name: 'plain',
    async scan(query, { blocks, wanted, keep }) {
      const kept: Kept[] = [];
      for (const [block, { memory, codes, starts, rowBytes, pages }] of blocks.entries()) {
        const first = new Uint32Array(memory.buffer, starts, pages + 1);
        const words = rowBytes / 4;
        const asked = new Uint32Array(signCodes(query).buffer);
        for (let page = 0; page < pages; page += 1) {
          const [from = 0, to = 0] = first.subarray(page, page + 2);
          if (wanted[block]?.[page] !== 1 || from === to) continue;
          const rows = new Uint32Array(memory.buffer, codes + from * rowBytes, (to - from) * words);
          const score = maxSim(query, to - from, (q, row) => {
            let apart = 0;
            for (let w = 0; w < words; w += 1)
              apart += bits((asked[q * words + w] ?? 0) ^ (rows[row * words + w] ?? 0));
            return -apart;
          });
          kept.push({ block, page, score });
        }
      }
      return kept.sort((a, b) => b.score - a.score || a.block - b.block || a.page - b.page).slice(0, keep);
    },
    rescore: (query, pages) => Promise.all(pages.map(async (page) => exactScore(query, await rowsIn(page)))),
    exact: (query, pages) => Promise.all(pages.map(async (page) => exactScore(query, await floatsIn(page)))),
    close: async () => undefined,
  };
}
