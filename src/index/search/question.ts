import { findDates, monthNamed } from '../../core/dates.ts';
import { folded, monthTerm, termsOf, wordKey } from '../../core/terms.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A word of a question. */
export interface Asked {
  /** As it was typed. */
  readonly word: string;
  /** As words are compared. */
  readonly key: string;
  /** What pages with it are found by. */
  readonly terms: readonly string[];
  /** Says nothing of what is looked for: an article, a preposition. */
  readonly stop: boolean;
}

/** A question taken apart. */
export interface Question {
  readonly text: string;
  /** Each once, in their order; what has neither letter nor digit is none. */
  readonly words: readonly Asked[];
  /** Dates and months in it, as terms. */
  readonly dates: readonly string[];
}

/** Languages whose names of months are understood. */
const LANGUAGES = 'bg cs da de el en es et fi fr ga hr hu it lt lv mt nb nl pl pt ro sk sl sv tr uk'.split(' ');

/** Most words of a question that are looked at. */
const MOST_WORDS = 64;

/** Takes a question apart: words, and the days and months that it names in any of two dozen languages. */
export function questionOf(text: string): Question {
  const words = new Map<string, Asked>();
  for (const word of text.split(/\s+/)) {
    const key = wordKey(word);
    if (key === '' || words.has(key) || words.size >= MOST_WORDS) continue;
    words.set(key, { word, key, terms: termsOf(word), stop: STOP_WORDS.has(folded(word)) });
  }
  return { text, words: [...words.values()], dates: datesOf(text) };
}

function datesOf(text: string): readonly string[] {
  if (!/\d{4}/.test(text)) return [];
  const days = findDates(text, 'dmy', LANGUAGES).flatMap(({ value, other }) => [
    value,
    ...(other === null ? [] : [other]),
  ]);
  const terms = days.map((day) => day.replaceAll('-', ''));
  // A month and a year without a day; where there is a whole date, that is meant.
  if (days.length > 0) return terms;
  for (const [, name = '', year = ''] of text.matchAll(/(\p{L}[\p{L}\p{M}]{2,})\.?,? (?:de |del )?(\d{4})(?!\d)/gu)) {
    const month = monthNamed(name, LANGUAGES);
    if (month !== null) terms.push(monthTerm(year, String(month).padStart(2, '0')));
  }
  for (const [, month = '', year = ''] of text.matchAll(/(?<![\d./-])(\d{1,2})[./-](\d{4})(?![\d./-])/g))
    if (Number(month) >= 1 && Number(month) <= 12) terms.push(monthTerm(year, month.padStart(2, '0')));
  for (const [, year = '', month = ''] of text.matchAll(/(?<![\d./-])((?:19|20)\d\d)-(\d{2})(?![\d./-])/g))
    if (Number(month) >= 1 && Number(month) <= 12) terms.push(monthTerm(year, month));
  return terms;
}
