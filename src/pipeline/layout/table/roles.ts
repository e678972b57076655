import type { CellLine } from './cells.ts';
import type { Grid } from './grid.ts';
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
const AMOUNTS: readonly (HeadKind | null)[] = ['net', 'amount', 'gross', null];

const valueAt = (core: Core, at: number) => {
  const printed = core.numbers.get(at)?.number.value;
  return printed === undefined ? null : Number(printed);
};

/** Whether `amount` is what `quantity` times `price` comes to, given the decimals that are printed. */
export function comesTo(quantity: number, price: number, amount: number, priceDecimals: number): boolean {
  const unseen = Math.abs(quantity) * 0.5 * 10 ** -priceDecimals;
  return Math.abs(Math.abs(quantity * price) - Math.abs(amount)) <= 0.011 + Math.min(unseen, 0.01 * Math.abs(amount));
}

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
  const kinds = grid.numbers.map((column) => column.kind);
  const columns = kinds.map((_, i) => i);
  const share = (at: number, test: (core: Core) => boolean) => {
    const filled = rows.filter((core) => core.numbers.has(at));
    return filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
  };
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
  const rated = (at: number) =>
    kinds[at] === null && share(at, (core) => percents.has(plain(core.numbers.get(at)?.number.value ?? ''))) === 1;
  // Of two columns under "VAT" the rate is the one whose values are few.
  const few = (at: number) => new Set(rows.map((core) => valueAt(core, at))).size;
  const only = (kind: HeadKind) => {
    const all = columns.filter((at) => kinds[at] === kind);
    return all.at(-1) ?? null;
  };
  const position = only('position') ?? (kinds[0] === null && counting(0) ? 0 : null);
  const free = columns.filter((at) => at !== position && percent[at] !== true && kinds[at] !== 'taxRate');
  const discount = only('discount');
  // "Price per unit" and then "price": the second one is the amount.
  const priced = free.filter((at) => kinds[at] === 'unitPrice').length > 1;

  let best: { q: number; p: number; t: number; score: number; hits: number } | null = null;
  for (const t of free) {
    if (!AMOUNTS.includes(kinds[t] ?? null) && !(priced && kinds[t] === 'unitPrice')) continue;
    for (const q of free) {
      for (const p of free) {
        if (q === p || p === t || q === t) continue;
        if (kinds[q] === 'unitPrice' || kinds[p] === 'quantity') continue;
        const all = rows.filter((core) => core.numbers.has(q) && core.numbers.has(p) && core.numbers.has(t));
        if (all.length === 0) continue;
        let sum = 0;
        let hits = 0;
        for (const core of all) {
          const [a, b, c] = [valueAt(core, q) ?? 0, valueAt(core, p) ?? 0, valueAt(core, t) ?? 0];
          const off = discount === null ? 0 : (valueAt(core, discount) ?? 0);
          const decimals = core.numbers.get(p)?.number.decimals ?? 2;
          const rate = Math.abs(off) < 100 ? 1 - Math.abs(off) / 100 : 1;
          if (
            !comesTo(a, b, c, decimals) &&
            (off === 0 || !(comesTo(a, b * rate, c, decimals) || comesTo(1, a * b - off, c, 2)))
          )
            continue;
          hits++;
          // One times a price proves little.
          sum += c !== 0 && Math.abs(a) !== 1 && Math.abs(b) !== 1 ? 1 : 0.2;
        }
        const named =
          (kinds[q] === 'quantity' ? 1 : 0) +
          (kinds[p] === 'unitPrice' ? 1 : 0) +
          (kinds[t] === 'net' ? 1 : kinds[t] === 'amount' ? 0.8 : 0);
        const dearer = share(
          p,
          (core) => (core.numbers.get(p)?.number.decimals ?? 0) >= (core.numbers.get(q)?.number.decimals ?? 0),
        );
        const score = sum / rows.length + 0.15 * named + 0.05 * dearer + (q < p ? 0.02 : 0) + (p < t ? 0.02 : 0);
        if (hits >= 0.5 * all.length && sum > 0 && (best === null || score > best.score))
          best = { q, p, t, score, hits: hits / all.length };
      }
    }
  }
  const amounts = free.filter((at) => at !== best?.q && at !== best?.p && kinds[at] !== 'taxAmount');
  const ofKind = (kind: HeadKind) => amounts.filter((at) => kinds[at] === kind).at(-1) ?? null;
  const nameless =
    amounts
      .filter((at) => kinds[at] === null && share(at, (core) => (core.numbers.get(at)?.number.decimals ?? 0) > 0) > 0.5)
      .at(-1) ?? null;
  const amount = best?.t ?? ofKind('net') ?? ofKind('amount') ?? ofKind('gross') ?? nameless;
  const kind = amount === null ? null : (kinds[amount] ?? null);
  const gross = ofKind('gross');
  return {
    position,
    quantity: best?.q ?? only('quantity'),
    unitPrice: best?.p ?? only('unitPrice'),
    listPrice: only('listPrice'),
    priceBasis: only('priceBasis'),
    discount,
    taxRate:
      columns.find((at) => kinds[at] === 'taxRate' && percent[at] === true) ??
      columns.find((at) => free.includes(at) && at !== best?.q && at !== best?.p && at !== best?.t && rated(at)) ??
      columns.find((at) => percent[at] === true && kinds[at] !== 'discount') ??
      columns.filter((at) => kinds[at] === 'taxRate').sort((a, b) => few(a) - few(b))[0] ??
      null,
    amount,
    amountKind: kind === 'net' || kind === 'gross' ? kind : 'amount',
    gross: gross === amount ? null : gross,
    proven: best?.hits ?? 0,
  };
}
