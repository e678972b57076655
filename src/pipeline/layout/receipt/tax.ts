import { add, equal, subtract } from '../../../core/money.ts';
import type { Row } from '../../../core/reading.ts';
import type { AmountAt } from '../amounts.ts';
import { readingOf } from '../candidate.ts';
import type { DocumentView, PageView } from '../view.ts';
import type { Entry } from './summary.ts';
import type { Kind } from './vocabulary.ts';

/** Net and tax of a receipt, and the rates that they are made of. */
export interface ReceiptTaxes {
  readonly net: Entry | null;
  readonly tax: Entry | null;
  /** Whether net and tax make the total. */
  readonly proven: boolean;
  readonly rows: readonly Row<'taxes'>[];
}

/** Rates of taxes on sales, in percent. */
const RATES = { least: 0.5, most: 30 };
/** More lines of taxes than this are a list of something else. */
const MOST_TAXES = 4;
/** How far rounded figures may be apart. */
const CENT = '0.01';
const CENTS = '0.02';

/** The taxes in a total, where a receipt prints them: a line of the tax, or a summary of rates. */
export function taxesOf(
  view: DocumentView,
  entries: readonly Entry[],
  total: string,
  untilRounded: string,
): ReceiptTaxes {
  const totals = [total, untilRounded];
  const rows = view.pages.flatMap((page) => summaryRows(page, totals));
  const isWhole = (value: string) => totals.some((t) => equal(t, value, CENT));
  let best: { net: Entry; tax: Entry } | null = null;
  for (const tax of entries) {
    const { value } = tax.amount;
    if (!isTax(tax) || Number(value) <= 0 || Number(value) > 0.25 * Number(total)) continue;
    const net = entries.find((n) => n !== tax && isNet(n) && isWhole(add(n.amount.value, value)));
    if (net !== undefined && (best === null || (tax.kinds.has('tax') && !best.tax.kinds.has('tax'))))
      best = { net, tax };
  }
  if (best !== null) {
    const whole = rows.length > 0 && sums(rows, best.tax.amount.value);
    // A total of taxes is made of the lines of its rates.
    const total = best.tax;
    const parts = entries.filter(
      (e) => e !== total && e.kinds.has('tax') && !e.kinds.has('total') && e.row < total.row,
    );
    const sum = add('0', ...parts.map((e) => e.amount.value));
    if (!whole && parts.length > 1 && equal(sum, total.amount.value, CENT))
      return { ...best, proven: true, rows: parts.flatMap((e) => rowOfRate(view, e, null)) };
    return { ...best, proven: true, rows: whole ? rows : rowOfRate(view, best.tax, best.net) };
  }
  const stated = entries.filter(
    (e) =>
      e.kinds.has('tax') &&
      isTax(e) &&
      Number(e.amount.value) > 0 &&
      !(e.kinds.has('total') && e.kinds.has('inclusive')),
  );
  const several = severalOf(view, stated, entries, totals);
  if (several !== null) return several;
  const included = stated.find((e) => isIncluded(e, view, total));
  const tax = included ?? (stated.length === 1 ? stated[0] : undefined) ?? null;
  if (tax === null || Number(tax.amount.value) > 0.25 * Number(total))
    return { net: null, tax: null, proven: false, rows };
  return { net: null, tax, proven: included !== undefined, rows: rows.length > 0 ? rows : rowOfRate(view, tax, null) };
}

/** Taxes of several rates or names, each in a line of its own: they make the total with a net, or are what their rates say. */
function severalOf(
  view: DocumentView,
  stated: readonly Entry[],
  entries: readonly Entry[],
  totals: readonly string[],
): ReceiptTaxes | null {
  const taxes = stated.filter((e) => !e.kinds.has('total'));
  if (taxes.length < 2 || taxes.length > MOST_TAXES) return null;
  const all = add(...taxes.map((e) => e.amount.value));
  const rows = taxes.flatMap((e) => rowOfRate(view, e, null));
  const net = entries.find(
    (n) => !taxes.includes(n) && isNet(n) && totals.some((t) => equal(add(n.amount.value, all), t, CENT)),
  );
  if (net !== undefined) return { net, tax: null, proven: true, rows };
  const rates = taxes.map((e) => Number(rateIn(view, e)?.value ?? Number.NaN));
  const parts = taxes.map((e, i) => (Number(e.amount.value) * (100 + (rates[i] ?? 0))) / (rates[i] ?? 0));
  // Each tax is rounded, and stands for as much of the total as its rate makes of that.
  const blur = rates.reduce((sum, rate) => sum + (0.006 * (100 + rate)) / rate, 0);
  const sum = parts.reduce((one, other) => one + other, 0);
  const fits = totals.some((t) => Math.abs(sum - Number(t)) <= blur);
  return fits ? { net: null, tax: null, proven: true, rows } : null;
}

const NETS: readonly Kind[] = ['exclusive', 'subtotal', 'total', 'tax'];
const NO_NETS: readonly Kind[] = ['change', 'saved', 'paid'];

const isTax = ({ kinds, inColumns }: Entry): boolean =>
  (kinds.has('tax') && !kinds.has('change') && !(kinds.has('exclusive') && kinds.has('total'))) || inColumns;

const isNet = ({ kinds, inColumns }: Entry): boolean =>
  !NO_NETS.some((kind) => kinds.has(kind)) && (inColumns || NETS.some((kind) => kinds.has(kind)));

const sums = (rows: readonly Row<'taxes'>[], tax: string): boolean =>
  equal(add(...rows.map((row) => row.amount?.value ?? '0')), tax, CENTS);

const lineOfEntry = (view: DocumentView, { page, row }: Entry) => view.pages[page - 1]?.amounts[row] ?? [];

/** The rate that stands in the line of a tax, with a percent sign or glued to letters. */
const rateIn = (view: DocumentView, entry: Entry): AmountAt | undefined =>
  lineOfEntry(view, entry).find((a) => a.percent && isRate(Number(a.value)));

const isRate = (rate: number): boolean => rate >= RATES.least && rate <= RATES.most;

/** Whether a tax with its rate is in the total: a seventh of 107.00 at 7 %. */
function isIncluded(entry: Entry, view: DocumentView, total: string): boolean {
  const rate = rateIn(view, entry);
  if (rate === undefined) return false;
  const r = Number(rate.value);
  return Math.abs((Number(total) * r) / (100 + r) - Number(entry.amount.value)) <= 0.02;
}

function rowOfRate(view: DocumentView, tax: Entry, net: Entry | null): readonly Row<'taxes'>[] {
  const rate = rateIn(view, tax);
  const of = (a: AmountAt, page: number) => readingOf(a.value, page, a.words, 0.7);
  const fits =
    net === null ||
    rate === undefined ||
    Math.abs((Number(net.amount.value) * Number(rate.value)) / 100 - Number(tax.amount.value)) <= 0.02;
  return [
    {
      ...(rate === undefined ? {} : { rate: of(rate, tax.page) }),
      ...(net === null || rate === undefined || !fits ? {} : { basis: of(net.amount, net.page) }),
      amount: of(tax.amount, tax.page),
    },
  ];
}

/** Lines of a rate with its net and tax, known by their arithmetic; those of one summary, which makes the total. */
function summaryRows(page: PageView, totals: readonly string[]): readonly Row<'taxes'>[] {
  const found: { row: Row<'taxes'>; whole: string }[] = [];
  for (const numbers of page.amounts) {
    const money = numbers.filter((n) => !n.percent && n.decimals === 2);
    const rates = numbers.filter((n) => isRate(Number(n.value)));
    const hit = tripleOf(rates, money);
    if (hit === null) continue;
    const [rate, basis, amount] = hit;
    const of = (a: AmountAt) => readingOf(a.value, page.number, a.words, 0.85);
    found.push({
      row: { rate: of(rate), basis: of(basis), amount: of(amount) },
      whole: add(basis.value, amount.value),
    });
  }
  const whole = add('0', ...found.map((f) => f.whole));
  // Goods without tax have no row that arithmetic could tell.
  return found.length > 0 && totals.some((t) => Number(whole) <= Number(t) + 0.02) ? found.map((f) => f.row) : [];
}

function tripleOf(
  rates: readonly AmountAt[],
  money: readonly AmountAt[],
): readonly [rate: AmountAt, basis: AmountAt, amount: AmountAt] | null {
  for (const rate of rates) {
    for (const amount of money) {
      for (const basis of money) {
        if (rate === amount || rate === basis || amount === basis || Number(amount.value) <= 0) continue;
        const expected = (Number(basis.value) * Number(rate.value)) / 100;
        if (Math.abs(expected - Number(amount.value)) <= 0.011) return [rate, basis, amount];
      }
    }
  }
  return null;
}

/** Changes between a sum and the total that are tried in all combinations. */
const MOST_CHANGES = 4;

/** Whether a sum without tax leads to the total: with the tax, and with any of the fees, discounts and roundings printed. */
export function leadsTo(total: string, sum: string, entries: readonly Entry[], taxes: ReceiptTaxes | null): boolean {
  const changes = entries.flatMap(({ kinds, amount, inSummary }) => {
    if (inSummary || kinds.has('total') || Number(amount.value) === 0) return [];
    if (kinds.has('fee') || kinds.has('rounding')) return [amount.value];
    return kinds.has('saved') ? [subtract('0', amount.value.replace('-', ''))] : [];
  });
  const sums = changes
    .slice(0, MOST_CHANGES)
    .reduce<readonly string[]>(
      (all, change) => all.flatMap((one) => [one, add(one, change)]),
      [add(sum, taxIn(taxes))],
    );
  return sums.some((one) => equal(one, total, CENT));
}

const taxIn = (taxes: ReceiptTaxes | null): string =>
  taxes?.tax?.amount.value ?? add('0', ...(taxes?.rows ?? []).map((row) => row.amount?.value ?? '0'));
