import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import { DISK, renameAside } from '../../src/index/files.ts';
import type { DiskIndex } from '../../src/index/page-index.ts';
import { placesOf, stoppingFiles } from './faults.ts';
import { emptyFolder, openSample } from './sample.ts';
import { documentOf, queryOf, shaOf } from './vectors.ts';

/** All that can be asked of an index. */
async function stateOf(root: string) {
  const index = openSample(root);
  try {
    const { problems, documents, pages } = await index.check();
    expect(problems).toEqual([]);
    const hits = await index.search(queryOf(2, 5), { limit: 100 });
    expect(new Set(hits.map((hit) => `${hit.document} ${hit.page}`)).size).toBe(hits.length);
    return { documents, pages, versions: await index.documents(), hits };
  } finally {
    await index.close();
  }
}

const ACTS: Readonly<Record<string, (index: DiskIndex) => Promise<void>>> = {
  'puts the first of all': (index) => index.put([documentOf(1)]),
  'puts some, one of them anew': (index) => index.put([documentOf(2, 9), documentOf(8), documentOf(9)]),
  'takes some out': (index) => index.remove([shaOf(0), shaOf(3)]),
  'merges all': (index) => index.compact(),
  'takes all out': (index) => index.clear(),
};

for (const [name, act] of Object.entries(ACTS)) {
  test(`a process that dies while it ${name} leaves what was before or what comes after`, async () => {
    const start = emptyFolder();
    if (!name.includes('first')) {
      const index = openSample(start);
      for (let n = 0; n < 3; n += 1) await index.put([documentOf(2 * n), documentOf(2 * n + 1)]);
      await index.remove([shaOf(5)]);
      await index.close();
    }
    const before = await stateOf(start);
    const calm = emptyFolder();
    cpSync(start, calm, { recursive: true });
    const counting = stoppingFiles();
    const index = openSample(calm, { files: counting });
    await act(index);
    const acted = [...counting.done];
    await index.close();
    const after = await stateOf(calm);
    if (!name.includes('merges')) expect(after).not.toEqual(before);

    let seen = { before: 0, after: 0 };
    for (const [i, operation] of acted.entries()) {
      for (const place of placesOf(operation)) {
        const at = i + 1;
        const root = emptyFolder();
        cpSync(start, root, { recursive: true });
        const files = stoppingFiles(at, place);
        const dying = openSample(root, { files });
        const failed = await act(dying).then(
          () => false,
          () => true,
        );
        await dying.close().catch(() => undefined);
        expect(files.stopped(), `operation ${at} was reached`).toBe(true);

        const state = await stateOf(root);
        const is = JSON.stringify(state) === JSON.stringify(after) ? 'after' : 'before';
        expect(state).toEqual(is === 'after' ? after : before);
        if (!failed) expect(state).toEqual(after);
        seen = { ...seen, [is]: seen[is] + 1 };

        // the next change goes through, and leaves nothing of the one that was cut off
        const next = openSample(root);
        await next.put([documentOf('next')]);
        expect((await next.check()).leftovers.filter((path) => path.endsWith('.seg'))).toEqual([]);
        await next.close();
      }
    }
    expect(seen.after).toBeGreaterThan(0);
    if (!name.includes('merges')) expect(seen.before).toBeGreaterThan(0);
  });
}

test('a full disk is said, leaves nothing behind, and what is put when there is room again is there', async () => {
  const root = emptyFolder();
  const index = openSample(root);
  await index.put([documentOf(1)]);
  await index.close();
  let room = false;
  const full = openSample(root, {
    files: {
      ...DISK,
      write: async (path, parts) => {
        if (room) return DISK.write(path, parts);
        for await (const part of parts) {
          await DISK.write(path, [part.subarray(0, 100)]);
          break;
        }
        throw new InvoicectlError('HOME_NOT_WRITABLE', 'full');
      },
    },
  });
  await expect(full.put([documentOf(2)])).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
  expect([...(await full.documents()).keys()]).toEqual([shaOf(1)]);
  room = true;
  await full.put([documentOf(2)]);
  expect((await full.documents()).size).toBe(2);
  expect((await full.check()).leftovers).toEqual([]);
  await full.close();
});

test('of two that change the same state at once neither is lost', async () => {
  const root = emptyFolder();
  const indexes = Array.from({ length: 4 }, () => openSample(root, { mergeBeside: true }));
  await Promise.all(
    indexes.map(async (index, i) => {
      for (let n = 0; n < 12; n += 1) await index.put([documentOf(`${i} ${n}`, 1, 1), documentOf('shared', i, 1)]);
    }),
  );
  const all = new Set(indexes.flatMap((_, i) => Array.from({ length: 12 }, (_, n) => shaOf(`${i} ${n}`))));
  for (const index of indexes) {
    expect(new Set((await index.documents()).keys())).toEqual(all.add(shaOf('shared')));
    const hits = await index.search(queryOf(2, 5), { limit: 100 });
    expect(hits).toHaveLength(49);
  }
  for (const index of indexes) await index.close();
  const [folder = ''] = readdirSync(root);
  const index = openSample(root);
  await index.compact();
  await index.close();
  expect(readdirSync(join(root, folder)).filter((name) => name.endsWith('.seg'))).toHaveLength(1);
});

test('where there are no links a state is still one step', async () => {
  const root = emptyFolder();
  const index = openSample(root);
  await index.put([documentOf(1)]);
  await index.close();
  const other = openSample(root, { files: { ...DISK, link: renameAside } });
  await other.put([documentOf(2)]);
  expect((await other.documents()).size).toBe(2);
  await other.close();
  expect((await stateOf(root)).documents).toBe(2);
  const [taken, late] = [join(root, 'taken'), join(root, 'late')];
  await DISK.write(taken, [Buffer.from('first')]);
  await DISK.write(late, [Buffer.from('second')]);
  expect(await renameAside(late, taken)).toBe(false);
  expect(String(await DISK.read(taken))).toBe('first');
});
