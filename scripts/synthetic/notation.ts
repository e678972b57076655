import type { Country, Notation } from './countries/country.ts';
import type { Dice } from './dice.ts';
import type { Language } from './words/languages.ts';

/** Where the currency stands beside an amount. */
export type CurrencyPlace = 'before' | 'after' | 'glued' | 'none';

/** How a document prints numbers, money and dates. */
export interface Prints {
  readonly locale: string;
  readonly notation: Notation;
  readonly minus: 'front' | 'sign' | 'trailing' | 'brackets' | 'CR';
  /** Sign or code, as printed. */
  readonly mark: string;
  /** Beside the totals. */
  readonly totals: CurrencyPlace;
  /** Beside the amounts of the table. */
  readonly cells: CurrencyPlace;
  /** The heads of amounts name the currency, where no amount does. */
  readonly inHead: boolean;
  readonly date: string;
  /** Decimals of quantities: as needed, or a fixed count. */
  readonly quantityDecimals: number | null;
  readonly percent: '%' | ' %' | '';
}

const LOCALES: Partial<Record<Language, string>> = { nb: 'nb-NO', en: 'en-GB' };

/** Chooses how a document prints values. */
export function drawPrints(dice: Dice, country: Country, language: Language): Prints {
  const dates = country.dates.split('|').filter((form) => !(language !== 'en' && /MMM+ d,/.test(form)));
  const mark = dice.word(country.signs);
  const wordy = /^[A-Za-z]/.test(mark) && mark.length > 1;
  const before = country.currency === 'CHF' || !/EUR|PLN|CZK|SEK|NOK|DKK|TRY/.test(country.currency);
  const place: CurrencyPlace = before
    ? wordy
      ? 'before'
      : dice.pick(['before', 'glued'])
    : dice.chance(0.75) || wordy
      ? 'after'
      : 'before';
  const shown = dice.weigh([
    [5, 'totals'],
    [4, 'both'],
    [1.6, 'none'],
  ] as const);
  return {
    locale: LOCALES[language] ?? language,
    notation: dice.pick(country.notations),
    minus: dice.weigh([
      [7, 'front'],
      [1, 'sign'],
      [1.2, 'trailing'],
      [1, 'brackets'],
      [language === 'en' ? 0.8 : 0, 'CR'],
    ]),
    mark,
    totals: shown === 'none' ? 'none' : place,
    cells: shown === 'both' ? place : 'none',
    inHead: shown === 'none' && dice.chance(0.75),
    date: dice.pick(dates.length > 0 ? dates : ['yyyy-MM-dd']),
    quantityDecimals: dice.weigh([
      [6, null],
      [2, 2],
      [0.6, 3],
      [0.4, 1],
    ]),
    percent: dice.weigh([
      [4, '%'],
      [4, ' %'],
      [1, ''],
    ]),
  };
}

/** Decimal text as the document prints it. */
export function printNumber(value: string, { notation, minus }: Prints): string {
  const [whole = '0', decimals = ''] = value.replace('-', '').split('.');
  const grouped = whole.replace(notation.indian ? /\B(?=(\d\d)*\d{3}$)/g : /\B(?=(\d{3})+$)/g, notation.group);
  const text = decimals === '' ? grouped : `${grouped}${notation.decimal}${decimals}`;
  if (!value.startsWith('-')) return text;
  if (minus === 'trailing') return `${text}-`;
  if (minus === 'brackets') return `(${text})`;
  if (minus === 'CR') return `${text} CR`;
  return minus === 'sign' ? `−${text}` : `-${text}`;
}

/** Decimal text with its currency at `place`. */
export function printMoney(value: string, prints: Prints, place: CurrencyPlace): string {
  const text = printNumber(value, prints);
  if (place === 'none') return text;
  if (place === 'after') return `${text} ${prints.mark}`;
  return `${prints.mark}${place === 'glued' ? '' : ' '}${text}`;
}

/** A quantity, with the decimals that the document gives to quantities. */
export function printQuantity(value: string, prints: Prints): string {
  const decimals = value.split('.')[1]?.length ?? 0;
  const wanted = Math.max(decimals, prints.quantityDecimals ?? 0);
  return printNumber(Number(value).toFixed(wanted), prints);
}

/** A rate with its per cent sign. */
export function printRate(rate: string, prints: Prints, sign = prints.percent === '' ? '%' : prints.percent): string {
  return `${printNumber(rate, prints)}${sign}`;
}

/** An ISO date as the document prints it. */
export function printDate(iso: string, { date, locale }: Pick<Prints, 'date' | 'locale'>): string {
  const at = new Date(`${iso}T12:00:00Z`);
  const month = (form: 'long' | 'short') =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: form, year: 'numeric' })
      .formatToParts(at)
      .find(({ type }) => type === 'month')?.value ?? '';
  const [year = '', m = '', d = ''] = iso.split('-');
  return date.replace(/yyyy|yy|MMMM|MMM|MM|M|dd|d(?![a-z])/g, (part) => {
    if (part === 'yyyy') return year;
    if (part === 'yy') return year.slice(2);
    if (part === 'MMMM') return month('long');
    if (part === 'MMM') return month('short');
    if (part === 'MM') return m;
    if (part === 'M') return String(Number(m));
    return part === 'dd' ? d : String(Number(d));
  });
}

/** The day `days` after an ISO date. */
export function daysAfter(iso: string, days: number): string {
  return new Date(Date.parse(`${iso}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
