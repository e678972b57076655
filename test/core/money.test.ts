import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, currencyOf, equal, multiply, parseAmount, round, subtract } from '../../src/core/money.ts';

describe('a printed amount', () => {
  it.each([
    ['1.234,56', '1234.56', ','],
    ['1,234.56', '1234.56', '.'],
    ['1 234,56', '1234.56', ','],
    ['1\u00a0234,56', '1234.56', ','],
    ['1\u202f234\u202f567,89', '1234567.89', ','],
    ["1'234.56", '1234.56', '.'],
    ['1’234.56', '1234.56', '.'],
    ['1,23,456.00', '123456.00', '.'],
    ['1.234.567', '1234567', ','],
    ['12,5', '12.5', ','],
    ['.50', '0.50', '.'],
    ['0.234', '0.234', '.'],
    ['007', '7', null],
    ['12', '12', null],
  ])('%s is %s and shows %s', (text, value, shows) => {
    expect(parseAmount(text)).toMatchObject({ value, shows });
  });

  it('that fits both notations follows the document', () => {
    expect(parseAmount('1.234', ',')).toMatchObject({ value: '1234', shows: null });
    expect(parseAmount('1.234', '.')).toMatchObject({ value: '1.234', shows: null });
    expect(parseAmount('12,345', '.')).toMatchObject({ value: '12345', shows: null });
  });

  it.each([
    ['12,50-', '-12.50'],
    ['-12.50', '-12.50'],
    ['\u221212.50', '-12.50'],
    ['- 12,50 €', '-12.50'],
    ['€ -12,50', '-12.50'],
    ['-$12.50', '-12.50'],
    ['(1,234.00)', '-1234.00'],
    ['1,234.00 CR', '-1234.00'],
    ['1,234.00 DR', '1234.00'],
    ['-0,00', '0.00'],
    ['100,--', '100'],
  ])('%s has the sign of %s', (text, value) => {
    expect(parseAmount(text)?.value).toBe(value);
  });

  it.each([
    ['€ 12,00', 'EUR'],
    ['12,00 EUR', 'EUR'],
    ['CHF 1’002.00', 'CHF'],
    ['$1,002.00', 'USD'],
    ['R$ 10,00', 'BRL'],
    ['Fr. 20.50', 'CHF'],
    ['12,00 zł', 'PLN'],
    ['₹1,000', 'INR'],
    ['12,00', null],
  ])('%s is in %s', (text, currency) => {
    expect(parseAmount(text)?.currency).toBe(currency);
  });

  it.each(['', 'A12', '19%', '01.02.2018', '1.2.3.4', '12,34,5', '1.23.456,00,1', '12 kg', '1 23', '(12', '12)', '--'])(
    '%j is none',
    (text) => {
      expect(parseAmount(text)).toBeNull();
    },
  );

  const locales = ['en', 'de', 'fr', 'de-CH', 'en-IN', 'pl', 'sv', 'es', 'it'] as const;
  it('is what any locale makes of a number', () => {
    const cents = fc.integer({ min: -999_999_999, max: 999_999_999 });
    fc.assert(
      fc.property(cents, fc.constantFrom(...locales), (n, locale) => {
        const printed = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(n / 100);
        const value = parseAmount(printed)?.value;
        expect(value === undefined ? printed : Number(value)).toBe(n / 100 || 0);
      }),
    );
  });

  it('is read back from any notation, with any mark of sign or currency', () => {
    const groups = [',', '.', '’', "'", ' ', '\u00a0', '\u202f', ''] as const;
    const signs: readonly ((text: string) => string)[] = [
      (t) => `-${t}`,
      (t) => `\u2212${t}`,
      (t) => `${t}-`,
      (t) => `(${t})`,
      (t) => `${t} CR`,
      (t) => `- ${t}`,
    ];
    const marks: readonly ((text: string) => string)[] = [
      (t) => t,
      (t) => `€ ${t}`,
      (t) => `${t} €`,
      (t) => `EUR ${t}`,
      (t) => `${t} EUR`,
      (t) => `€${t}`,
      (t) => `${t}€`,
    ];
    const cents = fc.integer({ min: 1, max: 999_999_999_99 });
    fc.assert(
      fc.property(
        cents,
        fc.constantFrom(...groups),
        fc.constantFrom('.', ','),
        fc.boolean(),
        fc.constantFrom(...signs, null),
        fc.constantFrom(...marks),
        (n, group, point, lakhs, sign, mark) => {
          fc.pre(group !== point);
          const digits = String(Math.trunc(n / 100));
          const thousands = lakhs
            ? digits.replace(/(?<=\d)(?=(?:\d\d)*\d{3}$)/g, group)
            : digits.replace(/(?<=\d)(?=(?:\d{3})+$)/g, group);
          const printed = `${thousands}${point}${String(n % 100).padStart(2, '0')}`;
          const whole = sign === null ? mark(printed) : sign(mark(printed));
          const amount = parseAmount(whole);
          expect([whole, Number(amount?.value)]).toEqual([whole, sign === null ? n / 100 : -n / 100]);
          if (mark !== marks[0]) expect(amount?.currency).toBe('EUR');
        },
      ),
    );
  });

  it('never throws, and gives plain decimal text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,' -+()€$%CRDR".split('')) }), (text) => {
        const amount = parseAmount(text);
        if (amount !== null) expect(amount.value).toMatch(/^-?\d+(?:\.\d+)?$/);
      }),
    );
  });
});

describe('arithmetic', () => {
  it('is exact where floating point is not', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(subtract('1.10', '1.00')).toBe('0.1');
    expect(multiply('1.005', '100')).toBe('100.5');
    expect(round('1.005', 2)).toBe('1.01');
    expect(round('-1.005', 2)).toBe('-1.01');
  });

  it('compares values, not texts', () => {
    expect(compare('10', '9')).toBeGreaterThan(0);
    expect(equal('1.50', '1.5')).toBe(true);
    expect(equal('1.50', '1.52')).toBe(false);
    expect(equal('1.50', '1.52', '0.02')).toBe(true);
  });
});

it('a currency is told from codes and signs, not from words', () => {
  expect(currencyOf('EUR')).toBe('EUR');
  expect(currencyOf('£')).toBe('GBP');
  expect(currencyOf('THE')).toBeNull();
  expect(currencyOf('net')).toBeNull();
});
