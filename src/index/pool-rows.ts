import type { Box } from '../core/geometry.ts';
import type { PageVectors } from '../core/vectors.ts';

/** A page of about `rows / factor` rows: those most alike are merged into their mean, of unit length. */
export interface RowPooling {
  readonly factor: number;
  pool(vectors: PageVectors): PageVectors;
}

/**
 * Merges rows of a page that say the same (white paper, parts of one logo), so that its index is smaller by `factor`.
 * What it costs is printed by `npm run bench -- pooling`. Rows that stand nowhere are kept as they are.
 */
export function rowPooling(factor: number): RowPooling {
  if (!(factor >= 1)) throw new RangeError('Rows are pooled by a factor of 1 or more');
  return { factor, pool: (vectors) => (factor === 1 ? vectors : pooled(vectors, factor)) };
}

function pooled({ dim, data, boxes }: PageVectors, factor: number): PageVectors {
  const groups = Array.from(boxes, (box, row) => ({ row, box }));
  const apart = groups.filter(({ box }) => box === null).map(({ row }) => [row]);
  const placed = groups.filter(({ box }) => box !== null).map(({ row }) => row);
  const merged = clusters(placed.length, Math.ceil(placed.length / factor), similarities(placed, dim, data)).map(
    (group) => group.map((i) => placed[i] ?? 0),
  );
  const members = [...apart, ...merged].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const out = new Float32Array(members.length * dim);
  for (const [to, group] of members.entries()) {
    const mean = out.subarray(to * dim, (to + 1) * dim);
    for (const row of group) for (let i = 0; i < dim; i += 1) mean[i] = (mean[i] ?? 0) + (data[row * dim + i] ?? 0);
    const length = Math.hypot(...mean);
    if (length > 0) for (let i = 0; i < dim; i += 1) mean[i] = (mean[i] ?? 0) / length;
  }
  return { dim, data: out, boxes: members.map((group, to) => placeOf(group, boxes, data, out, to, dim)) };
}

/** Dot products of all pairs. */
function similarities(rows: readonly number[], dim: number, data: Float32Array): Float32Array {
  const n = rows.length;
  const products = new Float32Array(n * n);
  for (let a = 0; a < n; a += 1) {
    const x = (rows[a] ?? 0) * dim;
    for (let b = a; b < n; b += 1) {
      const y = (rows[b] ?? 0) * dim;
      let sum = 0;
      for (let i = 0; i < dim; i += 1) sum += (data[x + i] ?? 0) * (data[y + i] ?? 0);
      products[a * n + b] = sum;
      products[b * n + a] = sum;
    }
  }
  return products;
}

/**
 * Groups of rows by average linkage, as many as asked: a chain of nearest neighbours finds the merges in the square of
 * the rows; those of the most alike are kept.
 */
function clusters(n: number, wanted: number, alike: Float32Array): readonly (readonly number[])[] {
  const sizes = new Int32Array(n).fill(1);
  const merges: { readonly into: number; readonly from: number; readonly at: number }[] = [];
  const chain: number[] = [];
  const gone = new Uint8Array(n);
  let first = 0;
  while (merges.length < n - 1) {
    if (chain.length === 0) {
      while (gone[first] === 1) first += 1;
      chain.push(first);
    }
    const last = chain.at(-1) ?? 0;
    const before = chain.at(-2) ?? -1;
    let next = before;
    let most = before < 0 ? Number.NEGATIVE_INFINITY : (alike[last * n + before] ?? 0);
    for (let other = 0; other < n; other += 1) {
      if (other === last || gone[other] === 1) continue;
      const value = alike[last * n + other] ?? 0;
      if (value > most) {
        most = value;
        next = other;
      }
    }
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    const [into, from] = [Math.min(last, before), Math.max(last, before)];
    merges.push({ into, from, at: most });
    gone[from] = 1;
    const [a, b] = [sizes[into] ?? 0, sizes[from] ?? 0];
    sizes[into] = a + b;
    for (let other = 0; other < n; other += 1) {
      if (gone[other] === 1 || other === into) continue;
      const mean = (a * (alike[into * n + other] ?? 0) + b * (alike[from * n + other] ?? 0)) / (a + b);
      alike[into * n + other] = mean;
      alike[other * n + into] = mean;
    }
  }
  return joined(n, [...merges].sort((x, y) => y.at - x.at).slice(0, n - wanted));
}

function joined(n: number, merges: readonly { readonly into: number; readonly from: number }[]): readonly number[][] {
  const group = Int32Array.from({ length: n }, (_, i) => i);
  const head = (i: number): number => {
    let at = i;
    while (group[at] !== at) at = group[at] ?? at;
    return at;
  };
  for (const { into, from } of merges) {
    const [a, b] = [head(into), head(from)];
    group[Math.max(a, b)] = Math.min(a, b);
  }
  const members = new Map<number, number[]>();
  for (let i = 0; i < n; i += 1) members.set(head(i), [...(members.get(head(i)) ?? []), i]);
  return [...members.values()];
}

/** Where a merged row stands: around its rows if they stand close, else where the one stands that is most like it. */
function placeOf(
  group: readonly number[],
  boxes: readonly (Box | null)[],
  data: Float32Array,
  means: Float32Array,
  to: number,
  dim: number,
): Box | null {
  const own = group.map((row) => boxes[row] ?? null);
  const there = own.filter((box) => box !== null);
  const [one] = there;
  if (one === undefined || there.length < own.length) return null;
  const around = there.reduce((a, b) => {
    const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
    return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
  });
  const area = there.reduce((sum, { w, h }) => sum + w * h, 0);
  if (around.w * around.h <= 2 * area) return around;
  let [nearest, most] = [one, Number.NEGATIVE_INFINITY];
  for (const [i, row] of group.entries()) {
    let sum = 0;
    for (let d = 0; d < dim; d += 1) sum += (data[row * dim + d] ?? 0) * (means[to * dim + d] ?? 0);
    if (sum > most) [nearest, most] = [there[i] ?? nearest, sum];
  }
  return nearest;
}
