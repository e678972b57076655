import { findDates, mayShowOrder } from './dates.ts';

/** Letters that no decomposition parts into a plain one and a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'a',
  œ: 'o',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
};
const ODD = /[ßæœøđðþłıħ]/g;
const ASCII = /^[\x20-\x7e]*$/;
/** Words of these scripts have no blanks between them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** A number as it is printed: groups of digits, with a sign or a currency's mark around it. */
const NUMBER = /^[^\p{L}\p{N}]*(\d+(?:[.,'’\u00a0 ]\d+)*)[^\p{L}\p{N}]*$/u;

/**
 * Text as search compares it: compatibility forms resolved, lower case, without marks. `ä` and `ae`, `ß` and `ss` are
 * the same, whoever writes them: `ae`, `oe` and `ue` become their first letter in every word, so `Mueller`, `Müller`
 * and `Muller` meet.
 */
export function folded(text: string): string {
  const plain = ASCII.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .toLowerCase()
        .replace(/\p{M}/gu, '')
        .replace(ODD, (letter) => PLAIN[letter] ?? letter);
  return plain.replace(/([aou])e/g, '$1');
}

/** The digits of a printed number, whatever parts its groups; decimals filled up to two. `null` for what is none. */
export function numberKey(word: string): string | null {
  const [, digits] = NUMBER.exec(word) ?? [];
  if (digits === undefined) return null;
  const [, whole, decimals] = /^(.*)[.,](\d{1,2})$/.exec(digits) ?? [];
  // Two groups of one or two digits before a third are a date, an hour or a section: no decimals.
  if (whole === undefined || decimals === undefined || !/^\d{1,3}(?:[.,'’\u00a0 ]\d{3})*$|^\d+$/.test(whole))
    return digits.replace(/\D/g, '');
  return whole.replace(/\D/g, '') + decimals.padEnd(2, '0');
}

/** The letters and digits of a word in one piece: how a word is compared as a whole. Empty where it has none. */
export function wordKey(word: string): string {
  return numberKey(word) ?? folded(word).replace(/[^\p{L}\p{N}]+/gu, '');
}

/**
 * What a word is found by: itself, and where it has several pieces each of them (`RE-2024-0117`), a number also without
 * its decimals, a date of numbers also as year, month and day in one.
 */
export function termsOf(word: string): readonly string[] {
  const number = numberKey(word);
  const terms = new Set<string>();
  if (number !== null) {
    terms.add(number);
    if (/[.,]\d\d?\D*$/.test(word) && number.length > 2) terms.add(number.slice(0, -2));
  } else {
    const pieces = folded(word).match(/[\p{L}\p{N}]+/gu) ?? [];
    const whole = pieces.join('');
    if (whole.length <= LONGEST) terms.add(whole);
    for (const piece of pieces) {
      if (UNSPACED.test(piece)) for (const pair of pairsOf(piece)) terms.add(pair);
      else terms.add(piece);
    }
  }
  if (mayShowOrder(word)) {
    for (const { value, other } of findDates(word)) {
      for (const date of [value, ...(other === null ? [] : [other])]) {
        terms.add(date.replaceAll('-', ''));
        terms.add(date.slice(0, 4));
      }
    }
  }
  terms.delete('');
  return [...terms];
}

/** A month as a term, of four and of two digits: nothing that is printed looks like it. */
export const monthTerm = (year: string, month: string): string => `${year}m${month}`;

/** A longer run of letters is no word that anybody types. */
const LONGEST = 64;

function pairsOf(text: string): readonly string[] {
  const letters = [...text];
  return letters.length < 3 ? [text] : letters.slice(1).map((letter, i) => `${letters[i]}${letter}`);
}
