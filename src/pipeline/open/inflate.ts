import { inflateSync } from 'node:zlib';

/** Most bytes that one compressed stream of a PDF may unpack to. */
const MAX_UNPACKED = 256 * 1024 * 1024;

let refused = 0;

/** How many streams were left out so far because they unpack to more than is allowed. */
export function refusedStreams(): number {
  return refused;
}

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
        for (const chunk of packed) yield inflate(chunk);
      },
    };
  }
}

function inflate(packed: Uint8Array): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: MAX_UNPACKED });
  } catch (error) {
    // Any other error makes pdf.js fall back to its own decoder, which reads damaged streams as far as they go.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    refused++;
    return new Uint8Array();
  }
}
