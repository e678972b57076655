import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { InvoicectlError } from '../../core/errors.ts';
import type { Rasterizer } from '../../core/raster.ts';
import { loadPdfjs, startOpening } from '../open/pdfjs.ts';
import { frameOf } from './frame.ts';
import { isFit, usePdfium } from './pdfium.ts';
import { openInPdfium, type PdfiumDocument } from './pdfium-document.ts';

/** How a PDF is opened for drawing. */
export interface RasterizeOptions {
  /** The one that opens the file, where it is encrypted. */
  readonly password?: string;
}

/**
 * Draws pages of a PDF. The file is opened when the first page is asked for. pdf.js says what pages there are and how
 * large they are, so that pictures and words have the same coordinates; pdfium draws them.
 */
export async function openPdfRasterizer(
  bytes: Uint8Array,
  { password = '' }: RasterizeOptions = {},
): Promise<Rasterizer> {
  let layout: Promise<Layout> | undefined;
  let drawing: PdfiumDocument | null = null;

  async function inPdfium(): Promise<PdfiumDocument | null> {
    if (drawing && isFit(drawing.pdfium)) return drawing;
    drawing?.close();
    drawing = null;
    drawing = openInPdfium(await usePdfium(), bytes, password);
    return drawing;
  }

  return {
    async page(number, wish) {
      layout ??= openLayout(bytes, password);
      const page = await (await layout).pdf.getPage(number);
      const frame = frameOf(page.getViewport({ scale: 1 }), page.userUnit, wish.dpi);
      const document = await inPdfium();
      const picture = document?.draw(number - 1, frame, wish.channels);
      if (!picture || document?.pdfium.starved) throw cannotDraw(number, 'the file is damaged');
      return { ...picture, dpi: frame.dpi };
    },
    async close() {
      drawing?.close();
      drawing = null;
      await (await layout)?.task.destroy();
    },
  };
}

interface Layout {
  readonly task: PDFDocumentLoadingTask;
  readonly pdf: PDFDocumentProxy;
}

async function openLayout(bytes: Uint8Array, password: string): Promise<Layout> {
  const task = startOpening(await loadPdfjs(), bytes, password);
  return { task, pdf: await task.promise };
}

function cannotDraw(page: number, why: string): InvoicectlError {
  return new InvoicectlError('PAGE_DAMAGED', `page ${page} cannot be drawn (${why})`);
}
