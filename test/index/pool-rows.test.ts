import { describe, expect, it } from 'vitest';
import { rowPooling } from '../../src/index/pool-rows.ts';
import { joined, maxSim, randomRows } from './pages.ts';

const box = (x: number, y: number) => ({ x, y, w: 10, h: 10 });

/** Each row `copies` times, a little turned. */
function crowd(rows: number, copies: number, dim: number) {
  const centres = randomRows(1, rows, dim);
  const noise = randomRows(2, rows * copies, dim);
  const data = Float32Array.from({ length: rows * copies * dim }, (_, i) => {
    const [row, d] = [Math.floor(i / dim), i % dim];
    return (centres.data[Math.floor(row / copies) * dim + d] ?? 0) + 0.1 * (noise.data[i] ?? 0);
  });
  for (let at = 0; at < data.length; at += dim) {
    const length = Math.hypot(...data.subarray(at, at + dim));
    for (let i = at; i < at + dim; i += 1) data[i] = (data[i] ?? 0) / length;
  }
  return { dim, data };
}

describe('pooling of rows', () => {
  it('merges those that are alike, and a search hardly sees it', () => {
    const page = crowd(20, 4, 64);
    const boxes = Array.from({ length: 80 }, (_, i) => box((i % 4) * 10, Math.floor(i / 4) * 10));
    const small = rowPooling(4).pool({ ...page, boxes });
    expect(small.data).toHaveLength(20 * 64);
    expect(small.boxes).toEqual(Array.from({ length: 20 }, (_, i) => ({ x: 0, y: i * 10, w: 40, h: 10 })));
    const query = { dim: 64, data: page.data.subarray(0, 64 * 8) };
    expect(maxSim(query, small)).toBeGreaterThan(0.98 * maxSim(query, page));
    for (let at = 0; at < small.data.length; at += 64) {
      expect(Math.hypot(...small.data.subarray(at, at + 64))).toBeCloseTo(1, 5);
    }
  });

  it('keeps rows that stand nowhere, and places scattered ones where the most alike of them stands', () => {
    const row = randomRows(3, 1, 16);
    const page = joined(16, [randomRows(4, 1, 16), row, row, row]);
    const boxes = [null, box(0, 0), box(500, 700), box(0, 400)];
    const small = rowPooling(3).pool({ ...page, boxes });
    expect(small.boxes).toHaveLength(2);
    expect(small.boxes[0]).toBeNull();
    expect(boxes).toContainEqual(small.boxes[1]);
    expect([...small.data.subarray(16)]).toEqual([...row.data].map((value) => expect.closeTo(value, 5)));
  });

  it('takes pages of no and of one row, and changes nothing by a factor of one', () => {
    const none = { dim: 8, data: new Float32Array(0), boxes: [] };
    expect(rowPooling(2).pool(none)).toEqual(none);
    const one = { ...randomRows(1, 1, 8), boxes: [box(0, 0)] };
    expect(rowPooling(5).pool(one).boxes).toEqual(one.boxes);
    expect(rowPooling(1).pool(one)).toBe(one);
    expect(() => rowPooling(0.5)).toThrow('factor');
  });
});
