import { type DateOrder, daysBetween, findDates, mayShowOrder } from '../../core/dates.ts';
import { currenciesOf } from '../../core/money.ts';
import { countryOf } from './country.ts';
import { fold, type Lexicon } from './lexicon.ts';
import type { Line } from './lines.ts';

/** Which of day and month comes first in a document, and whether anything but habit says so. */
export interface Ordering {
  readonly order: DateOrder;
  readonly settled: boolean;
}

/** Open dates looked at in pairs: a document that has more shows its order. */
const MOST_OPEN = 12;

/**
 * The order of day and month that a document as a whole shows: by a date that fits one order only; else by a date that
 * stands there spelled out as well, or by two that are as far apart as the terms of payment say; else by where the
 * document is from. `settled` is false where only habit remains.
 */
export function orderingOf(lines: readonly Line[], lexicons: readonly Lexicon[]): Ordering {
  const languages = lexicons.map((l) => l.language);
  const fallback = lexicons[0]?.dateOrder ?? 'dmy';
  const dated = lines.filter((line) => mayShowOrder(line.text));
  let shown = 0;
  const open = new Map<string, string>();
  for (const line of dated) {
    for (const { value, other, shows } of findDates(line.text)) {
      if (shows !== null) shown += shows === 'mdy' ? 1 : -1;
      if (other !== null) open.set(value, other);
    }
  }
  if (shown !== 0) return { order: shown > 0 ? 'mdy' : 'dmy', settled: true };
  if (open.size === 0) return { order: fallback, settled: true };
  const told = bySpelledOut(lines, open, languages) ?? byTerms(lines, open, lexicons);
  if (told !== null) return { order: told, settled: true };
  // Only English is at home where the month comes first.
  if (lexicons.length > 0 && !languages.includes('en')) return { order: fallback, settled: true };
  return byPlace(lines, languages) ?? { order: bySigns(lines) ?? fallback, settled: false };
}

/** The order in which more open dates are the same as one that is spelled out or begins with its year. */
function bySpelledOut(
  lines: readonly Line[],
  open: ReadonlyMap<string, string>,
  languages: readonly string[],
): DateOrder | null {
  const plain = new Set<string>();
  for (const line of lines) {
    for (const date of findDates(line.text, 'dmy', languages)) if (date.other === null) plain.add(date.value);
  }
  const [dmy, mdy] = [[...open.keys()], [...open.values()]].map((all) => all.filter((d) => plain.has(d)).length);
  return one(dmy ?? 0, mdy ?? 0);
}

/** The order in which more pairs of open dates lie as many days apart as terms of payment say. */
function byTerms(
  lines: readonly Line[],
  open: ReadonlyMap<string, string>,
  lexicons: readonly Lexicon[],
): DateOrder | null {
  const terms = new Set(lexicons.flatMap((l) => l.terms.map(fold)));
  const days = new Set<number>();
  for (const line of lines) {
    const { words } = line;
    if (!words.some((w) => terms.has(fold(w.text)))) continue;
    for (const [i, word] of words.entries()) {
      const beside = [words[i - 1], words[i + 1]].some((w) => w !== undefined && terms.has(fold(w.text)));
      if (beside && /^\(?\d{1,3}\)?$/.test(word.text)) days.add(Number(word.text.replace(/\D/g, '')));
    }
  }
  days.delete(0);
  if (days.size === 0 || open.size > MOST_OPEN) return null;
  const pairs = (dates: readonly string[]) =>
    dates.flatMap((a) => dates.filter((b) => days.has(daysBetween(a, b)))).length;
  return one(pairs([...open.keys()]), pairs([...open.values()]));
}

const STATES =
  'A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]';
// "NO 10256" is no state with its postcode.
const STATE_ZIP = new RegExp(
  String.raw`, (?:${STATES}),? \d{5}(?:-\d{4})?(?!\w)|\b(?:${STATES}),? \d{5}(?:-\d{4})?$|\bU\.?S\.?A\b|\bUnited States\b`,
);
// Taxes, registers and accounts of places where the day comes first.
const DAY_FIRST = /\bVAT\b|\bGSTIN\b|\bABN\b|\bIBAN\b|\bSDN\.? BHD\b|[€£₹]/i;

// A code, or a sign of letters before an amount or in brackets: "RM 5.00", "Total(RM)".
const MONEY = /^\(?([A-Z]{3})\)?:?$|^[^()]*\(([A-Z]{2})\):?$|^([A-Z]{2})(?:-?\d+[.,]\d{2})?$/;

/** The order of the places that a document names: of its addresses, else of its currencies and taxes; `null` where they differ. */
function byPlace(lines: readonly Line[], languages: readonly string[]): Ordering | null {
  const addresses = new Set<DateOrder | null>();
  const marks = new Set<DateOrder | null>();
  for (const { text, words } of lines) {
    if (STATE_ZIP.test(text)) addresses.add('mdy');
    if (DAY_FIRST.test(text)) marks.add('dmy');
    const last = text.slice(text.lastIndexOf(',') + 1).trim();
    const country = last.length > 30 ? null : countryOf(last, languages);
    if (country !== null) addresses.add(orderIn(country));
    for (const word of words) {
      const sign = MONEY.exec(word.text)
        ?.slice(1)
        .find((text) => text !== undefined);
      if (sign === undefined) continue;
      // ISO 4217: the first two letters of a code are those of its country.
      const codes = currenciesOf(sign);
      const [code] = codes;
      if (code !== undefined && codes.length === 1 && code !== 'USD') marks.add(orderIn(code.slice(0, 2)));
    }
  }
  const places = addresses.size > 0 ? addresses : marks;
  const [order] = places;
  return places.size === 1 && order != null ? { order, settled: true } : null;
}

const habits = new Map<string, DateOrder | null>();

/** The order of day and month in a country, by its main language; `null` where the year comes first. */
function orderIn(country: string): DateOrder | null {
  if (country === 'EU') return 'dmy';
  const known = habits.get(country);
  if (known !== undefined) return known;
  const { language } = new Intl.Locale(`und-${country}`).maximize();
  const parts = new Intl.DateTimeFormat(`${language}-${country}`, { timeZone: 'UTC' }).formatToParts(new Date(0));
  const first = parts.find(({ type }) => type !== 'literal')?.type;
  const order = first === 'day' ? 'dmy' : first === 'month' ? 'mdy' : null;
  habits.set(country, order);
  return order;
}

/** Dollars without any place are American more often than not. */
const bySigns = (lines: readonly Line[]): DateOrder | null =>
  lines.some((l) => /\bUSD\b|(?:^|[ (-])(?:US)?\$ ?\d/.test(l.text)) && !lines.some((l) => OTHER_DOLLAR.test(l.text))
    ? 'mdy'
    : null;
const OTHER_DOLLAR = /\b(?:AUD|CAD|NZD|SGD|HKD|GST|HST|PST|QST)\b|(?:CA|AU|NZ|HK|MX|[ACSR])\$/;

const one = (dmy: number, mdy: number): DateOrder | null => (dmy === mdy ? null : dmy > mdy ? 'dmy' : 'mdy');
