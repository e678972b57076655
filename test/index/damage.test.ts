import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import type { PageHit } from '../../src/core/vectors.ts';
import { emptyFolder, openSample } from './sample.ts';
import { documentOf, queryOf, shaOf } from './vectors.ts';

const DOCUMENTS = 6;

/** An index of two segments, one of them with a document that was put anew and one that was removed. */
async function sampleIndex(): Promise<string> {
  const root = emptyFolder();
  const index = openSample(root, { keepFloats: true });
  await index.put(Array.from({ length: 4 }, (_, n) => documentOf(n)).concat(documentOf('removed', 1, 1)));
  await index.put([documentOf(4), documentOf(5), documentOf(0, 2)]);
  await index.remove([shaOf('removed')]);
  await index.close();
  return root;
}

const filesIn = (root: string) => {
  const folder = join(root, readdirSync(root)[0] ?? '');
  const names = readdirSync(folder).sort();
  return {
    folder,
    segments: names.filter((n) => n.endsWith('.seg')),
    manifest: names.findLast((n) => /^manifest/.test(n)) ?? '',
  };
};

async function answersOf(root: string) {
  const index = openSample(root, { keepFloats: true });
  try {
    const [coded, exact] = [
      await index.search(queryOf(2, 1), { limit: 50 }),
      await index.search(queryOf(2, 1), { limit: 50, exact: true }),
    ];
    const heats = [];
    for (const hit of exact) heats.push(await index.heat(queryOf(2, 1), hit));
    const { problems } = await index.check();
    return { coded, exact, heats, problems, documents: await index.documents() };
  } finally {
    await index.close();
  }
}
type Answers = Awaited<ReturnType<typeof answersOf>>;

/** Nothing but what is right, and what is missing is said and can be put again. */
async function expectSafe(root: string, right: Answers, what: string): Promise<'whole' | 'refused' | 'set aside'> {
  let answers: Answers;
  try {
    answers = await answersOf(root);
  } catch (error) {
    expect(error, what).toBeInstanceOf(InvoicectlError);
    expect(['HOME_CORRUPT', 'HOME_NEWER'], what).toContain((error as InvoicectlError).code);
    expect((error as InvoicectlError).hint, what).toBeTruthy();
    return 'refused';
  }
  const { problems, documents } = answers;
  const keyed = (hits: readonly PageHit[]) => hits.map((hit) => JSON.stringify(hit));
  expect(keyed(right.coded), what).toEqual(expect.arrayContaining(keyed(answers.coded)));
  expect(keyed(right.exact), what).toEqual(expect.arrayContaining(keyed(answers.exact)));
  for (const heat of answers.heats) if (heat !== null) expect(right.heats, what).toContainEqual(heat);
  if (problems.length === 0) {
    expect(answers, what).toEqual(right);
    return 'whole';
  }
  // a second process knows what is missing, and encoding it again makes all whole
  const index = openSample(root, { keepFloats: true });
  expect(await index.documents(), what).toEqual(documents);
  const missing = Array.from({ length: DOCUMENTS }, (_, n) => documentOf(n, n === 0 ? 2 : 1));
  await index.put(missing.filter(({ document }) => !documents.has(document)));
  await index.close();
  const { problems: _, ...again } = await answersOf(root);
  const { problems: __, ...whole } = right;
  expect(again, what).toEqual(whole);
  return 'set aside';
}

test('a byte that is spoilt anywhere is noticed: what is damaged is set aside, the rest is found as it was', async () => {
  const sample = await sampleIndex();
  const right = await answersOf(sample);
  expect(right.documents.size).toBe(DOCUMENTS);
  const { segments, manifest } = filesIn(sample);
  const outcomes = new Map<string, number>();
  for (const name of [...segments, manifest]) {
    const size = readFileSync(join(filesIn(sample).folder, name)).length;
    for (let at = 0; at < size; at += name === manifest ? 23 : 131) {
      const root = emptyFolder();
      cpSync(sample, root, { recursive: true });
      const path = join(filesIn(root).folder, name);
      const bytes = readFileSync(path);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, bytes);
      const outcome = await expectSafe(root, right, `byte ${at} of ${size} of ${name}`);
      // whole: the byte is of a document that was put anew or removed, which nobody reads
      expect(name === manifest ? ['refused'] : ['set aside', 'whole']).toContain(outcome);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  expect(outcomes.get('set aside')).toBeGreaterThan(50);
  expect(outcomes.get('whole') ?? 0).toBeLessThan((outcomes.get('set aside') ?? 0) / 2);
}, 60_000);

test('a file that is cut, longer, empty, swapped for another or gone is noticed', async () => {
  const sample = await sampleIndex();
  const right = await answersOf(sample);
  const { segments } = filesIn(sample);
  const spoil: Readonly<Record<string, (path: string, other: string) => void>> = {
    cut: (path) => truncateSync(path, readFileSync(path).length - 100),
    'cut to half': (path) => truncateSync(path, readFileSync(path).length / 2),
    longer: (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(64)])),
    empty: (path) => truncateSync(path, 0),
    swapped: (path, other) => writeFileSync(path, readFileSync(other)),
    gone: (path) => rmSync(path),
  };
  for (const [what, act] of Object.entries(spoil)) {
    const root = emptyFolder();
    cpSync(sample, root, { recursive: true });
    const [path = '', other = ''] = segments.map((name) => join(filesIn(root).folder, name));
    act(path, other);
    expect(await expectSafe(root, right, what)).toBe('set aside');
  }
  const root = emptyFolder();
  cpSync(sample, root, { recursive: true });
  truncateSync(join(filesIn(root).folder, filesIn(root).manifest), 40);
  expect(await expectSafe(root, right, 'manifest cut')).toBe('refused');

  // the way out that is named in the hint
  const index = openSample(root, { keepFloats: true });
  await index.clear();
  expect((await index.documents()).size).toBe(0);
  await index.put(Array.from({ length: DOCUMENTS }, (_, n) => documentOf(n, n === 0 ? 2 : 1)));
  await index.close();
  expect(await expectSafe(root, right, 'made anew')).toBe('whole');
  expect(filesIn(root).segments).toHaveLength(1);
});

test('a damaged segment is kept under another name, and merging goes on without it', async () => {
  const root = await sampleIndex();
  const { folder, segments } = filesIn(root);
  const path = join(folder, segments[0] ?? '');
  const bytes = readFileSync(path);
  // a code: seen when codes are read
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const index = openSample(root, { keepFloats: true });
  await index.compact();
  expect(index.problems()).toMatchObject([{ code: 'HOME_CORRUPT', message: expect.stringContaining(path) }]);
  expect(new Set((await index.documents()).keys())).toEqual(new Set([4, 5, 0].map(shaOf)));
  expect((await index.check()).leftovers).toEqual([`${path}.damaged`]);
  await index.close();
});

test('what a later version wrote is refused with a hint', async () => {
  const manifest = await sampleIndex();
  const body = Buffer.from(JSON.stringify({ format: 2, whatever: [] }));
  const text = `${crc32(body).toString(16).padStart(8, '0')}\n${body}`;
  writeFileSync(join(filesIn(manifest).folder, filesIn(manifest).manifest), text);

  const segment = await sampleIndex();
  const path = join(filesIn(segment).folder, filesIn(segment).segments[0] ?? '');
  const bytes = readFileSync(path);
  const tail = bytes.subarray(-32);
  tail.writeUInt32LE(2, 8);
  tail.writeUInt32LE(crc32(tail.subarray(0, 28)), 28);
  writeFileSync(path, bytes);

  for (const root of [manifest, segment]) {
    const index = openSample(root);
    await expect(index.documents()).rejects.toMatchObject({
      code: 'HOME_NEWER',
      hint: expect.stringContaining('Update'),
    });
    await index.close();
  }
  // nothing was set aside
  expect(filesIn(segment).segments).toHaveLength(2);
});

test('a state that another process made while this one read is read anew', async () => {
  const root = await sampleIndex();
  const { manifest } = filesIn(root);
  const reader = openSample(root, { keepFloats: true });
  expect((await reader.documents()).size).toBe(DOCUMENTS);
  const writer = openSample(root, { keepFloats: true });
  await writer.compact();
  await writer.put([documentOf('new')]);
  await writer.close();
  expect((await reader.documents()).size).toBe(DOCUMENTS + 1);
  expect(await reader.search(queryOf(2, 1), { limit: 100 })).not.toHaveLength(0);
  await reader.close();
  expect(filesIn(root).manifest > manifest).toBe(true);
});
