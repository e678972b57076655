import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskBlobs } from '../../src/storage/blobs/disk.ts';
import { DISK } from '../../src/storage/blobs/files.ts';
import { blobStoreContract } from '../contract/blob-store.ts';
import { stoppingFiles } from './faults.ts';
import { emptyHome } from './home.ts';

blobStoreContract('disk', async () => diskBlobs(join(emptyHome(), 'blobs')));

const bytes = new Uint8Array(50_000).map((_, i) => i % 251);

test('a stored file that was damaged is told, and put right by putting it again', async () => {
  const folder = emptyHome();
  const store = diskBlobs(folder);
  const id = await store.put(bytes);
  const path = join(folder, id.slice(0, 2), id);
  const flipped = readFileSync(path);
  flipped[100] = 255;
  for (const damage of [() => truncateSync(path, 20_000), () => writeFileSync(path, flipped)]) {
    damage();
    await expect(store.get(id)).rejects.toMatchObject({ code: 'HOME_CORRUPT', hint: expect.stringContaining('again') });
    expect(await store.put(bytes)).toBe(id);
    expect(Buffer.compare((await store.get(id)) ?? new Uint8Array(), bytes)).toBe(0);
  }
});

test('putting what is there writes nothing', async () => {
  const folder = emptyHome();
  await diskBlobs(folder).put(bytes);
  const files = stoppingFiles();
  await diskBlobs(folder, { files }).put(bytes);
  expect(files.writes()).toEqual([]);
});

test.each(['ENOSPC', 'EACCES', 'EROFS'])(
  '%s is a home that cannot be written, and leaves nothing behind',
  async (code) => {
    const folder = emptyHome();
    const store = diskBlobs(folder, {
      files: {
        ...DISK,
        async write(path, content) {
          await DISK.write(path, content.subarray(0, 1000));
          throw Object.assign(new Error(code), { code });
        },
      },
    });
    await expect(store.put(bytes)).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE', hint: expect.any(String) });
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  },
);

test('temporary files of the dead are cleaned, those of the living are not until a day has passed', async () => {
  const folder = emptyHome();
  await diskBlobs(folder).put(bytes);
  for (const name of ['1.living', '2.dead', '3.old']) writeFileSync(join(folder, 'tmp', name), 'half');
  const longAgo = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(join(folder, 'tmp', '3.old'), longAgo, longAgo);
  const store = diskBlobs(folder, { isAlive: (owner) => owner !== 'dead' });
  expect(await store.leftovers()).toHaveLength(3);
  expect(await store.clean()).toBe(2);
  expect(readdirSync(join(folder, 'tmp'))).toEqual(['1.living']);
});

/** Every operation of one act, stopped before it, halfway through it and after it. */
async function eachStop(
  act: (store: ReturnType<typeof diskBlobs>) => Promise<unknown>,
  prepare: (folder: string) => Promise<unknown>,
  judge: (folder: string) => Promise<void>,
) {
  const whole = stoppingFiles();
  const folder = emptyHome();
  await prepare(folder);
  await act(diskBlobs(folder, { files: whole }));
  const n = whole.count();
  expect(n).toBeGreaterThan(2);
  for (let i = 1; i <= n; i += 1) {
    for (const place of ['before', 'half', 'after'] as const) {
      const home = emptyHome();
      await prepare(home);
      const files = stoppingFiles(i, place);
      await expect(act(diskBlobs(home, { files }))).rejects.toThrow('stopped');
      expect(files.stopped()).toBe(true);
      await judge(home);
    }
  }
}

test('a put that is stopped at any operation has put all or nothing', async () => {
  let id = '';
  let there = 0;
  const act = async (store: ReturnType<typeof diskBlobs>) => {
    id = await store.put(bytes);
  };
  await eachStop(
    act,
    async () => undefined,
    async (folder) => {
      const store = diskBlobs(folder, { isAlive: () => false });
      const found = await store.get(id);
      if (found !== null) {
        there += 1;
        expect(Buffer.compare(found, bytes)).toBe(0);
      }
      await store.clean();
      expect(await store.leftovers()).toEqual([]);
      await store.put(bytes);
      expect(Buffer.compare((await store.get(id)) ?? new Uint8Array(), bytes)).toBe(0);
    },
  );
  expect(there).toBeGreaterThan(0);
});

test('putting a damaged blob right, stopped at any operation, leaves the damaged or the right one', async () => {
  const id = await diskBlobs(emptyHome()).put(bytes);
  const seen = new Set<string>();
  const prepare = async (folder: string) => {
    await diskBlobs(folder).put(bytes);
    truncateSync(join(folder, id.slice(0, 2), id), 100);
  };
  await eachStop(
    (store) => store.put(bytes),
    prepare,
    async (folder) => {
      const found = readFileSync(join(folder, id.slice(0, 2), id));
      const state = found.length === 100 ? 'damaged' : Buffer.compare(found, bytes) === 0 ? 'right' : 'neither';
      seen.add(state);
    },
  );
  expect(seen).toEqual(new Set(['damaged', 'right']));
});
