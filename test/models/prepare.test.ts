import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import type { LocalModel } from '../../src/models/local-model.ts';
import { prepare } from '../../src/models/prepare.ts';
import { preparedFile } from '../../src/models/prepared.ts';
import { temporaryFolder } from '../commands/cli.ts';

function model(): LocalModel {
  const root = temporaryFolder();
  return { name: 'colmodernvbert', revision: 'a'.repeat(40), folder: root, prepared: join(root, 'made of it') };
}

test('a file is made once', async () => {
  const of = model();
  let made = 0;
  const make = async (path: string) => {
    made += 1;
    await writeFile(path, `made ${made}`);
  };
  const [one, other] = [await preparedFile(of, 'graph-1.onnx', make), await preparedFile(of, 'graph-1.onnx', make)];
  expect(one).toBe(join(of.prepared, 'graph-1.onnx'));
  expect(other).toBe(one);
  expect(readFileSync(one, 'utf8')).toBe('made 1');
});

test('one that failed halfway is not there', async () => {
  const of = model();
  const make = async (path: string) => {
    await writeFile(path, 'half of it');
    throw new Error('stopped');
  };
  await expect(preparedFile(of, 'graph-1.onnx', make)).rejects.toThrow('stopped');
  expect(readdirSync(of.prepared)).toEqual([]);
});

test('several that make it at the same time all get a whole one', async () => {
  const of = model();
  const text = 'x'.repeat(1_000_000);
  const paths = await Promise.all([1, 2, 3].map(() => preparedFile(of, 'graph', (path) => writeFile(path, text))));
  expect(new Set(paths).size).toBe(1);
  expect(readFileSync(paths[0] ?? '', 'utf8')).toBe(text);
  expect(readdirSync(of.prepared)).toEqual(['graph']);
});

test('what cannot be made is left for later, and what nobody foresaw is thrown on', async () => {
  const of = model();
  const notes: string[] = [];
  const failing = (error: Error) => ({ use: 'encoder' as const, load: async () => () => Promise.reject(error) });
  const other = { use: 'reader' as const, load: () => Promise.reject(new Error('not of this use')) };
  const foreseen = new InvoicectlError('MODEL_OUT_OF_MEMORY', 'There is not enough memory.');
  await prepare(of, (text) => notes.push(text), [other, failing(foreseen)]);
  expect(notes).toEqual([
    'all of it is here; making faster graphs of it, once',
    'what makes colmodernvbert faster is left for its first use: There is not enough memory.',
  ]);
  await expect(prepare(of, () => undefined, [failing(new TypeError('oh'))])).rejects.toThrow('oh');
  expect(existsSync(of.prepared)).toBe(false);
});
