import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { InvoiceRecordSchema } from '../../src/core/record.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { kyselyOn } from '../../src/storage/driver.ts';
import { sqliteJobs } from '../../src/storage/jobs/sqlite.ts';
import { m001 } from '../../src/storage/migrations/m001-initial.ts';
import { openStore } from '../../src/storage/open.ts';
import { sqliteQuery } from '../../src/storage/records/query.ts';
import { sqliteRecords } from '../../src/storage/records/sqlite.ts';
import { sampleRecord, sampleSource } from '../contract/sample.ts';
import { emptyHome } from './home.ts';

const hinted = (code: string) => ({
  code,
  hint: expect.any(String),
  message: expect.stringContaining('invoicectl.db'),
});

function sqliteOf(home: string): BetterSqlite.Database {
  const sqlite = new BetterSqlite(join(home, 'invoicectl.db'));
  onTestFinished(() => void sqlite.close());
  return sqlite;
}

test('a home of a newer version is left alone', async () => {
  const home = emptyHome();
  await (await openDatabase(home)).close();
  sqliteOf(home).pragma('user_version = 99');
  await expect(openDatabase(home)).rejects.toMatchObject(hinted('HOME_NEWER'));
});

test('a file that is no database is told', async () => {
  const home = emptyHome();
  writeFileSync(join(home, 'invoicectl.db'), 'this is no database at all'.repeat(100));
  await expect(openDatabase(home)).rejects.toMatchObject(hinted('HOME_CORRUPT'));
});

test('damage inside the file is found by the check', async () => {
  const home = emptyHome();
  const store = await openStore(home);
  for (let n = 0; n < 500; n += 1) await store.records.add(sampleSource(n));
  await store.blobs.put(new Uint8Array(10));
  await store.close();
  const sqlite = sqliteOf(home);
  const page = Number(sqlite.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'documents'").pluck().get());
  const file = openSync(join(home, 'invoicectl.db'), 'r+');
  writeSync(file, Buffer.alloc(64, 0xa5), 0, 64, 4096 * (page - 1));
  closeSync(file);
  const damaged = await openStore(home);
  onTestFinished(damaged.close);
  const health = await damaged.check();
  expect(health.damage).not.toEqual([]);
  expect(health.blobs).toMatchObject({ count: 1, orphaned: [], missing: [] });
});

test('a home that is a file, or under one, cannot be written', async () => {
  const folder = emptyHome();
  writeFileSync(join(folder, 'file'), '');
  await expect(openDatabase(join(folder, 'file'))).rejects.toMatchObject(hinted('HOME_NOT_WRITABLE'));
  await expect(openDatabase(join(folder, 'file', 'home'))).rejects.toMatchObject(hinted('HOME_NOT_WRITABLE'));
  mkdirSync(join(folder, 'home', 'invoicectl.db'), { recursive: true });
  await expect(openDatabase(join(folder, 'home'))).rejects.toMatchObject(hinted('HOME_NOT_WRITABLE'));
});

test('a home behind a link that leads nowhere, or into itself, cannot be written', async () => {
  const folder = emptyHome();
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
  for (const home of ['dangling', 'dangling/home', 'loop', 'loop/home'])
    await expect(openDatabase(join(folder, home))).rejects.toMatchObject(hinted('HOME_NOT_WRITABLE'));
});

test.runIf(existsSync('/proc/self'))('a home where no folder can be made is told at once', () => {
  // on a process of its own: what this guards against would hang this one
  const module = new URL('../../src/storage/database.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(module)}).then((m) => m.openDatabase('/proc/none/home'))
    .then(() => console.log('opened'), (error) => console.log(error.code))`;
  const { stdout } = spawnSync(process.execPath, ['--experimental-strip-types', '-e', script], {
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  expect(stdout.trim()).toBe('HOME_NOT_WRITABLE');
});

test('a home several folders deep is made, and is for its owner alone', async () => {
  const home = join(emptyHome(), 'a', 'b', 'c');
  await (await openDatabase(home)).close();
  await (await openDatabase(home)).close();
  expect(statSync(join(home, '..')).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o700);
});

test('a lock that lasts longer than the timeout is told, one that ends in time is waited for', async () => {
  const home = emptyHome();
  const { db, close } = await openDatabase(home, { busyMs: 150 });
  onTestFinished(close);
  const other = sqliteOf(home);
  other.exec('BEGIN IMMEDIATE');
  const records = sqliteRecords(db);
  await expect(records.add(sampleSource(1))).rejects.toMatchObject(hinted('HOME_LOCKED'));
  const waiting = records.add(sampleSource(1));
  setTimeout(() => other.exec('COMMIT'), 30);
  expect(await waiting).toBe('new');
});

test('a full disk is told, changes nothing, and once there is room the work goes on', async () => {
  const home = emptyHome();
  const { db, close } = await openDatabase(home);
  onTestFinished(close);
  const records = sqliteRecords(db);
  await records.add(sampleSource(1));
  const result = { status: 'completed', records: [sampleRecord({ lines: 200 })], ms: 1 } as const;
  const pages = Number(sqliteOf(home).pragma('page_count', { simple: true }));
  await sql.raw(`PRAGMA max_page_count = ${pages + 5}`).execute(db);
  const before = contents(home);
  await expect(records.commit(sampleSource(1).id, result, 1)).rejects.toMatchObject(hinted('HOME_NOT_WRITABLE'));
  expect(contents(home)).toEqual(before);
  await sql.raw(`PRAGMA max_page_count = 1000000`).execute(db);
  expect(await records.commit(sampleSource(1).id, result, 1)).toBe(true);
});

test('a record that was damaged is told, with the way to read it again', async () => {
  const home = emptyHome();
  const store = await openStore(home);
  onTestFinished(store.close);
  const { id } = sampleSource(1);
  await store.records.add(sampleSource(1));
  await store.records.commit(id, { status: 'completed', records: [sampleRecord()], ms: 1 }, 1);
  for (const json of ['{"schema":1', '{"schema":1}']) {
    sqliteOf(home).prepare('UPDATE records SET json = ?').run(json);
    await expect(store.query.get(id)).rejects.toMatchObject({
      code: 'HOME_CORRUPT',
      hint: expect.stringContaining('--force'),
    });
  }
});

test('two connections of one process that write at the same time do not wait for each other for ever', async () => {
  const home = emptyHome();
  const databases = [await openDatabase(home, { busyMs: 2000 }), await openDatabase(home, { busyMs: 2000 })];
  for (const { close } of databases) onTestFinished(close);
  await Promise.all(
    databases.flatMap(({ db }, d) =>
      Array.from({ length: 50 }, (_, n) => sqliteRecords(db).add(sampleSource(d * 100 + n))),
    ),
  );
  expect(sqliteOf(home).prepare('SELECT count(*) AS n FROM documents').get()).toEqual({ n: 100 });
});

test('anyone with a SQLite tool can ask for the evidence, the lines and the taxes', async () => {
  const home = emptyHome();
  const store = await openStore(home);
  onTestFinished(store.close);
  const { id } = sampleSource(1);
  await store.records.add(sampleSource(1));
  await store.records.commit(id, { status: 'completed', records: [sampleRecord({ lines: 3 })], ms: 1 }, 1);
  const sqlite = sqliteOf(home);
  const one = (field: string) =>
    sqlite.prepare('SELECT * FROM evidence WHERE document = ? AND field = ?').get(id, field);
  const place = { reader: 'words', page: 1, x: 56.7, y: 312.25, w: 88.1, h: 10.4 };
  expect(one('issueDate')).toMatchObject({
    value: '2024-03-05',
    text: '05.03.2024',
    state: 'proven',
    confidence: 0.97,
    ...place,
  });
  expect(one('seller.vatId')).toMatchObject({ value: 'DE123456788', ...place });
  expect(one('totals.gross')).toMatchObject({ value: '236.22', ...place });
  expect(one('lines[3].unit')).toMatchObject({ value: 'C62', text: 'Stück', ...place });
  expect(one('taxes[1].rate')).toMatchObject({ value: '19', ...place });
  const fields = (JSON.stringify(sampleRecord({ lines: 3 })).match(/"readings"/g) ?? []).length;
  expect(sqlite.prepare('SELECT count(*) AS n FROM evidence').get()).toEqual({ n: fields });
  expect(sqlite.prepare('SELECT sum(net) AS sum, max(line) AS lines, currency FROM lines').get()).toEqual({
    sum: 297,
    lines: 3,
    currency: 'EUR',
  });
  expect(sqlite.prepare('SELECT rate, basis, amount FROM taxes').all()).toEqual([
    { rate: 19, basis: 198.5, amount: 37.72 },
  ]);
});

test('the sample that these tests write is a valid record', () => {
  expect(InvoiceRecordSchema.parse(sampleRecord({ lines: 20 }))).toEqual(sampleRecord({ lines: 20 }));
});

test('the check tells what is missing, what is orphaned and what was left over', async () => {
  const home = emptyHome();
  const store = await openStore(home);
  onTestFinished(store.close);
  const put = async (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return { id: await store.blobs.put(bytes), bytes: bytes.length, file: 'a.pdf', path: `/${text}` };
  };
  const [kept, gone, cut, orphan] = [await put('kept'), await put('gone'), await put('cut off'), await put('orphan')];
  for (const source of [kept, gone, cut]) await store.records.add(source);
  await store.blobs.remove(gone.id);
  writeFileSync(join(home, 'blobs', cut.id.slice(0, 2), cut.id), 'cut');
  writeFileSync(join(home, 'blobs', 'tmp', '1.x'), 'half');
  await store.jobs.submit({ document: kept.id, file: 'a.pdf' });
  const { blobs, ...health } = await store.check();
  expect(health).toMatchObject({
    damage: [],
    documents: { pending: 3, completed: 0, failed: 0 },
    jobs: { waiting: 1 },
  });
  expect(blobs).toMatchObject({ count: 3, orphaned: [orphan.id], leftovers: [expect.stringContaining('1.x')] });
  expect(new Set(blobs.missing)).toEqual(new Set([gone.id, cut.id]));
});

/** Everything in a database but the times, table by table. */
function contents(home: string): unknown {
  const sqlite = new BetterSqlite(join(home, 'invoicectl.db'));
  try {
    const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
    return tables.map((table) => [
      table,
      sqlite
        .prepare(`SELECT * FROM "${table}"`)
        .all()
        .map((row) => ({ ...(row as object), submitted_at: 0, found_at: 0, processed_at: 0 })),
    ]);
  } finally {
    sqlite.close();
  }
}

const now = () => 1_700_000_000_000;
const source = sampleSource(1);
const acts: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  'add a document': ({ db }) => sqliteRecords(db).add(sampleSource(2)),
  'add a place of a known document': ({ db }) => sqliteRecords(db).add({ ...source, path: '/elsewhere' }),
  'write a result over an earlier one': ({ db }) =>
    sqliteRecords(db).commit(source.id, { status: 'completed', records: [sampleRecord({ number: 'NEW' })], ms: 1 }, 9),
  'write a failure over a record': ({ db }) =>
    sqliteRecords(db).commit(source.id, { status: 'failed', problem: { code: 'PDF_DAMAGED', message: 'x' }, ms: 1 }, 9),
  'remove a document': ({ db }) => sqliteRecords(db).remove(source.id),
  'lease a job': ({ db }) => sqliteJobs(db, { now, owner: 'me' }).lease(),
  'commit three records for one': ({ db }) =>
    sqliteRecords(db).commit(
      source.id,
      { status: 'completed', records: ['A', 'B', 'C'].map((number) => sampleRecord({ number })), ms: 1 },
      9,
    ),
  'submit a job': ({ db }) => sqliteJobs(db).submit({ document: 'new', file: 'new.pdf' }),
};

test.each(Object.entries(acts))('%s, stopped before any of its statements, has done all or nothing', async (_, act) => {
  const start = emptyHome();
  const prepared = await openDatabase(start);
  await sqliteRecords(prepared.db).add(source);
  await sqliteRecords(prepared.db).commit(source.id, { status: 'completed', records: [sampleRecord()], ms: 1 }, 1);
  await sqliteJobs(prepared.db).submit({ document: source.id, file: source.file });
  await prepared.close();

  /** Runs the act on a copy, dead from its nth statement on; `null` when it has fewer. */
  async function stopAt(n: number): Promise<unknown> {
    const home = emptyHome();
    cpSync(start, home, { recursive: true });
    let [statements, stopped] = [0, false];
    const database = await openDatabase(home, {
      onStatement() {
        statements += 1;
        stopped ||= statements === n;
        if (stopped) throw new Error('stopped');
      },
    });
    const run = act(database);
    if (n > 0) await run.catch((error: Error) => expect(error.message).toBe('stopped'));
    else await run;
    await database.close();
    return n > 0 && !stopped ? null : contents(home);
  }

  const [before, after] = [contents(start), await stopAt(0)];
  expect(after).not.toEqual(before);
  let n = 1;
  for (let found = await stopAt(n); found !== null; found = await stopAt(n)) {
    expect([before, after]).toContainEqual(found);
    n += 1;
  }
  expect(n).toBeGreaterThan(1);
});

test('a home of the first form opens with every record, which is the first of one in its document', async () => {
  const home = emptyHome();
  const old = sqliteOf(home);
  const db = kyselyOn(old, home, 1000);
  await m001(db);
  old.pragma('user_version = 1');
  const record = sampleRecord({ lines: 3 });
  const [read, failed] = [sampleSource(1), sampleSource(2)];
  const document = old.prepare(
    'INSERT INTO documents (id, file, path, bytes, status, submitted_at, token) VALUES (?, ?, ?, 9, ?, 1, 1)',
  );
  document.run(read.id, read.file, read.path, 'completed');
  document.run(failed.id, failed.file, failed.path, 'failed');
  old
    .prepare(`INSERT INTO records (document, verdict, number, number_key, gross, gross_number, pages, json)
      VALUES (?, 'approve', 'RE-2024/0117', 're20240117', '236.22', 236.22, 1, ?)`)
    .run(read.id, JSON.stringify(record));
  old.close();

  const { db: opened, close } = await openDatabase(home);
  onTestFinished(close);
  const query = sqliteQuery(opened);
  const expected = { document: read.id, part: 1, parts: 1, firstPage: 1, pages: 1, gross: '236.22' };
  expect(await query.get(read.id)).toMatchObject({ summary: { id: read.id, ...expected }, record });
  expect((await query.list({})).map(({ id, status }) => [id, status])).toEqual([
    [failed.id, 'failed'],
    [read.id, 'completed'],
  ]);
  const records = sqliteRecords(opened);
  const two = { status: 'completed', records: [record, record], ms: 1 } as const;
  expect(await records.commit(read.id, two, 2)).toBe(true);
  expect(await query.list({ documents: [read.id] })).toHaveLength(2);
  const { rows } = await sql<{ n: number }>`SELECT count(DISTINCT record) AS n FROM lines`.execute(opened);
  expect(rows).toEqual([{ n: 2 }]);
});

test('a first opening that is stopped before any of its statements can be done again', async () => {
  const whole = emptyHome();
  let total = 0;
  const count = () => {
    total += 1;
  };
  await (await openDatabase(whole, { onStatement: count })).close();
  expect(total).toBeGreaterThan(10);
  for (let n = 1; n <= total; n += 1) {
    const home = emptyHome();
    let statements = 0;
    const onStatement = () => {
      statements += 1;
      if (statements >= n) throw new Error('stopped');
    };
    await expect(openDatabase(home, { onStatement })).rejects.toThrow('stopped');
    await (await openDatabase(home)).close();
    expect(contents(home)).toEqual(contents(whole));
  }
});
