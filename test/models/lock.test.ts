import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withLock } from '../../src/models/store/lock.ts';
import { runNode, temporaryFolder } from '../commands/cli.ts';

const signal = new AbortController().signal;

test('one after the other', async () => {
  const path = join(temporaryFolder(), 'deep', 'lock');
  const order: string[] = [];
  let waits = 0;
  const work = (name: string) =>
    withLock(path, { signal, onWait: () => (waits += 1) }, async () => {
      order.push(`${name} in`);
      await sleep(30);
      order.push(`${name} out`);
    });
  await Promise.all([work('a'), work('b')]);
  expect(order.filter((_, i) => i % 2 === 0).map((text) => text.slice(0, 1))).toEqual(
    order.filter((_, i) => i % 2 === 1).map((text) => text.slice(0, 1)),
  );
  expect(waits).toBe(1);
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['a process that has gone', async () => ({ pid: await pidThatHasGone(), host: hostname() }), 0],
  ['a machine that has not been heard of for long', async () => ({ pid: 1, host: 'elsewhere' }), 120],
])('the lock of %s is taken', async (_, holder, secondsAgo) => {
  const path = join(temporaryFolder(), 'lock');
  writeFileSync(path, JSON.stringify(await holder()));
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(path, then, then);
  await withLock(path, { signal, onWait: () => expect.unreachable() }, async () => {
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  });
});

test.each([
  ['a process that is there', { pid: process.ppid, host: hostname() }],
  ['another machine', { pid: 1, host: 'elsewhere' }],
])('that of %s is waited for', async (_, holder) => {
  const path = join(temporaryFolder(), 'lock');
  writeFileSync(path, JSON.stringify(holder));
  const soon = AbortSignal.timeout(400);
  let waits = 0;
  const use = async () => expect.unreachable();
  await expect(withLock(path, { signal: soon, onWait: () => (waits += 1) }, use)).rejects.toThrow();
  expect(waits).toBe(1);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(holder);
});

async function pidThatHasGone(): Promise<number> {
  return Number((await runNode(['-p', 'process.pid'])).stdout);
}
