import { comesTo } from './arithmetic.ts';
import type { Core } from './rows.ts';
import type { HeadKind } from './vocabulary.ts';

/** Columns of which one times another is the third in most rows. */
export interface Product {
  readonly q: number;
  readonly p: number;
  readonly t: number;
  /** Share of the rows with all three in which it is so. */
  readonly hits: number;
}

/** Where to look for a product. */
export interface Search {
  readonly rows: readonly Core[];
  /** What the heads say of each column. */
  readonly kinds: readonly (HeadKind | null)[];
  /** The column that is taken off. */
  readonly discount: number | null;
  readonly columns: readonly number[];
  /** Those of them that can be the amount. */
  readonly amounts: readonly number[];
  /** Share of the rows that must multiply by more than one; half of them by anything where it is not given. */
  readonly strictly?: number;
}

/** The number of a row in a column; `null` where there is none. */
export function valueAt(core: Core, at: number): number | null {
  const printed = core.numbers.get(at)?.number.value;
  return printed === undefined ? null : Number(printed);
}

/** Whether a row's numbers multiply, its discount in percent or as an amount taken off. */
function multiplies(core: Core, q: number, p: number, t: number, discount: number | null): boolean {
  const [a, b, c] = [valueAt(core, q) ?? 0, valueAt(core, p) ?? 0, valueAt(core, t) ?? 0];
  const decimals = core.numbers.get(p)?.number.decimals ?? 2;
  if (comesTo(a, b, c, decimals)) return true;
  const off = Math.abs(discount === null ? 0 : (valueAt(core, discount) ?? 0));
  if (off === 0) return false;
  if (off < 100 && comesTo(a, b * (1 - off / 100), c, decimals)) return true;
  return comesTo(1, Math.abs(a * b) - off, c, 2) || comesTo(a, Math.abs(b) - off, c, decimals);
}

/** Whether one number of a row looks more like a price than another: its currency, or its decimals. */
function isDearer(core: Core, price: number, quantity: number): boolean {
  const [p, q] = [core.numbers.get(price)?.number, core.numbers.get(quantity)?.number];
  if ((p?.currency ?? null) !== (q?.currency ?? null)) return (p?.currency ?? null) !== null;
  const [of, times] = [p?.decimals ?? 0, q?.decimals ?? 0];
  // Prices have two decimals, or more than quantities have; those have three where they are of weights.
  return times === 3 && of === 2 ? true : of === 3 && times === 2 ? false : of >= times;
}

/** The columns of quantity, price and amount, by the rows in which they multiply and what the heads say. */
export function productOf({ rows, kinds, discount, columns, amounts, strictly = 0 }: Search): Product | null {
  let best: (Product & { readonly score: number }) | null = null;
  for (const t of amounts) {
    for (const q of columns) {
      for (const p of columns) {
        if (q === p || p === t || q === t || kinds[q] === 'unitPrice' || kinds[p] === 'quantity') continue;
        const all = rows.filter((core) => core.numbers.has(q) && core.numbers.has(p) && core.numbers.has(t));
        const hits = all.filter((core) => multiplies(core, q, p, t, discount));
        if (hits.length === 0 || hits.length < 0.5 * all.length) continue;
        // One times a price proves little.
        const tells = (core: Core) =>
          valueAt(core, t) !== 0 && Math.abs(valueAt(core, q) ?? 0) !== 1 && Math.abs(valueAt(core, p) ?? 0) !== 1;
        const sum = hits.reduce((total, core) => total + (tells(core) ? 1 : 0.2), 0);
        if (sum < strictly * all.length) continue;
        const named =
          (kinds[q] === 'quantity' ? 1 : 0) +
          (kinds[p] === 'unitPrice' ? 1 : 0) +
          (kinds[t] === 'net' ? 1 : kinds[t] === 'amount' ? 0.8 : 0);
        const dearer = all.filter((core) => isDearer(core, p, q)).length / all.length;
        const score = sum / rows.length + 0.15 * named + 0.05 * dearer + (q < p ? 0.02 : 0) + (p < t ? 0.02 : 0);
        if (best === null || score > best.score) best = { q, p, t, score, hits: hits.length / all.length };
      }
    }
  }
  return best;
}
