import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { LocalModel } from '../../src/models/local-model.ts';
import { MARKER, preparedSmolVlm2 } from '../../src/models/smolvlm2/prepare.ts';
import { compareRows } from '../../src/models/smolvlm2/prove.ts';
import { openSmolVlm2 } from '../../src/vlm/smolvlm2/open.ts';
import { temporaryFolder } from '../commands/cli.ts';

const folder = fileURLToPath(new URL('../../fixtures/models/smolvlm2-tiny', import.meta.url));
const model = (): LocalModel => ({
  name: 'smolvlm2-256m',
  revision: 'a'.repeat(40),
  folder,
  prepared: join(temporaryFolder(), 'made of it'),
});
const options = { device: 'cpu', threads: 1 } as const;
const white = { width: 64, height: 64, channels: 1, data: new Uint8Array(64 * 64).fill(255) } as const;

test('a reader is written anew once, measured, and read with', async () => {
  const of = model();
  const made = await preparedSmolVlm2(of, 1);
  expect(made.tower).toMatchObject({ rounding: 'fast', why: '' });
  expect(made.decoder).toMatchObject({ why: '' });
  expect(made.decoder.rounding).not.toBeNull();
  expect(made.tower.likeness?.cosine).toBeGreaterThan(0.999);
  expect(made.decoder.likeness?.cosine).toBeGreaterThan(0.97);
  expect(made.table).toMatchObject({ rows: 1280, width: 96 });
  const files = readdirSync(of.prepared).sort();
  // two graphs with their weights and what was measured: what is not used is gone
  expect(files).toHaveLength(5);
  const before = readFileSync(join(of.prepared, MARKER), 'utf8');
  const reader = await openSmolVlm2(of, options);
  const sight = await reader.look(white, 'whole');
  expect([sight.rows, sight.cols, sight.computed]).toEqual([0, 0, 1]);
  expect((await reader.look(white, 'whole')).computed).toBe(0);
  const conversation = await reader.open([{ picture: sight }, { text: 'Read.' }]);
  expect(conversation.length).toBeGreaterThan(64);
  await reader.close();
  expect(readdirSync(of.prepared).sort()).toEqual(files);
  expect(readFileSync(join(of.prepared, MARKER), 'utf8')).toBe(before);
}, 30_000);

test('what was made and cannot be read is named, with what to do', async () => {
  const of = model();
  await preparedSmolVlm2(of, 1);
  for (const spoilt of ['{}', '{"version":', '']) {
    writeFileSync(join(of.prepared, MARKER), spoilt);
    await expect(openSmolVlm2(of, options)).rejects.toMatchObject({ code: 'MODEL_DAMAGED' });
  }
}, 30_000);

test('where nothing can be written, the published graphs are read with', async () => {
  const reader = await openSmolVlm2({ ...model(), prepared: join(folder, 'config.json', 'none') }, options);
  expect((await reader.look(white, 'tile')).pictures).toBe(0);
  const conversation = await reader.open([{ text: 'Read.' }]);
  expect(conversation.length).toBeGreaterThan(3);
  await reader.close();
}, 30_000);

test('rows are compared by their direction and their largest number', () => {
  const rows = Float32Array.of(1, 2, 3, 3, 2, 1);
  expect(compareRows(rows, rows, 3)).toEqual({ cosine: 1, agreement: 1 });
  const other = compareRows(rows, Float32Array.of(1, 2, 3, 1, 2, 3), 3);
  expect(other.agreement).toBe(0.5);
  expect(other.cosine).toBeCloseTo(10 / 14);
  expect(
    compareRows(
      rows,
      rows.map(() => Number.NaN),
      3,
    ).cosine,
  ).toBe(0);
  expect(compareRows(rows, rows.subarray(3), 3)).toEqual({ cosine: 0, agreement: 0 });
});
