import fc from 'fast-check';
import { expect, it } from 'vitest';
import { narrow, widen } from '../../src/models/onnx/halves.ts';

it('gives every 16-bit float back as it was', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00);
  expect(narrow(widen(all))).toEqual(all);
});

it('widens to the numbers of IEEE 754', () => {
  const bits = Uint16Array.of(0, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x7c00, 0xfc00, 0x7e00);
  expect([...widen(bits)]).toEqual([
    0,
    -0,
    1,
    -2,
    65504,
    2 ** -14,
    2 ** -24,
    0.333251953125,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ]);
});

it('rounds to the nearest, and of two as near to the even one', () => {
  const inOrder = widen(Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits));
  const floats = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.float({ min: -1, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(floats, (value) => {
      const [bits = 0] = narrow(Float32Array.of(value));
      expect(bits >> 15).toBe(Object.is(Math.sign(value), -0) || value < 0 ? 1 : 0);
      const size = Math.abs(value);
      const at = bits & 0x7fff;
      if (size >= 65520) {
        expect(at).toBe(0x7c00);
        return;
      }
      const off = (i: number) => Math.abs((i < 0x7c00 ? (inOrder[i] ?? Number.NaN) : 65536) - size);
      expect(off(at)).toBeLessThanOrEqual(Math.min(at > 0 ? off(at - 1) : Number.POSITIVE_INFINITY, off(at + 1)));
      if (off(at) === off(at + 1)) expect(at % 2).toBe(0);
    }),
    { numRuns: 2000 },
  );
});

it('makes NaN of NaN', () => {
  expect(widen(narrow(Float32Array.of(Number.NaN)))[0]).toBeNaN();
});
