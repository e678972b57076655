import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyOf, ingest, invoicectl, ndjson, temporaryFolder } from './helpers.ts';

const COUNT = 24;

function manyInvoices(folder: string): string {
  const pdfs = join(folder, 'pdfs');
  mkdirSync(pdfs);
  for (let i = 0; i < COUNT; i++)
    writeFileSync(join(pdfs, `${String(i).padStart(2, '0')}.pdf`), copyOf('de-three-pages.pdf', String(i)));
  return pdfs;
}

const completed = async (home: string) => {
  const { stdout } = await invoicectl(['list', '--home', home, '--json']);
  return ndjson<{ file: string; status: string }>(stdout).filter(({ status }) => status === 'completed');
};

test('Ctrl-C finishes what is being read, says what is left, and the same command goes on', async () => {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const pdfs = manyInvoices(folder);
  const stopped = await invoicectl(['ingest', pdfs, '--home', home, '--json', '--jobs', '1'], {
    meet: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
  });
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toMatch(/\d+ documents? left/);
  const before = (await completed(home)).length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(COUNT);
  const { code } = await ingest(home, [pdfs]);
  expect(code).toBe(0);
  expect(new Set((await completed(home)).map(({ file }) => file)).size).toBe(COUNT);
  expect(await completed(home)).toHaveLength(COUNT);
});

test('killed again and again, nothing is lost and nothing is doubled', async () => {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const pdfs = manyInvoices(folder);
  let killed = 0;
  for (const delay of [150, 450, 700, 900]) {
    const { signal } = await invoicectl(['ingest', pdfs, '--home', home, '--json'], {
      meet: (child) => setTimeout(() => child.kill('SIGKILL'), delay),
    });
    if (signal === 'SIGKILL') killed += 1;
  }
  expect(killed).toBeGreaterThan(1);
  const { code } = await ingest(home, [pdfs]);
  expect(code).toBe(0);
  const files = (await completed(home)).map(({ file }) => file);
  expect(files).toHaveLength(COUNT);
  expect(new Set(files).size).toBe(COUNT);
});
