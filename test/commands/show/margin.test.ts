import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeInMargins } from '../../../src/commands/show/margin.ts';

const places = fc.array(
  fc.record({ x: fc.double({ min: 0, max: 600, noNaN: true }), y: fc.double({ min: -20, max: 860, noNaN: true }) }),
  { maxLength: 260 },
);

test('labels keep to the page, in the order of their places, and never cover each other', () => {
  fc.assert(
    fc.property(places, (items) => {
      const { placed, line } = placeInMargins(items, 600, 840);
      expect(placed).toHaveLength(items.length);
      for (const side of ['left', 'right']) {
        const column = placed.filter((one) => one.side === side);
        column.forEach(({ item, y }, i) => {
          expect(y).toBeGreaterThanOrEqual(line / 2 - 1e-6);
          expect(y).toBeLessThanOrEqual(840 - line / 2 + 1e-6);
          const above = column[i - 1];
          if (above === undefined) return;
          expect(y - above.y).toBeGreaterThanOrEqual(line - 1e-6);
          expect(item.y).toBeGreaterThanOrEqual(above.item.y);
        });
      }
    }),
  );
});

test('a label with room stands level with its place, on the nearer side', () => {
  const { placed } = placeInMargins(
    [
      { x: 100, y: 300 },
      { x: 500, y: 300 },
    ],
    600,
    840,
  );
  expect(placed.map(({ side, y }) => ({ side, y }))).toEqual([
    { side: 'left', y: 300 },
    { side: 'right', y: 300 },
  ]);
});
