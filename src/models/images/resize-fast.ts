import { readFileSync } from 'node:fs';
import { type Passes, plainPasses } from './resize-plain.ts';
import { PLACES, type Taps } from './taps.ts';

/** Numbers that the kernel takes, in its order; places are byte offsets in its memory. */
type Kernel = (...numbers: number[]) => void;

interface Machine {
  readonly memory: WebAssembly.Memory;
  readonly across: Kernel;
  readonly down: Kernel;
}

const PAGE = 65_536;
/** Bytes that the kernel may write past a plane's end. */
const SLACK = 64;

let machine: Machine | undefined;

/** The passes in WebAssembly, a thread's own. Equal to the plain ones in every bit (see wasm/resize.ts). */
export const fastPasses: Passes = {
  across(plane, width, height, taps) {
    const packed = pack(taps);
    if (packed === null) return plainPasses.across(plane, width, height, taps);
    const kernel = running();
    const wide = taps.first.length;
    const place = places(kernel.memory, [
      plane.length + packed.padded + SLACK,
      wide * height + SLACK,
      taps.first.byteLength,
      packed.high.byteLength,
      packed.low.byteLength,
    ]);
    const [from = 0, to = 0, first = 0, high = 0, low = 0] = place;
    put(kernel.memory, [
      [from, plane],
      [first, taps.first],
      [high, packed.high],
      [low, packed.low],
    ]);
    kernel.across(from, width, height, to, wide, first, packed.padded, high, low);
    return copy(kernel.memory, to, wide * height);
  },
  down(plane, width, taps) {
    const packed = pack(taps);
    if (packed === null) return plainPasses.down(plane, width, taps);
    const kernel = running();
    const lines = taps.first.length;
    const place = places(kernel.memory, [
      plane.length + width + SLACK,
      width * lines + SLACK,
      taps.first.byteLength,
      taps.count.byteLength,
      packed.high.byteLength,
      packed.low.byteLength,
      Math.ceil(width / 16) * 4,
    ]);
    const [from = 0, to = 0, first = 0, count = 0, high = 0, low = 0, ink = 0] = place;
    put(kernel.memory, [
      [from, plane],
      [first, taps.first],
      [count, taps.count],
      [high, packed.high],
      [low, packed.low],
    ]);
    kernel.down(from, width, to, lines, first, count, packed.padded, high, low, ink);
    return copy(kernel.memory, to, width * lines);
  },
};

function running(): Machine {
  machine ??= start();
  return machine;
}

function start(): Machine {
  const memory = new WebAssembly.Memory({ initial: 1 });
  // From src/ and from dist/ alike.
  const bytes = readFileSync(new URL('../../../wasm/resize.wasm', import.meta.url));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { across, down } = exports;
  if (!isKernel(across) || !isKernel(down)) throw new Error('wasm/resize.wasm is not the kernel of this version');
  return { memory, across, down };
}

function isKernel(value: unknown): value is Kernel {
  return typeof value === 'function';
}

function fits({ weights, longest }: Taps): boolean {
  return longest < 4096 && weights.every((weight) => Math.abs(weight) < 2 ** (PLACES + 1));
}

interface Packed {
  /** Weights a new pixel: a multiple of 8. */
  readonly padded: number;
  /** Their upper 16 bits. */
  readonly high: Int16Array;
  /** Their lower 8 bits. */
  readonly low: Int16Array;
}

/** All planes of a picture are resized by the same taps. */
const known = new WeakMap<Taps, Packed | null>();

/** Weights in two halves; `null` where they do not fit, or might sum up to another white by their rounding. */
function pack(taps: Taps): Packed | null {
  const before = known.get(taps);
  if (before !== undefined) return before;
  const packed = fits(taps) ? halve(taps) : null;
  known.set(taps, packed);
  return packed;
}

function halve({ weights, longest, first }: Taps): Packed {
  const padded = Math.ceil(longest / 8) * 8;
  const high = new Int16Array(first.length * padded);
  const low = new Int16Array(first.length * padded);
  for (let i = 0; i < first.length; i++) {
    for (let k = 0; k < longest; k++) {
      const weight = weights[i * longest + k] ?? 0;
      high[i * padded + k] = weight >> 8;
      low[i * padded + k] = weight & 255;
    }
  }
  return { padded, high, low };
}

/** Byte offsets of blocks one after the other, for which the memory grows. */
function places(memory: WebAssembly.Memory, sizes: readonly number[]): readonly number[] {
  let end = 0;
  const found = sizes.map((size) => {
    const at = end;
    end = Math.ceil((at + size) / 16) * 16;
    return at;
  });
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  return found;
}

function put(memory: WebAssembly.Memory, blocks: readonly (readonly [number, ArrayBufferView])[]): void {
  for (const [at, { buffer, byteOffset, byteLength }] of blocks) {
    new Uint8Array(memory.buffer, at, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

function copy(memory: WebAssembly.Memory, at: number, size: number): Uint8Array {
  return new Uint8Array(memory.buffer, at, size).slice();
}
