/** A label that wants to stand beside a place. */
export interface Wanting {
  /** Where its place is, in points from the left and the top. */
  readonly x: number;
  readonly y: number;
}

/** A label with its side of the page and the middle of its line. */
export interface Placed<T> {
  readonly item: T;
  readonly side: 'left' | 'right';
  readonly y: number;
}

/** Labels beside a page, and the height of a line that all of them have room with. */
export interface Margins<T> {
  readonly placed: readonly Placed<T>[];
  readonly line: number;
}

/** Height of a line of labels where there is room. */
const LINE = 8.5;

/**
 * Puts labels into the two margins of a page: each on the side it is nearer to, as close to its own height as the
 * others leave room for, in the order of their places, so that leaders do not cross.
 */
export function placeInMargins<T extends Wanting>(items: readonly T[], width: number, height: number): Margins<T> {
  const byX = items.toSorted((a, b) => a.x - b.x);
  // A side takes no more than fits, where the other has room for the rest.
  const room = Math.max(1, Math.floor(height / LINE), Math.ceil(items.length / 2));
  const nearer = byX.filter(({ x }) => x < width / 2).length;
  const left = Math.min(Math.max(nearer, items.length - room), room);
  const line = Math.min(LINE, height / Math.max(1, left, items.length - left));
  return {
    placed: [...column(byX.slice(0, left), 'left', line, height), ...column(byX.slice(left), 'right', line, height)],
    line,
  };
}

function column<T extends Wanting>(
  items: readonly T[],
  side: 'left' | 'right',
  line: number,
  height: number,
): readonly Placed<T>[] {
  const sorted = items.toSorted((a, b) => a.y - b.y || a.x - b.x);
  const ys: number[] = [];
  for (const { y } of sorted) ys.push(Math.max(y, (ys.at(-1) ?? line / 2 - line) + line));
  // What was pushed below the foot moves up again, and what stands above it makes room.
  let floor = height - line / 2;
  for (let i = ys.length - 1; i >= 0; i--) {
    const y = Math.min(ys[i] ?? 0, floor);
    ys[i] = y;
    floor = y - line;
  }
  return sorted.map((item, i) => ({ item, side, y: ys[i] ?? 0 }));
}
