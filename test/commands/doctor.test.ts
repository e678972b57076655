import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoicectl, temporaryFolder } from './cli.ts';
import { BOOKS, seed } from './seed.ts';

function blobPath(home: string, id: string): string {
  const found = readdirSync(join(home, 'blobs'), { recursive: true, withFileTypes: true }).find(
    (entry) => entry.isFile() && join(entry.parentPath, entry.name).replaceAll(/[\\/]/g, '').includes(id),
  );
  if (found === undefined) throw new Error(`no blob ${id}`);
  return join(found.parentPath, found.name);
}

const doctor = (home: string, ...args: readonly string[]) => invoicectl(['doctor', '--home', home, ...args]);

test('a sound home is said to be sound, with what is in it', async () => {
  const home = temporaryFolder();
  await seed(home, BOOKS);
  const { code, stdout, stderr } = await doctor(home);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`  node        ok     ${process.versions.node}, `);
  expect(stdout).toContain('  documents   ok     2 completed, 1 failed, 0 pending\n');
  expect(stdout).toContain('  queue       ok     0 waiting, 0 in work\n');
  expect(stdout).not.toContain('fault');
});

test('a home that is not there yet is no fault, and is not made', async () => {
  const home = join(temporaryFolder(), 'books');
  expect(await doctor(home)).toMatchObject({ code: 0, stdout: expect.stringContaining('does not exist yet') });
  expect(existsSync(home)).toBe(false);
});

test('bytes that changed are found, without --quick', async () => {
  const home = temporaryFolder();
  const [id = ''] = await seed(home, BOOKS);
  writeFileSync(blobPath(home, id), BOOKS[0].file.toUpperCase());
  expect(await doctor(home, '--quick')).toMatchObject({ code: 0 });
  const { code, stdout } = await doctor(home, '--json');
  expect(code).toBe(6);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    findings: expect.arrayContaining([
      expect.objectContaining({ name: 'bytes', state: 'fault', about: expect.stringContaining(id.slice(0, 8)) }),
    ]),
  });
});

test.each(['missing', 'cut off'])('bytes that are %s are found at once', async (how) => {
  const home = temporaryFolder();
  const [id = ''] = await seed(home, BOOKS);
  if (how === 'missing') rmSync(blobPath(home, id));
  else truncateSync(blobPath(home, id), 3);
  expect(await doctor(home, '--quick')).toMatchObject({
    code: 6,
    stdout: expect.stringMatching(/bytes +fault +not there or not whole/),
  });
});

test('a damaged database is a fault', async () => {
  const home = temporaryFolder();
  await seed(home, BOOKS);
  const database = readdirSync(home).find((name) => /\.(db|sqlite3?)$/.test(name)) ?? '';
  for (const extra of ['-wal', '-shm']) rmSync(join(home, database + extra), { force: true });
  writeFileSync(join(home, database), 'this is no database, whatever its name says. '.repeat(200));
  const { code, stdout } = await doctor(home);
  expect(code).toBe(6);
  expect(stdout).toMatch(/^ +\w+ +fault /m);
});
