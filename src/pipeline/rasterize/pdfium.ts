import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { lendFonts } from './fonts.ts';
import type { Pdfium, PdfiumCalls } from './pdfium-calls.ts';

/**
 * Bytes that one pdfium may have. A picture of the pixel budget takes 100 MB here, and a scan of A4 in colour at 600 dpi
 * is decoded to as much; what asks for more than this is built to.
 */
const MAX_MEMORY = 512 * 1024 * 1024;

/** Its memory never shrinks: beyond this a pdfium is left to the collector, and the next page begins with a new one. */
const KEPT_MEMORY = 96 * 1024 * 1024;

/** The part of the global of that name which is used here; Node's types leave it out. */
interface Wasm {
  compile(code: Uint8Array): Promise<object>;
  instantiate(code: object, imports: Imports): Promise<{ readonly exports: unknown }>;
}
interface Imports {
  readonly env: { readonly emscripten_resize_heap: (bytes: number) => number };
}
const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: Wasm };

const require = createRequire(import.meta.url);
let compiled: Promise<object> | undefined;
let current: Pdfium | undefined;

/** A pdfium that is fit for the next page, started where there is none. One serves all documents of a thread. */
export async function usePdfium(): Promise<Pdfium> {
  if (!current || !isFit(current)) current = await start();
  return current;
}

/** Whether a pdfium may go on after what it has done. */
export function isFit({ broken, starved, calls }: Pdfium): boolean {
  return !broken && !starved && calls.memory.buffer.byteLength <= KEPT_MEMORY;
}

async function start(): Promise<Pdfium> {
  compiled ??= readFile(require.resolve('@embedpdf/pdfium/pdfium.wasm')).then((code) => wasm.compile(code));
  const [{ init }, code] = await Promise.all([import('@embedpdf/pdfium'), compiled]);
  let calls: PdfiumCalls | undefined;
  let starved = () => {};
  const overrides = {
    instantiateWasm(imports: Imports, done: (instance: { readonly exports: unknown }) => void) {
      const grow = imports.env.emscripten_resize_heap;
      const bounded = (bytes: number) => {
        // Addresses beyond 2 GB come as negative numbers.
        if (bytes >>> 0 <= MAX_MEMORY) return grow(bytes);
        starved();
        return 0;
      };
      wasm
        .instantiate(code, { ...imports, env: { ...imports.env, emscripten_resize_heap: bounded } })
        .then((instance) => {
          calls = instance.exports as PdfiumCalls;
          done(instance);
        });
      return {};
    },
    print() {},
    printErr() {},
  };
  const { pdfium } = await init(overrides as object);
  if (!calls) throw new Error('pdfium did not start');
  const started: Pdfium = {
    calls,
    addFunction: (run, signature) => pdfium.addFunction(run, signature),
    removeFunction: (address) => pdfium.removeFunction(address),
    starved: false,
    broken: false,
  };
  starved = () => {
    started.starved = true;
  };
  calls.PDFiumExt_Init();
  lendFonts(started);
  return started;
}
