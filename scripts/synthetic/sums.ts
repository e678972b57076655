import Big from 'big.js';
import type { Line } from './lines.ts';

/** One tax of a document: a rate of VAT, or one of several taxes on the same basis. */
export interface Tax {
  readonly name: string;
  readonly rate: string;
  readonly basis: string;
  readonly amount: string;
}

/** How a document is taxed. */
export interface Taxation {
  /** `none` prints no tax at all; `zero` prints a tax of 0 or nothing, and why. */
  readonly kind: 'net' | 'gross' | 'zero' | 'none';
  /** The taxes that a line of `rate` carries. */
  readonly split: (rate: string) => readonly { readonly name: string; readonly rate: string }[];
  readonly reason: 'reverse' | 'exempt' | 'intra' | undefined;
  /** Percent withheld from the net total. */
  readonly withheld: string | undefined;
}

/** Changes of the document as a whole. */
export interface Changes {
  readonly discountPercent: string | undefined;
  readonly shipping: string | undefined;
  readonly prepaidShare: number;
  /** The amount due is rounded to a multiple of this. */
  readonly roundTo: string | undefined;
}

/** What the lines add up to. Amounts are decimal text. */
export interface Sums {
  /** Of the printed amounts of the lines. */
  readonly lineTotal: string;
  readonly discount: string | undefined;
  readonly shipping: string | undefined;
  readonly net: string;
  readonly taxes: readonly Tax[];
  readonly tax: string;
  readonly gross: string;
  readonly withheld: string | undefined;
  readonly prepaid: string | undefined;
  readonly rounding: string | undefined;
  readonly due: string;
}

const ZERO = new Big(0);
const cents = (value: Big) => value.round(2, Big.roundHalfUp);
const text = (value: Big) => value.toFixed(2);
const total = (parts: readonly (string | Big)[]) => parts.reduce<Big>((sum, part) => sum.plus(part), ZERO);

/** Adds a document up: tax is rounded once a rate, discounts and charges are spread over the rates. */
export function sumsOf(lines: readonly Line[], taxation: Taxation, changes: Changes): Sums {
  const lineTotal = total(lines.map(({ amount }) => amount));
  const rates = [...new Set(lines.map(({ rate }) => rate))].sort((a, b) => Number(b) - Number(a));
  const shipping =
    changes.shipping === undefined ? undefined : new Big(changes.shipping).times(lineTotal.lt(0) ? -1 : 1);
  const parts = rates.map((rate, i) => {
    const sum = total(lines.filter((line) => line.rate === rate).map(({ amount }) => amount));
    const off = cents(sum.times(changes.discountPercent ?? 0).div(100));
    return { rate, off, sum: sum.minus(off).plus(i === 0 ? (shipping ?? 0) : 0) };
  });
  const discount = total(parts.map(({ off }) => off));
  const sum = total(parts.map((part) => part.sum));
  const taxes = taxation.kind === 'none' ? [] : parts.flatMap((part) => taxesOf(part.rate, part.sum, taxation));
  const tax = total(taxes.map(({ amount }) => amount));
  const [net, gross] = taxation.kind === 'gross' ? [sum.minus(tax), sum] : [sum, sum.plus(tax)];
  const withheld = taxation.withheld === undefined ? undefined : cents(net.times(taxation.withheld).div(100));
  const payable = gross.minus(withheld ?? 0);
  const prepaid = changes.prepaidShare > 0 ? cents(payable.times(changes.prepaidShare)) : undefined;
  const rest = payable.minus(prepaid ?? 0);
  const due =
    changes.roundTo === undefined ? rest : rest.div(changes.roundTo).round(0, Big.roundHalfUp).times(changes.roundTo);
  return {
    lineTotal: text(lineTotal),
    discount: changes.discountPercent === undefined ? undefined : text(discount),
    shipping: shipping === undefined ? undefined : text(shipping),
    net: text(net),
    taxes,
    tax: text(tax),
    gross: text(gross),
    withheld: withheld === undefined ? undefined : text(withheld),
    prepaid: prepaid === undefined ? undefined : text(prepaid),
    rounding: changes.roundTo === undefined || due.eq(rest) ? undefined : text(due.minus(rest)),
    due: text(due),
  };
}

function taxesOf(rate: string, sum: Big, { kind, split }: Taxation): Tax[] {
  return split(rate).map((part) => {
    const amount =
      kind === 'zero'
        ? ZERO
        : cents(
            kind === 'gross' ? sum.times(part.rate).div(new Big(100).plus(part.rate)) : sum.times(part.rate).div(100),
          );
    const basis = kind === 'gross' ? sum.minus(amount) : sum;
    return { name: part.name, rate: kind === 'zero' ? '0' : part.rate, basis: text(basis), amount: text(amount) };
  });
}
