import type { CodeBlock } from './kernel.ts';
import type { Numbers, Tables } from './question.ts';

/** One section of a block's codes, and where its pages stand among those of all blocks. */
export interface CodeSection extends Pick<CodeBlock, 'memory' | 'rowBytes' | 'pages'> {
  readonly codes: number;
  readonly starts: number;
  /** Number of its first page. */
  readonly first: number;
}

/** Pages to be scored by their codes. */
export interface CodesTask {
  readonly kind: 'codes';
  readonly sections: readonly CodeSection[];
  readonly tables: Tables;
  /** How many of the list make a piece: at most `CODES_PIECE`. */
  readonly piece: number;
  /** Numbers of the pages, over all sections, rising. */
  readonly list: Uint32Array;
  /** For each of the list, the sum of `codesMaxSim`. */
  readonly out: Uint32Array;
}

/** Pages to be scored by their rows, which stand in one memory. */
export interface RowsTask {
  readonly kind: 'bytes' | 'floats';
  readonly memory: WebAssembly.Memory;
  readonly dim: number;
  readonly question: Numbers;
  /** Where each page's rows begin (their scales, where they have them), and how many there are. */
  readonly places: readonly { readonly at: number; readonly rows: number }[];
  /** For each place, its MaxSim. */
  readonly out: Float64Array;
}

/** Work that is done in pieces: whoever takes a piece counts `next` up. All its arrays are in shared memory. */
export type Task = CodesTask | RowsTask;

/** Does a piece of a task. */
export type Run = (task: Task, piece: number) => void;

/** Pages a piece, at most. */
export const CODES_PIECE = 1024;
/** Pages a piece of rows: some tenths of a millisecond of work. */
export const ROWS_PIECE = 2;

/** How many pieces a task has. */
export function piecesOf(task: Task): number {
  return task.kind === 'codes' ? Math.ceil(task.list.length / task.piece) : Math.ceil(task.places.length / ROWS_PIECE);
}

/** The section that a page is of. */
export function sectionOf(sections: readonly CodeSection[], page: number): CodeSection {
  const section = sections.findLast(({ first }) => first <= page);
  if (section === undefined) throw new RangeError('A page of no section is asked for');
  return section;
}

/** An array in shared memory. */
export function shared<T extends Uint8Array | Uint32Array | Int16Array | Int32Array | Float32Array | Float64Array>(
  type: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  length: number,
): T {
  return new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
}
