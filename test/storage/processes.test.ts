import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/storage/open.ts';
import { emptyHome } from './home.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

/** Another process on `home`, see child.ts. */
class Other {
  readonly lines: string[] = [];
  readonly process: ChildProcess;
  readonly ended: Promise<NodeJS.Signals | number | null>;
  #heard = () => {};

  constructor(home: string, documents: number, ms: number) {
    const args = ['--experimental-strip-types', '--no-warnings', CHILD, home, String(documents), String(ms)];
    this.process = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let rest = '';
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
      this.#heard();
    });
    this.ended = once(this.process, 'close').then(([code, signal]) => signal ?? code);
    onTestFinished(() => void this.process.kill('SIGKILL'));
  }

  /** When it has said so many lines that begin with `word`. */
  async says(word: string, times = 1): Promise<void> {
    while (this.all(word).length < times) {
      const next = new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
      const end = await Promise.race([next, this.ended.then((how) => `ended with ${how}`)]);
      if (end !== undefined && this.all(word).length < times) throw new Error(end);
    }
  }

  all(word: string): readonly string[] {
    return this.lines
      .filter((line) => line.startsWith(`${word} `) || line === word)
      .map((line) => line.slice(word.length + 1));
  }
}

/** Everything that must hold whenever a home is opened; the documents that are completed. */
async function sound(home: string): Promise<ReadonlySet<string>> {
  const store = await openStore(home);
  try {
    const { damage, blobs } = await store.check();
    expect({ damage, missing: blobs.missing, leftovers: blobs.leftovers }).toEqual({
      damage: [],
      missing: [],
      leftovers: [],
    });
    // one whose process ended between writing the bytes and noting the document
    expect(blobs.orphaned.length).toBeLessThanOrEqual(1);
    for (const id of blobs.orphaned) expect(await store.blobs.get(id)).not.toBeNull();
    const completed = new Set<string>();
    for (const { id, status } of await store.query.list({})) {
      expect((await store.blobs.get(id))?.length).toBeGreaterThan(0);
      const record = (await store.query.get(id))?.record ?? null;
      expect(record === null).toBe(status !== 'completed');
      if (record === null) continue;
      expect(record.header.number?.value).toBe(id);
      completed.add(id);
    }
    return completed;
  } finally {
    await store.close();
  }
}

test('killed at random moments and run again, nothing is lost, half written or doubled', async () => {
  const home = emptyHome();
  const documents = 120;
  let completed: ReadonlySet<string> = new Set();
  let cut = 0;
  for (let round = 0; round < 8; round += 1) {
    const other = new Other(home, documents, 2);
    await other.says('open');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
    other.process.kill('SIGKILL');
    const how = await other.ended;
    if (how === 'SIGKILL' && other.all('start').length > other.all('done').length) cut += 1;
    const now = await sound(home);
    for (const id of completed) expect(now).toContain(id);
    completed = now;
  }
  expect(cut).toBeGreaterThan(0);
  expect(completed.size).toBeGreaterThan(0);
  // a document that was cut off in too many rounds is given up once, and read when it is submitted again
  for (let run = 0; run < 2; run += 1) expect(await new Other(home, documents, 0).ended).toBe(0);
  expect((await sound(home)).size).toBe(documents);
  const store = await openStore(home);
  onTestFinished(store.close);
  expect(await store.jobs.depth()).toEqual({ waiting: 0, leased: 0, dead: 0 });
  expect(await store.query.list({})).toHaveLength(documents);
});

test('two processes that start on a new home at once share its jobs, each done once', async () => {
  const home = emptyHome();
  const [one, two] = [new Other(home, 0, 0), new Other(home, 0, 0)];
  expect(await Promise.all([one.ended, two.ended])).toEqual([0, 0]);

  const documents = 200;
  const store = await openStore(home);
  onTestFinished(store.close);
  for (let n = 0; n < documents; n += 1) {
    const id = await store.blobs.put(Buffer.from(`document ${n}`));
    await store.records.add({ id, file: `${n}.pdf`, path: `/${n}.pdf`, bytes: 10 });
    await store.jobs.submit({ document: id, file: `${n}.pdf` });
  }
  const workers = [new Other(home, 0, 5), new Other(home, 0, 5)];
  expect(await Promise.all(workers.map((worker) => worker.ended))).toEqual([0, 0]);
  const done = workers.map((worker) => worker.all('done'));
  expect(done.flat()).toHaveLength(documents);
  expect(new Set(done.flat()).size).toBe(documents);
  for (const files of done) expect(files.length).toBeGreaterThan(0);
  expect((await store.query.list({ status: 'completed' })).length).toBe(documents);
});

test('two processes that submit and work at the same time get through without an error', async () => {
  const home = emptyHome();
  const workers = [new Other(home, 100, 1), new Other(home, 100, 1)];
  expect(await Promise.all(workers.map((worker) => worker.ended))).toEqual([0, 0]);
  expect((await sound(home)).size).toBe(100);
});

test('SIGTERM: what runs is finished, what waits stays, and the process ends by itself', async () => {
  const home = emptyHome();
  const other = new Other(home, 60, 30);
  await other.says('start', 5);
  other.process.kill('SIGTERM');
  expect(await other.ended).toBe(0);
  expect(other.all('done')).toEqual(expect.arrayContaining([...other.all('start')]));
  expect(other.all('done').length).toBeLessThan(60);
  const store = await openStore(home);
  onTestFinished(store.close);
  const { waiting, leased } = await store.jobs.depth();
  expect(leased).toBe(0);
  expect(waiting).toBe((await store.query.list({ status: 'pending' })).length);
});

test('a killed process holds nobody up: its jobs are due at once', async () => {
  const home = emptyHome();
  const killed = new Other(home, 2, 60_000);
  await killed.says('start', 2);
  killed.process.kill('SIGKILL');
  expect(await killed.ended).toBe('SIGKILL');
  const store = await openStore(home);
  onTestFinished(store.close);
  expect(await store.jobs.depth()).toMatchObject({ leased: 2 });
  const leases = [await store.jobs.lease(), await store.jobs.lease(), await store.jobs.lease()];
  expect(leases.map((lease) => lease?.attempt)).toEqual([2, 2, undefined]);
});
