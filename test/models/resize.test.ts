import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Picture } from '../../src/models/images/picture.ts';
import { resize } from '../../src/models/images/resize.ts';
import { plainPasses } from '../../src/models/images/resize-plain.ts';
import { noise } from './noise.ts';

const side = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200 }));
const filter = fc.constantFrom('lanczos' as const, 'bicubic' as const);

it('is the same in WebAssembly as in plain arithmetic, for any sizes', () => {
  fc.assert(
    fc.property(side, side, side, side, filter, fc.nat(), (width, height, wide, high, by, seed) => {
      const picture = { width, height, planes: [noise(width * height, seed)] };
      expect(resize(picture, wide, high, by)).toEqual(resize(picture, wide, high, by, plainPasses));
    }),
    { numRuns: 300 },
  );
});

it('is the same for paper with a few marks, where white is not computed', () => {
  const marks = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(side, side, side, side, filter, marks, (width, height, wide, high, by, dots) => {
      const plane = new Uint8Array(width * height).fill(255);
      for (const [at, level] of dots) plane[at % plane.length] = level;
      const picture = { width, height, planes: [plane] };
      expect(resize(picture, wide, high, by)).toEqual(resize(picture, wide, high, by, plainPasses));
    }),
    { numRuns: 300 },
  );
});

it('is the same where the taps are many: a receipt of 40 metres', () => {
  const picture = (width: number, height: number): Picture => ({ width, height, planes: [noise(width * height, 5)] });
  for (const [width, height, wide, high] of [
    [2, 30_000, 2, 11],
    [30_000, 2, 11, 3],
    [1, 17, 1, 4000],
  ] as const) {
    const before = picture(width, height);
    expect(resize(before, wide, high, 'lanczos')).toEqual(resize(before, wide, high, 'lanczos', plainPasses));
  }
});
