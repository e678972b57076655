import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoicectl, temporaryFolder } from '../commands/cli.ts';

const invoice = (name: string) => `fixtures/invoices/${name}.pdf`;
const THREE = ['de-two-rates', 'us-sales-tax', 'de-three-pages'].map(invoice);

/** Objects of `--json`. */
function ndjson(stdout: string): readonly Record<string, unknown>[] {
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

async function search(home: string, ...args: string[]) {
  const { code, stdout, stderr } = await invoicectl(['search', ...args, '--home', home, '--json']);
  return { code, stderr, hits: ndjson(stdout) };
}

test('what was ingested is found: misspelt, among chosen invoices, with its place; what is removed is not', async () => {
  const home = temporaryFolder();
  await invoicectl(['ingest', ...THREE, '--home', home]);
  expect(existsSync(join(home, 'index'))).toBe(true);
  const { hits } = await search(home, 'trenblater');
  expect(hits[0]).toMatchObject({ file: 'de-two-rates.pdf', page: 1 });
  expect(hits[0]?.hits).toMatchObject([{ text: 'Trennblätter' }]);
  expect((await search(home, 'total', '--in', 'us-sales-tax')).hits.map(({ file }) => file)).toEqual([
    'us-sales-tax.pdf',
  ]);
  expect((await search(home, 'tax', '--since', '2099')).hits).toEqual([]);

  const { stdout } = await invoicectl(['search', 'Trennblätter', '--home', home]);
  expect(stdout).toMatch(/^ {2}de-two-rates\.pdf {2}page 1 .*\n {6}.*Trennblätter/);
  const [, show = ''] = /^ {2}invoicectl (show .*)$/m.exec(stdout) ?? [];
  expect(await invoicectl([...show.split(' '), '--png', join(home, 'heat.png'), '--home', home])).toMatchObject({
    code: 0,
  });
  expect(readFileSync(join(home, 'heat.png')).subarray(1, 4).toString()).toBe('PNG');

  const [hot] = (await search(home, 'sales tax', '--heat')).hits;
  expect(hot).toMatchObject({ heat: { encoder: 'lexical', best: [{ token: 'sales' }, { token: 'tax' }] } });

  await invoicectl(['rm', 'de-two-rates.pdf', '--yes', '--home', home]);
  expect((await search(home, 'Trennblätter')).hits.map(({ file }) => file)).not.toContain('de-two-rates.pdf');
});

test('not to find anything is an answer', async () => {
  const home = temporaryFolder();
  expect(await invoicectl(['search', 'x', '--home', home])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '  No documents yet. Read some with: invoicectl ingest PATH\n',
  });
  await invoicectl(['ingest', invoice('us-sales-tax'), '--home', home]);
  const { code, stdout, stderr } = await invoicectl(['search', 'xylophon', '"(', '--home', home]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/^ {2}Not found in 1 document\./);
});

test('documents that were read without their words get them from index; everything can be encoded anew', async () => {
  const home = temporaryFolder();
  await invoicectl(['ingest', ...THREE, '--index', 'off', '--home', home]);
  expect(existsSync(join(home, 'index'))).toBe(false);
  const before = await search(home, 'Trennblätter');
  expect(before.hits).toEqual([]);
  expect(before.stderr).toContain('invoicectl index makes up for it');
  const first = await invoicectl(['index', '--home', home, '--json']);
  expect(first.code).toBe(0);
  expect(ndjson(first.stdout)).toMatchObject([{ name: 'lexical', encoded: 3, pages: 5, documents: 3, pending: 0 }]);
  expect((await search(home, 'Trennblätter')).hits[0]).toMatchObject({ file: 'de-two-rates.pdf' });
  const anew = await invoicectl(['index', '--rebuild', '--compact', '--home', home, '--json']);
  expect(ndjson(anew.stdout)).toMatchObject([{ encoded: 3, documents: 3 }]);
  rmSync(join(home, 'index'), { recursive: true });
  expect((await search(home, 'Trennblätter')).hits[0]).toMatchObject({ file: 'de-two-rates.pdf' });
  expect(await invoicectl(['index', '--encoder', 'nothing', '--home', home])).toMatchObject({ code: 2 });
});

test('vectors of a model are kept merged, or as they are too, as the settings say', async () => {
  const home = temporaryFolder();
  const env = { HF_HUB_CACHE: temporaryFolder() };
  await invoicectl(['models', 'pull', 'colmodernvbert', '--from', 'fixtures/models/colmodernvbert-tiny'], { env });
  await invoicectl(['ingest', invoice('us-sales-tax'), '--home', home]);
  const bytes = async (...args: string[]) => {
    const ran = await invoicectl(['index', '--encoder', 'colmodernvbert', '--rebuild', ...args, '--home', home], {
      env,
    });
    expect(ran.code).toBe(0);
    const folder = join(home, 'index', readdirSync(join(home, 'index')).find((name) => name.startsWith('col')) ?? '');
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    return sizes.reduce((sum, size) => sum + size);
  };
  const codes = await bytes();
  // 52 rows of the prompt are never merged; the 832 of the picture are
  expect((await bytes('--index-pooling', '4')) / codes).toBeLessThan(0.35);
  expect((await bytes('--index-floats', 'on')) / codes).toBeGreaterThan(3);
  const found = await invoicectl(
    ['search', 'tax', '--exact', '--encoder', 'colmodernvbert', '--home', home, '--json'],
    {
      env,
    },
  );
  expect(ndjson(found.stdout)).toMatchObject([{ file: 'us-sales-tax.pdf', page: 1 }]);
});

test('a damaged index is said, words are found without it, and it is made anew', async () => {
  const home = temporaryFolder();
  await invoicectl(['ingest', invoice('us-sales-tax'), '--home', home]);
  const root = join(home, 'index');
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
    if (/manifest-/.test(name)) writeFileSync(join(root, name), 'no manifest');
  const found = await search(home, 'sales tax');
  expect(found.hits[0]).toMatchObject({ file: 'us-sales-tax.pdf' });
  expect(found.stderr).toContain('invoicectl index --rebuild');
  expect(await invoicectl(['doctor', '--home', home])).toMatchObject({ code: 6 });
  const { code, stdout } = await invoicectl(['index', '--rebuild', '--home', home, '--json']);
  expect({ code, reports: ndjson(stdout) }).toMatchObject({ code: 0, reports: [{ encoded: 1, documents: 1 }] });
  expect(await invoicectl(['doctor', '--home', home])).toMatchObject({ code: 0 });
});

test('killed at any moment of an ingest, the next one has every page once', async () => {
  const home = temporaryFolder();
  for (const ms of [350, 700, 1100]) {
    const after = (child: ChildProcess) => void setTimeout(() => child.kill('SIGKILL'), ms);
    await invoicectl(['ingest', 'fixtures/invoices', '--force', '--home', home], { meet: after });
  }
  await invoicectl(['ingest', 'fixtures/invoices', '--home', home]);
  const { stdout } = await invoicectl(['index', '--home', home, '--json']);
  expect(ndjson(stdout)).toMatchObject([{ encoded: 0, pending: 0 }]);
  const { hits } = await search(home, 'total', 'summe', 'totale', '--limit', '100');
  const keys = hits.map(({ document, page }) => `${document}/${page}`);
  expect(new Set(keys).size).toBe(keys.length);
  const listed = ndjson((await invoicectl(['list', '--home', home, '--json'])).stdout);
  expect(ndjson(stdout)[0]?.documents).toBe(new Set(listed.map(({ document }) => document)).size);
});
