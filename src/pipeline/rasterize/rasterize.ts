import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { InvoicectlError } from '../../core/errors.ts';
import type { Raster, Rasterizer } from '../../core/raster.ts';
import { loadPdfjs, startOpening } from '../open/pdfjs.ts';
import { type Frame, frameOf } from './frame.ts';
import { isFit, usePdfium } from './pdfium.ts';
import { openInPdfium, type PdfiumDocument } from './pdfium-document.ts';
import { openInPdfjs, type PdfjsDocument } from './pdfjs-document.ts';

/** How a PDF is opened for drawing. */
export interface RasterizeOptions {
  /** Tried in turn where the file is encrypted, after none at all. */
  readonly passwords?: readonly string[];
}

/**
 * Draws pages of a PDF. The file is opened when the first page is asked for. pdf.js says what pages there are and how
 * large they are, so that pictures and words have the same coordinates; pdfium draws them, and pdf.js what it cannot.
 */
export function openPdfRasterizer(bytes: Uint8Array, { passwords = [] }: RasterizeOptions = {}): Promise<Rasterizer> {
  let layout: Promise<Layout> | undefined;
  let fast: PdfiumDocument | null | undefined;
  let slow: Promise<PdfjsDocument> | undefined;

  /** `null` where pdfium cannot draw the page, or not as it was read. */
  async function inPdfium(index: number, frame: Frame, channels: Raster['channels'], password: string) {
    if (fast === null) return null;
    let drawn: Raster | null = null;
    try {
      if (fast && !isFit(fast.pdfium)) {
        fast.close();
        fast = undefined;
      }
      fast ??= openInPdfium(await usePdfium(), bytes, password);
      drawn = fast?.draw(index, frame, channels) ?? null;
    } catch {
      // pdfium stopped midway: this page is drawn by pdf.js, the next one by a new pdfium.
    }
    if (fast?.pdfium.starved) throw tooMuch(index + 1);
    return drawn;
  }

  return Promise.resolve({
    async page(number, { dpi, channels }) {
      layout ??= openLayout(bytes, passwords);
      const { pdf, password } = await layout;
      const page = await pdf.getPage(number);
      const frame = frameOf(page.getViewport({ scale: 1 }), page.userUnit, dpi);
      let picture = await inPdfium(number - 1, frame, channels, password);
      if (!picture) {
        slow ??= openInPdfjs(bytes, password);
        picture = await (await slow).draw(number, frame, channels);
      }
      return { ...picture, dpi: frame.dpi };
    },
    async close() {
      fast?.close();
      fast = null;
      for (const opened of await Promise.allSettled([layout, slow]))
        if (opened.status === 'fulfilled') await opened.value?.close();
    },
  });
}

/** What the pages of a file are, and the password that opened it. */
interface Layout {
  readonly pdf: PDFDocumentProxy;
  readonly password: string;
  close(): Promise<void>;
}

async function openLayout(bytes: Uint8Array, passwords: readonly string[]): Promise<Layout> {
  const pdfjs = await loadPdfjs();
  for (const password of new Set(['', ...passwords])) {
    const task = startOpening(pdfjs, bytes, password);
    try {
      return { pdf: await task.promise, password, close: () => task.destroy() };
    } catch (error) {
      await task.destroy();
      if (!(error instanceof pdfjs.PasswordException)) throw error;
    }
  }
  throw new InvoicectlError('PDF_ENCRYPTED', 'no password opens the file');
}

function tooMuch(page: number): InvoicectlError {
  return new InvoicectlError('PAGE_TOO_LARGE', `page ${page} needs more memory to draw than is allowed`);
}
