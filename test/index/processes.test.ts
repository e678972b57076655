import { expect, test } from 'vitest';
import { killIndexing } from './kills.ts';
import { emptyFolder } from './sample.ts';
import { random } from './vectors.ts';

test('a process that is killed loses nothing that it had said, and doubles nothing', async () => {
  const { steps, wrong } = await killIndexing(emptyFolder(), ['one'], 4, 150, random(Date.now() % 1000));
  expect(wrong).toEqual([]);
  expect(steps).toBeGreaterThan(3);
}, 60_000);

test('two processes index at once, and neither loses anything, killed or not', async () => {
  const { steps, wrong } = await killIndexing(emptyFolder(), ['one', 'two'], 2, 300, random(Date.now() % 1000));
  expect(wrong).toEqual([]);
  expect(steps).toBeGreaterThan(3);
}, 60_000);
