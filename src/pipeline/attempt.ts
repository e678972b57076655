import { ERRORS, InvoicectlError } from '../core/errors.ts';
import type { Problem } from '../core/page.ts';
import type { Job, Lease, Outcome } from '../core/ports.ts';
import { backoffMs } from './backoff.ts';
import type { Sleep } from './sleep.ts';

/** What a handler is told about the attempt that it is. */
export interface Attempt {
  /** Aborted when the lease is lost or time is up: stop and write nothing. */
  readonly signal: AbortSignal;
  /** To be written with the result, see `RecordStore.commit`. */
  readonly token: number;
  /** 1 for the first. */
  readonly attempt: number;
}

/** What is done with a job. */
export interface Handler {
  /** Does one job; its result is written when it says `done`. */
  readonly handle: (job: Job, attempt: Attempt) => Promise<Outcome>;
  /** Writes down that a job is given up, just before it is. */
  readonly giveUp: (job: Job, problem: Problem, attempt: Attempt) => Promise<void>;
}

/** The rules that attempts run under. */
export interface Rules {
  readonly maxAttempts: number;
  /** How often the lease is extended: well within what it lasts. */
  readonly heartbeatMs: number;
  readonly sleep: Sleep;
  readonly random: () => number;
}

/** How an attempt ended; `lost`: another worker has the job now. */
export type Ending = 'done' | 'dead' | 'retried' | 'released' | 'lost';

/** Between telling a handler to stop and leaving it to itself. */
const STOP_MS = 1000;

/**
 * Runs one leased job to its end: keeps the lease alive, turns what is thrown into an outcome, settles. It waits for
 * `ready`, and where that says `false` the job is given back.
 * A foreseen error is the document's problem and final; any other is tried again. Throws what is no document's fault:
 * errors of the home folder, and of the queue itself.
 */
export async function runAttempt(
  lease: Lease,
  { handle, giveUp }: Handler,
  { maxAttempts, heartbeatMs, sleep, random }: Rules,
  stop: AbortSignal,
  ready: Promise<boolean>,
): Promise<Ending> {
  const { job, attempt, token } = lease;
  /** Aborted when the handler has to stop. */
  const halt = new AbortController();
  /** Aborted when the attempt is over. */
  const over = new AbortController();
  const told: Attempt = { signal: halt.signal, token, attempt };
  const halted = new Promise<void>((resolve) => halt.signal.addEventListener('abort', () => resolve(), { once: true }));
  let lost = false;

  const onStop = () => halt.abort();
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });

  async function keepAlive(): Promise<void> {
    for (;;) {
      await sleep(heartbeatMs, over.signal);
      if (over.signal.aborted) return;
      if (await lease.extend()) continue;
      lost = true;
      halt.abort();
      return;
    }
  }

  async function outcome(): Promise<Outcome> {
    if (attempt > maxAttempts) return { kind: 'dead', problem: killed(job, maxAttempts) };
    if (!(await Promise.race([ready, halted])) || halt.signal.aborted) return { kind: 'release' };
    const left = halted.then(() => sleep(STOP_MS, over.signal)).then((): Outcome => ({ kind: 'release' }));
    try {
      return await Promise.race([handle(job, told), left]);
    } catch (error) {
      if (isOfHome(error)) throw error;
      if (error instanceof InvoicectlError) return { kind: 'dead', problem: problemOf(error) };
      if (halt.signal.aborted) return { kind: 'release' };
      return { kind: 'retry', afterMs: backoffMs(attempt, random()), problem: unexpected(job, error) };
    }
  }

  /** Set when the heart stops by an error: then the lease cannot be kept, and the work must not go on. */
  let stopped: { readonly error: unknown } | null = null;
  const heart = keepAlive().catch((error: unknown) => {
    stopped = { error };
    halt.abort();
  });
  const heartError = (): { readonly error: unknown } | null => stopped;

  try {
    let end = await outcome();
    const broken = heartError();
    if (broken !== null) throw broken.error;
    if (lost) return 'lost';
    if (end.kind === 'retry' && attempt >= maxAttempts) end = { kind: 'dead', problem: end.problem };
    if (end.kind === 'dead') await giveUp(job, end.problem, told);
    return (await lease.settle(end)) ? ENDINGS[end.kind] : 'lost';
  } catch (error) {
    // given back where that still works; the first error is the one that says what is wrong
    if (!lost) await lease.settle({ kind: 'release' }).catch(() => false);
    throw error;
  } finally {
    over.abort();
    stop.removeEventListener('abort', onStop);
    await heart;
  }
}

const ENDINGS = { done: 'done', dead: 'dead', retry: 'retried', release: 'released' } as const satisfies Record<
  Outcome['kind'],
  Ending
>;

/**
 * Whether the fault is the home folder's, so that every other document would meet it too. Damage is not: it may be one
 * stored file's, and where it is the database's, writing the problem down fails and ends the loop.
 */
function isOfHome(error: unknown): boolean {
  return error instanceof InvoicectlError && error.code !== 'HOME_CORRUPT' && ERRORS[error.code].exit === 'home';
}

function problemOf({ code, message, hint }: InvoicectlError): Problem {
  return { code, message, hint };
}

function unexpected(job: Job, error: unknown): Problem {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'UNEXPECTED',
    message: `Reading ${job.file} ended in an error nobody foresaw: ${what}`,
    hint: 'Please report it, with the file if you may.',
  };
}

function killed(job: Job, attempts: number): Problem {
  return {
    code: 'PROCESS_KILLED',
    message: `${job.file} was being read ${attempts} times when the process ended; it is not tried again by itself.`,
    hint: 'If you ended it yourself, ingest the file again.',
  };
}
