import { describe, expect, test } from 'vitest';
import type { TotalField } from '../../src/core/fields.ts';
import type { Choice } from '../../src/pipeline/fuse/support.ts';
import { chooseTotals, type Surroundings } from '../../src/pipeline/fuse/totals.ts';

const choice = (value: string, score: number): Choice => ({ value, score, readings: [] });
const alone: Surroundings = { lineNets: [], taxAmounts: [], onlyTax: null, allowances: [], charges: [] };
const choose = (candidates: { readonly [T in TotalField]?: readonly Choice[] }, around: Partial<Surroundings> = {}) =>
  Object.fromEntries(
    Object.entries(chooseTotals(candidates, { ...alone, ...around })).map(([name, { value }]) => [name, value]),
  );

describe('joint choice of totals', () => {
  test('the sum decides against a better label', () => {
    const chosen = choose({
      net: [choice('100.00', 0.7)],
      tax: [choice('19.00', 0.6)],
      gross: [choice('100.00', 0.8), choice('119.00', 0.6)],
    });
    expect(chosen).toEqual({ net: '100.00', tax: '19.00', gross: '119.00' });
  });

  test('lines decide which of two amounts is the net total', () => {
    const net = [choice('90.00', 0.6), choice('100.00', 0.55)];
    expect(choose({ net }, { lineNets: ['60.00', '40.00'] })).toEqual({ net: '100.00' });
    expect(choose({ net })).toEqual({ net: '90.00' });
  });

  test('what was paid before binds gross total and amount due', () => {
    const chosen = choose({
      gross: [choice('671.15', 0.7)],
      prepaid: [choice('671.15', 0.5), choice('201.00', 0.5)],
      due: [choice('470.15', 0.7), choice('671.15', 0.6)],
    });
    expect(chosen).toEqual({ gross: '671.15', prepaid: '201.00', due: '470.15' });
  });

  test('a total that is less likely than not, and that no sum supports, is left out', () => {
    expect(choose({ gross: [choice('5.00', 0.2)] })).toEqual({});
  });

  test('allowances and charges take part', () => {
    const chosen = choose(
      {
        lineTotal: [choice('100.00', 0.6)],
        allowanceTotal: [choice('10.00', 0.5)],
        net: [choice('100.00', 0.6), choice('95.00', 0.5)],
      },
      { charges: ['5.00'] },
    );
    expect(chosen).toEqual({ lineTotal: '100.00', allowanceTotal: '10.00', net: '95.00' });
  });
});
