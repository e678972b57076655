/** A stretch of the page's width, in points. */
export interface Span {
  readonly x0: number;
  readonly x1: number;
}

// Where the spans over a point are fewer than this share of both peaks beside it, the white between two columns is bridged by chance.
const VALLEY = 0.25;
// Widest page of PDF 1.7 in points. A file may claim any width, and what is beyond this is one column.
const WIDEST = 14_400;

/**
 * The columns that spans of many rows make: stretches of the width that they cover, cut where hardly any of them
 * crosses. Each with the number of spans in its fullest place.
 */
export function columnsOf(spans: readonly Span[]): (Span & { readonly count: number })[] {
  if (spans.length === 0) return [];
  const origin = Math.floor(spans.reduce((least, s) => Math.min(least, s.x0), Number.POSITIVE_INFINITY));
  const right = Math.ceil(spans.reduce((most, s) => Math.max(most, s.x1), Number.NEGATIVE_INFINITY));
  const width = Math.min(WIDEST, right - origin + 1);
  const steps = new Array<number>(width + 1).fill(0);
  for (const { x0, x1 } of spans) {
    const from = Math.min(width - 1, Math.floor(x0) - origin);
    const to = Math.max(from + 1, Math.min(width, Math.floor(x1) - origin));
    steps[from] = (steps[from] ?? 0) + 1;
    steps[to] = (steps[to] ?? 0) - 1;
  }
  const cover: number[] = [];
  let height = 0;
  for (let x = 0; x < width; x++) {
    height += steps[x] ?? 0;
    cover.push(height);
  }
  const columns: (Span & { count: number })[] = [];
  for (let x = 0; x < width; ) {
    if (cover[x] === 0) {
      x++;
      continue;
    }
    let end = x;
    while (end < width && (cover[end] ?? 0) > 0) end++;
    for (const part of cutAtValleys(cover, x, end)) {
      const count = part.reduce((most, at) => Math.max(most, cover[at] ?? 0), 0);
      columns.push({ x0: origin + (part[0] ?? 0), x1: origin + (part.at(-1) ?? 0) + 1, count });
    }
    x = end;
  }
  return columns;
}

/** The points from `from` to `to`, cut where the cover sinks between two peaks. */
function cutAtValleys(cover: readonly number[], from: number, to: number): number[][] {
  const peaksRight: number[] = [];
  let peak = 0;
  for (let x = to - 1; x >= from; x--) {
    peak = Math.max(peak, cover[x] ?? 0);
    peaksRight[x - from] = peak;
  }
  const parts: number[][] = [];
  let part: number[] = [];
  peak = 0;
  for (let x = from; x < to; x++) {
    const here = cover[x] ?? 0;
    if (here <= VALLEY * Math.min(peak, peaksRight[x - from] ?? 0)) {
      if (part.length > 0) parts.push(part);
      part = [];
      peak = 0;
      continue;
    }
    part.push(x);
    peak = Math.max(peak, here);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
