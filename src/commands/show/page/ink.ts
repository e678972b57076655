import type { Canvas } from '@napi-rs/canvas';
import type { Box } from '../../../core/geometry.ts';
import type { Ground } from './labels.ts';

/** Darker by this much than the pixel to its left or right: the edge of a letter, on paper of any colour. */
const EDGE = 40;

/** What is printed on a page, so that labels can be put where nothing is. */
export function groundOf(page: Canvas): Ground {
  const { width, height } = page;
  const { data } = page.getContext('2d').getImageData(0, 0, width, height);
  const grey = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    return ((data[at] ?? 0) + 2 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 4;
  };
  const ink = ({ x, y, w, h }: Box): number => {
    let edges = 0;
    for (let row = Math.max(0, y); row < Math.min(height, y + h); row++)
      for (let column = Math.max(1, x); column < Math.min(width, x + w); column++)
        if (Math.abs(grey(column, row) - grey(column - 1, row)) > EDGE) edges++;
    return edges;
  };
  return { width, height, ink };
}
