import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSums, type Figures } from '../../src/core/checks.ts';

const nothing: Figures = { totals: {}, lines: [], taxes: [], allowances: [], charges: [] };
const line = (net: string) => ({ net, allowances: [], charges: [] });
const failed = (figures: Partial<Figures>) =>
  checkSums({ ...nothing, ...figures })
    .filter(({ passed }) => !passed)
    .map(({ code }) => code);
const passed = (figures: Partial<Figures>) =>
  checkSums({ ...nothing, ...figures })
    .filter((check) => check.passed)
    .map(({ code }) => code);

describe('sums of EN 16931', () => {
  test('a sound invoice passes every check that it allows', () => {
    const sound: Partial<Figures> = {
      totals: { lineTotal: '473.00', net: '473.00', tax: '56.87', gross: '529.87', prepaid: '29.87', due: '500.00' },
      lines: [line('198.00'), line('275.00')],
      taxes: [
        { rate: '7', basis: '275.00', amount: '19.25' },
        { rate: '19', basis: '198.00', amount: '37.62' },
      ],
    };
    expect(failed(sound)).toEqual([]);
    expect(new Set(passed(sound))).toEqual(
      new Set([
        'SUM_LINES_NE_LINE_TOTAL',
        'LINE_TOTAL_NE_NET',
        'TAX_BASIS_X_RATE_NE_AMOUNT',
        'SUM_TAXES_NE_TAX',
        'NET_PLUS_TAX_NE_GROSS',
        'DUE_NE_GROSS_MINUS_PREPAID',
      ]),
    );
  });

  test.each<[string, Partial<Figures>]>([
    ['SUM_LINES_NE_NET', { totals: { net: '100.00' }, lines: [line('60.00'), line('30.00')] }],
    ['SUM_LINES_NE_LINE_TOTAL', { totals: { lineTotal: '100.00' }, lines: [line('60.00')] }],
    ['LINE_TOTAL_NE_NET', { totals: { lineTotal: '100.00', net: '95.00' }, allowances: ['4.00'] }],
    ['SUM_ALLOWANCES_NE_TOTAL', { totals: { allowanceTotal: '5.00' }, allowances: ['4.00'] }],
    ['SUM_CHARGES_NE_TOTAL', { totals: { chargeTotal: '5.00' }, charges: ['4.00'] }],
    ['NET_PLUS_TAX_NE_GROSS', { totals: { net: '100.00', tax: '19.00', gross: '119.10' } }],
    ['DUE_NE_GROSS_MINUS_PREPAID', { totals: { gross: '100.00', prepaid: '10.00', due: '100.00' } }],
    ['SUM_TAXES_NE_TAX', { totals: { tax: '19.00' }, taxes: [{ amount: '12.00' }] }],
    ['TAX_BASIS_X_RATE_NE_AMOUNT', { taxes: [{ rate: '19', basis: '100.00', amount: '7.00' }] }],
  ])('%s', (code, figures) => {
    expect(failed(figures)).toEqual([code]);
  });

  test('a line is checked by quantity, price, price basis and its own discount', () => {
    const sound = {
      quantity: '3',
      unitPrice: '10.00',
      priceBasis: '2',
      net: '13.00',
      allowances: ['2.00'],
      charges: [],
    };
    expect(failed({ lines: [sound] })).toEqual([]);
    expect(failed({ lines: [{ ...sound, net: '15.00' }] })).toEqual(['LINE_QTY_X_PRICE_NE_NET']);
  });

  test('an unknown line amount leaves the sum of the lines unchecked', () => {
    expect(
      checkSums({ ...nothing, totals: { net: '100.00' }, lines: [line('1.00'), { allowances: [], charges: [] }] }),
    ).toEqual([]);
  });

  test('any invoice that is made to add up passes, and fails when its gross total is off by more than a cent', () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 });
    const money = (value: number) => (value / 100).toFixed(2);
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 20 }),
        cents,
        fc.integer({ min: 2, max: 1000 }),
        (nets, tax, off) => {
          const net = nets.reduce((a, b) => a + b, 0);
          const totals = { net: money(net), tax: money(tax), gross: money(net + tax) };
          const lines = nets.map((n) => line(money(n)));
          expect(failed({ totals, lines })).toEqual([]);
          expect(failed({ totals: { ...totals, gross: money(net + tax + off) }, lines })).toEqual([
            'NET_PLUS_TAX_NE_GROSS',
          ]);
        },
      ),
    );
  });
});
