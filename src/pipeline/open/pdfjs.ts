import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { PDFDocumentLoadingTask, PDFWorker } from 'pdfjs-dist/types/src/display/api.js';
import { hideFontPrograms } from './font-programs.ts';
import { inflateInPlace } from './inflate.ts';
import { connect, type Port } from './port.ts';

/** The folder of pdf.js, with a slash at its end. */
export const PDFJS_ROOT = `${dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))}/`;

/** pdf.js, ready to open files. */
export type Pdfjs = typeof import('pdfjs-dist/legacy/build/pdf.mjs') & { readonly worker: PDFWorker };

let loaded: Promise<Pdfjs> | undefined;

/** Loads pdf.js: once a process or thread, in 0.2 s. */
export function loadPdfjs(): Promise<Pdfjs> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Pdfjs> {
  inflateInPlace();
  if (!('FontFace' in globalThis)) Object.assign(globalThis, { FontFace: NoFontFace });
  const [pdfjs, { WorkerMessageHandler }] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    loadWorker(),
  ]);
  const [near, far] = connect();
  // Typed as a null by pdf.js, but a port is what it takes.
  const worker = new pdfjs.PDFWorker({ port: near as unknown as null, verbosity: 0 });
  WorkerMessageHandler.initializeFromPort(far);
  return { ...pdfjs, worker };
}

/**
 * Nothing is drawn here. But where fonts cannot be loaded, as in Node, pdf.js takes the outlines of all glyphs apart to
 * draw them itself, which is a tenth of the time of reading a page. So it is told that fonts can be loaded.
 */
class NoFontFace {
  readonly loaded = Promise.resolve();
}
const NO_DOCUMENT = { fonts: { add() {}, delete() {} } } as never;

/** pdf.js ships no types for its worker part. */
function loadWorker(): Promise<{ readonly WorkerMessageHandler: { initializeFromPort(port: Port): void } }> {
  const name: string = 'pdfjs-dist/legacy/build/pdf.worker.mjs';
  return import(name);
}

/** Fonts, character maps and decoders come with pdf.js, none from the machine: a file reads alike wherever it is read. */
export const OWN_FILES = {
  standardFontDataUrl: `${PDFJS_ROOT}standard_fonts/`,
  cMapUrl: `${PDFJS_ROOT}cmaps/`,
  cMapPacked: true,
  wasmUrl: `${PDFJS_ROOT}wasm/`,
  useSystemFonts: false,
} as const;

/** A Buffer as the plain array that pdf.js insists on. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array) => new Uint8Array(buffer, byteOffset, byteLength);

/** Starts opening a file. */
export function startOpening(pdfjs: Pdfjs, bytes: Uint8Array, password: string): PDFDocumentLoadingTask {
  return pdfjs.getDocument({
    // No copy for pdf.js: the port hands it over as it is, and pdf.js decrypts and unpacks into arrays of its own.
    data: plain(hideFontPrograms(bytes)),
    worker: pdfjs.worker,
    ...(password === '' ? {} : { password }),
    ...OWN_FILES,
    verbosity: 0,
    disableFontFace: false,
    ownerDocument: NO_DOCUMENT,
    // Names, ascents and descents of fonts: the only way to know what is bold.
    fontExtraProperties: true,
    // Pictures are not decoded for reading words.
    maxImageSize: 0,
  });
}
