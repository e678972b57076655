import { parentPort, workerData } from 'node:worker_threads';
import { runPlain } from './plain.ts';
import { openSimd } from './simd.ts';
import type { Task } from './task.ts';

/** What a thread is started with. */
export interface ThreadSettings {
  /** Its part of the scratch. */
  readonly thread: number;
  /** Without it the thread works in plain TypeScript. */
  readonly module: WebAssembly.Module | undefined;
}

/** What a thread is told: work to take pieces of, until `next` has passed the last. */
export interface Order {
  readonly task: Task;
  readonly pieces: number;
  /** The piece that nobody has taken yet. */
  readonly next: Int32Array;
}

/** What it answers when there is no piece left, or it failed. */
export interface Done {
  readonly error?: unknown;
}

const { thread, module }: ThreadSettings = workerData;
const run = module === undefined ? runPlain : openSimd(module, thread);

parentPort?.on('message', ({ task, pieces, next }: Order) => {
  try {
    for (let piece = Atomics.add(next, 0, 1); piece < pieces; piece = Atomics.add(next, 0, 1)) run(task, piece);
    parentPort?.postMessage({} satisfies Done);
  } catch (error) {
    parentPort?.postMessage({ error } satisfies Done);
  }
});
