import { InvoicectlError } from '../../core/errors.ts';
import type { OcrEngine } from '../../core/ocr.ts';
import type { OpenedDocument, Page, Problem } from '../../core/page.ts';
import type { PageRaster, Rasterizer } from '../../core/raster.ts';
import { isBlank } from './blank.ts';
import { withPrint } from './place.ts';

/** How pages are read off their pictures. */
export interface Recognition {
  /** Whether a page's words are to be read off its picture. */
  readonly wants: (page: Page) => boolean;
  /** Opened at the first page that needs it, and kept by whoever gives it. */
  readonly engine: () => Promise<OcrEngine>;
  /** Pages whose recognition was stopped before: they keep the words of their text layer, and are reported. */
  readonly skip?: readonly number[];
  /** Whether the work is to end: then it throws. */
  readonly stopped?: () => boolean;
  /** Called before each page is read. */
  readonly onPage?: (number: number, total: number) => void;
}

/** Pixels an inch. 200 read like 300 but for print under 6 points, at half the pixels. */
export const DPI = 200;

/**
 * Reads the words of pages without a usable text layer off their pictures. `open` gives the pages as pictures; it is
 * asked at the first page that needs it. A page that cannot be drawn or read becomes a problem and stays as it is.
 */
export async function recognize(
  document: OpenedDocument,
  open: () => Promise<Rasterizer>,
  { wants, engine, skip = [], stopped = () => false, onPage }: Recognition,
): Promise<OpenedDocument> {
  if (!document.pages.some(wants)) return document;
  const pages: Page[] = [];
  const problems: Problem[] = [];
  let rasterizer: Rasterizer | null = null;
  try {
    for (const page of document.pages) {
      const { number } = page;
      // A page without a size could not be opened.
      if (!wants(page) || page.width === 0) {
        pages.push(page);
        continue;
      }
      if (skip.includes(number)) {
        problems.push({
          code: 'PAGE_TIMEOUT',
          message: `reading the picture of page ${number} took too long`,
          page: number,
        });
        pages.push(page);
        continue;
      }
      onPage?.(number, document.pages.length);
      try {
        rasterizer ??= await open();
        const picture = await rasterizer.page(number, { dpi: DPI, channels: 1 });
        if (picture.dpi < DPI * SCALED && document.kind === 'pdf') problems.push(scaledDown(page, picture));
        if (stopped()) throw new Error('reading was stopped');
        if (picture.damage !== undefined) problems.push(damaged(number, picture.damage));
        pages.push(await readPicture(page, picture, engine, stopped));
      } catch (error) {
        if (stopped()) throw error;
        // What is missing is missing for every page.
        if (error instanceof InvoicectlError && error.code === 'PART_MISSING') throw error;
        problems.push(damaged(number, reason(error)));
        pages.push(page);
      }
    }
  } finally {
    await rasterizer?.close();
  }
  return { ...document, pages, problems: [...document.problems, ...problems] };
}

async function readPicture(
  page: Page,
  picture: PageRaster,
  engine: () => Promise<OcrEngine>,
  stopped: () => boolean,
): Promise<Page> {
  const { name, read } = await engine();
  if (isBlank(picture)) return { ...page, ocr: name };
  return withPrint(page, await read(picture, stopped), picture, name);
}

/** Rounding of a page's size to whole pixels is no scaling. */
const SCALED = 0.95;

function scaledDown({ number, width, height }: Page, { dpi }: PageRaster): Problem {
  return {
    code: 'PAGE_TOO_LARGE',
    message: `page ${number} is ${Math.round(width)} by ${Math.round(height)} points and is read at ${Math.round(dpi)} dpi`,
    page: number,
  };
}

function damaged(page: number, what: string): Problem {
  return { code: 'PAGE_DAMAGED', message: `the picture of page ${page} cannot be read in full (${what})`, page };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
