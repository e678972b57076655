import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { InvoicectlError } from '../../core/errors.ts';
import type { Rasterizer } from '../../core/raster.ts';
import { loadPdfjs, startOpening } from '../open/pdfjs.ts';
import { decodeScan } from './decode-scan.ts';
import { frameOf } from './frame.ts';
import { isFit, usePdfium } from './pdfium.ts';
import { openInPdfium, type PdfiumDocument } from './pdfium-document.ts';
import { openInPdfjs, type PdfjsDocument } from './pdfjs-document.ts';
import { isPaper } from './pixels.ts';

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

  /** `null` where pdfium fails, or has another idea of the page. */
  async function inPdfium<T>(
    { pdf, password }: Layout,
    page: number,
    use: (document: PdfiumDocument) => T | null,
  ): Promise<T | null> {
    if (fast === null) return null;
    let drawn: T | null = null;
    try {
      if (fast && !isFit(fast.pdfium)) {
        fast.close();
        fast = undefined;
      }
      fast ??= openInPdfium(await usePdfium(), bytes, password);
      // Where it finds other pages in a damaged file, page 2 may be another one.
      if (fast?.pages === pdf.numPages) drawn = use(fast);
    } catch {
      // pdfium stopped midway: this page is drawn by pdf.js, the next one by a new pdfium.
    }
    if (fast?.pdfium.starved) throw tooMuch(page);
    return drawn;
  }

  async function inPdfjs<T>({ password }: Layout, use: (document: PdfjsDocument) => Promise<T>): Promise<T> {
    slow ??= openInPdfjs(bytes, password);
    return use(await slow);
  }

  return Promise.resolve({
    async page(number, { dpi, channels }) {
      layout ??= openLayout(bytes, passwords);
      const opened = await layout;
      const page = await opened.pdf.getPage(number);
      const frame = frameOf(page.getViewport({ scale: 1 }), page.userUnit, dpi);
      const index = number - 1;
      const drawn = (document: PdfiumDocument) => document.draw(index, frame, channels);
      const drawnOrScan = (document: PdfiumDocument) => document.drawOrScan(index, frame);
      let picture = await inPdfium(opened, number, channels === 1 ? drawnOrScan : drawn);
      if (picture && 'jpeg' in picture) {
        const scanned = await decodeScan(picture);
        if (scanned) return scanned;
        picture = await inPdfium(opened, number, drawn);
      }
      // Where pdfium cannot make anything of a picture, it leaves it out and says nothing.
      if (picture && !isPaper(picture)) return { ...picture, dpi: frame.dpi };
      const paper = picture;
      const other = inPdfjs(opened, (document) => document.draw(number, frame, channels));
      return { ...(await (paper ? other.catch(() => paper) : other)), dpi: frame.dpi };
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
