import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoicectl, ROOT, temporaryFolder } from './cli.ts';

const fixture = (name: string) => join(ROOT, 'fixtures', 'invoices', name);

test('--strict gives the same code for documents that are known as for new ones', async () => {
  const home = temporaryFolder();
  const args = [
    'ingest',
    fixture('ie-wrong-total.pdf'),
    fixture('de-hybrid-xrechnung.pdf'),
    '--strict',
    '--home',
    home,
  ];
  const first = await invoicectl(args);
  expect(first).toMatchObject({ code: 4, stdout: expect.stringContaining('2 new') });
  const second = await invoicectl(args);
  expect(second).toMatchObject({ code: 4, stdout: expect.stringContaining('2 known · 1 of the known needs review') });
  const [wrong] = (await invoicectl([...args, '--json'])).stdout.split('\n').map((line) => line && JSON.parse(line));
  expect(wrong).toMatchObject({ known: true, file: 'ie-wrong-total.pdf' });
  expect(wrong.reasons).not.toEqual([]);
  expect(await invoicectl(args.filter((word) => word !== '--strict'))).toMatchObject({ code: 0 });
});

test('a failure counts for more than a review, known or not', async () => {
  const folder = temporaryFolder();
  copyFileSync(fixture('ie-wrong-total.pdf'), join(folder, 'a.pdf'));
  const home = temporaryFolder();
  const args = ['ingest', folder, join(ROOT, 'package.json'), '--strict', '--home', home];
  for (let i = 0; i < 2; i += 1) expect(await invoicectl(args)).toMatchObject({ code: 3 });
});

test('a folder without documents is said to have none, and is no failure', async () => {
  const folder = join(temporaryFolder(), 'empty');
  mkdirSync(folder);
  expect(await invoicectl(['ingest', folder, '--home', temporaryFolder()])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '  No PDF, picture or e-invoice found there.\n',
  });
});
