import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Input, InputLimits, Refused } from '../../src/pipeline/inputs/input.ts';
import { inputs } from '../../src/pipeline/inputs/inputs.ts';

const PDF = strToU8('%PDF-1.4\n%%EOF\n');
let home: string;
let archive: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zip-'));
  archive = join(home, 'in.zip');
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function take(zip: Uint8Array, limits: Partial<InputLimits> = {}): Promise<(Input | Refused)[]> {
  await writeFile(archive, zip);
  return collect(await inputs([archive], { limits }));
}

const short = (found: readonly (Input | Refused)[]): string[] =>
  found.map((one) => {
    const name = one.path.slice(archive.length);
    return 'problem' in one ? `${name} ${one.problem.code}` : name;
  });

test('documents in an archive are read lazily, sorted; the rest is left out', async () => {
  const found = await take(
    zipSync({
      'b.pdf': PDF,
      'in/a.pdf': PDF,
      'in/ä.xml': strToU8('<Invoice/>'),
      'photo.png': strToU8('PNG'),
      '__MACOSX/._b.pdf': PDF,
      '.DS_Store': strToU8('x'),
      'empty.pdf': new Uint8Array(),
    }),
  );
  expect(short(found)).toEqual(['/b.pdf', '/empty.pdf INPUT_EMPTY', '/in/a.pdf', '/in/ä.xml']);
  const [first] = found;
  if (!first || 'problem' in first) throw new Error('refused');
  // The archive has been closed by now: it is opened again.
  expect(await first.bytes()).toEqual(Buffer.from(PDF));
  expect(first).toMatchObject({ file: 'b.pdf', size: PDF.length });
});

test('unsafe entries are refused and the others are taken in', async () => {
  const link: Zippable[string] = [strToU8('/etc/passwd'), { os: 3, attrs: (0o120777 << 16) >>> 0 }];
  const found = await take(
    zipSync({
      '../up.pdf': PDF,
      '/abs.pdf': PDF,
      'C:/drive.pdf': PDF,
      'in\\..\\..\\windows.pdf': PDF,
      'in\\fine.pdf': PDF,
      'link.pdf': link,
      'nested.zip': zipSync({ 'a.pdf': PDF }),
      'safe.pdf': PDF,
    }),
  );
  expect(short(found).sort()).toEqual([
    '/../up.pdf ZIP_UNSAFE',
    '//abs.pdf ZIP_UNSAFE',
    '/C:/drive.pdf ZIP_UNSAFE',
    '/in/../../windows.pdf ZIP_UNSAFE',
    '/in/fine.pdf',
    '/link.pdf ZIP_UNSAFE',
    '/nested.zip ZIP_UNSAFE',
    '/safe.pdf',
  ]);
});

test('a bomb is refused before it is unpacked', async () => {
  const bomb = new Uint8Array(8 * 1024 * 1024);
  bomb.set(PDF);
  expect(short(await take(zipSync({ 'bomb.pdf': [bomb, { level: 9 }], 'safe.pdf': PDF })))).toEqual([
    '/bomb.pdf ZIP_UNSAFE',
    '/safe.pdf',
  ]);
  const limits = { zipBytes: 2.5 * PDF.length };
  expect(short(await take(zipSync({ 'a.pdf': PDF, 'b.pdf': PDF, 'c.pdf': PDF, 'd.pdf': PDF }), limits))).toEqual([
    '/a.pdf',
    '/b.pdf',
    ' ZIP_UNSAFE',
  ]);
  expect(short(await take(zipSync({ 'a.pdf': PDF, 'b.pdf': PDF }), { zipEntries: 1 }))).toEqual([' ZIP_UNSAFE']);
});

/** Offset of the first central directory record and of the record that ends the archive. */
function directory(zip: Uint8Array): { start: number; end: number } {
  const end = zip.length - 22;
  return { start: new DataView(zip.buffer, zip.byteOffset).getUint32(end + 16, true), end };
}

test('entries that lie over one another are refused', async () => {
  const zip = zipSync({ 'a.pdf': [PDF, { level: 0 }] });
  const { start, end } = directory(zip);
  const record = zip.subarray(start, end);
  // The directory names the same bytes twice.
  const doubled = Buffer.concat([zip.subarray(0, end), record, zip.subarray(end)]);
  const tail = doubled.length - 22;
  doubled.writeUInt16LE(2, tail + 8);
  doubled.writeUInt16LE(2, tail + 10);
  doubled.writeUInt32LE(2 * record.length, tail + 12);
  expect(short(await take(doubled))).toEqual([' ZIP_UNSAFE']);
});

test('an encrypted entry is refused', async () => {
  const zip = zipSync({ 'a.pdf': PDF });
  const view = new DataView(zip.buffer, zip.byteOffset);
  view.setUint16(6, view.getUint16(6, true) | 1, true);
  const { start } = directory(zip);
  view.setUint16(start + 8, view.getUint16(start + 8, true) | 1, true);
  expect(short(await take(zip))).toEqual(['/a.pdf ZIP_UNSAFE']);
});

test('a cut-off archive is damaged, and so is an entry whose checksum is wrong', async () => {
  const zip = zipSync({ 'a.pdf': [PDF, { level: 0 }] });
  expect(short(await take(zip.subarray(0, zip.length - 30)))).toEqual([' ZIP_DAMAGED']);
  const at = Buffer.from(zip).indexOf('%%EOF');
  zip[at] = 66;
  const [input] = await take(zip);
  if (!input || 'problem' in input) throw new Error('refused');
  await expect(input.bytes()).rejects.toMatchObject({ code: 'ZIP_DAMAGED' });
});

test('an office document is no archive of invoices', async () => {
  const docx = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': strToU8('<w:document/>') });
  await writeFile(join(home, 'letter.docx'), docx);
  expect(await collect(await inputs([home]))).toEqual([]);
  expect(short(await take(docx))).toEqual([' INPUT_UNSUPPORTED']);
});

test('an archive on standard input', async () => {
  async function* stdin(): AsyncGenerator<Uint8Array> {
    yield zipSync({ 'a.pdf': PDF });
  }
  const [input] = await collect(await inputs(['-'], { stdin: stdin() }));
  if (!input || 'problem' in input) throw new Error('refused');
  expect(input.path).toBe('-/a.pdf');
  expect(await input.bytes()).toEqual(Buffer.from(PDF));
});
