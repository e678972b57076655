import type { Grey } from './grey.ts';

/** Part of a picture that is looked at in one go. */
export interface Band {
  /** Rows that are its own, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** The same with what is seen around it. */
  readonly first: number;
  readonly last: number;
}

/** Rows and columns with print on them, and where the rows may be cut. */
export interface Extent {
  readonly left: number;
  /** Not included. */
  readonly right: number;
  readonly bands: readonly Band[];
}

/** Pixels around print that are seen with it. */
const AROUND = 24;
/** A step between neighbours of this share of the picture's contrast, but at least so many grey values, is an edge. */
const STEP = 0.1;
const MIN_STEP = 6;

/**
 * Where a picture has print, in bands of at most `area` pixels. Paper costs as much to look at as print, and what is
 * looked at in one go costs memory for every pixel.
 */
export function extentOf({ width, height, data }: Grey, area: number): Extent {
  let [darkest, lightest] = [255, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
  }
  const step = Math.max(MIN_STEP, STEP * (lightest - darkest));
  const [rows, columns] = [new Uint32Array(height), new Uint32Array(width)];
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = y === 0 ? row : row - width;
    let edges = 0;
    for (let x = 1; x < width; x++) {
      const value = data[row + x] ?? 0;
      // Lines of a table count as well: print along them is looked at with them.
      if (Math.abs(value - (data[row + x - 1] ?? 0)) < step && Math.abs(value - (data[above + x] ?? 0)) < step)
        continue;
      edges++;
      columns[x] = (columns[x] ?? 0) + 1;
    }
    rows[y] = edges;
  }
  const left = Math.max(0, columns.findIndex((edges) => edges > 0) - AROUND);
  const right = Math.min(width, columns.findLastIndex((edges) => edges > 0) + 1 + AROUND);
  if (right <= left) return { left: 0, right: 0, bands: [] };
  return { left, right, bands: bandsOf(rows, Math.max(64, Math.floor(area / (right - left)))) };
}

/** Bands of at most `most` rows that leave out what is blank, parted where least is printed. */
function bandsOf(edges: Uint32Array, most: number): Band[] {
  const height = edges.length;
  const bands: Band[] = [];
  for (let y = 0; y < height; ) {
    if (edges[y] === 0) {
      y++;
      continue;
    }
    const from = y;
    let to = from;
    // As far as there is print, over gaps that are not worth a band of their own.
    for (let end = from; end < height && end < from + most && end < to + 2 * AROUND; end++) {
      if ((edges[end] ?? 0) > 0) to = end + 1;
    }
    if (to - from > most - 1 && to < height) to = quietest(edges, from + (most >> 1), to);
    bands.push({ from, to, first: Math.max(0, from - AROUND), last: Math.min(height, to + AROUND) });
    y = to;
  }
  return bands;
}

/** The middle of the widest run of rows from `from` to `to` with least print on them. */
function quietest(edges: Uint32Array, from: number, to: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let y = from; y < to; y++) least = Math.min(least, edges[y] ?? 0);
  let best = [to, to] as const;
  for (let y = from; y < to; y++) {
    const start = y;
    while (y < to && (edges[y] ?? 0) <= least) y++;
    if (y - start > best[1] - best[0]) best = [start, y];
  }
  return Math.max(from, (best[0] + best[1]) >> 1);
}
