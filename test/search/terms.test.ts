import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Page, wordlessPage } from '../../src/core/page.ts';
import { packPage, wordsOf } from '../../src/core/page-text.ts';
import { folded, numberKey, termsOf, wordKey } from '../../src/core/terms.ts';
import { questionOf } from '../../src/index/search/question.ts';

test('however a name is spelt, it is the same', () => {
  for (const names of [
    ['Müller', 'Mueller', 'MULLER', 'müller'],
    ['Straße', 'STRASSE', 'strasse'],
    ['Smørrebrød', 'Smorrebrod'],
    ['ﬁnance', 'finance'],
  ])
    expect(new Set(names.map(folded)).size, names.join()).toBe(1);
});

test('however a number is written, it is the same', () => {
  for (const numbers of [
    ['1.234,50', '1,234.50', '1234.5', '1’234.50', '€1.234,50'],
    ['1.234', '1,234', '1234'],
    ['0,99', '.99'.padStart(4, '0')],
  ])
    expect(new Set(numbers.map(numberKey)).size, numbers.join()).toBe(1);
  expect(numberKey('RE-17')).toBeNull();
  expect(numberKey('12.5')).not.toBe(numberKey('125'));
});

test('a word is found by its pieces, a number without its decimals, a date by its day', () => {
  expect(termsOf('RE-2024-0117')).toEqual(expect.arrayContaining(['re20240117', '2024', '0117']));
  expect(termsOf('1.234,50')).toEqual(['123450', '1234']);
  expect(termsOf('05.03.2024')).toContain('20240305');
  expect(termsOf('03/04/2024')).toEqual(expect.arrayContaining(['20240403', '20240304']));
  expect(termsOf('請求書番号')).toContain('求書');
  expect(termsOf('—')).toEqual([]);
});

test('terms are letters and digits, whatever the word', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (word) => {
      for (const term of [...termsOf(word), wordKey(word)]) expect(term).toMatch(/^[\p{L}\p{N}]*$/u);
    }),
  );
});

test('months and days of a question are understood in its language', () => {
  expect(questionOf('Kunden AG März 2024').dates).toEqual(['2024m03']);
  expect(questionOf('paid in november 2023').dates).toEqual(['2023m11']);
  expect(questionOf('facture du 5 mars 2024').dates).toEqual(['20240305']);
  expect(questionOf('03/2024').dates).toEqual(['2024m03']);
  expect(questionOf('2024-03').dates).toEqual(['2024m03']);
  expect(questionOf('total 1234 in 2024').dates).toEqual([]);
});

test('a page that is packed has the same words at the same places', () => {
  const word = fc.record({
    text: fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replace(/\s/g, '_')),
    x: fc.double({ min: 0, max: 500, noNaN: true }),
    y: fc.double({ min: 0, max: 800, noNaN: true }),
    w: fc.double({ min: 0, max: 95, noNaN: true }),
    h: fc.double({ min: 0, max: 42, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const page: Page = {
        ...wordlessPage(1, { width: 595, height: 842 }),
        words: words.map(({ text, ...box }) => ({ text, box, size: 10, bold: false, confidence: 1 })),
      };
      const again = wordsOf(packPage(page));
      expect(again.map(({ text }) => text)).toEqual(words.map(({ text }) => text));
      for (const [i, { box }] of again.entries())
        for (const side of ['x', 'y', 'w', 'h'] as const) expect(box[side]).toBeCloseTo(words[i]?.[side] ?? 0, 1);
    }),
  );
});
