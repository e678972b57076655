import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { sqliteJobs } from '../../src/storage/jobs/sqlite.ts';
import { sqliteQuery } from '../../src/storage/records/query.ts';
import { sqliteRecords } from '../../src/storage/records/sqlite.ts';
import { jobQueueContract } from '../contract/job-queue.ts';
import { sampleSource } from '../contract/sample.ts';
import { emptyHome } from './home.ts';

jobQueueContract('SQLite', async () => {
  const home = emptyHome();
  let time = Date.UTC(2026, 0, 1);
  const closes: (() => Promise<void>)[] = [];
  return {
    leaseMs: 60_000,
    async connect(worker) {
      // one database connection each, as two processes have
      const { db, close } = await openDatabase(home);
      closes.push(close);
      return sqliteJobs(db, { leaseMs: 60_000, now: () => time, owner: worker, isAlive: () => true });
    },
    move(ms) {
      time += ms;
    },
    async close() {
      for (const close of closes) await close();
    },
  };
});

async function open() {
  const { db, close } = await openDatabase(emptyHome());
  onTestFinished(close);
  return db;
}

test('a lease of a process that is gone is due at once, after the fresh jobs, and counts as an attempt', async () => {
  const db = await open();
  const alive = new Set(['a', 'b']);
  const queueOf = (owner: string) => sqliteJobs(db, { owner, isAlive: (name) => alive.has(name) });
  const [a, b] = [queueOf('a'), queueOf('b')];
  for (const n of [1, 2, 3]) await a.submit({ document: String(n), file: `${n}.pdf` });
  await a.lease();
  alive.delete('a');
  const files = [await b.lease(), await b.lease(), await b.lease()].map((lease) => [lease?.job.file, lease?.attempt]);
  expect(files).toEqual([
    ['2.pdf', 1],
    ['3.pdf', 1],
    ['1.pdf', 2],
  ]);
  expect(await b.lease()).toBeNull();
});

test('a document is processing while its job is leased, and pending again when the lease has run out', async () => {
  const db = await open();
  let time = 1_000_000;
  const now = () => time;
  const [records, query, jobs] = [sqliteRecords(db, { now }), sqliteQuery(db, { now }), sqliteJobs(db, { now })];
  const { id, file } = sampleSource(1);
  const statuses = async () => [
    (await query.get(id))?.summary.status,
    (await query.list({ status: 'processing' })).length,
    (await query.list({ status: 'pending' })).length,
  ];
  await records.add(sampleSource(1));
  await jobs.submit({ document: id, file });
  expect(await statuses()).toEqual(['pending', 0, 1]);
  const lease = await jobs.lease();
  expect(await statuses()).toEqual(['processing', 1, 0]);
  time += 60_001;
  expect(await statuses()).toEqual(['pending', 0, 1]);
  await records.remove(id);
  expect(await lease?.extend()).toBe(false);
  expect(await jobs.depth()).toEqual({ waiting: 0, leased: 0, dead: 0 });
});
