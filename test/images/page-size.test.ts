import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PictureSize, pageSize } from '../../src/pipeline/images/page-size.ts';

const sizeOf = (width: number, height: number, dpi: number | readonly [number, number] | null, camera = false) => {
  const [x, y] = typeof dpi === 'number' ? [dpi, dpi] : (dpi ?? [0, 0]);
  const picture: PictureSize = { width, height, density: dpi === null ? null : { x: x ?? 0, y: y ?? 0 }, camera };
  const page = pageSize(picture);
  return [Math.round(page.width), Math.round(page.height)];
};

describe('a density that makes a paper of the picture is believed', () => {
  test.each([
    ['A4 at 300', 2480, 3508, 300, [595, 842]],
    ['A4 at 72, drawn by a program', 595, 842, 72, [595, 842]],
    ['A4 at 96', 794, 1123, 96, [596, 842]],
    ['letter at 200', 1700, 2200, 200, [612, 792]],
    ['A5 lying at 150', 1240, 874, 150, [595, 420]],
    ['a receipt at 300', 945, 2360, 300, [227, 566]],
    ['a receipt of 80 cm at 200', 630, 6300, 200, [227, 2268]],
  ] as const)('%s', (_, width, height, dpi, expected) => {
    expect(sizeOf(width, height, dpi)).toEqual(expected);
  });

  test('a fax, whose rows lie apart, is A4', () => {
    expect(sizeOf(1728, 1145, [204, 98])).toEqual([610, 841]);
  });
});

describe('else the picture is a page as long as A4', () => {
  test.each([
    ['a photo at 72', 3024, 4032, 72, false, [632, 842]],
    ['a photo at 96', 4032, 3024, 96, false, [842, 632]],
    ['no density', 2480, 3508, null, false, [595, 842]],
    ['a density of 1', 2480, 3508, 1, false, [595, 842]],
    ['a density that makes a poster of it', 5000, 7000, 150, false, [601, 842]],
    ['a density that makes a stamp of it', 1000, 1400, 1200, false, [601, 842]],
    ['a camera that claims 300', 4032, 3024, 300, true, [842, 632]],
  ] as const)('%s', (_, width, height, dpi, camera, expected) => {
    expect(sizeOf(width, height, dpi, camera)).toEqual(expected);
  });

  test('a strip is as wide as a till roll, however long', () => {
    expect(sizeOf(500, 2500, null)).toEqual([227, 1135]);
    expect(sizeOf(2500, 500, 72)).toEqual([1135, 227]);
  });
});

test('a page has the shape of its picture, and a plausible size', () => {
  const side = fc.integer({ min: 100, max: 20_000 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.option(fc.double({ min: 2, max: 5000, noNaN: true })),
      fc.boolean(),
      (w, h, dpi, camera) => {
        const density = dpi === null ? null : { x: dpi, y: dpi };
        const page = pageSize({ width: w, height: h, density, camera });
        expect(page.width / page.height).toBeCloseTo(w / h, 6);
        expect(Math.min(page.width, page.height)).toBeGreaterThan(139);
        expect(Math.max(page.width, page.height)).toBeGreaterThanOrEqual(200);
      },
    ),
  );
});
