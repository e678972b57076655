import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, decimalOf, isBic, isIban, isIbanShaped } from '../../src/pipeline/einvoice/values.ts';

describe('decimals', () => {
  it.each([
    ['10', '10'],
    ['+10.50', '10.50'],
    ['-0.00', '0.00'],
    ['-.5', '-0.5'],
    ['007.', '7'],
    [' 1.20 ', '1.20'],
  ])('%s is %s', (text, value) => {
    expect(decimalOf(text)).toBe(value);
  });

  it.each(['', '.', '-', '1,5', '1 000', '1e3', '0x10', 'NaN', '12.5 EUR'])('"%s" is none', (text) => {
    expect(decimalOf(text)).toBeNull();
  });

  it('keeps every number as it is', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat({ max: 999_999 }), (whole, fraction) => {
        const text = `${whole}.${fraction}`;
        expect(decimalOf(text)).toBe(/[1-9]/.test(text) ? text : text.replace('-', ''));
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['20250305', '102', '2025-03-05'],
    ['202503051430', '203', '2025-03-05'],
    ['20250305143015', '204', '2025-03-05'],
    ['20250305', undefined, '2025-03-05'],
    ['2025-03-05', '102', '2025-03-05'],
    ['2025-03-05T00:00:00', undefined, '2025-03-05'],
    ['2025-03-05Z', undefined, '2025-03-05'],
    ['2025-03-05+01:00', undefined, '2025-03-05'],
    ['20240229', '102', '2024-02-29'],
  ])('%s (%s) is %s', (text, format, value) => {
    expect(dateOf(text, format)).toBe(value);
  });

  it.each([
    ['20250230', '102'],
    ['20139102', '102'],
    ['201338', '616'],
    ['202509', '610'],
    ['05.03.2025', undefined],
    ['2025-13-01', undefined],
    ['', undefined],
  ])('%s (%s) is none', (text, format) => {
    expect(dateOf(text, format)).toBeNull();
  });
});

it('knows the form of an IBAN from its check digits', () => {
  expect(isIban('DE89 3704 0044 0532 0130 00')).toBe(true);
  expect(isIban('DE88370400440532013000')).toBe(false);
  expect(isIbanShaped('DE88370400440532013000')).toBe(true);
  expect(isIbanShaped('3334444')).toBe(false);
});

it('refuses an IBAN with two neighbours changed places', () => {
  const iban = 'GB82WEST12345698765432';
  fc.assert(
    fc.property(fc.integer({ min: 8, max: iban.length - 2 }), (i) => {
      const swapped = iban.slice(0, i) + iban[i + 1] + iban[i] + iban.slice(i + 2);
      expect(isIban(swapped)).toBe(swapped === iban);
    }),
  );
});

it('knows a BIC from the name of a giro system', () => {
  expect(isBic('COBADEFFXXX')).toBe(true);
  expect(isBic('COBADEFF')).toBe(true);
  expect(isBic('SE:BANKGIRO')).toBe(false);
});
