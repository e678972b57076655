import type { JobQueue, Lease } from '../core/ports.ts';
import { type Ending, type Handler, type Rules, runAttempt } from './attempt.ts';
import { type Sleep, sleep as sleepFor } from './sleep.ts';

/** What the loop works on and with; the defaults are what the commands use. */
export interface WorkOptions extends Handler, Partial<Rules> {
  readonly queue: JobQueue;
  /** How many jobs at once. */
  readonly slots: number;
  /** Aborted when the worker is to stop. */
  readonly signal: AbortSignal;
  /** Whether more jobs may come: the loop ends when none may and the queue is empty. By default none may. */
  readonly more?: () => boolean;
  /** Given a function that is to be called when a job has come, so that nobody waits for the next look. */
  readonly onReady?: (wake: () => void) => void;
  /** How long running jobs may go on after `signal` before they have to stop. */
  readonly graceMs?: number;
}

/** How many of the attempts that this loop made ended how. */
export type Worked = Readonly<Record<Ending, number>>;

/** How long to wait before asking again when nothing was due, first and at most. */
const PAUSE_MS = { first: 5, most: 250 } as const;

/**
 * The one loop for every queue: leases jobs, up to `slots` at once, and runs each to its end. Returns when the queue is
 * empty (jobs that wait for another try and jobs of other workers count) or when it was told to stop and has drained.
 * What is no document's fault (see `runAttempt`) stops it: running jobs are given back and the error is thrown.
 */
export async function work(options: WorkOptions): Promise<Worked> {
  const { queue, slots, signal, more = () => false, graceMs = 5000, sleep = sleepFor } = options;
  const rules: Rules = {
    maxAttempts: options.maxAttempts ?? 3,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    sleep,
    random: options.random ?? Math.random,
  };
  const worked: Record<Ending, number> = { done: 0, dead: 0, retried: 0, released: 0, lost: 0 };
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  /** Aborted when nothing more is to be leased, when running jobs have to stop, and when all is over. */
  const [ending, stopping, over] = [new AbortController(), new AbortController(), new AbortController()];
  const bell = bellOf(sleep);
  options.onReady?.(bell.ring);

  function end(): void {
    if (ending.signal.aborted) return;
    ending.abort();
    bell.ring();
    void sleep(graceMs, over.signal).then(() => stopping.abort());
  }

  function fail(error: unknown): void {
    failures.push(error);
    end();
    stopping.abort();
  }

  function start(lease: Lease, after: readonly Promise<void>[]): Promise<void> {
    const ready = Promise.all(after).then(() => !ending.signal.aborted);
    const run = runAttempt(lease, options, rules, stopping.signal, ready)
      .then((ending) => {
        worked[ending] += 1;
      }, fail)
      .finally(() => {
        running.delete(run);
        bell.ring();
      });
    running.add(run);
    return run;
  }

  async function loop(): Promise<void> {
    let pause: number = PAUSE_MS.first;
    while (!ending.signal.aborted) {
      if (running.size >= slots) {
        await bell.wait();
        continue;
      }
      const lease = await queue.lease();
      if (lease !== null) {
        pause = PAUSE_MS.first;
        // the last attempt runs alone: should this document kill the process, no other is taken along
        const alone = lease.attempt > 1 && lease.attempt >= rules.maxAttempts;
        const run = start(lease, alone ? [...running] : []);
        if (alone) await run;
        continue;
      }
      if (running.size === 0 && !more()) {
        const { waiting, leased } = await queue.depth();
        if (waiting + leased === 0) return;
      }
      await bell.wait(pause);
      pause = Math.min(PAUSE_MS.most, pause * 2);
    }
  }

  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  await loop().catch(fail);
  await Promise.all(running);
  over.abort();
  signal.removeEventListener('abort', end);
  if (failures.length > 0) throw failures[0];
  return worked;
}

/** Something to wait at until it rings or time is up; a ring that nobody waited for ends the next wait at once. */
function bellOf(sleep: Sleep) {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(ms?: number): Promise<void> {
      if (!rung) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const timer = new AbortController();
        await (ms === undefined ? woken : Promise.race([woken, sleep(ms, timer.signal)]));
        timer.abort();
      }
      rung = false;
    },
  };
}
