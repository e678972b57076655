import type { Box } from '../../core/geometry.ts';
import type { PageRaster, Raster } from '../../core/raster.ts';

/** How the picture of a page lies to the page as it is read. */
export interface Lie {
  /** Points of the page as it is read. */
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise that the picture is turned by to stand upright: 0, 90, 180 or 270. */
  readonly turn: number;
  /** Degrees clockwise that its print slopes by after that. */
  readonly skew: number;
}

/** Slopes that move a pixel of a tile by less than one. */
const LEVEL = 0.05;

/**
 * The part of a page within `box`, upright and level, at the scale of its picture; white beyond the page. In shared
 * memory, so that threads pass it on without copying.
 */
export function cropped(picture: PageRaster, { width, height, turn, skew }: Lie, box: Box): Raster {
  const { channels } = picture;
  const lying = turn % 180 !== 0;
  // Pixels a point: a picture is a whole number of pixels, so both sides have their own.
  const [sx, sy] = [
    (lying ? picture.height : picture.width) / width,
    (lying ? picture.width : picture.height) / height,
  ];
  const [w, h] = [Math.max(1, Math.round(box.w * sx)), Math.max(1, Math.round(box.h * sy))];
  const [left, top] = [Math.round(box.x * sx), Math.round(box.y * sy)];
  const data = new Uint8Array(new SharedArrayBuffer(w * h * channels)).fill(255);
  const place = placeIn(picture, turn, Math.abs(skew) < LEVEL ? 0 : skew);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) place(left + x, top + y, data, (y * w + x) * channels);
  }
  return { width: w, height: h, channels, data };
}

/** Writes the pixel that stands at a place of the upright, level page; leaves alone what lies beyond it. */
function placeIn(picture: Raster, turn: number, skew: number) {
  const { width, height, channels, data } = picture;
  const lying = turn % 180 !== 0;
  const [uprightWidth, uprightHeight] = lying ? [height, width] : [width, height];
  const [cos, sin] = [Math.cos((skew * Math.PI) / 180), Math.sin((skew * Math.PI) / 180)];
  const [quarterCos, quarterSin] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ][(turn / 90) % 4] as [number, number];
  return (x: number, y: number, out: Uint8Array, to: number): void => {
    // From the middle of the page: the slope first, then the turn, both undone.
    const [px, py] = [x + 0.5 - uprightWidth / 2, y + 0.5 - uprightHeight / 2];
    const [lx, ly] = [px * cos - py * sin, px * sin + py * cos];
    const u = lx * quarterCos + ly * quarterSin + width / 2 - 0.5;
    const v = -lx * quarterSin + ly * quarterCos + height / 2 - 0.5;
    if (u < -0.5 || v < -0.5 || u > width - 0.5 || v > height - 0.5) return;
    const [i, j] = [Math.max(0, Math.floor(u + 1e-6)), Math.max(0, Math.floor(v + 1e-6))];
    const [fu, fv] = [Math.max(0, u - i), Math.max(0, v - j)];
    const [right, down] = [i + 1 < width ? channels : 0, j + 1 < height ? width * channels : 0];
    const from = (j * width + i) * channels;
    for (let c = 0; c < channels; c++) {
      const at = from + c;
      const above = (data[at] as number) * (1 - fu) + (data[at + right] as number) * fu;
      const below = (data[at + down] as number) * (1 - fu) + (data[at + right + down] as number) * fu;
      out[to + c] = Math.round(above * (1 - fv) + below * fv);
    }
  };
}
