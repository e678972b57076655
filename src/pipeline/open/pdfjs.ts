import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { PDFDocumentLoadingTask } from 'pdfjs-dist/types/src/display/api.js';
import { inflateInPlace } from './inflate.ts';

const root = `${dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))}/`;

/** Loads pdf.js. Once a process or thread; 0.2 s. */
export async function loadPdfjs() {
  inflateInPlace();
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}

export type Pdfjs = Awaited<ReturnType<typeof loadPdfjs>>;

/** Starts opening a file. The bytes are copied: pdf.js takes what it is given. */
export function startOpening(pdfjs: Pdfjs, bytes: Uint8Array, password: string): PDFDocumentLoadingTask {
  return pdfjs.getDocument({
    data: new Uint8Array(bytes),
    ...(password === '' ? {} : { password }),
    standardFontDataUrl: `${root}standard_fonts/`,
    cMapUrl: `${root}cmaps/`,
    cMapPacked: true,
    wasmUrl: `${root}wasm/`,
    verbosity: 0,
    useSystemFonts: false,
    // Names, ascents and descents of fonts: the only way to know what is bold.
    fontExtraProperties: true,
    // Pictures are not decoded for reading words.
    maxImageSize: 0,
  });
}
