/** Which of day and month comes first where both are numbers. */
export type DateOrder = 'dmy' | 'mdy';

/** A date found in a text. */
export interface DateAt {
  /** ISO 8601. */
  readonly value: string;
  /** Where it starts in the text. */
  readonly index: number;
  /** Its length in the text. */
  readonly length: number;
  /** The order that the text itself shows; `null` where it fits both or where month is a word. */
  readonly shows: DateOrder | null;
  /** What the other order would make of it, where that is a date too: the value then rests on the order given. */
  readonly other: string | null;
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/ı/g, 'i');

const months = new Map<string, ReadonlyMap<string, number>>();

/** Month names and abbreviations of a language, without accents and in lower case, to 1..12. */
function monthsOf(language: string): ReadonlyMap<string, number> {
  const known = months.get(language);
  if (known !== undefined) return known;
  const names = new Map<string, number>();
  const put = (name: string, month: number) => {
    names.set(name, month);
    // Three and four letters are how most people cut a month, whatever the locale data says ("Sept", "Okt").
    for (const cut of [3, 4])
      if (name.length > cut && !names.has(name.slice(0, cut))) names.set(name.slice(0, cut), month);
  };
  for (const [name, month] of intlMonths(language)) put(name, month);
  months.set(language, names);
  return names;
}

/** Month names and abbreviations of any language, alone and as they stand in a date. */
function* intlMonths(language: string): Iterable<[string, number]> {
  for (const style of ['long', 'short'] as const) {
    const alone = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' });
    const within = new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: style,
      year: 'numeric',
      timeZone: 'UTC',
    });
    for (let month = 0; month < 12; month++) {
      const date = new Date(Date.UTC(2001, month, 1));
      const inflected = within.formatToParts(date).find((p) => p.type === 'month')?.value ?? '';
      for (const name of [alone.format(date), inflected]) {
        const key = fold(name).replace(/\.$/, '');
        if (/^\p{L}{3,}$/u.test(key)) yield [key, month + 1];
      }
    }
  }
}

const fullYear = (text: string) =>
  text.length === 4 ? Number(text) : Number(text) + (Number(text) < 70 ? 2000 : 1900);

/** ISO date of numbers, or `null` when there is no such day or the year is out of an invoice's range (1970 to 2099). */
export function isoDate(year: number, month: number, day: number): string | null {
  if (year < 1970 || year > 2099 || month < 1 || month > 12 || day < 1) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

// What every date of numbers contains: looked for first, as most texts have none.
const NUMBERS = /\d ?[-./] ?\d{1,2} ?[-./] ?\d/;
// What every date with its month between day and year contains.
const BETWEEN = /\d\D{3,}\d/;
// How every date that begins with its month ends.
const DAY_YEAR = /[. ]\d{1,2}(?:st|nd|rd|th)?,? ?'?\d{4}(?!\d)/;

const YMD = /(?<![\d.,/-])(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?![\d/-]|[.,]\d)/g;
const NUMERIC = /(?<![\d,/-]|\d\.)(\d{1,2})( ?[./-] ?)(\d{1,2})(?: ?[./-] ?)(\d{4}|\d{2})(?![\d/-]|[.,]\d)/g;
const CJK = /(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日/g;
const DAY_FIRST =
  /(?<![\d.,])(\d{1,2})(?:\.|er|st|nd|rd|th|º|ª)?[ \u00a0-]?(?:de |of )?(\p{L}[\p{L}\p{M}]{2,11})[.,]?(?:[ \u00a0-]|,|')?(?: ?de |del )?'?(\d{4}|\d{2})(?!\d)/gu;
const MONTH_FIRST = /(?<!\p{L})(\p{L}[\p{L}\p{M}]{2,11})[. ] ?(\d{1,2})(?:st|nd|rd|th)?,? ?'?(\d{4})(?!\d)/gu;
// A number before a whole date is none of its years: "No. 2041 March 4, 2026".
const YEAR_FIRST =
  /(?<![\d#])(\d{4})[. -]+(\p{L}[\p{L}\p{M}]{2,11})[. -]+(\d{1,2})(?!\d|(?:st|nd|rd|th)?,? ?'?\d{4})/gu;

/** The month that a word names in one of the languages, 1 to 12; `null` where it names none. */
export function monthNamed(word: string, languages: readonly string[]): number | null {
  const key = fold(word);
  for (const language of languages) {
    const month = monthsOf(language).get(key);
    if (month !== undefined) return month;
  }
  return null;
}

/** Whether a text may hold a date of numbers: a quick look before `findDates`. */
export const mayShowOrder = (text: string): boolean => NUMBERS.test(text);

/**
 * Every date in a text, left to right: numbers in the common orders, or with month names of the given languages
 * (and English). `order` decides where day and month could change places.
 */
export function findDates(text: string, order: DateOrder = 'dmy', languages: readonly string[] = []): DateAt[] {
  if (!/\d/.test(text)) return [];
  const found: DateAt[] = [];
  const push = (
    m: RegExpMatchArray,
    value: string | null,
    shows: DateOrder | null = null,
    other: string | null = null,
  ) => {
    if (value !== null) found.push({ value, index: m.index ?? 0, length: m[0].length, shows, other });
  };
  const numbers = mayShowOrder(text);
  if (numbers) for (const m of text.matchAll(YMD)) push(m, isoDate(Number(m[1]), Number(m[3]), Number(m[4])));
  if (text.includes('年'))
    for (const m of text.matchAll(CJK)) push(m, isoDate(Number(m[1]), Number(m[2]), Number(m[3])));
  for (const m of numbers ? text.matchAll(NUMERIC) : []) {
    const [a, b, year] = [Number(m[1]), Number(m[3]), fullYear(m[4] ?? '')];
    const day = isoDate(year, b, a);
    const month = isoDate(year, a, b);
    const separator = m[2]?.trim();
    // A point between numbers is never the American order.
    const either = separator === '/' || separator === '-';
    const value = (order === 'mdy' && either ? month : day) ?? day ?? month;
    const open = either && day !== null && month !== null && day !== month;
    const other = open ? (value === day ? month : day) : null;
    push(m, value, day === null && month !== null ? 'mdy' : month === null && day !== null ? 'dmy' : null, other);
  }
  const monthOf = (word = '') => monthNamed(word, [...new Set([...languages, 'en'])]) ?? 0;
  if (BETWEEN.test(text)) {
    for (const m of text.matchAll(DAY_FIRST)) push(m, isoDate(fullYear(m[3] ?? ''), monthOf(m[2]), Number(m[1])));
    for (const m of text.matchAll(YEAR_FIRST)) push(m, isoDate(Number(m[1]), monthOf(m[2]), Number(m[3])));
  }
  if (DAY_YEAR.test(text))
    for (const m of text.matchAll(MONTH_FIRST)) push(m, isoDate(Number(m[3]), monthOf(m[1]), Number(m[2])));
  if (found.length < 2) return found;
  found.sort((x, y) => x.index - y.index || y.length - x.length);
  return found.filter((d, i) => found.slice(0, i).every((e) => e.index + e.length <= d.index));
}

/** The first date of a text as ISO 8601, or `null`. */
export function parseDate(text: string, order: DateOrder = 'dmy', languages: readonly string[] = []): string | null {
  return findDates(text, order, languages)[0]?.value ?? null;
}

/** A date in eight digits, year first, or `null`. Only where a date is expected: most numbers of eight digits are none. */
export function compactDate(text: string): string | null {
  const [, year, month, day] = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  return year === undefined ? null : isoDate(Number(year), Number(month), Number(day));
}

/** Days from one date to another; below zero when the second is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

/** `date` moved by a number of days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
