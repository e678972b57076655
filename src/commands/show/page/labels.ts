import type { Box } from '../../../core/geometry.ts';

/** A label that wants to stand beside a box. Sizes in pixels. */
export interface Wanting {
  readonly box: Box;
  readonly width: number;
  readonly height: number;
  /** Beside its box rather than above it, as the rows of a table want it. */
  readonly beside: boolean;
}

/** What labels may stand on. */
export interface Ground {
  readonly width: number;
  readonly height: number;
  /** How many pixels of a box are printed on. */
  readonly ink: (box: Box) => number;
}

/** A label over another one, or over a box, is worse than one over print. */
const COVERED = 3;

/**
 * Where each label stands: above, below or beside its box, where it covers neither another label nor a box nor print;
 * where there is no such place, where it covers least. Never beyond the page.
 */
export function placeLabels(labels: readonly Wanting[], ground: Ground): Box[] {
  const boxes = labels.map(({ box }) => box);
  const placed: Box[] = [];
  for (const label of labels) {
    let best: Box | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const one of placesFor(label, ground)) {
      const covered = [...boxes, ...placed].reduce((sum, other) => sum + shared(one, other), 0);
      const cost = COVERED * covered + ground.ink(one);
      if (cost >= least) continue;
      best = one;
      least = cost;
    }
    if (best !== undefined) placed.push(best);
  }
  return placed;
}

/** The places beside a box, the best first. */
function placesFor({ box, width: w, height: h, beside }: Wanting, ground: Ground): readonly Box[] {
  const right = box.x + box.w;
  const over = [
    [box.x, box.y - h],
    [right - w, box.y - h],
    [box.x, box.y + box.h],
    [right - w, box.y + box.h],
  ];
  const further = [
    [box.x, box.y - 2 * h],
    [box.x, box.y + box.h + h],
  ];
  const sides = [
    [box.x - w, box.y + (box.h - h) / 2],
    [right, box.y + (box.h - h) / 2],
  ];
  return (beside ? [...sides, ...over, ...further] : [...over, ...sides.toReversed(), ...further]).map(
    ([x = 0, y = 0]) => ({
      x: Math.round(Math.max(0, Math.min(x, ground.width - w))),
      y: Math.round(Math.max(0, Math.min(y, ground.height - h))),
      w,
      h,
    }),
  );
}

/** Area that two boxes share. */
function shared(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}
