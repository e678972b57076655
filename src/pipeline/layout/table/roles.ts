import { isWithTax } from './arithmetic.ts';
import type { CellLine } from './cells.ts';
import type { Grid } from './grid.ts';
import { productOf, valueAt } from './product.ts';
import type { Core } from './rows.ts';
import type { HeadKind } from './vocabulary.ts';

/** What each column of numbers is, as index of the grid's columns. */
export interface Roles {
  readonly position: number | null;
  readonly quantity: number | null;
  readonly unitPrice: number | null;
  readonly listPrice: number | null;
  readonly priceBasis: number | null;
  readonly discount: number | null;
  readonly taxRate: number | null;
  readonly amount: number | null;
  /** What the amount is; `amount` where the head leaves it open. */
  readonly amountKind: 'net' | 'gross' | 'amount';
  /** Amount with tax beside the net one. */
  readonly gross: number | null;
  /** Share of the rows in which quantity times price is the amount. */
  readonly proven: number;
}

// Rows that are looked at: enough to decide, and the work stays in proportion.
const SAMPLE = 80;
// Share of the rows that must multiply for the heads to be wrong.
const CONTRARY = 0.8;
const AMOUNTS: readonly (HeadKind | null)[] = ['net', 'amount', 'gross', null];

/** A decimal text without trailing zeros. */
const plain = (value: string) => String(Number(value));

/** The rates that lines print with a percent sign, as numbers in text: those of taxes are printed with the sums. */
export function percentsIn(lines: readonly CellLine[]): ReadonlySet<string> {
  const all = lines.flatMap((line) =>
    line.cells.flatMap((cell) => (cell.number === null ? cell.inner : [cell.number])),
  );
  return new Set(all.filter((n) => n.percent).map((n) => plain(n.value)));
}

/** Decides which column is what, from the heads and from the rows in which quantity times price is the amount. */
export function rolesOf(cores: readonly Core[], grid: Grid, percents: ReadonlySet<string>): Roles {
  const several = cores.filter((core) => core.numbers.size >= 2);
  const rows = (several.length > 0 ? several : cores).slice(0, SAMPLE);
  const columns = grid.numbers.map((_, i) => i);
  const share = (at: number, test: (core: Core) => boolean) => {
    const filled = rows.filter((core) => core.numbers.has(at));
    return filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
  };
  const decimals = (at: number, least: number) =>
    share(at, (core) => (core.numbers.get(at)?.number.decimals ?? 0) >= least) > 0.5;
  const named = grid.numbers.map((column) => column.kind);
  const told = named.map((kind, at): HeadKind | null => {
    // "Line" heads positions, and amounts in "line total"; what a tax is taken on is a line's net amount too.
    if (kind === 'position' && decimals(at, 2)) return null;
    return kind === 'basis' && !named.includes('net') ? 'net' : kind;
  });
  // A head of prices that stands over two columns means the one whose numbers are money.
  const money = (at: number) => share(at, (core) => core.numbers.get(at)?.number.currency != null);
  const isPriced = (at: number) => told[at] === null && money(at) > 0.5;
  const kinds = told.map((kind, at): HeadKind | null => {
    if (kind === 'unitPrice' && money(at) === 0 && (isPriced(at - 1) || isPriced(at + 1))) return null;
    const beside = [at - 1, at + 1].some((other) => told[other] === 'unitPrice' && money(other) === 0);
    return beside && isPriced(at) ? 'unitPrice' : kind;
  });
  const percent = columns.map((at) => share(at, (core) => core.numbers.get(at)?.number.percent === true) > 0.5);
  // Positions count from the first line on, in ones or tens, and stand before all text.
  const counting = (at: number) => {
    const values = rows.map((core) => valueAt(core, at)).filter((v) => v !== null);
    const step = values[0] ?? 0;
    if (values.length < 2 || (step !== 1 && step !== 10)) return false;
    const edge = grid.numbers[at]?.x0 ?? 0;
    return (
      values.every((v, i) => v === step * (i + 1)) && rows.every((core) => core.texts.every((t) => t.cell.x0 > edge))
    );
  };
  const ofRates = (at: number) =>
    share(at, (core) => percents.has(plain(core.numbers.get(at)?.number.value ?? ''))) === 1;
  const rated = (at: number) => kinds[at] === null && ofRates(at);
  // Of two columns under "VAT" the rate is the one whose values are few.
  const few = (at: number) => new Set(rows.map((core) => valueAt(core, at))).size;
  const only = (kind: HeadKind) => {
    const all = columns.filter((at) => kinds[at] === kind);
    return all.at(-1) ?? null;
  };
  const position = only('position') ?? (kinds[0] === null && counting(0) ? 0 : null);
  const free = columns.filter((at) => at !== position && percent[at] !== true && kinds[at] !== 'taxRate');
  const discount = only('discount');
  const bare = columns.filter((at) => at !== position && percent[at] !== true && at !== discount);
  const isAmount = (at: number) => AMOUNTS.includes(kinds[at] ?? null);
  // "Price per unit" and then "price": the second one is the amount.
  const priced = free.filter((at) => kinds[at] === 'unitPrice').length > 1;

  const payable = free.filter((t) => isAmount(t) || (priced && kinds[t] === 'unitPrice'));
  const search = { rows, kinds, columns: free, amounts: payable };
  // A column of percentages that no head names can be a discount.
  const reduced = columns.filter((at) => percent[at] === true && kinds[at] === null);
  let taken = discount;
  let best = productOf({ ...search, discount });
  for (const at of best === null && discount === null ? reduced : []) {
    best = productOf({ ...search, discount: at });
    if (best !== null) taken = at;
    if (best !== null) break;
  }
  // What multiplies in rows goes before what the heads say, where those allow nothing that does.
  best ??= productOf({
    rows,
    kinds: kinds.map(() => null),
    discount,
    columns: bare,
    amounts: bare,
    strictly: CONTRARY,
  });
  const used = (at: number) => at === best?.q || at === best?.p || at === best?.t;
  const amounts = free.filter((at) => at !== best?.q && at !== best?.p && kinds[at] !== 'taxAmount');
  const ofKind = (kind: HeadKind) => amounts.filter((at) => kinds[at] === kind).at(-1) ?? null;
  const nameless = amounts.filter((at) => kinds[at] === null && decimals(at, 1)).at(-1) ?? null;
  // Prices with tax multiply to amounts with tax: beside those the amount without is printed too.
  const grossPriced = best !== null && kinds[best.t] === 'gross' && ofKind('net') !== null;
  const taxes = [...percents].map(Number);
  const withTax = (at: number, net: number) =>
    rows.some((core) => valueAt(core, net) !== valueAt(core, at)) &&
    rows.every((core) => {
      const [less, more] = [valueAt(core, net) ?? 0, valueAt(core, at) ?? 0];
      const others = columns.flatMap((other) => (other === net || other === at ? [] : (valueAt(core, other) ?? [])));
      return (less === 0 && more === 0) || isWithTax(less, more, [...others, ...taxes]);
    });
  const first = (grossPriced ? null : best?.t) ?? ofKind('net') ?? ofKind('amount') ?? ofKind('gross') ?? nameless;
  // Of two columns of amounts nothing but the tax between them says which is which.
  const less = best === null && first !== null ? amounts.find((at) => at !== first && withTax(first, at)) : undefined;
  const amount = less ?? first;
  const kind = amount === null ? null : (kinds[amount] ?? null);
  const gross =
    ofKind('gross') ??
    (amount === null ? undefined : amounts.find((at) => at !== amount && withTax(at, amount))) ??
    null;
  return {
    position,
    quantity: best?.q ?? only('quantity'),
    unitPrice: grossPriced ? null : (best?.p ?? only('unitPrice')),
    listPrice: only('listPrice'),
    priceBasis: only('priceBasis'),
    discount: taken,
    taxRate:
      columns.find((at) => kinds[at] === 'taxRate' && percent[at] === true) ??
      // Beside a column of rates that its head names, percentages without a head are discounts.
      columns.find((at) => kinds[at] === 'taxRate' && !used(at) && ofRates(at)) ??
      columns.find((at) => free.includes(at) && !used(at) && rated(at)) ??
      columns.find((at) => percent[at] === true && at !== taken) ??
      columns.filter((at) => kinds[at] === 'taxRate' && !used(at)).sort((a, b) => few(a) - few(b))[0] ??
      null,
    amount,
    amountKind: less !== undefined ? 'net' : kind === 'net' || kind === 'gross' ? kind : 'amount',
    gross: gross === amount ? null : gross,
    proven: best?.hits ?? 0,
  };
}
