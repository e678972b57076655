import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { InvoicectlError } from '../../core/errors.ts';
import type { VisionReader, VisionReply, VisionRequest } from '../../core/vision.ts';
import { errorOf, type FarReader, readerOver } from '../../core/vision-line.ts';
import { CLOSE, type ModelSettings, type Opened } from './messages.ts';

/** How a model is kept on a thread; the defaults are what the commands use. */
export interface HostOptions {
  /** Name of the reader. */
  readonly name: string;
  /** The thread's file, and what it is told. */
  readonly file?: URL;
  readonly data: ModelSettings | Readonly<Record<string, unknown>>;
  /** Time to load the model in. */
  readonly loadMs?: number;
  /** Time beyond its budget that a request is given to end by itself: a model stops between two steps, never within. */
  readonly graceMs?: number;
}

const LOAD_MS = 180_000;
const GRACE_MS = 15_000;
/** Threads that may end unasked, one after the other, before no further one is started. */
const CRASHES = 3;
/** How often a request is given to a thread: once more after one that ended under it. */
const TRIES = 2;

/** A thread with the model on it. */
interface Running {
  readonly worker: Worker;
  readonly far: FarReader;
  /** Rejects when the model cannot be loaded, or the thread has ended before. */
  readonly opened: Promise<void>;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
}

/**
 * The one model of a process, on a thread of its own, which is started when it is asked first. Requests take turns. A
 * thread that ends unasked is started again, once for a request. A model that does not stop in time is never ended by
 * force, for that ends the process: it is said to be stuck, and asked again once it has come back.
 */
export function openHost({
  name,
  file = THREAD,
  data,
  loadMs = LOAD_MS,
  graceMs = GRACE_MS,
}: HostOptions): VisionReader {
  let running: Running | null = null;
  let crashes = 0;
  /** Why nothing is asked any more. */
  let lost: InvoicectlError | null = null;
  let stuck = false;
  let turn: Promise<unknown> = Promise.resolve();

  function start(): Running {
    const worker = new Worker(file, { workerData: data });
    const far = readerOver(worker, name);
    const opened = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const end = (why: Error) => {
      if (running?.worker === worker) running = null;
      far.fail(why);
      opened.reject(why);
      ended.resolve();
    };
    worker.on('message', (message: unknown) => {
      const said = message as Opened | Readonly<Record<string, undefined>>;
      if (said.opened !== undefined) opened.resolve();
      else if (said.unopened !== undefined) opened.reject(new Crash(errorOf(said.unopened), true));
    });
    worker.on('error', (error) => end(new Crash(crashOf(error))));
    worker.on('exit', (code) => end(new Crash(crashOf(new Error(`its thread ended with code ${code}`)))));
    // Whoever asks hears of it; without one it is nobody's failure.
    opened.promise.catch(() => undefined);
    return { worker, far, opened: opened.promise, ended: ended.promise };
  }

  async function tryOnce(request: VisionRequest, signal: AbortSignal): Promise<VisionReply> {
    running ??= start();
    const { far, opened } = running;
    const over = new AbortController();
    const late = (ms: number) => sleep(ms, 'late' as const, { signal: over.signal }).catch(() => 'over' as const);
    try {
      if ((await Promise.race([opened, late(loadMs)])) === 'late') throw tooLate('loading it', loadMs);
      const limitMs = Math.ceil(request.budget.ms + graceMs);
      const clock = AbortSignal.timeout(limitMs);
      const both = AbortSignal.any([signal, clock]);
      const reading = far.read(request, both).catch((error: unknown) => {
        throw clock.aborted && !(error instanceof Crash) ? tooLate('reading', limitMs) : error;
      });
      const aborted = new Promise<void>((resolve) => both.addEventListener('abort', () => resolve(), { once: true }));
      const end = await Promise.race([reading, aborted.then(() => late(graceMs))]);
      if (end !== 'late' && end !== 'over') return end;
      stuck = true;
      reading
        .catch(() => undefined)
        .finally(() => {
          stuck = false;
        });
      throw tooLate('reading', limitMs + graceMs);
    } finally {
      over.abort();
    }
  }

  async function readInTurn(request: VisionRequest, signal: AbortSignal): Promise<VisionReply> {
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted();
      if (lost !== null) throw lost;
      if (stuck) throw new InvoicectlError('MODEL_TIMEOUT', 'the vision model is still busy with what it was to stop');
      try {
        const reply = await tryOnce(request, signal);
        crashes = 0;
        return reply;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        crashes += 1;
        if (error.isLasting || crashes >= CRASHES) lost = error.why;
        if (tries >= TRIES || lost !== null) throw error.why;
      }
    }
  }

  return {
    name,
    read(request, signal) {
      const own = turn.then(() => readInTurn(request, signal));
      turn = own.catch(() => undefined);
      return own;
    },
    async close() {
      const open = running;
      running = null;
      if (open === null) return;
      open.worker.postMessage(CLOSE);
      const over = new AbortController();
      await Promise.race([open.ended, sleep(graceMs, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
      open.worker.unref();
    },
  };
}

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);

/** The thread ended unasked, or could not load the model, which it could not the next time either. */
class Crash extends Error {
  readonly why: InvoicectlError;
  readonly isLasting: boolean;
  constructor(why: InvoicectlError, isLasting = false) {
    super(why.message);
    this.why = why;
    this.isLasting = isLasting;
  }
}

function crashOf(error: Error): InvoicectlError {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new InvoicectlError('MODEL_OUT_OF_MEMORY', 'the vision model ran out of memory', { cause: error });
  return new InvoicectlError('MODEL_FAILED', `the vision model stopped: ${error.message}`, { cause: error });
}

const tooLate = (what: string, ms: number): InvoicectlError =>
  new InvoicectlError(
    'MODEL_TIMEOUT',
    `the vision model took longer than ${Math.round(ms / 1000)} s: ${what} was stopped`,
  );
