import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentOf } from '../../src/pipeline/ocr/bands.ts';
import { components } from '../../src/pipeline/ocr/components.ts';
import { turned } from '../../src/pipeline/ocr/grey.ts';
import { leveller, skewOf } from '../../src/pipeline/ocr/level.ts';
import { convexHull, type Point, readAlong, smallestRectangle } from '../../src/pipeline/ocr/rectangle.ts';

const points = fc
  .array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((list): Point[] => list.sort(([ax, ay], [bx, by]) => ay - by || ax - bx));

/** Where a point lies in a rectangle: along and across, from its middle. */
function within({ x, y, angle }: ReturnType<typeof smallestRectangle>, [px, py]: Point): readonly [number, number] {
  const [dx, dy] = [px - x, py - y];
  return [dx * Math.cos(angle) + dy * Math.sin(angle), dy * Math.cos(angle) - dx * Math.sin(angle)];
}

describe('convex hull', () => {
  test('turns one way only, of points that were given, and none lies outside', () => {
    fc.assert(
      fc.property(points, (given) => {
        const hull = convexHull(given);
        expect(hull.length).toBeGreaterThan(0);
        for (const [i, a] of hull.entries()) {
          expect(given).toContainEqual(a);
          const b = hull[(i + 1) % hull.length] ?? a;
          if (hull.length < 3) continue;
          for (const p of given)
            expect((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('smallest rectangle', () => {
  test('holds every point, is no larger than the upright one, and lies within 45 degrees', () => {
    fc.assert(
      fc.property(points, (given) => {
        const rectangle = smallestRectangle(convexHull(given));
        for (const point of given) {
          const [along, across] = within(rectangle, point);
          expect(Math.abs(along)).toBeLessThanOrEqual(rectangle.w / 2 + 1e-6);
          expect(Math.abs(across)).toBeLessThanOrEqual(rectangle.h / 2 + 1e-6);
        }
        const [xs, ys] = [given.map(([x]) => x), given.map(([, y]) => y)];
        const upright = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
        expect(rectangle.w * rectangle.h).toBeLessThanOrEqual(upright + 1e-6);
        expect(Math.abs(rectangle.angle)).toBeLessThanOrEqual(Math.PI / 4 + 1e-9);
      }),
    );
  });

  test('finds the rectangle that points were taken from', () => {
    const angle = 0.3;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const corners = [
      [-40, -5],
      [40, -5],
      [40, 5],
      [-40, 5],
    ].map(([u = 0, v = 0]): Point => [100 + u * cos - v * sin, 60 + u * sin + v * cos]);
    const found = smallestRectangle(convexHull(corners.sort(([ax, ay], [bx, by]) => ay - by || ax - bx)));
    for (const [name, value] of Object.entries({ x: 100, y: 60, w: 80, h: 10, angle })) {
      expect(found[name as keyof typeof found], name).toBeCloseTo(value);
    }
  });

  test('read along its other side and back, it is the same', () => {
    const rectangle = { x: 1, y: 2, w: 30, h: 4, angle: 0.1 };
    expect(readAlong(rectangle, 1)).toMatchObject({ w: 4, h: 30 });
    const back = readAlong(readAlong(rectangle, 1), -1);
    expect(back).toMatchObject({ w: 30, h: 4 });
    expect(back.angle).toBeCloseTo(0.1);
  });
});

/** The components by filling, for comparison. */
function filled(values: Uint8Array, width: number, height: number, threshold: number): string[] {
  const seen = new Set<number>();
  const found: string[] = [];
  for (let start = 0; start < values.length; start++) {
    if (seen.has(start) || (values[start] ?? 0) < threshold) continue;
    const queue = [start];
    seen.add(start);
    let [pixels, sum] = [0, 0];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      pixels++;
      sum += values[at] ?? 0;
      for (let y = Math.floor(at / width) - 1; y <= Math.floor(at / width) + 1; y++) {
        for (let x = (at % width) - 1; x <= (at % width) + 1; x++) {
          const next = y * width + x;
          if (x < 0 || y < 0 || x >= width || y >= height || seen.has(next) || (values[next] ?? 0) < threshold)
            continue;
          seen.add(next);
          queue.push(next);
        }
      }
    }
    found.push(`${pixels} ${(sum / pixels).toFixed(3)}`);
  }
  return found.sort();
}

test('components are those that filling finds', () => {
  const picture = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      values: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
    }),
  );
  fc.assert(
    fc.property(picture, ({ width, height, values }) => {
      const found = components(values, width, height, 150);
      expect(found.map(({ pixels, mean }) => `${pixels} ${mean.toFixed(3)}`).sort()).toEqual(
        filled(values, width, height, 150),
      );
    }),
  );
});

test('a picture turned four times is itself, and turned twice is turned by 180', () => {
  const picture = { width: 70, height: 131, data: Uint8Array.from({ length: 70 * 131 }, (_, i) => (i * 37) % 251) };
  const twice = turned(turned(picture, 90), 90);
  expect(twice).toEqual(turned(picture, 180));
  expect(turned(turned(picture, 90), 270)).toEqual(picture);
  expect(turned(picture, 90).data[0]).toBe(picture.data[70 * 130]);
});

test('what slopes is levelled about the middle of the picture', () => {
  const slope = 0.03;
  const at = (along: number) => ({
    x: 300 + along * Math.cos(slope),
    y: 200 + along * Math.sin(slope),
    w: 80,
    h: 10,
    angle: slope,
  });
  const rectangles = [-200, 0, 200].map(at);
  const skew = skewOf(rectangles);
  expect(skew).toBeCloseTo((slope * 180) / Math.PI);
  const boxes = rectangles.map(leveller(600, 400, skew));
  for (const [i, x] of [60, 260, 460].entries()) {
    expect(boxes[i]?.x).toBeCloseTo(x);
    expect(boxes[i]?.y).toBeCloseTo(195);
  }
});

describe('bands', () => {
  const width = 200;
  const picture = (height: number, printed: readonly (readonly [from: number, to: number])[]) => {
    const data = new Uint8Array(width * height).fill(255);
    for (const [from, to] of printed)
      for (let y = from; y < to; y++) for (let x = 80; x < 120; x += 2) data[y * width + x] = 0;
    return { width, height, data };
  };

  test('a blank picture has none', () => {
    expect(extentOf(picture(500, []), 10_000).bands).toEqual([]);
  });

  test('every printed row is in one band, none is too high, and paper is in few', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 950 }), fc.integer({ min: 1, max: 300 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(rows, (list) => {
        const printed = list.map(([from, length]) => [from, Math.min(1000, from + length)] as const);
        const { left, right, bands } = extentOf(picture(1000, printed), 20_000);
        const covered = new Uint8Array(1000);
        for (const { from, to, first, last } of bands) {
          expect(first).toBeLessThanOrEqual(from);
          expect(last).toBeGreaterThanOrEqual(to);
          expect((to - from) * (right - left)).toBeLessThanOrEqual(20_000);
          for (let y = from; y < to; y++) covered[y] = (covered[y] ?? 0) + 1;
        }
        for (const [from, to] of printed) for (let y = from; y < to; y++) expect(covered[y]).toBe(1);
        expect(Math.max(...covered)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  test('they part between lines', () => {
    const lines = Array.from({ length: 20 }, (_, i) => [i * 40, i * 40 + 20] as const);
    for (const { from, to } of extentOf(picture(800, lines), 30_000).bands) {
      for (const [start, end] of lines) expect(end <= from || start >= to || (start >= from && end <= to)).toBe(true);
    }
  });
});
