import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseXml, type XmlElement, type XmlNode } from '@rgrove/parse-xml';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { draw } from '../../open/draw.ts';
import { folderForAll, invoicectl, ROOT, temporaryFolder } from '../cli.ts';

const folder = folderForAll();
const home = join(folder, 'home');
const HOSTILE = '"><script>alert(1)</script>&';

beforeAll(async () => {
  const hostile = join(folder, 'a&b.pdf');
  const bytes = await draw((pdf) => {
    pdf
      .fontSize(10)
      .text(`Invoice number: INV-7 ${HOSTILE}`, 60, 60)
      .text('Total', 300, 340)
      .text('EUR 120.00', 480, 340);
  });
  writeFileSync(hostile, bytes);
  const fixtures = ['de-three-pages.pdf', 'fr-hybrid-factur-x.pdf', 'de-xrechnung-ubl.xml'];
  const paths = [hostile, ...fixtures.map((file) => join(ROOT, 'fixtures/invoices', file))];
  expect(await invoicectl(['ingest', ...paths, '--quiet', '--home', home])).toMatchObject({ code: 0 });
});

const show = (file: string, ...more: readonly string[]) => invoicectl(['show', file, '--home', home, ...more]);

/** Every element of a drawing, by its name. */
function elements(path: string, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const walk = (node: XmlNode) => {
    if (!('children' in node)) return;
    if ('name' in node && node.name === name) found.push(node as XmlElement);
    for (const child of (node as XmlElement).children) walk(child as XmlNode);
  };
  walk(parseXml(readFileSync(path, 'utf8')));
  return found;
}

const group = (path: string, id: string) =>
  elements(path, 'g')
    .find(({ attributes }) => attributes.id === id)
    ?.children.filter((node) => 'name' in node) ?? [];

test('every page is drawn with its words, its values and their probability, beside the record', async () => {
  const pages = join(temporaryFolder(), 'new', 'pages');
  const { code, stdout, stderr } = await show('de-three-pages.pdf', '--debug-dir', pages, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: `  3 pages drawn into ${pages}\n` });
  const { record } = JSON.parse(stdout);
  expect(readdirSync(pages).sort()).toEqual(
    [1, 2, 3].flatMap((n) => [`de-three-pages-page${n}.png`, `de-three-pages-page${n}.svg`]),
  );
  for (const { number, width, height, words } of record.pages) {
    const file = join(pages, `de-three-pages-page${number}.svg`);
    expect(group(file, 'words')).toHaveLength(words);
    const [, , w = 0, h = 0] = (elements(file, 'svg')[0]?.attributes.viewBox ?? '').split(' ').map(Number);
    expect(w).toBeGreaterThan(width);
    expect(h).toBeGreaterThan(height);
    const picture = await sharp(join(pages, `de-three-pages-page${number}.png`)).metadata();
    expect(picture.width).toBe(Math.round((width * 150) / 72));
    expect(picture.height).toBeGreaterThan((height * 150) / 72);
  }
  const first = join(pages, 'de-three-pages-page1.svg');
  const labels = group(first, 'labels').map((node) => (node as XmlElement).text);
  expect(labels.some((text) => text.includes(`number ${record.header.number.value}`))).toBe(true);
  expect(labels.some((text) => text.startsWith('lines[0]'))).toBe(true);
  const box = record.header.number.readings[0].box;
  const drawn = group(first, 'values').map(({ ...node }) => (node as unknown as XmlElement).attributes);
  expect(drawn.some(({ x, y }) => Math.abs(Number(x) - box.x) < 1 && Math.abs(Number(y) - box.y) < 1)).toBe(true);
});

test('what a document says stays text', async () => {
  const pages = temporaryFolder();
  expect(await show('a&b.pdf', '--debug-dir', pages, '--quiet')).toMatchObject({ code: 0, stderr: '' });
  const file = join(pages, 'a&b-page1.svg');
  expect(elements(file, 'script')).toEqual([]);
  expect(group(file, 'words').map((node) => (node as XmlElement).text)).toContain(HOSTILE);
});

test('a drawing replaces the one before, and leaves alone what a link of its name points to', async () => {
  const outside = temporaryFolder();
  const pages = join(outside, 'pages');
  const treasure = join(outside, 'treasure.txt');
  writeFileSync(treasure, 'mine');
  mkdirSync(pages);
  symlinkSync(treasure, join(pages, 'fr-hybrid-factur-x-page1.svg'));
  for (let i = 0; i < 2; i++)
    expect(await show('fr-hybrid-factur-x.pdf', '--debug-dir', pages)).toMatchObject({ code: 0 });
  expect(readFileSync(treasure, 'utf8')).toBe('mine');
  expect(readFileSync(join(pages, 'fr-hybrid-factur-x-page1.svg'), 'utf8')).toContain('<svg');
  expect(readdirSync(pages)).toHaveLength(2);
});

test('a folder that cannot be one is refused', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const { code, stderr } = await show('fr-hybrid-factur-x.pdf', '--debug-dir', file, '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stderr).error.code).toBe('OUTPUT_NOT_WRITABLE');
});

test('bare XML has no page to draw', async () => {
  const { code, stderr } = await show('de-xrechnung-ubl.xml', '--debug-dir', temporaryFolder());
  expect(code).toBe(2);
  expect(stderr).toContain('de-xrechnung-ubl.xml is bare XML: it has no page to draw.');
});
