import { InvoicectlError } from '../../core/errors.ts';
import type { PageRaster, Rasterizer } from '../../core/raster.ts';
import { decodeFrame, refuseTooLarge } from './decode.ts';
import { damagedImage, findFrames } from './frames.ts';
import { pageSize } from './page-size.ts';

/** How the pages of an image file are drawn. */
export interface ImageRasterizerOptions {
  /** Base name of the file, for messages. */
  readonly file?: string;
  /** Pages of a stack that are looked for. */
  readonly maxPages?: number;
  /** Pixels of a page drawn; a larger one is drawn smaller. */
  readonly maxPixels?: number;
}

/** A4 at 600 pixels an inch has 35 million. */
const MAX_DRAWN_PIXELS = 36_000_000;
const MAX_PAGES = 100_000;

/**
 * Draws the pages of an image file: scaled down to the density asked for, never up, so `dpi` may be less than that.
 * Pixels are square even where the file's are not. A damaged page is drawn as far as it can be read, and says so.
 */
export async function openImageRasterizer(
  bytes: Uint8Array,
  options: ImageRasterizerOptions = {},
): Promise<Rasterizer> {
  const { file = 'the picture', maxPages = MAX_PAGES, maxPixels = MAX_DRAWN_PIXELS } = options;
  const { type, frames } = await findFrames(bytes, file, maxPages);
  return {
    async page(number, { dpi, channels }): Promise<PageRaster> {
      const frame = frames[number - 1];
      if (frame === undefined) throw new InvoicectlError('PAGE_DAMAGED', `${file} has no page ${number}`);
      refuseTooLarge(file, type, frame);
      const size = pageSize(frame);
      const own = 72 * Math.max(frame.width / size.width, frame.height / size.height);
      const most = 72 * Math.sqrt(maxPixels / (size.width * size.height));
      const drawn = Math.min(dpi, own, most);
      const pixels = (points: number) => Math.max(1, Math.round((points * drawn) / 72));
      const wish = { channels, width: pixels(size.width), height: pixels(size.height) };
      try {
        const { raster, damage } = await decodeFrame(bytes, type, frame, wish);
        return { ...raster, dpi: drawn, ...(damage !== null && { damage }) };
      } catch (error) {
        throw damagedImage(file, bytes, type, error);
      }
    },
    async close() {},
  };
}
