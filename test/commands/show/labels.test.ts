import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLabels, type Wanting } from '../../../src/commands/show/page/labels.ts';
import type { Box } from '../../../src/core/geometry.ts';

const PAGE = { width: 600, height: 800 };
const clean = { ...PAGE, ink: () => 0 };
const label = (box: Box, beside = false): Wanting => ({ box, width: 50, height: 10, beside });
const overlap = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

test('a label stands above its box, that of a row beside it', () => {
  const box = { x: 100, y: 100, w: 80, h: 20 };
  expect(placeLabels([label(box)], clean)).toEqual([{ x: 100, y: 90, w: 50, h: 10 }]);
  expect(placeLabels([label(box, true)], clean)).toEqual([{ x: 50, y: 105, w: 50, h: 10 }]);
});

test('a label leaves print alone where there is room elsewhere', () => {
  const box = { x: 100, y: 100, w: 80, h: 20 };
  const printed = { x: 90, y: 85, w: 200, h: 15 };
  const ground = { ...PAGE, ink: (at: Box) => (overlap(at, printed) ? 30 : 0) };
  expect(placeLabels([label(box)], ground)).toEqual([{ x: 100, y: 120, w: 50, h: 10 }]);
});

test('labels of boxes in a row or a column do not cover one another', () => {
  for (const step of [
    { x: 55, y: 0 },
    { x: 0, y: 21 },
  ]) {
    const boxes = Array.from({ length: 8 }, (_, i) => ({ x: 60 + i * step.x, y: 100 + i * step.y, w: 40, h: 20 }));
    const placed = placeLabels(
      boxes.map((box) => label(box)),
      clean,
    );
    for (const [i, one] of placed.entries()) {
      for (const other of placed.slice(i + 1)) expect(overlap(one, other)).toBe(false);
      for (const box of boxes) expect(overlap(one, box)).toBe(false);
    }
  }
});

test('every label stands on the page, wherever its box is', () => {
  const side = fc.integer({ min: -50, max: 900 });
  const box = fc.record({ x: side, y: side, w: fc.integer({ min: 1, max: 700 }), h: fc.integer({ min: 1, max: 700 }) });
  fc.assert(
    fc.property(fc.array(fc.tuple(box, fc.boolean()), { maxLength: 30 }), (wanted) => {
      const placed = placeLabels(
        wanted.map(([at, beside]) => label(at, beside)),
        clean,
      );
      expect(placed).toHaveLength(wanted.length);
      for (const { x, y, w, h } of placed) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(x + w).toBeLessThanOrEqual(PAGE.width);
        expect(y + h).toBeLessThanOrEqual(PAGE.height);
      }
    }),
  );
});
