import { inflateSync } from 'node:zlib';

/** Most bytes that one compressed stream of a PDF may unpack to. */
const MAX_UNPACKED = 256 * 1024 * 1024;

const Native = globalThis.DecompressionStream;

/**
 * pdf.js inflates through the web's DecompressionStream, which in Node sends every stream to the thread pool and back:
 * half of the time that reading a page takes. Page work has its own thread already, so inflating in place is faster.
 * Takes the global's place in this thread; only the calls that pdf.js makes are answered, others get the native class.
 */
export function inflateInPlace(): void {
  if (globalThis.DecompressionStream === Native) Object.assign(globalThis, { DecompressionStream: InPlace });
}

class InPlace {
  readonly readable: AsyncIterable<Uint8Array> | ReadableStream;
  readonly writable: unknown;

  constructor(format: ConstructorParameters<typeof DecompressionStream>[0]) {
    if (format !== 'deflate') {
      const native = new Native(format);
      this.readable = native.readable;
      this.writable = native.writable;
      return;
    }
    const packed: Uint8Array[] = [];
    this.writable = {
      getWriter: () => ({
        ready: Promise.resolve(),
        write: async (chunk: Uint8Array) => void packed.push(chunk),
        close: async () => {},
      }),
    };
    this.readable = {
      async *[Symbol.asyncIterator]() {
        // An error here makes pdf.js fall back to its own decoder, which reads damaged streams as far as they go.
        for (const chunk of packed) yield inflateSync(chunk, { maxOutputLength: MAX_UNPACKED });
      },
    };
  }
}
