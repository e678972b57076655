import { readFileSync } from 'node:fs';
import { CODES_PIECE, type CodesTask, ROWS_PIECE, type RowsTask, type Run, sectionOf, type Task } from './task.ts';

/** What `wasm/maxsim.ts` exports. */
interface Exports {
  scan(
    codes: number,
    starts: number,
    rowBytes: number,
    list: number,
    count: number,
    tables: number,
    queries: number,
    work: number,
    out: number,
  ): void;
  bytesMaxSim(
    codes: number,
    scales: number,
    rows: number,
    dim: number,
    query: number,
    width: number,
    queries: number,
    asked: number,
    best: number,
  ): number;
  floatsMaxSim(
    floats: number,
    rows: number,
    dim: number,
    query: number,
    width: number,
    queries: number,
    asked: number,
    best: number,
  ): number;
}

// Each thread's part of the scratch at a memory's start. Work is the planes of 64 rows and 16 bytes a row of the
// question: 8 KiB at 512 numbers a row; the rest takes 88 rows of a question as wide, or more of narrower ones.
const PART_BYTES = 256 << 10;
const LIST = 0;
const OUT = CODES_PIECE * 4;
const WORK = OUT + CODES_PIECE * 4;
const QUESTION = 64 << 10;

/** Threads that have a part of the scratch. */
export const MOST_THREADS = 16;
/** Numbers a row may have: of more, the sums of their bytes say too little. */
export const WIDEST = 512;

// From src/ and from dist/ alike.
const FILE = new URL('../../../wasm/maxsim.wasm', import.meta.url);

/** The kernels in one thread. */
export function openSimd(module: WebAssembly.Module, thread: number): Run {
  const base = thread * PART_BYTES;
  let made = new Map<WebAssembly.Memory, Exports>();
  let last: Task | undefined;

  function begin(task: Task): void {
    const memories = task.kind === 'codes' ? task.sections.map(({ memory }) => memory) : [task.memory];
    // what is not searched any more is let go of
    made = new Map(memories.map((memory) => [memory, made.get(memory) ?? exportsOf(module, memory)]));
    last = task;
  }
  return (task, piece) => {
    if (task !== last) begin(task);
    if (task.kind === 'codes') scoreCodes(task, piece, base, made);
    else scoreRows(task, piece, base, made.get(task.memory));
  };
}

let loaded: WebAssembly.Module | undefined | null = null;

/** The kernels' code, for all threads: it is compiled once. `undefined` where the engine has no relaxed SIMD. */
export function simdModule(): WebAssembly.Module | undefined {
  if (loaded !== null) return loaded;
  try {
    loaded = new WebAssembly.Module(readFileSync(FILE));
  } catch (error) {
    // anything but what the engine says of instructions that it does not know is a broken installation
    if (!(error instanceof Error) || error.name !== 'CompileError') throw error;
    loaded = undefined;
  }
  return loaded;
}

function exportsOf(module: WebAssembly.Module, memory: WebAssembly.Memory): Exports {
  // what the module exports is what its source says
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
}

function scoreCodes(task: CodesTask, piece: number, base: number, made: ReadonlyMap<WebAssembly.Memory, Exports>) {
  const { tables, list, out, sections } = task;
  let from = piece * task.piece;
  const end = Math.min(list.length, from + task.piece);
  while (from < end) {
    const section = sectionOf(sections, list[from] ?? 0);
    let to = from;
    while (to < end && (list[to] ?? 0) < section.first + section.pages) to += 1;
    const count = to - from;
    const pages = new Uint32Array(section.memory.buffer, base + LIST, count);
    for (let i = 0; i < count; i += 1) pages[i] = (list[from + i] ?? 0) - section.first;
    const sums = new Uint32Array(section.memory.buffer, base + OUT, count).fill(0);
    const tableBytes = tables.parts * 16;
    const batch = batchOf(tableBytes);
    for (let query = 0; query < tables.queries; query += batch) {
      const queries = Math.min(batch, tables.queries - query);
      const bytes = tables.bytes.subarray(query * tableBytes, (query + queries) * tableBytes);
      new Uint8Array(section.memory.buffer, base + QUESTION, bytes.length).set(bytes);
      const kernels = made.get(section.memory);
      const { codes, starts, rowBytes } = section;
      kernels?.scan(codes, starts, rowBytes, base + LIST, count, base + QUESTION, queries, base + WORK, base + OUT);
    }
    out.set(sums, from);
    from = to;
  }
}

/** How many rows of a question fit where it stands. */
function batchOf(rowBytes: number): number {
  return Math.floor((PART_BYTES - QUESTION) / rowBytes / 4) * 4;
}

function scoreRows(task: RowsTask, piece: number, base: number, kernels: Exports | undefined): void {
  const { question, places, out, dim, kind, memory } = task;
  const { values, width, queries, asked, step } = question;
  const bytes = width * values.BYTES_PER_ELEMENT;
  const batch = batchOf(bytes);
  for (let i = piece * ROWS_PIECE; i < Math.min(places.length, (piece + 1) * ROWS_PIECE); i += 1) {
    const { at, rows } = places[i] ?? { at: 0, rows: 0 };
    let sum = 0;
    for (let query = 0; query < queries; query += batch) {
      const some = Math.min(batch, queries - query);
      const part = values.subarray(query * width, (query + some) * width);
      new Uint8Array(memory.buffer, base + QUESTION, part.byteLength).set(
        new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
      );
      const rest = [dim, base + QUESTION, width, some, Math.min(some, asked - query), base + WORK] as const;
      sum +=
        (kind === 'bytes'
          ? kernels?.bytesMaxSim(at + rows * 4, at, rows, ...rest)
          : kernels?.floatsMaxSim(at, rows, ...rest)) ?? 0;
    }
    out[i] = sum * step;
  }
}
