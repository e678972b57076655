import { expect, test } from 'vitest';
import type { OcrPage } from '../../src/core/ocr.ts';
import type { Page, Word } from '../../src/core/page.ts';
import { withPrint } from '../../src/pipeline/recognize/place.ts';

const word = (text: string, x: number, y: number, w = 20, h = 10): Word => ({
  text,
  box: { x, y, w, h },
  size: h,
  bold: false,
  confidence: 0.9,
});

const page = (over: Partial<Page> = {}): Page => ({
  number: 1,
  label: null,
  width: 72,
  height: 144,
  rotation: 0,
  skew: 0,
  textLayer: 'missing',
  ocr: null,
  words: [],
  ...over,
});

/** 72 by 144 points at 144 dpi: two pixels a point. */
const picture = { width: 144, height: 288, channels: 1 as const, data: new Uint8Array(144 * 288) };
const read = (lines: OcrPage['lines'], over: Partial<OcrPage> = {}): OcrPage => ({ turn: 0, skew: 0, lines, ...over });

/** The middle of a word, to half a point across: its box is given the white that its font leaves around it. */
const middle = ({ box }: Word) => ({ x: Math.round(box.x + box.w / 2), y: Math.round(box.y + box.h / 2) });

test('boxes and sizes are in points', () => {
  const { words, ocr } = withPrint(page(), read([[word('word', 20, 40, 40, 14)]]), picture, 'engine');
  expect(words.map(middle)).toEqual([{ x: 20, y: 24 }]);
  expect(words[0]?.size).toBeCloseTo(9, 0);
  expect(ocr).toBe('engine');
});

test('a page that lies on its side is turned with its words', () => {
  const turned = withPrint(page({ rotation: 270 }), read([[word('a', 144, 72)]], { turn: 90 }), picture, 'engine');
  expect(turned).toMatchObject({ width: 144, height: 72, rotation: 0 });
  expect(turned.words.map(middle)).toEqual([{ x: 77, y: 39 }]);
});

test('what stands side by side is one row, though its boxes are not exactly level', () => {
  const lines = [[word('right', 80, 42)], [word('below', 0, 56)], [word('left', 0, 39)]];
  const { words } = withPrint(page(), read(lines), picture, 'engine');
  expect(words.map(({ text }) => text)).toEqual(['left', 'right', 'below']);
});

test('a text layer that is not all there is completed, any other replaced', () => {
  const known = word('printed', 0, 0, 30, 10);
  const lines = [[word('prlnted', 0, 0, 60, 20)], [word('scanned', 0, 100)]];
  const texts = (textLayer: Page['textLayer']) =>
    withPrint(page({ textLayer, words: [known] }), read(lines), picture, 'engine').words.map(({ text }) => text);
  expect(texts('partial')).toEqual(['printed', 'scanned']);
  expect(texts('hidden')).toEqual(['prlnted', 'scanned']);
});

test('a page on whose picture nothing is read keeps its words', () => {
  const before = page({ textLayer: 'hidden', words: [word('a', 0, 0)] });
  expect(withPrint(before, read([]), picture, 'engine')).toEqual({ ...before, ocr: 'engine' });
});
