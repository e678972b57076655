import { asDigit } from '../../../core/confusions.ts';
import { isoDate } from '../../../core/dates.ts';
import { currencyOf, parseAmount } from '../../../core/money.ts';

/** Sign, bracket and currency before a number, and what may stand behind it. */
const AROUND = /^([-−–+(]?(?:\p{Sc}|[A-Z]{3}(?=[\d.,OlIS|]))?[-−–+]?)(.*?)((?:\p{Sc}|[A-Z]{3}|%)?[-−–]?\)?[*;:]?)$/u;
/** Whole part in groups, a mark that may be doubled, two decimals. */
const MONEY = /^(\d+(?:[.,'’]\d+)*)[.,]{0,2}([.,])(\d{2})$/;
const PERCENT = /^\d{1,2}(?:[.,]\d{1,2})?$/;
/** What stands alone before decimals only where it is meant as a digit: "S.12" is a page. */
const LONE = /^[OolI|]$/;
/** Letters behind digits that are units ("1,5l", "2.5G") more often than digits. */
const UNIT = /[a-np-zG]$/;

/** The characters of a text as digits and marks; `null` where one looks like neither. */
function digitsOf(text: string, marks: RegExp): string | null {
  let out = '';
  for (const char of text) {
    const digit = marks.test(char) ? char : asDigit(char);
    if (digit === null) return null;
    out += digit;
  }
  return out;
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/**
 * The amount of money, or the percentage, that a text must be though it cannot be read as one: "l2S,O0", "1.234,,50",
 * "l9%". `null` where it can be read as it is, or may be something else.
 */
export function mendedNumber(text: string): string | null {
  if (text.length > 20 || !/\d/.test(text) || !/[.,%]/.test(text)) return null;
  const percent = /%$/.test(text);
  if (parseAmount(percent ? text.slice(0, -1) : text) !== null) return null;
  const [, before = '', core = '', after = ''] = AROUND.exec(text) ?? [];
  const currency = /[A-Z]{3}/.exec(before + after)?.[0];
  if (currency !== undefined && currencyOf(currency) === null) return null;
  const digits = digitsOf(core, /[.,'’]/);
  if (digits === null) return null;
  if (percent) return PERCENT.test(digits) && digits !== core ? before + digits + after : null;
  const [, groups, mark, cents] = MONEY.exec(digits) ?? [];
  if (groups === undefined || mark === undefined || cents === undefined) return null;
  const [first = '', ...rest] = groups.split(/[.,'’]/);
  if (rest.some((group) => group.length !== 3) || (rest.length > 0 && first.length > 3)) return null;
  const letters = count(core, /[^\d.,'’]/g);
  const whole = core.slice(0, groups.length);
  if (letters > 0 && (UNIT.test(core) || !(/\d/.test(whole) || LONE.test(whole)))) return null;
  if (letters > 1 + count(core, /\d/g)) return null;
  // Groups parted by the mark of the decimals cannot be told from them: they go without.
  const apart = /[.,'’]/.exec(groups)?.[0];
  const joined = apart === mark ? first + rest.join('') : groups;
  const mended = `${before}${joined}${mark}${cents}${after}`;
  return mended === text || parseAmount(mended.replace(/[*;:]$/, '')) === null ? null : mended;
}

const DAY = /^(\d{1,2})([./,-]{1,2})(\d{1,2})([./,-]{1,2})(\d{4}|\d{2})$/;
const YEAR = /^(\d{4})([./,-]{1,2})(\d{1,2})([./,-]{1,2})(\d{1,2})$/;

/** The date of numbers that a text must be though it cannot be read as one: "O1.12.2O23", "12,03.2024"; else `null`. */
export function mendedDate(text: string): string | null {
  if (text.length > 12 || count(text, /\d/g) < 4) return null;
  const [, core = '', after = ''] = /^(.*?)([,;:.)]*)$/.exec(text) ?? [];
  const digits = digitsOf(core, /[./,-]/);
  const [, a = '', one = '', b = '', two = '', c = ''] = DAY.exec(digits ?? '') ?? YEAR.exec(digits ?? '') ?? [];
  if (a === '') return null;
  // Commas alone part a list of numbers.
  if (/^,+$/.test(one) && /^,+$/.test(two) && c.length < 4) return null;
  const [first, second] = [one, two].map((mark) => (/[.,]/.test(mark) ? '.' : mark[0]));
  if (first !== second) return null;
  const year = (digits: string) => (digits.length === 2 ? 2000 + Number(digits) : Number(digits));
  const isDay =
    a.length === 4
      ? isoDate(Number(a), Number(b), Number(c))
      : (isoDate(year(c), Number(b), Number(a)) ?? isoDate(year(c), Number(a), Number(b)));
  const mended = `${a}${first}${b}${first}${c}`;
  return isDay === null || mended === core ? null : mended + after;
}

/** Digits that a short text must be where a number is expected: "2O24", "l2." ; `null` where it is one, or cannot be. */
export function mendedDigits(text: string): string | null {
  const [, core = '', after = ''] = /^(.*?)([.,]?)$/.exec(text) ?? [];
  if (core.length > 4 || core.length === 0 || /^\d+$/.test(core)) return null;
  const digits = digitsOf(core, /[^\s\S]/);
  return digits === null ? null : digits + after;
}
