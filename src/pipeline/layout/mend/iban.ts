import { countrySpecs, isValidIBAN } from 'ibantools';
import { asCapital, asDigit, lookAlike, otherReads, surenessOf } from '../../../core/confusions.ts';
import type { Word } from '../../../core/page.ts';

/** An IBAN that some words must be, or are likeliest to be, by the form of its country and its check digits. */
export interface MendedIban {
  readonly value: string;
  /** How many of the words it takes. */
  readonly taken: number;
}

const PART = /^[A-Za-z0-9|!]+$/;
const MOST_WORDS = 10;
/** Reads that are tried against check digits: one in 97 wrong ones passes. */
const MOST_TRIED = 6;
/** Of the characters of an IBAN no more than this share is read amiss, or it is none. */
const MOST_AMISS = 1 / 4;

/** For each place of an account of a country: a digit (`9`), a letter (`A`) or either (`X`). */
function formOf(country: string): string | null {
  const form = countrySpecs[country]?.bban_regexp;
  if (form === undefined || form === null) return null;
  return [...form.matchAll(/\[([^\]]+)\]\{(\d+)\}/g)]
    .map(([, set = '', times]) => (set === '0-9' ? '9' : set === 'A-Z' ? 'A' : 'X').repeat(Number(times)))
    .join('');
}

function at(place: string, char: string): string | null {
  if (place === '9') return asDigit(char);
  if (place === 'A') return asCapital(char);
  return /[A-Z0-9]/.test(char) ? char : (asDigit(char) ?? asCapital(char));
}

/** A text in the form of its country; `null` where it cannot have it. */
function fitted(text: string): string | null {
  const printed = text.slice(0, 2);
  const country =
    countrySpecs[printed] === undefined
      ? Object.keys(countrySpecs).find((code) => [...code].every((char, i) => lookAlike(printed[i] ?? '', char)))
      : printed;
  const form = country === undefined ? null : formOf(country);
  if (country === undefined || form === null || text.length !== form.length + 4) return null;
  const chars = [...text.slice(2)].map((char, i) => at(i < 2 ? '9' : (form[i - 2] ?? 'X'), char));
  if (chars.includes(null)) return null;
  const value = country + chars.join('');
  const amiss = [...value].filter((char, i) => char !== text[i]).length;
  return amiss <= MOST_AMISS * value.length ? value : null;
}

/**
 * The IBAN that words begin with though they do not print a valid one: letters and digits exchanged as the form of its
 * country asks, then one word read as the engine had in mind too, where only one such read has the right check digits.
 * `null` where there is none, or where nothing was read off a picture.
 */
export function mendedIban(words: readonly Word[], bare: (text: string) => string): MendedIban | null {
  const parts: string[] = [];
  for (const word of words.slice(0, MOST_WORDS)) {
    const part = bare(word.text).replace(/[ \u00a0-]/g, '');
    if (!PART.test(part)) break;
    parts.push(part);
  }
  let length = 0;
  for (const [i, part] of parts.entries()) {
    length += part.length;
    if (length < 15) continue;
    if (length > 34) break;
    const own = words.slice(0, i + 1);
    if (surenessOf(own) === 1) continue;
    const texts = parts.slice(0, i + 1);
    const value = fitted(texts.join(''));
    if (value === null) continue;
    if (isValidIBAN(value)) return { value, taken: i + 1 };
    const others = own.flatMap((word, at) =>
      otherReads(word, false).map((read) => ({ text: texts.with(at, bare(read.text)).join(''), by: read.confidence })),
    );
    const likeliest = others.toSorted((a, b) => b.by - a.by).slice(0, MOST_TRIED);
    const valid = new Set(likeliest.map(({ text }) => fitted(text)).filter((one) => one !== null && isValidIBAN(one)));
    const [only] = valid;
    if (valid.size === 1 && only != null) return { value: only, taken: i + 1 };
  }
  return null;
}
