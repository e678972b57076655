import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OcrEngine, OcrPage } from '../../src/core/ocr.ts';
import type { Raster } from '../../src/core/raster.ts';
import { openPpOcr } from '../../src/pipeline/ocr/pp-ocr.ts';
import { drawn, type Print, wordsOf } from './draw.ts';

const PRINTS: readonly Print[] = [
  { text: 'Rechnung Nr. 2024-0815', x: 60, y: 90, size: 30, bold: true },
  { text: 'Größe Straße Öl für 5 Stück', x: 60, y: 150, size: 20 },
  { text: 'Montant total à payer', x: 60, y: 200, size: 18 },
  { text: '1.234,50 €', x: 520, y: 200, size: 18 },
  { text: 'Service, parts and labour', x: 60, y: 250, size: 16 },
  { text: '99.00', x: 540, y: 250, size: 16 },
  { text: 'DE89370400440532013000', x: 60, y: 320, size: 18 },
  { text: 'Thank you for your business', x: 60, y: 380, size: 14 },
];
const [WIDTH, HEIGHT] = [700, 440];
const texts = (page: OcrPage) => page.lines.flat().map(({ text }) => text);

let engine: OcrEngine;
beforeAll(async () => {
  engine = await openPpOcr();
});
afterAll(() => engine.close());

/** Every word is found where it is drawn: its middle within its box, its sides where they are to a third of its height. */
function expectPlaces(page: OcrPage): void {
  const words = page.lines.flat();
  for (const { text, box } of wordsOf(PRINTS)) {
    const { x, y } = box;
    const found = words.find((word) => word.text === text);
    expect(found, text).toBeDefined();
    if (found === undefined) continue;
    expect(Math.abs(found.box.x - x), `left of ${text}`).toBeLessThan(box.h / 3);
    expect(Math.abs(found.box.x + found.box.w - x - box.w), `right of ${text}`).toBeLessThan(box.h / 3);
    const middle = y + box.h * 0.6;
    expect(found.box.y).toBeLessThan(middle);
    expect(found.box.y + found.box.h).toBeGreaterThan(middle);
  }
}

test('reads words and where they are', async () => {
  const page = await engine.read(drawn({ width: WIDTH, height: HEIGHT }, PRINTS));
  expect(page.turn).toBe(0);
  expect(Math.abs(page.skew)).toBeLessThan(0.1);
  expect(page.lines.map((line) => line.map(({ text }) => text).join(' '))).toEqual([
    'Rechnung Nr. 2024-0815',
    'Größe Straße Öl für 5 Stück',
    'Montant total à payer 1.234,50 €',
    'Service, parts and labour 99.00',
    'DE89370400440532013000',
    'Thank you for your business',
  ]);
  expectPlaces(page);
  for (const { confidence } of page.lines.flat()) expect(confidence).toBeGreaterThan(0.5);
});

test.each([90, 180, 270] as const)('finds that a page lies turned by %i degrees', async (turn) => {
  const [width, height] = turn === 180 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH];
  const page = await engine.read(drawn({ width, height, turn }, PRINTS));
  expect(page.turn).toBe(360 - turn);
  expectPlaces(page);
});

test.each([1.5, -2])('levels a page that slopes by %d degrees', async (turn) => {
  const page = await engine.read(drawn({ width: WIDTH, height: HEIGHT, turn }, PRINTS));
  expect(page.turn).toBe(0);
  expect(Math.abs(page.skew - turn)).toBeLessThan(0.3);
  expectPlaces(page);
});

test('reads light print on dark paper', async () => {
  const page = await engine.read(drawn({ width: WIDTH, height: HEIGHT, ink: '#fff', paper: '#124' }, PRINTS));
  expectPlaces(page);
});

describe('pictures without print', () => {
  const plain = (width: number, height: number, value: number): Raster => ({
    width,
    height,
    channels: 1,
    data: new Uint8Array(width * height).fill(value),
  });
  test.each([
    ['nothing', plain(0, 0, 0)],
    ['one pixel', plain(1, 1, 0)],
    ['white', plain(300, 200, 255)],
    ['black', plain(300, 200, 0)],
    ['a thread', plain(4000, 1, 255)],
    ['a hair', plain(3, 5000, 128)],
  ])('%s', async (_, picture) => {
    expect(texts(await engine.read(picture))).toEqual([]);
  });
});
