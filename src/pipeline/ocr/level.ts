import type { Box } from '../../core/geometry.ts';
import type { Rectangle } from './rectangle.ts';

/** Rectangles less long than this tell little of the slope of their line. */
const MIN_ASPECT = 4;
const WIDEST = 40;
const DEGREE = Math.PI / 180;

/** Degrees clockwise that lines slope by: what the middle one of the widest does. */
export function skewOf(rectangles: readonly Rectangle[]): number {
  const angles = rectangles
    .filter(({ w, h }) => w > MIN_ASPECT * h)
    .sort((a, b) => b.w - a.w)
    .slice(0, WIDEST)
    .map(({ angle }) => angle)
    .sort((a, b) => a - b);
  const middle = angles[angles.length >> 1];
  return middle === undefined ? 0 : middle / DEGREE;
}

/** Gives the boxes of turned rectangles on a picture of this size once it is levelled by `skew` degrees about its centre. */
export function leveller(width: number, height: number, skew: number): (rectangle: Rectangle) => Box {
  const [cx, cy] = [width / 2, height / 2];
  const [cos, sin] = [Math.cos(-skew * DEGREE), Math.sin(-skew * DEGREE)];
  return ({ x, y, w, h, angle }) => {
    const [dx, dy] = [x - cx, y - cy];
    const [mx, my] = [cx + dx * cos - dy * sin, cy + dx * sin + dy * cos];
    // What slopes a little otherwise than the page is taken as level: its own box would be too high.
    const rest = angle - skew * DEGREE;
    const [c, s] = [Math.abs(Math.cos(rest)), Math.abs(Math.sin(rest))];
    const [bw, bh] = s < 0.2 ? [w, h] : [w * c + h * s, w * s + h * c];
    return { x: mx - bw / 2, y: my - bh / 2, w: bw, h: bh };
  };
}
