import type { DecimalMark } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import { type AmountAt, findAmounts } from '../amounts.ts';
import { lineOf } from '../lines.ts';
import { comesTo } from './arithmetic.ts';

/** What stands between a quantity and its price: "3 x 4.00", "3 @ 4.00", "3 à 4,00". */
const SIGN = /^[x×✕*@·•]$|^[àáa]$/iu;
/** A unit between the quantity and the sign, or behind the price. */
const UNIT = /^\/?\p{L}[\p{L}²³./]{0,6}$/u;

/** A quantity and a price, printed one behind the other. */
export interface Times {
  readonly quantity: AmountAt;
  readonly unit: readonly Word[];
  readonly price: AmountAt;
  /** Words before it. */
  readonly from: number;
}

/** Whether a word says that what stands before it is taken so many times. */
export const isTimesSign = (word: Word): boolean => SIGN.test(word.text);

/** The quantity and the price that words end in, whose numbers are known. */
export function timesOf(words: readonly Word[], numbers: readonly AmountAt[]): Times | null {
  const [quantity, price] = numbers.slice(-2);
  if (quantity === undefined || price === undefined || quantity.percent || price.percent) return null;
  const from = words.findIndex((word) => word === quantity.words[0]);
  const to = words.findIndex((word) => word === price.words[0]);
  const between = words.slice(from + quantity.words.length, to);
  const sign = between.at(-1);
  const unit = between.slice(0, -1);
  const behind = words.slice(to + price.words.length);
  if (from < 0 || sign === undefined || !isTimesSign(sign) || unit.length > 1 || behind.length > 1) return null;
  if (![...unit, ...behind].every((word) => UNIT.test(word.text))) return null;
  return { quantity, unit, price, from };
}

/** The quantity and the price that words end in, where together they come to an amount. */
export function timesIn(words: readonly Word[], amount: string, page: number, mark: DecimalMark): Times | null {
  if (!words.some(isTimesSign)) return null;
  const times = timesOf(words, findAmounts(lineOf(page, words), mark));
  if (times === null) return null;
  const { quantity, price } = times;
  return comesTo(Number(quantity.value), Number(price.value), Number(amount), price.decimals) ? times : null;
}

/** The number that words begin with, where it times a price is an amount, as quantities are printed close to names. */
export function leadingIn(
  words: readonly Word[],
  price: string,
  amount: string,
  page: number,
  mark: DecimalMark,
): AmountAt | null {
  if (words.length < 2 || !/^\d/.test(words[0]?.text ?? '')) return null;
  const first = findAmounts(lineOf(page, words), mark)[0];
  if (first === undefined || first.from !== 0 || first.percent || first.to === words.length) return null;
  const decimals = /\.(\d+)$/.exec(price)?.[1]?.length ?? 0;
  return comesTo(Number(first.value), Number(price), Number(amount), decimals) ? first : null;
}
