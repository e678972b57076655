import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRows, codeBytes, signCodes } from '../../src/index/quantise.ts';

const rows = fc
  .record({ dim: fc.integer({ min: 1, max: 140 }), count: fc.integer({ min: 0, max: 5 }) })
  .chain(({ dim, count }) =>
    fc
      .array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: dim * count, maxLength: dim * count })
      .map((values) => ({ dim, data: Float32Array.from(values) })),
  );

describe('signCodes', () => {
  it('sets the bit of every number above zero and no other, filled up with zeros', () => {
    fc.assert(
      fc.property(rows, ({ dim, data }) => {
        const codes = signCodes({ dim, data });
        const rowBytes = codeBytes(dim);
        expect(codes).toHaveLength((data.length / dim) * rowBytes);
        for (let bit = 0; bit < codes.length * 8; bit += 1) {
          const [row, i] = [Math.floor(bit / (rowBytes * 8)), bit % (rowBytes * 8)];
          const set = ((codes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
          expect(set).toBe(i < dim && (data[row * dim + i] ?? 0) > 0 ? 1 : 0);
        }
      }),
    );
  });

  it('has zero and minus zero as not above', () => {
    expect([...signCodes({ dim: 4, data: Float32Array.of(0, -0, 1e-40, -1e-40) })]).toEqual([4, 0, 0, 0, 0, 0, 0, 0]);
  });
});

/** Without those so small that a scale of them is none. */
const solid = rows.map(({ dim, data }) => ({ dim, data: data.map((value) => (Math.abs(value) < 1e-30 ? 0 : value)) }));

describe('byteRows', () => {
  it('are within half a step of what they were, the largest of a row exact', () => {
    fc.assert(
      fc.property(solid, ({ dim, data }) => {
        const { codes, scales } = byteRows({ dim, data });
        for (const [i, value] of data.entries()) {
          const scale = scales[Math.floor(i / dim)] ?? 0;
          expect(Math.abs((codes[i] ?? 0) * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
        }
        for (const [row, scale] of scales.entries()) {
          const own = codes.subarray(row * dim, (row + 1) * dim);
          expect(Math.max(...own.map(Math.abs))).toBe(scale > 0 ? 127 : 0);
        }
      }),
    );
  });
});
