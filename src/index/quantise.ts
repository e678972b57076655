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
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < dim; i += 1) {
      if ((data[row * dim + i] ?? 0) > 0) {
        const at = row * rowBytes + (i >> 3);
        codes[at] = (codes[at] ?? 0) | (1 << (i & 7));
      }
    }
  }
  return codes;
}

/** Rows in whole numbers of -127 to 127, each with the scale that makes its largest number 127. */
export function byteRows({ dim, data }: MultiVector): ByteRows {
  const rows = data.length / dim;
  const codes = new Int8Array(data.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let largest = 0;
    for (let i = row * dim; i < (row + 1) * dim; i += 1) largest = Math.max(largest, Math.abs(data[i] ?? 0));
    const scale = largest / 127;
    scales[row] = scale;
    if (scale === 0) continue;
    for (let i = row * dim; i < (row + 1) * dim; i += 1) codes[i] = Math.round((data[i] ?? 0) / scale);
  }
  return { dim, codes, scales };
}
