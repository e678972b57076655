import { setFlagsFromString } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { InvoicectlError } from '../../core/errors.ts';
import type { PlaceFinder, VisionReader } from '../../core/vision.ts';
import { answerOn } from '../../core/vision-line.ts';
import {
  type DocumentRead,
  type FarVision,
  type PageBegun,
  RETIRED,
  type Stage,
  type ThreadResult,
  type ThreadSettings,
  type ThreadTask,
} from './messages.ts';
import type * as Thread from './thread.ts';

/** Reads documents on threads of their own. */
export interface DocumentPool {
  /** `load` gives the bytes; they are handed over to the thread, so it may be asked again. */
  read(load: () => Promise<Uint8Array>, file: string, options: ReadOptions): Promise<DocumentRead>;
  close(): Promise<void>;
}

export interface ReadOptions {
  /** Aborts the reading; its thread is ended. */
  readonly signal: AbortSignal;
  readonly onPage?: (begun: PageBegun) => void;
  /** Says where the vision model is to look on the pages of this document. */
  readonly finder?: PlaceFinder | undefined;
}

export interface PoolSettings extends ThreadSettings {
  readonly threads: number;
  /** Milliseconds that one page may take at each stage; opening the file is the first. */
  readonly limitMs: Readonly<Record<Stage, number>>;
  /** The one model that all threads ask; absent or `null`: none looks at the pages. Whoever opened it closes it. */
  readonly vision?: (Pick<FarVision, 'mode' | 'budget'> & { readonly reader: VisionReader }) | null;
}

/**
 * A page that takes longer than this is stopped: real text layers take milliseconds, pictures seconds, hostile ones for
 * ever. Whoever waits for the model says so every few seconds; the model has limits of its own.
 */
export const PAGE_LIMIT_MS: PoolSettings['limitMs'] = { text: 20_000, picture: 90_000, model: 60_000 };

/** Resident memory of the process, in MiB, from which on threads that have read pictures are replaced. */
export const memoryLimit = (threads: number): number => 300 + 300 * threads;

/** Memory of one thread, in MiB. A document that needs more ends its thread, not the process. */
const THREAD_MEMORY_MB = 768;

/** Pages that may stop a thread before the whole document is given up. */
const STUCK_PAGES = 3;

/**
 * Opens a pool of threads. A page that takes too long is stopped with its thread and left out in a second run, so that
 * the rest of its document is still read.
 */
export function openPool({ threads, limitMs, vision = null, ...settings }: PoolSettings): DocumentPool {
  tuneEngine();
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
  const pool = new Piscina<ThreadTask | undefined, ThreadResult>({
    filename: new URL(file, import.meta.url).href,
    name: 'run',
    // Two start at once, others as documents come; all stay warm while there are any.
    minThreads: Math.min(threads, 2),
    idleTimeout: 60_000,
    maxThreads: threads,
    // Idle threads wait without blocking, so that pdf.js can finish what it does between two documents.
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB },
    workerData: settings satisfies ThreadSettings,
  });
  // A thread that fails while it has no task, so at its start, would leave every task waiting for ever.
  const waiting = new Set<(error: unknown) => void>();
  pool.on('error', (error) => {
    for (const fail of waiting) fail(error);
  });
  // Not a race with one lasting promise: that would hold every result for as long as the pool lives.
  function run(task: ThreadTask, signal: AbortSignal): Promise<ThreadResult> {
    const { promise, resolve, reject } = Promise.withResolvers<ThreadResult>();
    waiting.add(reject);
    const transferList = [task.progress, task.bytes.buffer, ...(task.vision === null ? [] : [task.vision.line])];
    pool.run(task, { signal, transferList }).then(resolve, reject);
    return promise.finally(() => waiting.delete(reject));
  }

  let used = false;
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  return {
    async read(load, file, { signal, onPage, finder }) {
      used = true;
      const skip: Record<Stage, number[]> = { text: [], picture: [], model: [] };
      for (;;) {
        const watch = watchPages(limitMs, onPage);
        const stop = stopAt(AbortSignal.any([signal, watch.signal, closing.signal]), () => watch.latest().stage);
        const { port1, port2 } = new MessageChannel();
        port1.on('message', watch.begun);
        const asked = vision && farVision(vision, finder);
        try {
          const bytes = ownBuffer(await load());
          const task = { bytes, file, skip, stop: stop.flag, progress: port2, vision: asked?.far ?? null };
          const reading = run(task, stop.kill);
          running.add(reading);
          const result = await reading.finally(() => running.delete(reading));
          if (result.ok) return { records: result.records, pages: result.pages };
          throw new InvoicectlError(
            result.code,
            result.message,
            result.hint === undefined ? {} : { hint: result.hint },
          );
        } catch (error) {
          if (signal.aborted || closing.signal.aborted) throw error;
          if (isRetired(error)) continue;
          if (isOutOfMemory(error)) throw outOfMemory(error);
          if (!watch.signal.aborted) throw error;
          const { stage, page } = watch.latest();
          if (page === 0 || skip[stage].includes(page) || skip[stage].length >= STUCK_PAGES)
            throw tooSlow(page, limitMs[stage]);
          skip[stage].push(page);
        } finally {
          watch.stop();
          stop.done();
          asked?.end();
          port1.close();
        }
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      // Threads are ended without notice, so one is asked before. Should it fail, the next run compiles again.
      if (used)
        await pool.run(undefined, { name: 'keepCompiled' satisfies keyof typeof Thread }).catch(() => undefined);
      await pool.destroy();
    },
  };
}

/**
 * Tells V8 what suits threads that begin cold and parse: compile to baseline code at once and keep it, leave out the
 * last tier and whatever compiles or collects beside the work, which take more of the cores than they give back, and
 * begin with room for objects. Over 70 pages, cold, on two cores and Node 24 that takes a third off the time; warm pages
 * gain as well. Node 22 has no tier between the first and the last, so it keeps its own ways.
 */
function tuneEngine(): void {
  if (Number(process.versions.node.split('.')[0]) < 24) return;
  setFlagsFromString('--always-sparkplug');
  setFlagsFromString('--no-flush-bytecode');
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-concurrent-recompilation');
  setFlagsFromString('--invocation-count-for-maglev=1500');
  setFlagsFromString('--single-threaded-gc');
  setFlagsFromString('--initial-old-space-size=48');
  setFlagsFromString('--min-semi-space-size=8');
  // More room would save little time and cost memory in every thread.
  setFlagsFromString('--max-semi-space-size=8');
}

/** A line on which one thread asks the model, for one document; when it ends, nothing of that document is read on. */
function farVision(
  { mode, budget, reader }: NonNullable<PoolSettings['vision']>,
  finder: PlaceFinder | undefined,
): { readonly far: FarVision; end(): void } {
  const { port1, port2 } = new MessageChannel();
  const abort = answerOn(port1, reader, finder);
  return {
    far: { mode, budget, name: reader.name, finds: finder !== undefined, line: port2 },
    end() {
      abort();
      port1.close();
    },
  };
}

interface Watch {
  readonly signal: AbortSignal;
  readonly begun: (message: PageBegun) => void;
  /** The page that is being read, 0 while the file is being opened. */
  latest(): PageBegun;
  stop(): void;
}

interface Stop {
  /** Told to the thread: not 0 once it is to end its task. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Aborted when the thread is to be ended, whatever it does. */
  readonly kill: AbortSignal;
  done(): void;
}

/**
 * Time that a thread is given to end its task by itself, in milliseconds. Ended in the midst of a model, it would take
 * the process with it, and a model answers within a second or two; a text layer holds nothing that asks whether to stop.
 */
const GRACE_MS: Readonly<Record<Stage, number>> = { text: 200, picture: 15_000, model: 15_000 };

/** Stops a task when `signal` says so: the thread is asked first, and ended where it does not listen. */
function stopAt(signal: AbortSignal, stage: () => Stage): Stop {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const kill = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    Atomics.store(flag, 0, 1);
    const asked = performance.now();
    // The stage is looked at each time: its message may still be on the way.
    timer = setInterval(() => {
      if (performance.now() - asked >= GRACE_MS[stage()]) kill.abort();
    }, 50);
  };
  if (signal.aborted) ask();
  else signal.addEventListener('abort', ask, { once: true });
  return {
    flag,
    kill: kill.signal,
    done() {
      signal.removeEventListener('abort', ask);
      clearInterval(timer);
    },
  };
}

/** Bytes with a buffer of their own: small ones share one, which cannot be handed over. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}

/** Time that a thread may take to start: much, for the machine may be busy, but not for ever. */
const START_LIMIT_MS = 120_000;

/** Aborts its signal when no new page is begun for as long as a stage may take, counted from when the thread begins. */
function watchPages(limitMs: PoolSettings['limitMs'], onPage: ((begun: PageBegun) => void) | undefined): Watch {
  const controller = new AbortController();
  let latest: PageBegun = { stage: 'text', page: 0, of: 0 };
  let timer = setTimeout(() => controller.abort(), START_LIMIT_MS);
  return {
    signal: controller.signal,
    begun(message) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), limitMs[message.stage]);
      latest = message;
      if (message.page > 0) onPage?.(message);
    },
    latest: () => latest,
    stop: () => clearTimeout(timer),
  };
}

/** The thread ended itself before it began; piscina says so in words only. */
const isRetired = (error: unknown): boolean =>
  error instanceof Error && error.message === `worker exited with code: ${RETIRED}`;

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

function outOfMemory(cause: unknown): InvoicectlError {
  return new InvoicectlError('PROCESS_KILLED', `reading it takes more than ${THREAD_MEMORY_MB} MB of memory`, {
    cause,
  });
}

function tooSlow(page: number, limit: number): InvoicectlError {
  const what = page === 0 ? 'opening it' : `page ${page}`;
  return new InvoicectlError('PAGE_TIMEOUT', `${what} took longer than ${limit / 1000} s and was stopped`);
}
