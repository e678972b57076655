import { add, equal, multiply, parseAmount } from '../../core/money.ts';
import type { Reading, Row } from '../../core/reading.ts';
import type { AmountAt } from './amounts.ts';
import { readingOf } from './candidate.ts';
import { GOODS, type LabelAt } from './labels.ts';
import type { Announced } from './spots.ts';
import { stripsOf } from './strips.ts';
import type { DocumentView, PageView } from './view.ts';

const HEADS: ReadonlySet<string> = new Set(['taxRate', 'taxBasis', 'taxAmount', 'taxGross']);
/** Categories of UNCL5305 that are printed as codes. */
const CATEGORY = /^\(?(S|Z|E|AE|K|G|O|L|M)\)?$/;

/** Taxes that one place levies on a sale: more lines than that name taxes for another reason. */
const MOST_TAXES = 6;

interface TaxRow {
  readonly rate: AmountAt;
  readonly basis: AmountAt | null;
  readonly amount: AmountAt;
  readonly score: number;
}

/** What the tax lines of a document say. */
export interface Breakdown {
  /** The rows of the breakdown: of a table under tax heads, or lines of a tax label with rate and amount. */
  readonly rows: readonly Row<'taxes'>[];
  /** Every line of a tax by name with its amount, with or without rate: "GST 5 % 12.50", "PST 17.50". */
  readonly named: readonly Row<'taxes'>[];
}

/** The tax breakdown, and the lines of taxes by name that it may be made of. */
export function taxRows(view: DocumentView): Breakdown {
  const rows: Row<'taxes'>[] = [];
  const named: Row<'taxes'>[] = [];
  const seen = new Set<string>();
  for (const page of view.pages) {
    let headed = 0;
    page.lines.forEach((line, i) => {
      const here = page.labels[i] ?? [];
      if (isHead(page, i)) headed = 9;
      else headed--;
      const taxed = here.some((l) => l.uses.some((u) => u.field === 'tax' || u.field === 'taxRate'));
      if (headed <= 0 && !taxed) return;
      const label = here.find((l) => l.uses.some((u) => u.field === 'tax' || u.field === 'taxRate'));
      const from = headed > 0 || label === undefined ? 0 : label.segment.box.x;
      const numbers = (page.amounts[i] ?? []).filter((n) => (n.words[0]?.box.x ?? 0) >= from);
      const hit = rowOf(numbers, headed > 0, taxed);
      const name = headed > 0 || label === undefined ? '' : nameOf(label);
      if (hit === null) {
        const only = name === '' ? undefined : loneAmount(numbers);
        if (only === undefined || seen.has(`${name} ${Number(only.value)}`)) return;
        seen.add(`${name} ${Number(only.value)}`);
        named.push({ amount: readingOf(only.value, page.number, only.words, 0.6, only) });
        return;
      }
      // Two taxes at one rate are two: half of the Indian tax goes to the state.
      const key = `${name} ${Number(hit.rate.value)} ${Number(hit.amount.value)} ${hit.basis === null ? '' : Number(hit.basis.value)}`;
      if (seen.has(key)) return;
      seen.add(key);
      const reading = (a: AmountAt) => readingOf(a.value, page.number, a.words, hit.score, a);
      const code = line.words.find((w) => CATEGORY.test(w.text));
      const category = code === undefined ? null : CATEGORY.exec(code.text)?.[1];
      const row: Row<'taxes'> = {
        ...(code !== undefined && category != null
          ? { category: readingOf(category, page.number, [code], hit.score) }
          : {}),
        rate: reading(hit.rate),
        ...(hit.basis === null ? {} : { basis: reading(hit.basis) }),
        amount: reading(hit.amount),
      };
      rows.push(row);
      if (name !== '') named.push(row);
    });
  }
  return { rows: fewest(rows.length > 0 ? rows : stripRows(view)), named };
}

/** The rows of strips of totals that name the rate of their tax. */
function stripRows(view: DocumentView): Row<'taxes'>[] {
  return view.pages.flatMap((page) =>
    [...stripsOf(page)].flatMap(([label, { amount, rate }]) =>
      rate === null || !label.uses.some((u) => u.field === 'tax')
        ? []
        : [
            {
              rate: readingOf(rate.value, page.number, rate.words, 0.9),
              amount: readingOf(amount.value, page.number, amount.words, 0.9, amount),
            },
          ],
    ),
  );
}

/** The letters of a tax's label: "CGST @ 9 %" is another tax than "SGST @ 9 %". */
const nameOf = ({ segment, from, to }: LabelAt): string =>
  segment.words
    .slice(from, to)
    .map((w) => w.text)
    .join(' ')
    .toLowerCase()
    .replace(/\P{L}/gu, '');

/** The one amount of money of a line, where it has no other and no percentage. */
function loneAmount(numbers: readonly AmountAt[]): AmountAt | undefined {
  const money = numbers.filter((n) => n.decimals === 2 || n.currency !== null);
  return money.length === 1 && !numbers.some((n) => n.percent) ? money[0] : undefined;
}

/** The taxes by name instead of the rows found, where only they make the gross total of the net total. */
export function boundRows(
  { rows, named }: Breakdown,
  nets: readonly Reading[],
  grosses: readonly Reading[],
  roundings: readonly Reading[],
): readonly Row<'taxes'>[] {
  if (named.length < 2 || named.length > MOST_TAXES) return rows;
  const binds = (taxes: readonly Row<'taxes'>[]) => {
    const tax = add(...taxes.map((row) => row.amount?.value ?? '0'));
    const rounded = ['0', ...roundings.map((r) => r.value)].map((rounding) => add(tax, rounding));
    return nets.some((net) => grosses.some((g) => rounded.some((r) => equal(add(net.value, r), g.value, '0.01'))));
  };
  return rows.length > 0 && binds(rows) ? rows : binds(named) ? named : rows;
}

/** Whether a row heads a tax breakdown: two of its columns, one of them about tax, and no column of goods. */
export function isHead(page: PageView, row: number): boolean {
  const here = page.labels[row] ?? [];
  const columns = new Set(here.flatMap((l) => l.uses.filter((u) => HEADS.has(u.field)).map((u) => u.field)));
  const about = here.some((l) =>
    l.uses.some((u) => u.field === 'taxRate' || u.field === 'tax' || u.field === 'taxAmount'),
  );
  // What begins its head is a column; "items" within "Sum of items" is none.
  const goods = here.some((l) => l.from === 0 && l.uses.some((u) => GOODS.test(u.field)));
  if (columns.size < 2 || !about || here.length < 2 || goods) return false;
  return (page.amounts[row] ?? []).length < 2;
}

/** Rate, basis and amount among the numbers of a row: those that solve basis · rate = amount, else by their place. */
function rowOf(numbers: readonly AmountAt[], headed: boolean, taxed: boolean): TaxRow | null {
  const printed = rowAsRead(numbers, headed, taxed);
  if (printed?.score === SOLVED) return printed;
  // One number read otherwise may solve it.
  const others = numbers.flatMap((number, i) => number.alternatives.map((one) => ({ number, i, ...one })));
  for (const { number, i, value } of others.toSorted((a, b) => b.likelihood - a.likelihood)) {
    const decimals = value.split('.')[1]?.length ?? 0;
    const row = rowAsRead(numbers.with(i, { ...number, value, decimals, mended: true }), headed, taxed);
    if (row?.score === SOLVED) return row;
  }
  return printed;
}

/** The score of a row whose basis times its rate is its amount. */
const SOLVED = 0.95;

function rowAsRead(numbers: readonly AmountAt[], headed: boolean, taxed: boolean): TaxRow | null {
  const rates = numbers.filter(
    (n) => n.percent || (headed && n.currency === null && Number(n.value) >= 0 && Number(n.value) <= 40),
  );
  // 8,41 of 7 or 7 of 8,41: a rate has a percent sign, or fewer decimals than money.
  rates.sort((a, b) => Number(b.percent) - Number(a.percent) || a.decimals - b.decimals);
  const money = numbers.filter(
    (n) => !n.percent && ((n.decimals > 0 && n.decimals < 3) || n.currency !== null || (headed && n.decimals === 0)),
  );
  for (const rate of rates) {
    if (Number(rate.value) === 0) continue;
    for (const basis of money) {
      if (basis === rate || Number(basis.value) === 0) continue;
      for (const amount of money) {
        if (amount === rate || amount === basis) continue;
        const exact = multiply(multiply(basis.value, rate.value), '0.01');
        if (equal(exact, amount.value, '0.03') && Math.abs(Number(amount.value)) > 0.02)
          return { rate, basis, amount, score: SOLVED };
      }
    }
  }
  const zero = rates.find((r) => Number(r.value) === 0);
  const nothing = money.find((m) => m !== zero && Number(m.value) === 0);
  if (headed && zero !== undefined && nothing !== undefined) {
    const basis = money.find((m) => m !== zero && Number(m.value) !== 0) ?? null;
    return { rate: zero, basis, amount: nothing, score: 0.7 };
  }
  const rate = numbers.find((n) => n.percent && Number(n.value) <= 40);
  const amount = money.at(-1);
  if (taxed && rate !== undefined && amount !== undefined && money.length <= 2 && amount.from > rate.from) {
    return { rate, basis: null, amount, score: money.length === 1 ? 0.7 : 0.4 };
  }
  return null;
}

/**
 * Leaves out rows without basis where others have one (an allowance names a rate and an amount too),
 * and the second of two that say the same.
 */
function fewest(rows: readonly Row<'taxes'>[]): Row<'taxes'>[] {
  const whole = rows.filter((row) => row.basis !== undefined);
  if (whole.length > 0) return whole;
  const key = ({ rate, amount }: Row<'taxes'>) => `${Number(rate?.value)} ${Number(amount?.value)}`;
  return rows.filter((row, i) => rows.findIndex((other) => key(other) === key(row)) === i);
}

/** The one row of a document that prints its tax without a breakdown: the amount, and the rate where a label has it. */
export function onlyTax(announced: readonly Announced[], tax: Reading | undefined): Row<'taxes'>[] {
  if (tax === undefined || tax.score < 0.5) return [];
  for (const { label, spots, page } of announced) {
    if (!label.uses.some((u) => u.field === 'taxRate' || u.field === 'tax')) continue;
    for (const spot of spots) {
      const word =
        spot.relation === 'below' ? undefined : spot.words.find((w) => /^\d{1,2}(?:[.,]\d{1,2})?%$/.test(w.text));
      const rate = word === undefined ? null : parseAmount(word.text.slice(0, -1));
      if (word !== undefined && rate !== null) {
        return [{ rate: readingOf(rate.value, page.number, [word], 0.6), amount: tax }];
      }
    }
  }
  return [{ amount: tax }];
}

/** Rows that print no basis, with the net total that solves basis · rate = amount, where there is one. */
export function withBasis(rows: readonly Row<'taxes'>[], nets: readonly Reading[]): Row<'taxes'>[] {
  return rows.map((row) => {
    const { rate, basis, amount } = row;
    if (basis !== undefined || rate === undefined || amount === undefined || Number(rate.value) === 0) return row;
    const solved = nets.find((n) => equal(multiply(multiply(n.value, rate.value), '0.01'), amount.value, '0.02'));
    return solved === undefined ? row : { ...row, basis: solved };
  });
}
