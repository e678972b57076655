import { beforeAll, describe, expect, test } from 'vitest';
import type { Summary } from '../../src/core/ports.ts';
import { folderForAll, invoicectl, temporaryFolder } from './cli.ts';
import { BOOKS, seed } from './seed.ts';

const home = folderForAll();
let ids: readonly string[] = [];
beforeAll(async () => {
  ids = await seed(home, BOOKS);
});

const list = (...args: readonly string[]) => invoicectl(['list', '--home', home, ...args]);

/** Files that a list with `args` gives. */
async function filesOf(...args: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await list(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as Summary).file);
}

test('a table: last ingested first, the file where there is no number, the reason where there is no record', async () => {
  const { code, stdout, stderr } = await list();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    '  id        issued      number        seller                      gross       kind         verdict',
    `  ${ids[2]?.slice(0, 8)}              (locked.pdf)                                                       failed   (PDF_ENCRYPTED)`,
    `  ${ids[1]?.slice(0, 8)}  2024-05-02  -17           @Home Handels AG          -108.15  CHF  credit note  review`,
    `  ${ids[0]?.slice(0, 8)}  2024-03-05  RE-2024-0117  Trennblatt & Söhne GmbH  1,426.22  EUR               approve`,
    '',
  ]);
});

test('--json gives one object a document with the values of the record', async () => {
  const { stdout } = await list('--json', '--seller', 'söhne');
  expect(JSON.parse(stdout)).toMatchObject({
    id: ids[0],
    number: 'RE-2024-0117',
    issueDate: '2024-03-05',
    gross: '1426.22',
    currency: 'EUR',
    verdict: 'approve',
  });
});

describe('filters', () => {
  const [invoice, note, locked] = BOOKS.map(({ file }) => file);
  test.each([
    [['--seller', 'home handels'], [note]],
    [['--number', 're 2024 0117'], [invoice]],
    [['--since', '2024-05'], [note]],
    [['--since', '2024-05-03'], []],
    [['--until', '2024-03'], [invoice]],
    [
      ['--until', '2024'],
      [note, invoice],
    ],
    [['--verdict', 'review'], [note]],
    [['--kind', 'credit_note'], [note]],
    [['--kind', 'delivery_note'], []],
    [['--status', 'failed'], [locked]],
    [['--min', '1000'], [invoice]],
    [['--max', '-100'], [note]],
    [['--min', '-200', '--max', '2000', '--since', '2024-04'], [note]],
    [['--limit', '1'], [locked]],
  ])('%j', async (args, files) => {
    expect(await filesOf(...args)).toEqual(files);
  });
});

test('nothing found is said on stderr, and is no failure', async () => {
  expect(await list('--seller', 'nobody')).toMatchObject({ code: 0, stdout: '', stderr: '  No document fits.\n' });
  expect(await invoicectl(['list', '--home', temporaryFolder()])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('invoicectl ingest'),
  });
});
