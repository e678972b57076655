import type { Point } from './rectangle.ts';

/** Pixels that hang together, over corners too. */
export interface Component {
  readonly pixels: number;
  /** Mean of their values. */
  readonly mean: number;
  /** The ends of their runs in each row, sorted by y, then by x: all that a convex hull needs. */
  readonly ends: readonly Point[];
}

/** The components of all pixels of at least `threshold`, from top to bottom. */
export function components(values: Uint8Array, width: number, height: number, threshold: number): Component[] {
  // Runs of each row, joined to the runs of the row above that they touch.
  const runs: number[] = [];
  const parent: number[] = [];
  const find = (run: number) => {
    let root = run;
    for (let up = parent[root] ?? root; up !== root; up = parent[root] ?? root) root = up;
    parent[run] = root;
    return root;
  };
  let above = 0;
  for (let y = 0, row = 0; y < height; y++, row += width) {
    const here = runs.length / 4;
    let candidate = above;
    for (let x = 0; x < width; x++) {
      if ((values[row + x] ?? 0) < threshold) continue;
      const start = x;
      let sum = 0;
      for (; x < width && (values[row + x] ?? 0) >= threshold; x++) sum += values[row + x] ?? 0;
      const run = runs.length / 4;
      runs.push(start, x - 1, y, sum);
      parent.push(run);
      // Runs above that end before this one begins end before all later ones too.
      while (candidate < here && (runs[candidate * 4 + 1] ?? 0) < start - 1) candidate++;
      for (let other = candidate; other < here && (runs[other * 4] ?? 0) <= x; other++) {
        const [a, b] = [find(run), find(other)];
        // The older one stays the root, so that components come from top to bottom.
        if (a < b) parent[b] = a;
        else parent[a] = b;
      }
    }
    above = here;
  }
  const found = new Map<number, { pixels: number; sum: number; ends: Point[] }>();
  for (let run = 0; run < parent.length; run++) {
    const root = find(run);
    let component = found.get(root);
    if (component === undefined) {
      component = { pixels: 0, sum: 0, ends: [] };
      found.set(root, component);
    }
    const [start = 0, end = 0, y = 0, sum = 0] = runs.slice(run * 4, run * 4 + 4);
    component.pixels += end - start + 1;
    component.sum += sum;
    component.ends.push([start, y]);
    if (end > start) component.ends.push([end, y]);
  }
  return [...found.values()].map(({ pixels, sum, ends }) => ({ pixels, mean: sum / pixels, ends }));
}
