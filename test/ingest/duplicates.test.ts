import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Source } from '../../src/core/ports.ts';
import { documentHandler } from '../../src/pipeline/handle.ts';
import { openStore } from '../../src/storage/open.ts';
import { sampleRecord, sampleSource } from '../contract/sample.ts';
import { copyOf, FIXTURES, ingest, invoicectl, ndjson, temporaryFolder } from './helpers.ts';

const ORIGINAL = join(FIXTURES, 'us-sales-tax.pdf');

/** A home with an invoice and, read after it, twins of other bytes. */
async function homeOf(...twins: readonly string[]) {
  const home = temporaryFolder();
  await ingest(home, [ORIGINAL]);
  const [alone] = Object.values(await verdicts(home));
  const paths = twins.map((name) => join(home, name));
  for (const path of paths) {
    writeFileSync(path, copyOf('us-sales-tax.pdf', path));
    await ingest(home, [path]);
  }
  return { home, alone, paths };
}

/** Verdicts by file name. */
async function verdicts(home: string): Promise<Record<string, string>> {
  const { stdout } = await invoicectl(['list', '--home', home, '--json']);
  return Object.fromEntries(ndjson<{ file: string; verdict: string }>(stdout).map((row) => [row.file, row.verdict]));
}

test('the first to come in stays the original, whichever is read again', async () => {
  const { home, alone, paths } = await homeOf('copy.pdf');
  const expected = { 'us-sales-tax.pdf': alone, 'copy.pdf': 'reject' };
  expect(alone).not.toBe('reject');
  expect(await verdicts(home)).toEqual(expected);
  await ingest(home, ['--force', ORIGINAL]);
  expect(await verdicts(home)).toEqual(expected);
  await ingest(home, ['--force', ...paths, ORIGINAL]);
  expect(await verdicts(home)).toEqual(expected);
});

test('when the original is removed, the next is the original', async () => {
  const { home, alone } = await homeOf('second.pdf', 'third.pdf');
  await invoicectl(['rm', 'us-sales-tax.pdf', '--yes', '--home', home]);
  expect(await verdicts(home)).toEqual({ 'second.pdf': alone, 'third.pdf': 'reject' });
  const { stdout } = await invoicectl(['show', 'third.pdf', '--home', home]);
  expect(stdout).toContain('second.pdf');
});

test('a twin that is read before the original is flagged once the original is', async () => {
  const home = temporaryFolder();
  const store = await openStore(home);
  onTestFinished(store.close);
  const records = { ...store.records, ...store.query };
  const pool = { read: async () => ({ records: [sampleRecord()] }), close: async () => undefined };
  const { handle } = documentHandler({ blobs: store.blobs, records, pool });
  const [original, twin] = [sampleSource(1), sampleSource(2)];
  for (const source of [original, twin]) await records.add(source);
  const read = ({ id, file }: Source, token: number) =>
    handle({ document: id, file }, { signal: new AbortController().signal, token, attempt: 1 });
  const found = async () => (await records.list({})).map(({ file, verdict }) => [file, verdict]);

  await read(twin, 2);
  expect((await records.get(twin.id))?.record?.reasons).toEqual([]);
  await read(original, 1);
  expect(await found()).toEqual([
    ['invoice-2.pdf', 'reject'],
    ['invoice-1.pdf', 'approve'],
  ]);
  expect((await records.get(twin.id))?.record?.reasons).toMatchObject([{ code: 'DUPLICATE_INVOICE' }]);

  pool.read = async () => ({ records: [sampleRecord({ gross: '999.00' })] });
  await read(original, 3);
  expect((await records.get(twin.id))?.record?.reasons).toMatchObject([{ code: 'NUMBER_REUSED' }]);

  pool.read = async () => ({ records: [sampleRecord({ number: 'ANOTHER' })] });
  await read(original, 4);
  expect(await found()).toEqual([
    ['invoice-2.pdf', 'approve'],
    ['invoice-1.pdf', 'approve'],
  ]);
});
