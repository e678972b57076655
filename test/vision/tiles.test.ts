import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cropped } from '../../src/pipeline/vision/picture.ts';
import { holds } from '../../src/pipeline/vision/places.ts';
import { readingDpi, sideAt, tilesFor } from '../../src/pipeline/vision/tiles.ts';

const SIDE = 280;

const place = fc.record({
  page: fc.integer({ min: 1, max: 3 }),
  box: fc.record({
    x: fc.integer({ min: -20, max: 560 }),
    y: fc.integer({ min: -20, max: 820 }),
    w: fc.integer({ min: 1, max: 600 }),
    h: fc.integer({ min: 1, max: 60 }),
  }),
});

test('every question is asked once, on at most two squares, and what fits is shown to it whole', () => {
  const wanted = fc.array(fc.array(place, { minLength: 1, maxLength: 3 }), { maxLength: 12 });
  fc.assert(
    fc.property(wanted, (all) => {
      const asked = all.map((places, i) => ({ key: `q${i}`, places }));
      const shown = tilesFor(asked, () => SIDE);
      expect(shown.flatMap(({ keys }) => keys).sort()).toEqual(asked.map(({ key }) => key).sort());
      for (const { tiles, keys } of shown) {
        expect(tiles.length).toBeGreaterThan(0);
        expect(tiles.length).toBeLessThanOrEqual(2);
        for (const key of keys) {
          const [first] = asked.find((one) => one.key === key)?.places ?? [];
          if (first === undefined || first.box.w > SIDE - 8) continue;
          expect(tiles.some((tile) => tile.page === first.page && holds(tile.box, first.box))).toBe(true);
        }
      }
    }),
  );
});

test('fields side by side share a square', () => {
  const at = (x: number, y: number) => [{ page: 1, box: { x, y, w: 80, h: 10 } }];
  const shown = tilesFor(
    [
      { key: 'net', places: at(400, 600) },
      { key: 'tax', places: at(400, 615) },
      { key: 'gross', places: at(400, 630) },
      { key: 'number', places: at(300, 80) },
    ],
    () => SIDE,
  );
  expect(shown.map(({ keys }) => keys)).toEqual([['net', 'tax', 'gross'], ['number']]);
});

test('small print is drawn so that its letters can be read, and no tile is finer than needed', () => {
  const words = (size: number) => ({
    words: [{ text: 'a', box: { x: 0, y: 0, w: 1, h: 1 }, size, bold: false, confidence: 1 }],
  });
  expect([20, 10, 8, 4].map((size) => readingDpi(words(size)))).toEqual([100, 115, 144, 200]);
  expect(sideAt(100)).toBeLessThan(370);
});

/** A page with one black point, drawn at 72 pixels an inch as its file holds it. */
function dotted(width: number, height: number, x: number, y: number) {
  const data = new Uint8Array(width * height).fill(255);
  data[y * width + x] = 0;
  return { width, height, channels: 1 as const, data, dpi: 72 };
}

const darkest = ({ width, data }: { readonly width: number; readonly data: Uint8Array }) => {
  const at = data.indexOf(Math.min(...data));
  return [at % width, Math.floor(at / width)];
};

test('a piece is cut out of the page as it is read: turned upright', () => {
  const box = { x: 10, y: 20, w: 40, h: 40 };
  // Where the point lies on the picture, so that it comes to stand at (30, 45) on a page of 100 by 200.
  const lying = { 0: [100, 200, 30, 45], 90: [200, 100, 45, 69], 180: [100, 200, 69, 154], 270: [200, 100, 154, 30] };
  for (const [turn, [w = 0, h = 0, x = 0, y = 0]] of Object.entries(lying)) {
    const piece = cropped(dotted(w, h, x, y), { width: 100, height: 200, turn: Number(turn), skew: 0 }, box);
    expect([turn, piece.width, piece.height, ...darkest(piece)]).toEqual([turn, 40, 40, 20, 25]);
  }
});

test('and level: a point on a sloping line comes to stand where its word was read', () => {
  const skew = 3;
  const angle = (skew * Math.PI) / 180;
  const [dx, dy] = [80, 0];
  const x = Math.round(100 + dx * Math.cos(angle) - dy * Math.sin(angle));
  const y = Math.round(100 + dx * Math.sin(angle) + dy * Math.cos(angle));
  const piece = cropped(
    dotted(200, 200, x, y),
    { width: 200, height: 200, turn: 0, skew },
    { x: 0, y: 0, w: 200, h: 200 },
  );
  const [px = 0, py = 0] = darkest(piece);
  expect(Math.abs(px - 180)).toBeLessThanOrEqual(1);
  expect(Math.abs(py - 100)).toBeLessThanOrEqual(1);
});

test('beyond the page it is white, and the pixels are shared, not copied, between threads', () => {
  const piece = cropped(
    dotted(20, 20, 0, 0),
    { width: 20, height: 20, turn: 0, skew: 0 },
    { x: -10, y: -10, w: 10, h: 10 },
  );
  expect(piece.data.every((value) => value === 255)).toBe(true);
  expect(piece.data.buffer).toBeInstanceOf(SharedArrayBuffer);
});
