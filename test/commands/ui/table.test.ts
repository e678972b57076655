import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Column, table } from '../../../src/commands/ui/table.ts';
import { cut, pad, printable, widthOf } from '../../../src/commands/ui/terminal.ts';

type Row = readonly string[];
const texts: readonly Column<Row>[] = [
  { title: 'id', text: ([id = '']) => id },
  { title: 'issued', text: ([, issued = '']) => issued, spare: 1 },
  { title: 'seller', text: ([, , seller = '']) => seller, least: 8 },
  { title: 'gross', text: ([, , , gross = '']) => gross, align: 'right' },
];

test('columns are as wide as what stands in them', () => {
  const rows = [
    ['1', '2024-03-05', 'A', '9.00'],
    ['22', '', 'Bäcker', '1,000.00'],
  ];
  expect(table(rows, texts, { width: 80 })).toEqual([
    '  id  issued      seller     gross',
    '  1   2024-03-05  A           9.00',
    '  22              Bäcker  1,000.00',
  ]);
});

test('where room is short, what may be cut is cut, then what may go goes', () => {
  const rows = [['1234', '2024-03-05', 'Trennblatt und Söhne', '1,000.00']];
  expect(table(rows, texts, { width: 41 })[1]).toBe('  1234  2024-03-05  Trennblatt…  1,000.00');
  expect(table(rows, texts, { width: 33 })[1]).toBe('  1234  Trennblatt und…  1,000.00');
});

test('a column in which nothing stands is not drawn', () => {
  expect(table([['1', '', 'A', '']], texts, { width: 80 })).toEqual(['  id  seller', '  1   A']);
});

test('no line is wider than asked for, whatever the text', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 60 }).map(printable);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, word, word), { minLength: 1 }),
      fc.integer({ min: 60, max: 160 }),
      (rows, width) => {
        const columns: Column<Row>[] = [0, 1, 2].map((i) => ({ text: (row) => row[i] ?? '', least: 4 }));
        for (const line of table(rows, columns, { width })) expect(widthOf(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});

describe('widths', () => {
  test.each([
    ['Müller', 6],
    ['u\u0308', 1],
    ['青山文具', 8],
    ['\u001b[31mred\u001b[39m', 3],
    ['10 €', 4],
    ['✔︎', 1],
  ])('%j takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('a text that is cut fits, and one that fits is not cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }).map(printable), fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
        if (widthOf(text) <= width) expect(cut(text, width)).toBe(text);
        expect(widthOf(pad(cut(text, width), width))).toBe(width);
      }),
    );
  });
});

test('nothing that a document says moves the cursor or turns the text around', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
    }),
  );
});
