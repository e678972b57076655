import { Worker } from 'node:worker_threads';
import { runPlain } from './plain.ts';
import { openSimd, simdModule } from './simd.ts';
import { piecesOf, type Task } from './task.ts';
import type { Done, Order, ThreadSettings } from './thread.ts';

/** Runs tasks: on threads, which start with the first task that is worth it and stay, or here. */
export interface Pool {
  readonly name: string;
  /** Resolves when all pieces are done. `cost` in comparisons of a code with a row of the question. */
  run(task: Task, cost: number): Promise<void>;
  close(): Promise<void>;
}

// A thread takes about 40 ms to start, and to hand it work 0.1 ms; one does some 2000 comparisons of codes a microsecond.
const WORTH_STARTING = 10_000_000;
const WORTH_HANDING = 400_000;

/** Opens a pool of `threads`; none means that all is done in this one. `plain` keeps to plain TypeScript. */
export function openPool(threads: number, plain: boolean): Pool {
  // the scratch of each memory has a part for each thread, the first of them for this one
  const module = plain ? undefined : simdModule();
  const here = module === undefined ? runPlain : openSimd(module, 0);
  let workers: readonly Worker[] = [];
  // one task at a time: threads have one scratch
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function run(task: Task, cost: number): Promise<void> {
    if (closed) throw new Error('The kernels are closed');
    const pieces = piecesOf(task);
    if (pieces === 0) return;
    if (threads === 0 || pieces === 1 || cost < (workers.length > 0 ? WORTH_HANDING : WORTH_STARTING)) {
      for (let piece = 0; piece < pieces; piece += 1) here(task, piece);
      return;
    }
    if (workers.length === 0)
      workers = Array.from({ length: threads }, (_, i) => startThread({ thread: i + 1, module }));
    const order: Order = { task, pieces, next: new Int32Array(new SharedArrayBuffer(4)) };
    try {
      await Promise.all(workers.map((worker) => give(worker, order)));
    } catch (error) {
      // no piece is begun any more, and no thread that may have failed is asked again
      Atomics.store(order.next, 0, pieces);
      const old = workers;
      workers = [];
      await Promise.all(old.map((worker) => worker.terminate()));
      throw error;
    }
  }
  return {
    name: module === undefined ? 'plain' : 'wasm-simd',
    run(task, cost) {
      const result = last.then(() => run(task, cost));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await last;
      await Promise.all(workers.map((worker) => worker.terminate()));
      workers = [];
    },
  };
}

function startThread(settings: ThreadSettings): Worker {
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: settings });
  // an idle thread keeps no process alive
  worker.unref();
  return worker;
}

function give(worker: Worker, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      worker.unref();
      worker.off('message', answered);
      worker.off('error', failed);
      worker.off('exit', ended);
    };
    const answered = ({ error }: Done) => {
      stop();
      if (error === undefined) resolve();
      else reject(error);
    };
    const failed = (error: unknown) => {
      stop();
      reject(error);
    };
    const ended = () => failed(new Error('A thread of the kernels ended'));
    worker.on('message', answered);
    worker.on('error', failed);
    worker.on('exit', ended);
    worker.ref();
    worker.postMessage(order);
  });
}
