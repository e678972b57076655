import type { PageRaster, Rasterizer } from '../core/raster.ts';
import type { InvoiceRecord } from '../core/record.ts';
import { LIMITS } from './open/limits.ts';
import { openDocument } from './open.ts';
import { rasterizerFor } from './recognize/rasterizer.ts';

/** A stored page as its record sees it. */
export type SeenPage = InvoiceRecord['pages'][number];

/** Pixels of the longer side: what models look at is brought to no more. */
const LONGER_SIDE = 2048;
const MOST_DPI = 300;

/** Draws the pages of a document for a model to look at: in colour, turned as `seen` says; a slope of a degree is left. */
export function openPictures(
  bytes: Uint8Array,
  seen: readonly SeenPage[],
  passwords: readonly string[],
): { page(number: number): Promise<PageRaster>; close(): Promise<void> } {
  let rasterizer: Promise<Rasterizer> | null = null;
  return {
    async page(number) {
      const page = seen.find((one) => one.number === number);
      const skipPages = Array.from({ length: LIMITS.pages }, (_, i) => i + 1).filter((other) => other !== number);
      const opened = await openDocument(bytes, { passwords, skipPages });
      const own = opened.pages[number - 1];
      if (opened.kind === 'xml' || own === undefined) throw new Error(`There is no page ${number} to draw.`);
      rasterizer ??= rasterizerFor(opened.kind, bytes, passwords);
      const longer = Math.max(own.width, own.height, 1);
      const picture = await (await rasterizer).page(number, {
        dpi: Math.min(MOST_DPI, (LONGER_SIDE / longer) * 72),
        channels: 4,
      });
      return turned(picture, page === undefined ? 0 : (page.rotation - own.rotation + 360) % 360);
    },
    async close() {
      await (await rasterizer?.catch(() => null))?.close();
    },
  };
}

/** A picture turned clockwise by 0, 90, 180 or 270 degrees. Needs 4 channels. */
export function turned(picture: PageRaster, degrees: number): PageRaster {
  if (degrees === 0) return picture;
  const { width, height } = picture;
  const sideways = degrees % 180 !== 0;
  const [w, h] = sideways ? [height, width] : [width, height];
  const from = new Uint32Array(Uint8Array.from(picture.data).buffer);
  const to = new Uint32Array(from.length);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const [sx, sy] =
        degrees === 90 ? [y, height - 1 - x] : degrees === 180 ? [width - 1 - x, height - 1 - y] : [width - 1 - y, x];
      to[y * w + x] = from[sy * width + sx] ?? 0;
    }
  }
  return { ...picture, width: w, height: h, data: new Uint8Array(to.buffer) };
}
