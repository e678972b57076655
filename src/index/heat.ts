import type { Box } from '../core/geometry.ts';
import type { HeatMap, PageKey, QueryVectors } from '../core/vectors.ts';
import type { ByteRows } from './kernels/kernel.ts';

/** What each place of a page says to a question. Only rows that stand somewhere are spots; all can be the best of a token. */
export function heatMap(query: QueryVectors, key: PageKey, rows: ByteRows, boxes: readonly (Box | null)[]): HeatMap {
  const { dim, codes, scales } = rows;
  const heats = new Float64Array(boxes.length);
  const best = query.tokens.map((token, q) => {
    let most = { score: Number.NEGATIVE_INFINITY, box: null as Box | null };
    for (let row = 0; row < boxes.length; row += 1) {
      let sum = 0;
      for (let i = 0; i < dim; i += 1) sum += (query.data[q * dim + i] ?? 0) * (codes[row * dim + i] ?? 0);
      const score = sum * (scales[row] ?? 0);
      heats[row] = (heats[row] ?? 0) + score;
      if (score > most.score) most = { score, box: boxes[row] ?? null };
    }
    return { token, ...(boxes.length === 0 ? { score: 0, box: null } : most) };
  });
  const spots = boxes.flatMap((box, row) => (box === null ? [] : [{ box, heat: heats[row] ?? 0 }]));
  return { ...key, spots, best };
}
