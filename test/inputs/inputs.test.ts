import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Input, Refused } from '../../src/pipeline/inputs/input.ts';
import { type InputOptions, inputs } from '../../src/pipeline/inputs/inputs.ts';

const PDF = '%PDF-1.4\n%%EOF\n';
const XML = '<?xml version="1.0"?><Invoice/>';
let home: string;

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'inputs-')));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(home, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function take(paths: readonly string[], options: InputOptions = {}): Promise<(Input | Refused)[]> {
  const found: (Input | Refused)[] = [];
  for await (const one of await inputs(paths, options)) found.push(one);
  return found;
}

const short = (found: readonly (Input | Refused)[]): string[] =>
  found.map((one) =>
    'problem' in one ? `${one.path.replace(`${home}/`, '')} ${one.problem.code}` : one.path.replace(`${home}/`, ''),
  );

test('a folder gives its documents with all folders below, sorted, hidden files and other types left out', async () => {
  await write('b.pdf', PDF);
  await write('a/z.PDF', PDF);
  await write('a/Ünï-発票.pdf', PDF);
  await write('a/e-invoice.xml', XML);
  await write('.hidden/c.pdf', PDF);
  await write('.c.pdf', PDF);
  await write('photo.jpg', 'JFIF');
  await write('no-extension', PDF);
  const skipped: string[] = [];
  const found = await take([home], { onSkip: (path) => skipped.push(path) });
  expect(short(found)).toEqual(['a/e-invoice.xml', 'a/z.PDF', 'a/Ünï-発票.pdf', 'b.pdf', 'no-extension']);
  expect(skipped).toEqual([join(home, 'photo.jpg')]);
  const [first] = found;
  if (!first || 'problem' in first) throw new Error('refused');
  expect(new TextDecoder().decode(await first.bytes())).toBe(XML);
  expect(first).toMatchObject({ file: 'e-invoice.xml', size: XML.length });
});

test('a file that is named is taken or refused, never left out', async () => {
  const paths = [
    await write('letter.docx', 'PK no, a letter'),
    await write('empty.pdf', ''),
    await write('not-really.pdf', 'plain text'),
    await write('page.html', '<!DOCTYPE html><html></html>'),
    await write('late-header.pdf', `mail header\n\n${PDF}`),
  ];
  expect(short(await take(paths))).toEqual([
    'letter.docx INPUT_UNSUPPORTED',
    'empty.pdf INPUT_EMPTY',
    'not-really.pdf',
    'page.html INPUT_UNSUPPORTED',
    'late-header.pdf',
  ]);
});

test('UTF-16 XML is XML', async () => {
  const path = await write('utf16.xml', Buffer.from(`\uFEFF${XML}`, 'utf16le'));
  expect(short(await take([path]))).toEqual(['utf16.xml']);
});

test('all paths are looked for before anything is read', async () => {
  const there = await write('there.pdf', PDF);
  const gone = join(home, 'gone.pdf');
  await expect(inputs([there, gone])).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND', exitCode: 5 });
  await expect(inputs([join(home, '*.xml')])).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
});

test('patterns work when no shell resolved them, and a file whose name looks like one wins', async () => {
  await write('2024/a.pdf', PDF);
  await write('2024/deep/b.pdf', PDF);
  await write('2024/notes.txt', 'x');
  const odd = await write('inv[1].pdf', PDF);
  await write('inv1.pdf', PDF);
  expect(short(await take([join(home, '2024/**/*.pdf')]))).toEqual(['2024/a.pdf', '2024/deep/b.pdf']);
  expect(short(await take([join(home, '20*')]))).toEqual(['2024/a.pdf', '2024/deep/b.pdf']);
  expect(short(await take([odd]))).toEqual(['inv[1].pdf']);
});

test('what is named twice, directly, by folder or by link, comes once', async () => {
  const path = await write('in/a.pdf', PDF);
  await symlink(path, join(home, 'in/b.pdf'));
  expect(short(await take([path, join(home, 'in'), path]))).toEqual(['in/a.pdf']);
});

test('a folder that links to itself ends', async () => {
  await write('in/a.pdf', PDF);
  await symlink(join(home, 'in'), join(home, 'in/again'));
  await symlink(join(home, 'nowhere'), join(home, 'in/dangling.pdf'));
  expect(short(await take([join(home, 'in')]))).toEqual(['in/a.pdf']);
});

test('a file beyond the limit is refused unread', async () => {
  const path = await write('big.pdf', PDF.padEnd(2000));
  expect(short(await take([path], { limits: { bytes: 1999 } }))).toEqual(['big.pdf INPUT_TOO_LARGE']);
});

test('a file that goes away is said to', async () => {
  const path = await write('a.pdf', PDF);
  const [input] = await take([path]);
  await rm(path);
  if (!input || 'problem' in input) throw new Error('refused');
  await expect(input.bytes()).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
});

async function* stream(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

test('standard input is a document whose type its bytes tell', async () => {
  const [pdf] = await take(['-'], { stdin: stream('%PD', 'F-1.4') });
  expect(pdf).toMatchObject({ path: '-', file: 'stdin.pdf', size: 8 });
  const [xml] = await take(['-', '-'], { stdin: stream(XML) });
  expect(xml).toMatchObject({ file: 'stdin.xml' });
  expect(short(await take(['-'], { stdin: stream() }))).toEqual(['- INPUT_EMPTY']);
  expect(short(await take(['-'], { stdin: stream('hello') }))).toEqual(['- INPUT_UNSUPPORTED']);
  expect(short(await take(['-'], { stdin: stream('%PDF-', 'and more'), limits: { bytes: 10 } }))).toEqual([
    '- INPUT_TOO_LARGE',
  ]);
});
