import type { Box } from '../../core/geometry.ts';

/** [a b c d e f]: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: ArrayLike<number>): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner as unknown as Matrix;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

/** Direction that a line of text runs in, as a unit vector on the page (y down). */
export interface Direction {
  readonly x: number;
  readonly y: number;
}

/** From left to right. */
export const RIGHT: Direction = { x: 1, y: 0 };
const directions = new Map<number, Direction>([[0, RIGHT]]);

/** One object for each direction, to a tenth of a degree, so that directions can be compared and grouped. */
export function directionOf(x: number, y: number): Direction {
  const tenths = Math.round((Math.atan2(y, x) * 1800) / Math.PI) % 3600;
  const key = tenths === -1800 ? 1800 : tenths;
  let direction = directions.get(key);
  if (!direction) {
    const angle = (key * Math.PI) / 1800;
    direction =
      key % 900 === 0
        ? { x: Math.round(Math.cos(angle)), y: Math.round(Math.sin(angle)) }
        : { x: Math.cos(angle), y: Math.sin(angle) };
    directions.set(key, direction);
  }
  return direction;
}

/** The box around a matrix's unit square. */
export function unitSquare(m: Matrix): Box {
  const xs = [m[4], m[4] + m[0], m[4] + m[2], m[4] + m[0] + m[2]];
  const ys = [m[5], m[5] + m[1], m[5] + m[3], m[5] + m[1] + m[3]];
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}
