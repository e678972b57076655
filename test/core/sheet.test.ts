import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless, typedCell } from '../../src/core/sheet.ts';

test.each(['=1+1', '+49 30 1234', '-5', '@SUM(A1)', '\t=1', '\rx', '  =1', '＝1', '=cmd|"/c calc"!A0'])(
  '%j does nothing in a text column',
  (text) => {
    expect(harmless(text, 'text')).toBe(`'${text}`);
  },
);

test.each(['-5', '-1234.50', '0', '12'])('%j stays a number in a column of numbers', (text) => {
  expect(harmless(text, 'number')).toBe(text);
  expect(typedCell(text, 'number')).toBe(Number(text));
});

test('what is no number is harmless in a column of numbers, too', () => {
  expect(harmless('-5+3', 'number')).toBe("'-5+3");
  expect(typedCell('=5', 'number')).toBe("'=5");
});

test('no text can begin like a formula, and nothing else is changed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const safe = harmless(text, 'text');
      expect(safe).not.toMatch(/^\s*[=+\-@]/);
      expect(safe.replace(/^'/, '')).toBe(text.replace(/^'/, ''));
    }),
  );
});

test('dates are dates where spreadsheets have them, and longer numbers than a float can hold stay text', () => {
  expect(typedCell('2024-02-29', 'date')).toEqual(new Date('2024-02-29T00:00:00Z'));
  expect(typedCell('1899-12-31', 'date')).toBe('1899-12-31');
  expect(typedCell('2024-13-01', 'date')).toBe('2024-13-01');
  expect(typedCell('12345678901234567', 'number')).toBe('12345678901234567');
});
