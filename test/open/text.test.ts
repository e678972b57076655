import { expect, test } from 'vitest';
import { cleanText } from '../../src/pipeline/open/text.ts';

/** Characters side by side, each 5 points wide. */
function clean(...characters: readonly string[]): string {
  return cleanText(
    characters,
    characters.map((_, i) => 5 * i),
    characters.map((_, i) => 5 * i + 5),
  );
}

test('ligatures are spelt out and other signs stay as printed', () => {
  expect(clean('o', 'ﬃ', 'ce')).toBe('office');
  expect(clean('ﬂ', 'at')).toBe('flat');
  expect(clean('m²', '½', '€', 'Nº', '№', 'µ')).toBe('m²½€Nº№µ');
});

test('a drawn soft hyphen is a hyphen; zero-width and control characters are nothing', () => {
  expect(clean('2024', '\u00AD', '117')).toBe('2024-117');
  expect(clean('a', '\u200B', 'b', '\u0007', '\uFEFF')).toBe('ab');
  expect(clean('\u200B')).toBe('');
  expect(clean('\uF0B7')).toBe('');
});

test('accents that are printed over their letter are set on it', () => {
  expect(cleanText(['M', '¨', 'u', 'ller'], [0, 8, 7, 12], [7, 11, 12, 30])).toBe('Müller');
  expect(cleanText(['´', 'e'], [1, 0], [4, 5])).toBe('é');
  // Beside a letter it is what it is.
  expect(clean('a', '¨')).toBe('a¨');
  expect(clean('u\u0308', 'ber')).toBe('über');
});

test('right-to-left words come in reading order, their numbers unturned', () => {
  expect(clean('ם', 'ו', 'ל', 'ש')).toBe('שלום');
  expect(clean('1', '2', '.', '5', 'ח', 'ש')).toBe('שח12.5');
});
