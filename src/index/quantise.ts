import type { MultiVector } from '../core/vectors.ts';
import type { ByteRows } from './kernels/kernel.ts';

/** Bytes of a row's code: a bit a number, filled up to whole 8 bytes. */
export function codeBytes(dim: number): number {
  return Math.ceil(dim / 64) * 8;
}

/** A bit a number: 1 where it is above zero. Number `i` is bit `i % 8` of byte `i / 8`. */
export function signCodes({ dim, data }: MultiVector): Uint8Array {
  const rowBytes = codeBytes(dim);
  const rows = data.length / dim;
  const codes = new Uint8Array(rows * rowBytes);
  // a float is above zero when its bits are, as a whole number: signs come by chance, and no branch guesses them
  const words = new Int32Array(data.buffer, data.byteOffset, data.length);
  for (let row = 0; row < rows; row += 1) {
    const from = row * dim;
    for (let first = 0; first < dim; first += 8) {
      const count = Math.min(8, dim - first);
      let byte = 0;
      for (let i = 0; i < count; i += 1) {
        const bits = words[from + first + i] ?? 0;
        byte |= ((~bits & (bits | -bits)) >>> 31) << i;
      }
      codes[row * rowBytes + (first >> 3)] = byte;
    }
  }
  return codes;
}

const LARGEST = 127;
/** What has this added and taken away again is a whole number, as 64-bit floats of that size have no other digits; faster than `Math.round`. */
const ROUNDS = 2 ** 52 * 1.5;

/** Rows in whole numbers of -127 to 127, each with the scale that makes its largest number 127. */
export function byteRows({ dim, data }: MultiVector): ByteRows {
  const rows = data.length / dim;
  const codes = new Int8Array(data.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const [from, end] = [row * dim, (row + 1) * dim];
    let largest = 0;
    for (let i = from; i < end; i += 1) {
      const value = Math.abs(data[i] ?? 0);
      if (value > largest) largest = value;
    }
    if (largest === 0) continue;
    scales[row] = largest / LARGEST;
    const steps = LARGEST / largest;
    for (let i = from; i < end; i += 1) codes[i] = (data[i] ?? 0) * steps + ROUNDS - ROUNDS;
  }
  return { dim, codes, scales };
}
