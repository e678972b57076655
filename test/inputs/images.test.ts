import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inputs } from '../../src/pipeline/inputs/inputs.ts';
import { sniff } from '../../src/pipeline/sniff.ts';
import { bitmap } from '../images/bitmap.ts';
import { FAX4, HEIC, QUARTERS, quarters, tiff } from '../images/make.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'inputs-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A picture in every form that is read, by the name of the form. */
async function pictures(width: number, height: number): Promise<Record<string, Uint8Array>> {
  const exif = { IFD0: { Copyright: 'x'.repeat(3000) } };
  const picture = () => quarters(width, height);
  const encoded = {
    png: picture().png(),
    jpeg: picture().withMetadata().withExif(exif).jpeg(),
    webp: picture().webp(),
    'webp-lossless': picture().webp({ lossless: true }),
    'webp-extended': picture().withExif(exif).webp(),
    gif: picture().gif(),
    tiff: picture().tiff(),
  };
  const files: Record<string, Uint8Array> = { bmp: bitmap(width, height, QUARTERS, { bits: 24 }) };
  for (const [name, image] of Object.entries(encoded)) files[name] = new Uint8Array(await image.toBuffer());
  return files;
}

async function taken(paths: readonly string[], stdin?: Uint8Array): Promise<string[]> {
  const found: string[] = [];
  const stream = async function* () {
    if (stdin !== undefined) yield stdin;
  };
  for await (const one of await inputs(paths, { stdin: stream() }))
    found.push('problem' in one ? `${one.file} ${one.problem.code}` : one.file);
  return found;
}

test('a picture is known by its first bytes', async () => {
  for (const [name, file] of Object.entries(await pictures(120, 110))) expect(sniff(file)).toBe(name.split('-')[0]);
  expect(sniff(HEIC)).toBe('heic');
  expect(sniff(new Uint8Array(await quarters().avif().toBuffer()))).toBe('avif');
  expect(sniff(tiff([{ width: 160, height: 120, bits: [1], strip: FAX4, photometric: 1, compression: 4 }]))).toBe(
    'tiff',
  );
  expect(sniff(new Uint8Array(await quarters().tiff({ bigtiff: true }).toBuffer()))).toBe('tiff');
  for (const text of ['BMW invoice of March', 'II*', 'RIFF....WAVE', 'GIF87', 'xxxxftypisom....mp42'])
    expect(sniff(Buffer.from(text))).toBeNull();
  expect(sniff(Buffer.from('BMW\n%PDF-1.4\n'))).toBe('pdf');
});

test('folders, archives and standard input give pictures, whatever their names', async () => {
  const files = await pictures(120, 110);
  for (const [name, file] of Object.entries(files)) await writeFile(join(home, `scan of ${name}.dat`), file);
  const names = Object.keys(files)
    .map((name) => `scan of ${name}.dat`)
    .sort();
  expect(await taken([home])).toEqual(names);
  await rm(home, { recursive: true });
  home = await mkdtemp(join(tmpdir(), 'inputs-'));
  await writeFile(join(home, 'mail.zip'), zipSync(files));
  expect(await taken([home])).toEqual(Object.keys(files).sort());
  expect(await taken(['-'], files.jpeg)).toEqual(['stdin.jpeg']);
});

test('icons in folders and archives are left alone; one that is named is taken', async () => {
  const icons = await pictures(400, 60);
  for (const [name, file] of Object.entries(icons)) await writeFile(join(home, name), file);
  await writeFile(join(home, 'mail.zip'), zipSync(icons));
  expect(await taken([home])).toEqual([]);
  expect(await taken([join(home, 'png')])).toEqual(['png']);
});
