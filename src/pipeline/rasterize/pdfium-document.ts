import type { Raster } from '../../core/raster.ts';
import { asPrinted } from './annotations.ts';
import type { Frame } from './frame.ts';
import { cString, type Pdfium, type PdfiumCalls } from './pdfium-calls.ts';
import { grey, opaque } from './pixels.ts';
import { findScan, type Scan } from './scan.ts';

/** A document that pdfium has opened. Its calls end in a `WebAssembly.RuntimeError` where pdfium gives up. */
export interface PdfiumDocument {
  readonly pdfium: Pdfium;
  readonly pages: number;
  /** Draws page `index`, 0 for the first. `null` when pdfium has no such page or takes it for another size. */
  draw(index: number, frame: Frame, channels: Raster['channels']): Raster | null;
  /** The same in grey, but what is to be decoded elsewhere where the page is nothing but that. */
  drawOrScan(index: number, frame: Frame): Raster | Scan | null;
  close(): void;
}

/** Opens a document. `null` when pdfium cannot. */
export function openInPdfium(pdfium: Pdfium, bytes: Uint8Array, password: string): PdfiumDocument | null {
  const { calls } = pdfium;
  // pdfium asks for the parts it needs, so that the file is not copied into its memory.
  const read = pdfium.addFunction((_param, position = 0, target = 0, size = 0) => {
    const begin = position >>> 0;
    const end = begin + (size >>> 0);
    if (end > bytes.length) return 0;
    new Uint8Array(calls.memory.buffer).set(bytes.subarray(begin, end), target >>> 0);
    return 1;
  }, 'iiiii');
  const access = calls.malloc(12);
  new Uint32Array(calls.memory.buffer, access, 3).set([bytes.length, read, 0]);
  const secret = cString(calls, password);
  const document = guarded(pdfium, () => calls.FPDF_LoadCustomDocument(access, secret));
  calls.free(secret);
  const release = () => {
    calls.free(access);
    pdfium.removeFunction(read);
  };
  if (document === 0) {
    release();
    return null;
  }
  const onPage = <T>(index: number, frame: Frame, work: (page: number) => T): T | null =>
    guarded(pdfium, () => {
      const page = calls.FPDF_LoadPage(document, index);
      if (page === 0) return null;
      const result = isAsRead(calls, page, frame) ? work(page) : null;
      calls.FPDF_ClosePage(page);
      return result;
    });
  return {
    pdfium,
    pages: guarded(pdfium, () => calls.FPDF_GetPageCount(document)),
    draw: (index, frame, channels) => onPage(index, frame, (page) => drawPage(calls, page, frame, channels)),
    drawOrScan: (index, frame) =>
      onPage(index, frame, (page) => findScan(calls, page, bytes, frame) ?? drawPage(calls, page, frame, 1)),
    close() {
      if (pdfium.broken) return;
      guarded(pdfium, () => calls.FPDF_CloseDocument(document));
      release();
    },
  };
}

/** What stops pdfium midway leaves its memory in disorder. */
function guarded<T>(pdfium: Pdfium, work: () => T): T {
  pdfium.broken = true;
  const result = work();
  pdfium.broken = false;
  return result;
}

/** Formats and flags of fpdfview.h. */
const BGRX = 3;
const ANNOTATIONS = 0x01;
const RGB_ORDER = 0x10;
const SMALL_CACHE = 0x200;

function drawPage(calls: PdfiumCalls, page: number, frame: Frame, channels: Raster['channels']): Raster | null {
  const { width, height } = frame;
  const across = calls.FPDF_GetPageWidthF(page);
  const down = calls.FPDF_GetPageHeightF(page);
  // It fits the page to whole points before it applies the matrix.
  const [columns, rows] = [Math.trunc(across), Math.trunc(down)];
  if (columns < 1 || rows < 1) return null;
  asPrinted(calls, page);
  const stride = width * 4;
  const pixels = calls.malloc(stride * height);
  if (pixels === 0) throw new Error('no memory for the picture');
  new Uint8Array(calls.memory.buffer, pixels, stride * height).fill(255);
  const bitmap = calls.FPDFBitmap_CreateEx(width, height, BGRX, pixels, stride);
  const scale = frame.scale * frame.unit;
  const matrix = floats(calls, [(scale * across) / columns, 0, 0, (scale * down) / rows, 0, 0]);
  const clip = floats(calls, [0, 0, width, height]);
  calls.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, ANNOTATIONS | RGB_ORDER | SMALL_CACHE);
  calls.FPDFBitmap_Destroy(bitmap);
  calls.free(matrix);
  calls.free(clip);
  const drawn = new Uint8Array(calls.memory.buffer, pixels, stride * height);
  const data = channels === 1 ? grey(drawn) : opaque(drawn);
  calls.free(pixels);
  return { width, height, channels, data };
}

/** Whether pdfium has the same idea of a page's size as what its words were read with. */
function isAsRead(calls: PdfiumCalls, page: number, { points, unit }: Frame): boolean {
  const across = calls.FPDF_GetPageWidthF(page) * unit;
  const down = calls.FPDF_GetPageHeightF(page) * unit;
  return Math.abs(across - points.width) < HALF_A_POINT && Math.abs(down - points.height) < HALF_A_POINT;
}

const HALF_A_POINT = 0.5;

function floats(calls: PdfiumCalls, values: readonly number[]): number {
  const address = calls.malloc(values.length * 4);
  new Float32Array(calls.memory.buffer, address, values.length).set(values);
  return address;
}
