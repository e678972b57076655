import { describe, expect, onTestFinished, test } from 'vitest';
import type { Problem } from '../../src/core/page.ts';
import type { JobQueue } from '../../src/core/ports.ts';

/** One queue, with as many workers on it as a test wants, and time that it moves. */
export interface QueueBench {
  /** How long a lease lasts. */
  readonly leaseMs: number;
  /** A connection to the one queue, as a worker of this name. */
  connect(worker: string): Promise<JobQueue>;
  /** Moves the time of every connection, also backwards. */
  move(ms: number): void;
  close(): Promise<void>;
}

const job = (n: number) => ({ document: n.toString(16).padStart(64, '0'), file: `${n}.pdf` });
const problem: Problem = { code: 'PDF_DAMAGED', message: 'broken' };

/** What every job queue does. `open` gives an empty one. */
export function jobQueueContract(name: string, open: () => Promise<QueueBench>): void {
  async function bench(): Promise<QueueBench & { queue: JobQueue; other: JobQueue }> {
    const opened = await open();
    onTestFinished(opened.close);
    return { ...opened, queue: await opened.connect('one'), other: await opened.connect('two') };
  }

  async function leased(queue: JobQueue) {
    const lease = await queue.lease();
    if (lease === null) throw new Error('nothing was due');
    return lease;
  }

  describe(`job queue: ${name}`, () => {
    test('an empty queue has nothing to lease', async () => {
      const { queue } = await bench();
      expect(await queue.lease()).toBeNull();
      expect(await queue.depth()).toEqual({ waiting: 0, leased: 0, dead: 0 });
    });

    test('jobs come in the order in which they were submitted', async () => {
      const { queue } = await bench();
      for (const n of [3, 1, 2]) await queue.submit(job(n));
      const files = [await leased(queue), await leased(queue), await leased(queue)].map((lease) => lease.job.file);
      expect(files).toEqual(['3.pdf', '1.pdf', '2.pdf']);
    });

    test('of two workers one gets the job', async () => {
      const { queue, other } = await bench();
      await queue.submit(job(1));
      const leases = await Promise.all([queue.lease(), other.lease()]);
      expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
      expect(await queue.depth()).toEqual({ waiting: 0, leased: 1, dead: 0 });
    });

    test('many workers share many jobs without one twice', async () => {
      const { queue, other } = await bench();
      for (let n = 0; n < 40; n += 1) await queue.submit(job(n));
      const seen: string[] = [];
      const workThrough = async (worker: JobQueue) => {
        for (let lease = await worker.lease(); lease !== null; lease = await worker.lease()) {
          seen.push(lease.job.file);
          expect(await lease.settle({ kind: 'done' })).toBe(true);
        }
      };
      await Promise.all([workThrough(queue), workThrough(other), workThrough(queue)]);
      expect(seen).toHaveLength(40);
      expect(new Set(seen).size).toBe(40);
    });

    test('the same document twice is one job, waiting or leased', async () => {
      const { queue } = await bench();
      await queue.submit(job(1));
      await queue.submit(job(1));
      expect(await queue.depth()).toMatchObject({ waiting: 1 });
      const lease = await leased(queue);
      await queue.submit(job(1));
      expect(await queue.depth()).toEqual({ waiting: 0, leased: 1, dead: 0 });
      expect(await lease.settle({ kind: 'done' })).toBe(true);
      await queue.submit(job(1));
      expect(await queue.depth()).toMatchObject({ waiting: 1 });
    });

    test('a lease that ran out is given to the next, with a higher token, and the attempt counts', async () => {
      const { queue, other, leaseMs, move } = await bench();
      await queue.submit(job(1));
      const first = await leased(queue);
      move(leaseMs - 1);
      expect(await other.lease()).toBeNull();
      move(2);
      const second = await leased(other);
      expect(second.attempt).toBe(2);
      expect(second.token).toBeGreaterThan(first.token);
    });

    test('who is late can neither extend nor settle, and disturbs nothing', async () => {
      const { queue, other, leaseMs, move } = await bench();
      await queue.submit(job(1));
      const late = await leased(queue);
      move(leaseMs + 1);
      const now = await leased(other);
      expect(await late.extend()).toBe(false);
      for (const outcome of [
        { kind: 'done' },
        { kind: 'release' },
        { kind: 'retry', afterMs: 0, problem },
        { kind: 'dead', problem },
      ] as const) {
        expect(await late.settle(outcome)).toBe(false);
      }
      expect(await queue.depth()).toEqual({ waiting: 0, leased: 1, dead: 0 });
      expect(await now.settle({ kind: 'done' })).toBe(true);
      expect(await now.settle({ kind: 'done' })).toBe(false);
    });

    test('a lease that is extended in time stays', async () => {
      const { queue, other, leaseMs, move } = await bench();
      await queue.submit(job(1));
      const lease = await leased(queue);
      for (let i = 0; i < 5; i += 1) {
        move(leaseMs * 0.8);
        expect(await lease.extend()).toBe(true);
        expect(await other.lease()).toBeNull();
      }
      expect(await lease.settle({ kind: 'done' })).toBe(true);
    });

    test('tokens grow over all jobs, also when the queue was empty in between', async () => {
      const { queue } = await bench();
      let before = 0;
      for (let n = 0; n < 5; n += 1) {
        await queue.submit(job(n % 2));
        const lease = await leased(queue);
        expect(lease.token).toBeGreaterThan(before);
        before = lease.token;
        await lease.settle({ kind: 'done' });
      }
    });

    test('release gives the attempt back, and the job is due at once', async () => {
      const { queue } = await bench();
      await queue.submit(job(1));
      for (let i = 0; i < 5; i += 1) {
        const lease = await leased(queue);
        expect(lease.attempt).toBe(1);
        expect(await lease.settle({ kind: 'release' })).toBe(true);
      }
      expect(await queue.depth()).toEqual({ waiting: 1, leased: 0, dead: 0 });
    });

    test('a retry waits for its time, keeps its count, and lets fresh jobs go first', async () => {
      const { queue, move } = await bench();
      await queue.submit(job(1));
      await (await leased(queue)).settle({ kind: 'retry', afterMs: 500, problem });
      expect(await queue.lease()).toBeNull();
      expect(await queue.depth()).toEqual({ waiting: 1, leased: 0, dead: 0 });
      await queue.submit(job(2));
      move(501);
      expect((await leased(queue)).job.file).toBe('2.pdf');
      expect(await leased(queue)).toMatchObject({ job: job(1), attempt: 2 });
    });

    test('a dead job is not leased again until it is submitted anew', async () => {
      const { queue, leaseMs, move } = await bench();
      await queue.submit(job(1));
      await (await leased(queue)).settle({ kind: 'dead', problem });
      move(leaseMs * 100);
      expect(await queue.lease()).toBeNull();
      expect(await queue.depth()).toEqual({ waiting: 0, leased: 0, dead: 1 });
      await queue.submit(job(1));
      expect(await leased(queue)).toMatchObject({ attempt: 1 });
    });

    test('a clock that is put back loses and doubles nothing', async () => {
      const { queue, other, move } = await bench();
      await queue.submit(job(1));
      await queue.submit(job(2));
      const lease = await leased(queue);
      move(-3_600_000);
      expect(await leased(other)).toMatchObject({ job: job(2) });
      expect(await other.lease()).toBeNull();
      expect(await lease.extend()).toBe(true);
      expect(await lease.settle({ kind: 'done' })).toBe(true);
      await queue.submit(job(3));
      expect(await leased(queue)).toMatchObject({ job: job(3) });
    });
  });
}
