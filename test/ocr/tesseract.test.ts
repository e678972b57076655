import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OcrEngine } from '../../src/core/ocr.ts';
import { openTesseract } from '../../src/pipeline/ocr/tesseract.ts';
import { drawn, type Print, wordsOf } from './draw.ts';

const PRINTS: readonly Print[] = [
  { text: 'Invoice number 2024-0815', x: 60, y: 90, size: 30, bold: true },
  { text: 'Thank you for your business', x: 60, y: 180, size: 24 },
  { text: 'Total amount due 1,234.50', x: 60, y: 260, size: 24 },
];
const [WIDTH, HEIGHT] = [700, 340];

let engine: OcrEngine;
beforeAll(async () => {
  engine = await openTesseract({ languages: ['eng'] });
});
afterAll(() => engine.close());

test.each([
  [0, WIDTH, HEIGHT],
  [2, WIDTH, HEIGHT],
  [180, WIDTH, HEIGHT],
  [90, HEIGHT, WIDTH],
])('reads a page that is turned by %i degrees', async (turn, width, height) => {
  const page = await engine.read(drawn({ width, height, turn }, PRINTS));
  expect(page.lines.map((line) => line.map(({ text }) => text).join(' '))).toEqual(PRINTS.map(({ text }) => text));
  expect(page.turn).toBe(turn < 45 ? 0 : 360 - turn);
  expect(Math.abs(page.skew - (turn < 45 ? turn : 0))).toBeLessThan(0.5);
  const words = page.lines.flat();
  for (const [i, { text, box }] of wordsOf(PRINTS).entries()) {
    const found = words[i]?.box;
    expect(Math.abs((found?.x ?? 0) - box.x), text).toBeLessThan(8);
    expect(Math.abs((found?.y ?? 0) + (found?.h ?? 0) - (box.y + box.h)), text).toBeLessThan(8);
  }
});

test('pictures without print have no words', async () => {
  for (const [width, height] of [
    [0, 0],
    [1, 1],
    [300, 200],
  ] as const) {
    const data = new Uint8Array(width * height).fill(255);
    expect((await engine.read({ width, height, channels: 1, data })).lines).toEqual([]);
  }
});

test('a language that is not installed is a missing part, and its hint is the command that gets it', async () => {
  await expect(openTesseract({ languages: ['eng', 'xyz'] })).rejects.toMatchObject({
    code: 'PART_MISSING',
    hint: expect.stringMatching(/^npm install .*tesseract\.js@7\.0\.0 .*@tesseract\.js-data\/xyz$/),
  });
});

test('a start that takes too long is a timeout', async () => {
  await expect(openTesseract({ languages: ['eng'], timeout: 1 })).rejects.toMatchObject({ code: 'PAGE_TIMEOUT' });
});
