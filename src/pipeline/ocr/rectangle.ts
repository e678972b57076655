/** A point of a picture, in pixels. */
export type Point = readonly [x: number, y: number];

/** A rectangle that may be turned. Text in it runs along its width. */
export interface Rectangle {
  /** Its centre. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Radians clockwise from the rows of the picture to its width. */
  readonly angle: number;
}

/** The corners of the smallest convex polygon around points that are sorted by y, then by x. */
export function convexHull(points: readonly Point[]): Point[] {
  if (points.length < 3) return [...points];
  const chain = (ordered: Iterable<Point>) => {
    const hull: Point[] = [];
    for (const p of ordered) {
      for (;;) {
        const [a, b] = [hull.at(-2), hull.at(-1)];
        if (a === undefined || b === undefined) break;
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        hull.pop();
      }
      hull.push(p);
    }
    hull.pop();
    return hull;
  };
  const hull = [...chain(points), ...chain(points.toReversed())];
  // Points that all coincide leave nothing of either chain.
  return hull.length > 0 ? hull : points.slice(0, 1);
}

/** The rectangle of least area around a convex polygon. Its width is the side that is nearer to the rows, within 45 degrees. */
export function smallestRectangle(hull: readonly Point[]): Rectangle {
  let best: Rectangle = { x: hull[0]?.[0] ?? 0, y: hull[0]?.[1] ?? 0, w: 0, h: 0, angle: 0 };
  let area = Number.POSITIVE_INFINITY;
  // One side of it lies on a side of the polygon.
  for (let i = 0; i < hull.length; i++) {
    const [from, to] = [hull[i], hull[(i + 1) % hull.length]];
    if (from === undefined || to === undefined) continue;
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dy);
    if (length === 0) continue;
    const [ux, uy] = [dx / length, dy / length];
    let [u0, u1, v0, v1] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const [x, y] of hull) {
      const u = x * ux + y * uy;
      const v = y * ux - x * uy;
      if (u < u0) u0 = u;
      if (u > u1) u1 = u;
      if (v < v0) v0 = v;
      if (v > v1) v1 = v;
    }
    if ((u1 - u0) * (v1 - v0) >= area) continue;
    area = (u1 - u0) * (v1 - v0);
    const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2];
    best = { x: u * ux - v * uy, y: u * uy + v * ux, w: u1 - u0, h: v1 - v0, angle: Math.atan2(uy, ux) };
  }
  return upright(best);
}

/** The same rectangle with its angle within 45 degrees. */
function upright({ x, y, w, h, angle }: Rectangle): Rectangle {
  const quarter = Math.round(angle / (Math.PI / 2));
  const rest = angle - quarter * (Math.PI / 2);
  return quarter % 2 === 0 ? { x, y, w, h, angle: rest } : { x, y, w: h, h: w, angle: rest };
}

/** The same rectangle with text that runs `quarters` right angles further clockwise. */
export function readAlong({ x, y, w, h, angle }: Rectangle, quarters: number): Rectangle {
  const turned = angle + (quarters * Math.PI) / 2;
  return quarters % 2 === 0 ? { x, y, w, h, angle: turned } : { x, y, w: h, h: w, angle: turned };
}
