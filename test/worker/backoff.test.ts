import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '../../src/pipeline/backoff.ts';

test('waits longer after each attempt, never much more than a minute, whatever the dice say', () => {
  const dice = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), dice, dice, (attempt, a, b) => {
      const [now, next] = [backoffMs(attempt, a), backoffMs(attempt + 1, b)];
      expect(now).toBeGreaterThanOrEqual(450);
      expect(now).toBeLessThanOrEqual(66_000);
      if (attempt < 4) expect(next).toBeGreaterThan(now);
    }),
  );
});
