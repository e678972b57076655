import Big from 'big.js';
import { add } from '../../../core/money.ts';
import { comesTo } from './arithmetic.ts';
import type { CellLine } from './cells.ts';
import type { Roles } from './roles.ts';
import type { Core } from './rows.ts';
import { startsWithAny, type Vocabulary } from './vocabulary.ts';

/** Cores that are line items, and the lines at which a row's text must end. */
export interface Items {
  readonly cores: readonly Core[];
  /** Whether the amounts add up to an amount that the document prints. */
  readonly summed: boolean;
  /** Sum of the amounts, as decimal text. */
  readonly sum: string;
}

/** What a document prints, against which tables are weighed. */
export interface Printed {
  readonly lines: readonly CellLine[];
  /** Rates with a percent sign. */
  readonly percents: ReadonlySet<string>;
}

/** Whether a text of the row begins with one of the entries. Other text can stand beside the sums. */
const says = (core: Core, entries: ReadonlySet<string>) =>
  core.texts.some(({ cell }) =>
    startsWithAny(
      cell.words.map((w) => w.text).filter((text) => /\p{L}/u.test(text)),
      entries,
    ),
  );

/** A decimal text as sums are: without trailing zeros. */
const plain = (value: string) => {
  const short = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  return short === '-0' ? '0' : short;
};

/** Every amount that lines print beside those of some rows, as plain decimal text without trailing zeros. */
export function amountsIn(lines: readonly CellLine[], cores: readonly Core[]): ReadonlySet<string> {
  const own = new Set(cores.flatMap((core) => [...core.numbers.values()].map((p) => p.number)));
  const printed = new Set<string>();
  for (const line of lines) {
    for (const cell of line.cells) {
      for (const number of cell.number === null ? cell.inner : [cell.number])
        if (!own.has(number)) printed.add(plain(number.value));
    }
  }
  return printed;
}

// How far from the left edge of the rows' text another row's can begin, in points.
const BESIDE = 6;

/** Left edge of a row's text. */
const edgeOf = (core: Core) =>
  Math.min(...core.texts.filter(({ cell }) => /\p{L}/u.test(cell.words[0]?.text ?? '')).map(({ cell }) => cell.x0));

/**
 * Chooses the line items among a table's rows. Sums are told by their words, and by being the sum of the rows before;
 * after one, only rows with quantity and price are items. Rows without either in a table that has them are items
 * only where the document's sums say so; so are rows of a guessed table that do not multiply.
 */
export function itemsOf(
  cores: readonly Core[],
  roles: Roles,
  vocabulary: Vocabulary,
  document: Printed,
  restarts: ReadonlySet<Core>,
  guessed: boolean,
): Items {
  const { amount, quantity, unitPrice } = roles;
  if (amount === null) return priced(cores, roles, document);
  const choose = (isItem: (core: Core) => boolean): { core: Core; full: boolean }[] => {
    const chosen: { core: Core; full: boolean }[] = [];
    let closed = false;
    let total = '0';
    for (const core of cores) {
      if (restarts.has(core)) closed = false;
      const printed = core.numbers.get(amount)?.number;
      if (printed === undefined || printed.percent) continue;
      const hasQuantity = quantity !== null && core.numbers.has(quantity);
      const hasPrice = unitPrice !== null && core.numbers.has(unitPrice);
      const whole = hasQuantity && hasPrice;
      const isTotal = chosen.length >= 2 && plain(printed.value) === total;
      if (!whole && says(core, vocabulary.carried)) continue;
      if (!whole && (isTotal || (says(core, vocabulary.sums) && !isItem(core)))) {
        closed = true;
        continue;
      }
      if (closed && !whole) continue;
      chosen.push({ core, full: hasQuantity || hasPrice || (quantity === null && unitPrice === null) });
      total = add(total, printed.value);
    }
    return chosen;
  };
  const value = (core: Core) => core.numbers.get(amount)?.number.value ?? '0';
  const isNet = (rows: readonly { core: Core }[]) => {
    const own = rows.map((row) => row.core);
    return isTaxed(add('0', ...own.map(value)), amountsIn(document.lines, own), document.percents) === false;
  };
  let chosen = choose(() => false);
  if (quantity !== null || unitPrice !== null) {
    // What begins like a sum ("Freight to site", "Tax advice") is sold where it makes the lines add up to the net.
    const edge = Math.min(...chosen.map(({ core }) => edgeOf(core)));
    const listed = choose((core) => Math.abs(edgeOf(core) - edge) <= BESIDE);
    if (listed.length > chosen.length && isNet(listed) && !isNet(chosen)) chosen = listed;
  }
  const all = chosen.map((c) => c.core);
  const full = chosen.filter((c) => c.full).map((c) => c.core);
  const printed = amountsIn(document.lines, all);
  const sumOf = (some: readonly Core[]) => some.reduce((sum, core) => add(sum, value(core)), '0');
  const result = (some: readonly Core[]): Items => {
    const sum = sumOf(some);
    return { cores: some, summed: some.length > 0 && printed.has(sum), sum };
  };
  if (guessed && quantity !== null && unitPrice !== null) {
    const multiplied = all.filter((core) => multiplies(core, quantity, unitPrice, amount));
    return result(!printed.has(sumOf(multiplied)) && printed.has(sumOf(all)) ? all : multiplied);
  }
  if (full.length === all.length || printed.has(sumOf(full))) return result(full);
  // What changes the amount of a line is none of its own, whatever the sums say.
  const unchanged = chosen.filter((c) => c.full || !says(c.core, vocabulary.changes)).map((c) => c.core);
  if (printed.has(sumOf(all))) return { ...result(all), cores: unchanged };
  return result(full.length > 0 && !printed.has(sumOf(unchanged)) ? full : unchanged);
}

/** Rows of quantity and price that print no amount, where what they come to together is printed. */
function priced(cores: readonly Core[], { quantity, unitPrice }: Roles, document: Printed): Items {
  const none = { cores: [], summed: false, sum: '0' };
  if (quantity === null || unitPrice === null) return none;
  const rows = cores.filter((core) => core.numbers.has(quantity) && core.numbers.has(unitPrice));
  const value = (core: Core, at: number) => core.numbers.get(at)?.number.value ?? '0';
  const amounts = rows.map((core) => new Big(value(core, quantity)).times(value(core, unitPrice)).round(2).toFixed());
  const sum = add(...amounts);
  return amountsIn(document.lines, rows).has(plain(sum)) ? { cores: rows, summed: true, sum } : none;
}

// No country's tax on goods is above 27 %, and below 1 % a difference is rounding or postage.
const [LEAST_TAX, MOST_TAX] = [0.01, 0.3];

const MOST_SUMS = 400;

/** Whether a row's quantity times its price is its amount. */
function multiplies(core: Core, quantity: number, unitPrice: number, amount: number): boolean {
  const [q, p, a] = [quantity, unitPrice, amount].map((at) => core.numbers.get(at)?.number);
  if (q === undefined || p === undefined || a === undefined) return false;
  return comesTo(Number(q.value), Number(p.value), Number(a.value), p.decimals);
}

/**
 * Whether a sum of lines is with tax. Without it, the sum and one or two taxes come to a larger amount that is printed;
 * with it, no such amount is, and the sum is an amount and the tax on it at the rates that are printed.
 */
export function isTaxed(sum: string, amounts: ReadonlySet<string>, percents: ReadonlySet<string>): boolean | null {
  if (!amounts.has(plain(sum))) return null;
  const printed = [...amounts].map(Number);
  const rates = [...percents].map(Number);
  // Sums stand at the end; of a document with thousands of numbers the last ones are enough.
  const cents = [...new Set(printed.map((value) => Math.round(Math.abs(value) * 100)))].slice(-MOST_SUMS);
  const known = new Set(cents);
  const whole = Math.round(Math.abs(Number(sum)) * 100);
  const taxes = cents.filter((tax) => tax > 0 && tax <= whole * MOST_TAX);
  const above = cents.filter((total) => total >= whole * (1 + LEAST_TAX) && total <= whole * (1 + MOST_TAX));
  const comes = (tax: number) => known.has(tax) || taxes.some((part) => part !== tax && known.has(tax - part));
  if (above.some((total) => comes(total - whole))) return false;
  if (above.length > 0) return null;
  const taxedAt = (rate: number) => {
    const net = Math.round(whole / (1 + rate / 100));
    return known.has(net) || known.has(whole - net);
  };
  const positive = rates.filter((rate) => rate > 0 && rate <= 100 * MOST_TAX);
  if (positive.some(taxedAt)) return true;
  // Several rates: the tax lies between what the lowest and the highest would come to.
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  const between = (tax: number) => tax * 100 >= least * (whole - tax) && tax * 100 <= most * (whole - tax);
  return taxes.some((tax) => between(tax) && known.has(whole - tax)) ? true : null;
}
