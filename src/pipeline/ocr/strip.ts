import { type Grey, halved } from './grey.ts';
import type { Rectangle } from './rectangle.ts';

/** Height of what the recogniser reads, in pixels. */
export const STRIP_HEIGHT = 48;
/** Longer lines are squeezed. */
const MAX_WIDTH = 2400;

/** A line of print cut out level, `STRIP_HEIGHT` pixels high. */
export interface Strip extends Grey {
  /** Pixels of the picture that one pixel of the strip stands for. */
  readonly scale: { readonly x: number; readonly y: number };
}

/** Cuts rectangles out of a picture, along their own angle. */
export function stripCutter(picture: Grey): (rectangle: Rectangle) => Strip {
  const smaller = [picture];
  return (rectangle) => {
    const { w, h, angle } = rectangle;
    const width = Math.max(8, Math.min(MAX_WIDTH, Math.round((STRIP_HEIGHT * w) / h)));
    // Large print is taken from a smaller picture, where four neighbours still see every pixel.
    let level = 0;
    while (h / 2 ** level > 2 * STRIP_HEIGHT && level < 6) level++;
    while (smaller.length <= level) smaller.push(halved(smaller.at(-1) ?? picture));
    const source = smaller[level] ?? picture;
    const zoom = 1 / 2 ** level;
    const data = new Uint8Array(width * STRIP_HEIGHT);
    const [stepX, stepY] = [(w / width) * zoom, (h / STRIP_HEIGHT) * zoom];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [right, bottom] = [source.width - 1, source.height - 1];
    for (let row = 0, to = 0; row < STRIP_HEIGHT; row++) {
      const v = (row + 0.5 - STRIP_HEIGHT / 2) * stepY;
      const u = (0.5 - width / 2) * stepX;
      let x = rectangle.x * zoom - 0.5 + u * cos - v * sin;
      let y = rectangle.y * zoom - 0.5 + u * sin + v * cos;
      for (let column = 0; column < width; column++, to++, x += stepX * cos, y += stepX * sin) {
        const px = x < 0 ? 0 : x > right ? right : x;
        const py = y < 0 ? 0 : y > bottom ? bottom : y;
        const [ix, iy] = [px | 0, py | 0];
        const [fx, fy] = [px - ix, py - iy];
        const at = iy * source.width + ix;
        const below = iy < bottom ? at + source.width : at;
        const next = ix < right ? 1 : 0;
        const [a, b] = [source.data[at] ?? 0, source.data[at + next] ?? 0];
        const [c, d] = [source.data[below] ?? 0, source.data[below + next] ?? 0];
        const [top, low] = [a + (b - a) * fx, c + (d - c) * fx];
        data[to] = top + (low - top) * fy + 0.5;
      }
    }
    return { width, height: STRIP_HEIGHT, data, scale: { x: w / width, y: h / STRIP_HEIGHT } };
  };
}
