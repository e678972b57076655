import { expect, onTestFinished, test } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import type { Problem } from '../../src/core/page.ts';
import type { JobQueue, Lease, Outcome } from '../../src/core/ports.ts';
import { type WorkOptions, work } from '../../src/pipeline/worker.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { sqliteJobs } from '../../src/storage/jobs/sqlite.ts';
import { emptyHome } from '../storage/home.ts';
import { Time } from './time.ts';

const done: Outcome = { kind: 'done' };
const LEASE_MS = 60_000;

/** A queue with `jobs` jobs, time that the test owns, and a loop that notes what happens. */
async function bench(jobs: number) {
  const time = new Time();
  const { db, close } = await openDatabase(emptyHome());
  onTestFinished(close);
  const alive = new Set(['me', 'other']);
  const connect = (owner: string) =>
    sqliteJobs(db, { leaseMs: LEASE_MS, now: () => time.now, owner, isAlive: (name) => alive.has(name) });
  const queue = connect('me');
  const submit = (n: number) => queue.submit({ document: String(n), file: `${n}.pdf` });
  for (let n = 1; n <= jobs; n += 1) await submit(n);
  const stop = new AbortController();
  const given: (readonly [string, Problem])[] = [];
  const loop = (options: Partial<WorkOptions> & Pick<WorkOptions, 'handle'>) =>
    work({
      queue,
      slots: 2,
      signal: stop.signal,
      sleep: time.sleep,
      random: () => 0.5,
      giveUp: async (job, problem) => {
        given.push([job.file, problem]);
      },
      ...options,
    });
  return { time, queue, other: connect('other'), connect, alive, submit, stop, given, loop };
}

const never = new AbortController().signal;

test('works through the queue, never more at once than there are slots, and returns when it is empty', async () => {
  const { loop, time, queue } = await bench(12);
  const seen: string[] = [];
  let [now, most] = [0, 0];
  const handle = async ({ file }: { file: string }) => {
    now += 1;
    most = Math.max(most, now);
    await time.sleep(100, never);
    now -= 1;
    seen.push(file);
    return done;
  };
  const worked = await time.until(loop({ handle, slots: 3 }));
  expect(worked).toEqual({ done: 12, dead: 0, retried: 0, released: 0, lost: 0 });
  expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => `${i + 1}.pdf`));
  expect(most).toBe(3);
  expect(await queue.depth()).toEqual({ waiting: 0, leased: 0, dead: 0 });
});

test('a foreseen error is the end of its document and of no other', async () => {
  const { loop, time, queue, given } = await bench(3);
  const handle = async ({ file }: { file: string }) => {
    if (file === '2.pdf') throw new InvoicectlError('PDF_ENCRYPTED', 'locked', { hint: 'give a password' });
    return done;
  };
  expect(await time.until(loop({ handle }))).toMatchObject({ done: 2, dead: 1, retried: 0 });
  expect(given).toEqual([['2.pdf', { code: 'PDF_ENCRYPTED', message: 'locked', hint: 'give a password' }]]);
  expect(await queue.depth()).toEqual({ waiting: 0, leased: 0, dead: 1 });
});

test('an error nobody foresaw is tried again, later each time, and then given up with what it was', async () => {
  const { loop, time, given } = await bench(1);
  const at: number[] = [];
  const handle = async (): Promise<Outcome> => {
    at.push(time.now);
    throw new TypeError('undefined is not a function');
  };
  expect(await time.until(loop({ handle }))).toMatchObject({ dead: 1, retried: 2 });
  expect(at).toHaveLength(3);
  const [first = 0, second = 0, third = 0] = at;
  expect(second - first).toBeGreaterThanOrEqual(500);
  expect(third - second).toBeGreaterThanOrEqual(2000);
  expect(given).toMatchObject([
    ['1.pdf', { code: 'UNEXPECTED', message: expect.stringContaining('undefined is not') }],
  ]);
});

test('what fails once and then works is done', async () => {
  const { loop, time, given } = await bench(1);
  const attempts: number[] = [];
  const handle = async (_: unknown, { attempt }: { attempt: number }): Promise<Outcome> => {
    attempts.push(attempt);
    if (attempt === 1) return { kind: 'retry', afterMs: 50, problem: { code: 'PAGE_TIMEOUT', message: 'slow' } };
    return done;
  };
  expect(await time.until(loop({ handle }))).toMatchObject({ done: 1, retried: 1, dead: 0 });
  expect(attempts).toEqual([1, 2]);
  expect(given).toEqual([]);
});

test('a document that ended its process too often is given up unread', async () => {
  const { loop, time, connect, alive, given } = await bench(1);
  for (const owner of ['a', 'b', 'c']) {
    alive.add(owner);
    expect(await connect(owner).lease()).not.toBeNull();
    alive.delete(owner);
  }
  let calls = 0;
  const handle = async () => {
    calls += 1;
    return done;
  };
  expect(await time.until(loop({ handle }))).toMatchObject({ dead: 1, done: 0 });
  expect(calls).toBe(0);
  expect(given).toMatchObject([['1.pdf', { code: 'PROCESS_KILLED', hint: expect.any(String) }]]);
});

test('the last attempt runs alone', async () => {
  const { loop, time, connect, alive, other } = await bench(4);
  const takeAndDie = async (owner: string) => {
    alive.add(owner);
    expect(await connect(owner).lease()).toMatchObject({ job: { file: '1.pdf' } });
    alive.delete(owner);
  };
  await takeAndDie('a');
  // fresh jobs go first, so they are held while this one is taken a second time
  const held = [await other.lease(), await other.lease(), await other.lease()];
  await takeAndDie('b');
  for (const lease of held) await lease?.settle({ kind: 'release' });
  const running = new Set<string>();
  const beside = new Map<string, number>();
  const handle = async ({ file }: { file: string }) => {
    running.add(file);
    for (const name of running) beside.set(name, Math.max(beside.get(name) ?? 0, running.size));
    await time.sleep(100, never);
    running.delete(file);
    return done;
  };
  expect(await time.until(loop({ handle, slots: 4 }))).toMatchObject({ done: 4 });
  expect(beside).toEqual(
    new Map([
      ['2.pdf', 3],
      ['3.pdf', 3],
      ['4.pdf', 3],
      ['1.pdf', 1],
    ]),
  );
});

test('told to stop, it starts nothing more and lets finish what runs', async () => {
  const { loop, time, queue, stop } = await bench(5);
  const started: string[] = [];
  const handle = async ({ file }: { file: string }) => {
    started.push(file);
    if (started.length === 2) stop.abort();
    await time.sleep(1000, never);
    return done;
  };
  expect(await time.until(loop({ handle }))).toEqual({ done: 2, dead: 0, retried: 0, released: 0, lost: 0 });
  expect(started).toEqual(['1.pdf', '2.pdf']);
  expect(await queue.depth()).toEqual({ waiting: 3, leased: 0, dead: 0 });
});

test('what does not finish in the time of grace is stopped and given back, as if it had not been tried', async () => {
  const { loop, time, queue, stop } = await bench(1);
  const start = time.now;
  let told = 0;
  const handle = async (_: unknown, { signal }: { signal: AbortSignal }): Promise<Outcome> => {
    stop.abort();
    await time.sleep(3_600_000, signal);
    told = time.now - start;
    signal.throwIfAborted();
    return done;
  };
  expect(await time.until(loop({ handle, graceMs: 4000 }))).toMatchObject({ released: 1, done: 0 });
  expect(told).toBe(4000);
  expect(await queue.lease()).toMatchObject({ attempt: 1 });
});

test('what does not listen is left to itself and given back', async () => {
  const { loop, time, queue, stop } = await bench(1);
  const handle = () => {
    stop.abort();
    return new Promise<Outcome>(() => {});
  };
  expect(await time.until(loop({ handle, graceMs: 4000 }))).toMatchObject({ released: 1 });
  expect(await queue.depth()).toEqual({ waiting: 1, leased: 0, dead: 0 });
});

test('stopped before it began, it leases nothing', async () => {
  const { loop, time, queue, stop } = await bench(1);
  stop.abort();
  expect(await time.until(loop({ handle: async () => done }))).toMatchObject({ done: 0 });
  expect(await queue.depth()).toMatchObject({ waiting: 1 });
});

test('long work keeps its lease', async () => {
  const { loop, time, other } = await bench(1);
  const stolen: (Lease | null)[] = [];
  const handle = async (): Promise<Outcome> => {
    for (let i = 0; i < 10; i += 1) {
      await time.sleep(LEASE_MS / 2, never);
      stolen.push(await other.lease());
    }
    return done;
  };
  expect(await time.until(loop({ handle }))).toMatchObject({ done: 1, lost: 0 });
  expect(stolen).toEqual(Array.from({ length: 10 }, () => null));
});

test('work whose lease was lost is told to stop, and settles nothing', async () => {
  const { loop, time, queue, other } = await bench(1);
  let taken: Lease | null = null;
  let stopped = false;
  const handle = async (_: unknown, { signal }: { signal: AbortSignal }): Promise<Outcome> => {
    await time.sleep(LEASE_MS + 1, never);
    taken = await other.lease();
    await time.sleep(LEASE_MS * 10, signal);
    stopped = signal.aborted;
    await taken?.settle(done);
    return done;
  };
  // a heart that beats too seldom
  expect(await time.until(loop({ handle, heartbeatMs: LEASE_MS * 1.5 }))).toMatchObject({ lost: 1, done: 0 });
  expect(taken).toMatchObject({ attempt: 2 });
  expect(stopped).toBe(true);
  expect(await queue.depth()).toEqual({ waiting: 0, leased: 0, dead: 0 });
});

test('when the heart cannot beat, the work is stopped, given back, and the error is thrown', async () => {
  const { loop, time, queue } = await bench(1);
  const failing: JobQueue = {
    ...queue,
    async lease() {
      const lease = await queue.lease();
      if (lease === null) return null;
      const extend = () => Promise.reject(new InvoicectlError('HOME_LOCKED', 'locked'));
      return { ...lease, extend };
    },
  };
  let stopped = false;
  const handle = async (_: unknown, { signal }: { signal: AbortSignal }): Promise<Outcome> => {
    await time.sleep(LEASE_MS * 10, signal);
    stopped = signal.aborted;
    return done;
  };
  await expect(time.until(loop({ handle, queue: failing }))).rejects.toMatchObject({ code: 'HOME_LOCKED' });
  expect(stopped).toBe(true);
  expect(await queue.lease()).toMatchObject({ attempt: 1 });
});

test('a home that fails is no fault of a document: all is given back and the error is thrown', async () => {
  const { loop, time, queue, given } = await bench(3);
  const handle = async ({ file }: { file: string }, { signal }: { signal: AbortSignal }): Promise<Outcome> => {
    if (file === '2.pdf') throw new InvoicectlError('HOME_NOT_WRITABLE', 'disk full');
    await time.sleep(LEASE_MS * 10, signal);
    signal.throwIfAborted();
    return done;
  };
  await expect(time.until(loop({ handle }))).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
  expect(given).toEqual([]);
  expect(await queue.depth()).toEqual({ waiting: 3, leased: 0, dead: 0 });
  for (let i = 0; i < 3; i += 1) expect(await queue.lease()).toMatchObject({ attempt: 1 });
});

test('damaged bytes are the end of their document and do not stop the others; a damaged database does', async () => {
  const { loop, time, queue, given, submit } = await bench(2);
  const handle = async ({ file }: { file: string }): Promise<Outcome> => {
    if (file === '1.pdf') throw new InvoicectlError('HOME_CORRUPT', 'the bytes of 1.pdf are damaged');
    return done;
  };
  expect(await time.until(loop({ handle }))).toMatchObject({ done: 1, dead: 1 });
  expect(given).toMatchObject([['1.pdf', { code: 'HOME_CORRUPT' }]]);
  await submit(1);
  const giveUp = () => Promise.reject(new InvoicectlError('HOME_CORRUPT', 'the database is damaged'));
  await expect(time.until(loop({ handle, giveUp }))).rejects.toThrow('the database is damaged');
  expect(await queue.depth()).toMatchObject({ waiting: 1, leased: 0 });
});

test('a queue that fails ends the loop after what runs was given back', async () => {
  const { loop, time, queue } = await bench(2);
  let leases = 0;
  const failing: JobQueue = {
    ...queue,
    lease: () => {
      leases += 1;
      return leases === 2 ? Promise.reject(new Error('no connection')) : queue.lease();
    },
  };
  const handle = async (_: unknown, { signal }: { signal: AbortSignal }): Promise<Outcome> => {
    await time.sleep(LEASE_MS, signal);
    return { kind: 'release' };
  };
  await expect(time.until(loop({ handle, queue: failing }))).rejects.toThrow('no connection');
  expect(await queue.depth()).toEqual({ waiting: 2, leased: 0, dead: 0 });
});

test('waits for what may still come, and for what others have leased', async () => {
  const { loop, time, queue, other, submit } = await bench(1);
  const held = await other.lease();
  let [coming, files] = [true, [] as string[]];
  const handle = async ({ file }: { file: string }) => {
    files = [...files, file];
    return done;
  };
  const working = loop({ handle, more: () => coming });
  const submitting = (async () => {
    await time.sleep(1000, never);
    await submit(2);
    await time.sleep(1000, never);
    coming = false;
    await time.sleep(1000, never);
    await held?.settle({ kind: 'release' });
  })();
  expect(await time.until(working)).toMatchObject({ done: 2 });
  await submitting;
  expect(files).toEqual(['2.pdf', '1.pdf']);
  expect(await queue.depth()).toEqual({ waiting: 0, leased: 0, dead: 0 });
});

test('a job that comes while it waits is begun when it is woken, not at the next look', async () => {
  const { loop, time, submit } = await bench(0);
  let [wake, came, begun] = [() => {}, 0, 0];
  const running = loop({
    more: () => came === 0 || begun === 0,
    onReady: (ring) => {
      wake = ring;
    },
    handle: async () => {
      begun = time.now;
      return done;
    },
  });
  // By then it looks every quarter of a second.
  const coming = time.sleep(2100, never).then(async () => {
    came = time.now;
    await submit(1);
    wake();
  });
  await time.until(Promise.all([running, coming]));
  expect(begun).toBe(came);
});

test('a document is noted as failed before its job leaves the queue', async () => {
  const { loop, time, queue } = await bench(1);
  const depths: unknown[] = [];
  const handle = async (): Promise<Outcome> => ({ kind: 'dead', problem: { code: 'PDF_DAMAGED', message: 'x' } });
  const giveUp = async () => {
    depths.push(await queue.depth());
  };
  await time.until(loop({ handle, giveUp }));
  expect(depths).toEqual([{ waiting: 0, leased: 1, dead: 0 }]);
});
