import type { Raster } from '../../core/raster.ts';
import { loadPdfjs, OWN_FILES, PDFJS_ROOT } from '../open/pdfjs.ts';
import type { Frame } from './frame.ts';
import { grey, opaque } from './pixels.ts';

/** Pixels of one embedded picture: A3 at 600 dpi. pdf.js unpacks them to four bytes each, and a mask as many again. */
const MAX_IMAGE = 70_000_000;

/** A document that pdf.js draws. */
export interface PdfjsDocument {
  draw(number: number, frame: Frame, channels: Raster['channels']): Promise<Raster>;
  close(): Promise<void>;
}

/** Opens a document for drawing in pdf.js. With `warn`, it tells the console what it has to leave out. */
export async function openInPdfjs(bytes: Uint8Array, password: string, warn = false): Promise<PdfjsDocument> {
  const pdfjs = await loadPdfjs();
  const task = pdfjs.getDocument({
    // pdf.js may keep and change what it is given.
    data: new Uint8Array(bytes),
    worker: pdfjs.worker,
    ...(password === '' ? {} : { password }),
    ...OWN_FILES,
    iccUrl: `${PDFJS_ROOT}iccs/`,
    verbosity: warn ? pdfjs.VerbosityLevel.WARNINGS : pdfjs.VerbosityLevel.ERRORS,
    // Letters are drawn from the outlines of their fonts: a canvas would look for fonts of the machine.
    disableFontFace: true,
    maxImageSize: MAX_IMAGE,
  });
  try {
    const pdf = await task.promise;
    return {
      async draw(number, { width, height, scale }, channels) {
        const page = await pdf.getPage(number);
        const factory = pdf.canvasFactory as CanvasFactory;
        const { canvas, context } = factory.create(width, height);
        try {
          await page.render({
            canvas: canvas as never,
            canvasContext: context as never,
            viewport: page.getViewport({ scale }),
            background: '#ffffff',
            intent: 'print',
          }).promise;
          const { data } = context.getImageData(0, 0, width, height);
          const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
          return { width, height, channels, data: channels === 1 ? grey(pixels) : opaque(pixels) };
        } finally {
          factory.destroy({ canvas, context });
          page.cleanup();
        }
      },
      close: () => task.destroy(),
    };
  } catch (error) {
    await task.destroy();
    throw error;
  }
}

/** The canvases that pdf.js makes itself; it ships no type for them. */
interface CanvasFactory {
  create(width: number, height: number): Drawable;
  destroy(drawable: Drawable): void;
}
interface Drawable {
  readonly canvas: unknown;
  readonly context: { getImageData(x: number, y: number, w: number, h: number): { readonly data: Uint8ClampedArray } };
}
