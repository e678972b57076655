import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const lock: { packages: Record<string, Record<string, unknown>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);

test('the lock file names no address to download from', () => {
  expect(Object.entries(lock.packages).filter(([, entry]) => 'resolved' in entry && entry.link !== true)).toEqual([]);
});

test('npm 10 compiles nothing: the binaries of better-sqlite3 are in its package', () => {
  // npm 10 runs node-gyp for every package with a binding.gyp unless the lock says so; `npm install` drops the line.
  expect(lock.packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false });
});
