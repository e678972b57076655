import type { MultiVector } from '../../core/vectors.ts';

/** Bytes at the start of every memory that no codes stand in: kernels keep questions and results there, a part for each thread. */
export const SCRATCH_BYTES = 4 << 20;

/**
 * The codes of one segment, in memory that all threads share and WebAssembly works in: send the block to a thread, and
 * it sees the same bytes. Nothing in a block changes while it is searched. All places are byte offsets in `memory`, multiples of 64.
 */
export interface CodeBlock {
  readonly memory: WebAssembly.Memory;
  /** Numbers a row. */
  readonly dim: number;
  /** Bytes of a row's code: one bit a number, filled up with zeros to whole 8 bytes. See `quantise.ts`. */
  readonly rowBytes: number;
  readonly pages: number;
  /** Where the codes of all rows stand, page after page. */
  readonly codes: number;
  /** `pages + 1` unsigned 32-bit numbers: the row that each page begins with, and how many rows there are. */
  readonly starts: number;
  /** Where the coarse codes stand: a few rows a page that stand for all of its rows, for a first look at many pages. */
  readonly coarse: number;
  /** As `starts`, for the coarse codes. */
  readonly coarseStarts: number;
}

/** A page's rows in whole numbers: row `r` is `scales[r] * codes[r * dim …]`. */
export interface ByteRows {
  readonly dim: number;
  readonly codes: Int8Array;
  readonly scales: Float32Array;
}

/** A page's rows where they are kept: read only for the few pages that need it, straight to where they are worked on. */
export interface StoredRows {
  readonly dim: number;
  readonly rows: number;
  /**
   * Fills all of `into`, which is in shared memory. For `rescore`: the scales, as 32-bit floats, then the whole numbers, `rows * (4 + dim)` bytes.
   * For `exact`: 32-bit floats, `rows * dim * 4` bytes.
   */
  read(into: Uint8Array): Promise<void>;
}

/** Pages to be looked at, and how many of them to keep. */
export interface Scan {
  readonly blocks: readonly CodeBlock[];
  /** One byte a page for each block: 0 for one that is not wanted (removed, or of another document). */
  readonly wanted: readonly Uint8Array[];
  readonly keep: number;
}

/** A page that a scan kept: its block, its place in the block, and what its codes say of its score. */
export interface Kept {
  readonly block: number;
  readonly page: number;
  readonly score: number;
}

/** Scores pages by MaxSim: the sum over the question's rows of the largest dot product with a row of the page. */
export interface Kernel {
  /** For figures: `plain`, `wasm-simd`. */
  readonly name: string;
  /** The best pages by their codes, best first; equal ones in their order. A page without rows is never kept. */
  scan(query: MultiVector, scan: Scan): Promise<readonly Kept[]>;
  /** A score a page, from rows in whole numbers: nearly exact. */
  rescore(query: MultiVector, pages: readonly StoredRows[]): Promise<readonly number[]>;
  /** A score a page, from rows as they were encoded. */
  exact(query: MultiVector, pages: readonly StoredRows[]): Promise<readonly number[]>;
  close(): Promise<void>;
}
