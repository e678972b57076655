import type { Page } from '../../core/page.ts';
import type { PageRaster, Rasterizer } from '../../core/raster.ts';
import type { Region } from '../../core/vision.ts';
import { isBlank } from '../recognize/blank.ts';
import { cropped } from './picture.ts';
import type { Place } from './places.ts';
import type { Drawing } from './vision.ts';

/** Pages as pictures, each drawn once for all that is cut out of it. */
export interface Sheets {
  /** What stands at a place, at a density. Throws what makes it impossible to draw the page. */
  region(place: Place, dpi: number): Promise<Region>;
  /** Whether a page shows nothing but paper. */
  isBlank(page: number): Promise<boolean>;
  close(): Promise<void>;
}

/** For a look whether there is anything on a page. */
const GLANCE_DPI = 72;

/** The pages of a document to be cut into regions. Nothing is opened before the first is. */
export function sheetsOf(pages: readonly Page[], { open, turnOf }: Drawing): Sheets {
  let rasterizer: Promise<Rasterizer> | null = null;
  /** The one drawn last: regions come page by page, and a page takes 8 MB. */
  let drawn: { readonly page: number; readonly dpi: number; readonly picture: PageRaster } | null = null;
  async function draw(page: number, dpi: number): Promise<PageRaster> {
    if (drawn?.page === page && drawn.dpi === dpi) return drawn.picture;
    rasterizer ??= open();
    const picture = await (await rasterizer).page(page, { dpi, channels: 4 });
    drawn = { page, dpi, picture };
    return picture;
  }
  return {
    async region({ page: number, box }, dpi) {
      const page = pages.find((one) => one.number === number);
      if (page === undefined) throw new RangeError(`no page ${number}`);
      const { width, height, skew } = page;
      const picture = await draw(number, dpi);
      return { page: number, box, picture: cropped(picture, { width, height, turn: turnOf(page), skew }, box) };
    },
    isBlank: async (page) => isBlank(await draw(page, GLANCE_DPI)),
    async close() {
      await (await rasterizer?.catch(() => null))?.close();
    },
  };
}
