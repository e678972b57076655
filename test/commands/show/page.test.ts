import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { STATE_COLOURS } from '../../../src/commands/show/page/colours.ts';
import { draw } from '../../open/draw.ts';
import { folderForAll, invoicectl, ROOT, temporaryFolder } from '../cli.ts';
import { blocksRaster, itermPng, kittyPng, sixelRaster } from './decode-graphics.ts';

const folder = folderForAll();
const home = join(folder, 'home');

beforeAll(async () => {
  const locked = join(folder, 'locked.pdf');
  const paint = (pdf: PDFKit.PDFDocument) => {
    pdf.fontSize(10).text('Invoice number: INV-2207', 60, 60).text('Total', 300, 340).text('EUR 120.00', 480, 340);
  };
  writeFileSync(locked, await draw(paint, { userPassword: 'geheim' }));
  const fixtures = ['ie-wrong-total.pdf', 'de-three-pages.pdf', 'de-xrechnung-ubl.xml'];
  const paths = [locked, ...fixtures.map((file) => join(ROOT, 'fixtures/invoices', file))];
  const ran = await invoicectl(['ingest', ...paths, '--password', 'geheim', '--quiet', '--home', home]);
  expect(ran).toMatchObject({ code: 0 });
});

const show = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  invoicectl(['show', ...args, '--home', home], { env });

interface Listed {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly {
    readonly field: string;
    readonly state: keyof typeof STATE_COLOURS;
    readonly text: string;
    readonly box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  }[];
  readonly lines: readonly { readonly field: string; readonly boxes: Listed['boxes'] }[];
}

async function pixels(png: Buffer) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  return { width: info.width, height: info.height, data, at };
}

/** How many pixels of a picture have exactly the colour of a state. */
function coloured(data: Uint8Array, channels: number, colour: readonly number[]): number {
  let count = 0;
  for (let i = 0; i < data.length; i += channels)
    if (Math.max(...colour.map((value, k) => Math.abs(value - (data[i + k] ?? 0)))) <= 2) count++;
  return count;
}

test('a PNG has the page at 150 dpi, each value in a box of the colour of its state, and a legend below', async () => {
  const file = join(temporaryFolder(), 'new', 'page.png');
  const { code, stdout, stderr } = await show(['ie-wrong-total.pdf', '--page', '1', '--png', file, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `  page 1 of 1 drawn into ${file}\n` });
  const listed: Listed = JSON.parse(stdout);
  const { width, height, at, data } = await pixels(readFileSync(file));
  const scale = 150 / 72;
  expect(width).toBe(Math.round(listed.width * scale));
  expect(height).toBeGreaterThan(Math.round(listed.height * scale) + 20);
  const states = new Set(listed.boxes.map(({ state }) => state));
  expect(states).toEqual(new Set(['proven', 'conflicting']));
  for (const { field, state, box } of listed.boxes) {
    // The most doubtful value of a place gives its box the colour.
    const here = listed.boxes.filter((other) => other.box.x === box.x && other.box.y === box.y);
    const colour = STATE_COLOURS[here.some((other) => other.state === 'conflicting') ? 'conflicting' : state];
    const left = Math.round((box.x - 1) * scale);
    const [top, bottom] = [Math.round((box.y - 1) * scale), Math.round((box.y + box.h + 1) * scale)];
    const rows = Array.from({ length: bottom - top }, (_, i) => at(left, top + i));
    // A label of a neighbour may cover a part of it.
    const edge = rows.filter((pixel) => pixel.every((value, k) => value === colour[k]));
    expect([field, edge.length / rows.length]).toEqual([field, expect.closeTo(1, 0)]);
  }
  // Boxes, labels and the key of the legend.
  expect(coloured(data, 3, STATE_COLOURS.conflicting)).toBeGreaterThan(500);
  expect(coloured(data, 3, STATE_COLOURS.unproven)).toBe(0);
});

test('--json lists the boxes, those of line items by line', async () => {
  const { code, stdout, stderr } = await show(['de-three-pages.pdf', '--page', '1', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const listed: Listed = JSON.parse(stdout);
  expect(listed).toMatchObject({ file: 'de-three-pages.pdf', page: 1, pages: 3, width: expect.closeTo(595, 0) });
  expect(listed.boxes.find(({ field }) => field === 'number')).toMatchObject({
    value: 'RE-2026-1107',
    state: 'proven',
    text: 'RE-2026-1107',
    box: { x: expect.any(Number), y: expect.any(Number), w: expect.any(Number), h: expect.any(Number) },
  });
  expect(listed.lines.map(({ field }) => field)).toEqual(Array.from({ length: 18 }, (_, i) => `lines[${i}]`));
  expect(listed.lines[0]?.boxes.map(({ field }) => field)).toContain('lines[0].net');
  expect(listed.boxes.some(({ field }) => field.startsWith('lines['))).toBe(false);
});

test('a pipe gets the boxes in words, and is told how to get the picture', async () => {
  const { code, stdout, stderr } = await show(['ie-wrong-total.pdf', '--page', '1']);
  expect(code).toBe(0);
  expect(stdout).not.toContain('\x1b');
  expect(stdout).toMatch(/^ {2}ie-wrong-total\.pdf · page 1 of 1 · \d+ values, 3 line items$/m);
  expect(stdout).toMatch(/^ {2}proven \d+ {3}conflicting 3 \(net, tax, gross\) {3}line items 3$/m);
  expect(stdout).toMatch(/^ {2}gross +2353\.16 +\d+,\d+ {2}\.\d\d {2}conflicting$/m);
  expect(stderr).toBe('  --png FILE writes the page with these boxes as a picture.\n');
});

describe('in the terminal', () => {
  const page = ['ie-wrong-total.pdf', '--page', '1', '--graphics'];

  test.each([
    ['kitty', kittyPng],
    ['iterm', itermPng],
  ] as const)('%s gets a PNG', async (graphics, decode) => {
    const { code, stdout } = await show([...page, graphics]);
    expect(code).toBe(0);
    const { width, data } = await pixels(decode(stdout).png);
    expect(width).toBe(80 * 16);
    expect(coloured(data, 3, STATE_COLOURS.conflicting)).toBeGreaterThan(500);
    // The legend is there in words as well.
    expect(stdout).toMatch(/green: proven \d+ {3}red: conflicting 3 \(net, tax, gross\) {3}violet: line items 3$/m);
  });

  test('sixels', async () => {
    const { code, stdout } = await show([...page, 'sixel']);
    expect(code).toBe(0);
    const { width, height, data } = sixelRaster(stdout);
    expect(Math.max(width, height)).toBeLessThanOrEqual(1000);
    expect(width / height).toBeCloseTo(595 / 842, 1);
    expect(coloured(data, 4, STATE_COLOURS.proven)).toBeGreaterThan(300);
    expect(coloured(data, 4, STATE_COLOURS.conflicting)).toBeGreaterThan(100);
  });

  test('half blocks, as wide as the window, with the boxes in words below', async () => {
    const { code, stdout } = await show([...page, 'blocks'], { COLORTERM: 'truecolor', COLUMNS: '64' });
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter((line) => line.includes('▀'));
    const { width, height, data } = blocksRaster(lines);
    expect(width).toBe(64);
    expect(height).toBeCloseTo((64 * 842) / 595, -1);
    expect(coloured(data, 4, STATE_COLOURS.proven)).toBeGreaterThan(50);
    expect(coloured(data, 4, STATE_COLOURS.conflicting)).toBeGreaterThan(10);
    for (const line of stdout.split('\n').slice(-20)) expect(line.length).toBeLessThanOrEqual(110);
    expect(stdout).toMatch(/^ {2}gross +2353\.16/m);
  });

  test('without colour, half blocks are plain letters', async () => {
    for (const [args, env] of [
      [[], { NO_COLOR: '1', COLORTERM: 'truecolor' }],
      [['--no-color'], { COLORTERM: 'truecolor' }],
    ] as const) {
      const { stdout } = await show([...page, 'blocks', ...args], env);
      expect(stdout).not.toContain('\x1b');
      expect(stdout.split('\n').filter((line) => /[▀▄█]/.test(line)).length).toBeGreaterThan(30);
    }
  });
});

describe('what cannot be shown', () => {
  test.each<[string, readonly string[], number, string]>([
    [
      'a page that is not there',
      ['de-three-pages.pdf', '--page', '4'],
      2,
      'de-three-pages.pdf has 3 pages, so there is no page 4.',
    ],
    ['a page that is no number', ['de-three-pages.pdf', '--page', 'two'], 2, '"two" is no page: the first is 1.'],
    ['a page of bare XML', ['de-xrechnung-ubl.xml', '--page', '1'], 2, 'de-xrechnung-ubl.xml is bare XML'],
    ['no page', ['de-three-pages.pdf', '--png', 'x.png'], 2, '--png draws one page: say which.'],
    ['a page and a field', ['de-three-pages.pdf', '--page', '1', '--why', 'number'], 2, 'cannot be used with'],
    [
      'no such graphics',
      ['de-three-pages.pdf', '--page', '1', '--graphics', 'tek'],
      2,
      'Allowed choices are kitty, iterm',
    ],
    ['an encrypted file without its password', ['locked.pdf', '--page', '1'], 3, 'locked.pdf is encrypted'],
  ])('%s', async (_, args, code, message) => {
    const ran = await show(args);
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });

  test('a folder that cannot be written', async () => {
    const inTheWay = join(temporaryFolder(), 'file');
    writeFileSync(inTheWay, '');
    const ran = await show(['ie-wrong-total.pdf', '--page', '1', '--png', join(inTheWay, 'page.png')]);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be written') });
  });
});

test('an encrypted file is drawn with whichever password opens it', async () => {
  const file = join(temporaryFolder(), 'page.png');
  const passwords = ['--password', 'wrong', '--password', 'geheim', '--password', 'wrong too'];
  const ran = await show(['locked.pdf', '--page', '1', '--png', file, ...passwords]);
  expect(ran).toMatchObject({ code: 0 });
  expect(existsSync(file)).toBe(true);
  const { data } = await pixels(readFileSync(file));
  expect(data.some((value) => value < 60)).toBe(true);
});
