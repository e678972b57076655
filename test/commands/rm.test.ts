import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoicectl, temporaryFolder } from './cli.ts';
import { BOOKS, seed } from './seed.ts';

/** Names of everything in the blob store. */
function blobsOf(home: string): string[] {
  return readdirSync(join(home, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

test('removes record and bytes, and nothing else', async () => {
  const home = temporaryFolder();
  const [first = '', second = '', third = ''] = await seed(home, BOOKS);
  expect(blobsOf(home)).toHaveLength(3);
  expect(await invoicectl(['rm', second.slice(0, 10), 'locked.pdf', '--yes', '--home', home])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '  2 documents removed.\n',
  });
  expect(blobsOf(home).join()).toContain(first.slice(4));
  expect(blobsOf(home)).toHaveLength(1);
  const { stdout } = await invoicectl(['list', '--json', '--home', home]);
  expect(JSON.parse(stdout).id).toBe(first);
  expect(await invoicectl(['show', third, '--home', home])).toMatchObject({ code: 5 });
});

test('asks first, and does nothing where nobody can answer', async () => {
  const home = temporaryFolder();
  await seed(home, BOOKS);
  const { code, stderr } = await invoicectl(['rm', 'locked.pdf', '--home', home]);
  expect(code).toBe(2);
  expect(stderr).toContain('Add --yes.');
  expect(blobsOf(home)).toHaveLength(3);
});

test('a name that fits nothing keeps the others from being removed', async () => {
  const home = temporaryFolder();
  await seed(home, BOOKS);
  expect(await invoicectl(['rm', 'locked.pdf', 'nothing.pdf', '--yes', '--home', home])).toMatchObject({ code: 5 });
  expect(blobsOf(home)).toHaveLength(3);
});
