/** Weights in 8 bits, and what to multiply them with. */
export interface Quantised {
  readonly codes: Uint8Array;
  readonly scales: Float32Array;
}

/** How many levels lie on each side of 0: -128 is left out, so that both sides are alike. */
const LEVELS = 127;

/**
 * Weights `[rows, cols]` in blocks of `block` rows of a column, as MatMulNBits takes them: codes
 * `[cols, blocks, block]` around 128, a scale a block. A last block that is not full is filled up with zeros.
 */
export function quantiseBlocks(weights: Float32Array, rows: number, cols: number, block: number): Quantised {
  const blocks = Math.ceil(rows / block);
  const codes = new Uint8Array(cols * blocks * block).fill(128);
  const scales = new Float32Array(cols * blocks);
  for (let b = 0; b < blocks; b++) {
    const from = b * block;
    const to = Math.min(rows, from + block);
    const largest = new Float32Array(cols);
    for (let row = from; row < to; row++) {
      for (let col = 0, at = row * cols; col < cols; col++, at++) {
        const size = Math.abs(weights[at] ?? 0);
        if (size > (largest[col] ?? 0)) largest[col] = size;
      }
    }
    for (let col = 0; col < cols; col++) scales[col * blocks + b] = (largest[col] ?? 0) / LEVELS;
    const factors = largest.map((size) => (size === 0 ? 0 : LEVELS / size));
    for (let row = from; row < to; row++) {
      const place = b * block + (row - from);
      for (let col = 0, at = row * cols; col < cols; col++, at++) {
        codes[col * blocks * block + place] = Math.round((weights[at] ?? 0) * (factors[col] ?? 0)) + 128;
      }
    }
  }
  return { codes, scales };
}

/** Weights `[rows, cols]` as they are, with a scale a column, as DynamicQuantizeMatMul takes them: signed bytes. */
export function quantiseColumns(weights: Float32Array, rows: number, cols: number): Quantised {
  const scales = new Float32Array(cols);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) {
      const size = Math.abs(weights[at] ?? 0);
      if (size > (scales[col] ?? 0)) scales[col] = size;
    }
  }
  const factors = scales.map((size) => (size === 0 ? 0 : LEVELS / size));
  const codes = new Int8Array(rows * cols);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) codes[at] = Math.round((weights[at] ?? 0) * (factors[col] ?? 0));
  }
  return { codes: new Uint8Array(codes.buffer), scales: scales.map((size) => size / LEVELS) };
}
