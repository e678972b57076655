import { expect, test } from 'vitest';
import { seededRandom } from '../../scripts/random.ts';
import type { Word } from '../../src/core/page.ts';
import { levelled } from '../../src/pipeline/recognize/level.ts';

const [WIDTH, HEIGHT] = [595, 842];

/** A table of rows that slope by some degrees, its words a little off their places. */
function table(rows: number, degrees: number, seed = 1): Word[][] {
  const random = seededRandom(seed);
  const slope = Math.tan((degrees * Math.PI) / 180);
  return Array.from({ length: rows }, (_, row) =>
    [50, 120, 330, 420, 510].map((x): Word => {
      const w = 30 + 20 * random();
      const y = 100 + 15 * row + (x + w / 2 - WIDTH / 2) * slope + random() - 0.5;
      return { text: 'word', box: { x, y, w, h: 8 }, size: 8, bold: false, confidence: 1 };
    }),
  );
}

test('rows that slope are levelled, and their slope is told', () => {
  for (const degrees of [-2, -1.5, -0.6, 0.8, 1.5]) {
    const { lines, slope } = levelled(table(12, degrees), WIDTH, HEIGHT);
    expect(Math.abs(slope - degrees)).toBeLessThan(0.15);
    for (const line of lines) {
      const ys = line.map(({ box }) => box.y);
      expect(Math.max(...ys) - Math.min(...ys)).toBeLessThan(3);
    }
  }
});

test('level rows and pages of few words are left alone', () => {
  const level = table(12, 0);
  expect(levelled(level, WIDTH, HEIGHT).lines).toBe(level);
  const few = table(2, 1);
  expect(levelled(few, WIDTH, HEIGHT)).toEqual({ lines: few, slope: 0 });
});
