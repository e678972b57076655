import type { Box } from '../../src/core/geometry.ts';
import type { PageRaster, Raster, RasterWish } from '../../src/core/raster.ts';
import { openPdfRasterizer, type RasterizeOptions } from '../../src/pipeline/rasterize/rasterize.ts';

/** One page of a PDF as a picture; grey at 72 dpi, so that a pixel is a point. */
export async function draw(
  bytes: Uint8Array,
  {
    number = 1,
    dpi = 72,
    channels = 1,
    ...options
  }: { readonly number?: number } & Partial<RasterWish> & RasterizeOptions = {},
): Promise<PageRaster> {
  const rasterizer = await openPdfRasterizer(bytes, options);
  try {
    return await rasterizer.page(number, { dpi, channels });
  } finally {
    await rasterizer.close();
  }
}

/** The box around all that is darker than `below`, in pixels; `null` when nothing is. */
export function inkBox({ width, height, channels, data }: Raster, below = 128): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * channels] ?? 255) >= below) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { x: left, y: top, w: right + 1 - left, h: bottom + 1 - top };
}

/** How much of a box is ink, from 0 for none; the box in pixels. */
export function inkIn({ width, height, channels, data }: Raster, { x, y, w, h }: Box): number {
  let dark = 0;
  let all = 0;
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(height, y + h); row++) {
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(width, x + w); column++) {
      all++;
      dark += 255 - (data[(row * width + column) * channels] ?? 255);
    }
  }
  return all === 0 ? 0 : dark / (255 * all);
}

/** The value of one pixel, of its first channel. */
export function at({ width, channels, data }: Raster, x: number, y: number): number {
  return data[(y * width + x) * channels] ?? -1;
}
