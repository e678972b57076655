import { add, equal, subtract } from '../../../core/money.ts';
import type { Entry } from './summary.ts';
import type { Kind } from './vocabulary.ts';

/** A value that the total of a receipt may have. */
export interface TotalChoice {
  readonly value: string;
  readonly entry: Entry;
  /** Probability. */
  readonly p: number;
  /** The rounding that leads to it from the total before, where there is one. */
  readonly rounding: Entry | null;
}

/** The largest rounding to a coin, as a share of the total and in units of money where that is small. */
const ROUNDING = { share: 0.05, least: 0.05 };
/** Amounts at the end of a receipt among which the total is looked for: what is sold stands before them. */
const MOST = 80;
/** Log odds of the total being none of the amounts. */
const NONE = 0.5;

/**
 * What the total of a receipt may be, likeliest first: the total including tax as it was to be paid. Labels say it, and so
 * do sums: what was given less the change, the total before rounding with the rounding, net and tax. It is neither what
 * was given nor the change, and below them stand sums of other things.
 */
export function totalsOf(all: readonly Entry[]): readonly TotalChoice[] {
  const entries = all.slice(-MOST);
  const settled = entries.findIndex(({ kinds }) => kinds.has('change'));
  const values = new Map<string, { entry: Entry; score: number; times: number }>();
  entries.forEach((entry, i) => {
    const score = labelScore(entry) - (settled >= 0 && i > settled ? 1.5 : 0);
    const key = String(Number(entry.amount.value));
    const known = values.get(key);
    if (known === undefined) values.set(key, { entry, score, times: 1 });
    else {
      known.times++;
      if (score > known.score) [known.entry, known.score] = [entry, score];
    }
  });
  const told = entries.some((e) => has(e, 'total', 'final') && labelScore(e) > 0);
  const scored = [...values.values()].map(({ entry, score, times }) => {
    const rounding = roundingTo(entry, entries);
    const sums = paidScore(entry.amount.value, entries) + taxedScore(entry.amount.value, entries);
    // Where nothing is called a total, the subtotal is one; what is less than one of the goods is none.
    const alone = !told && has(entry, 'subtotal') ? 1.5 : 0;
    const small = entries.some(
      (e) => e.row < entry.row && isGoods(e) && Number(e.amount.value) > Number(entry.amount.value),
    );
    const rounded = rounding !== null ? 2.5 : isRounded(entry, entries) ? -1.5 : 0;
    return {
      entry,
      rounding,
      score: score + sums + rounded + alone - (small ? 1.5 : 0) + 0.3 * Math.min(2, times - 1),
    };
  });
  const weight = scored.reduce((sum, { score }) => sum + Math.exp(score), Math.exp(NONE));
  return scored
    .map(({ entry, rounding, score }) => ({
      value: entry.amount.value,
      entry,
      rounding,
      p: Math.exp(score) / weight,
    }))
    .sort((a, b) => b.p - a.p);
}

const has = ({ kinds }: Entry, ...wanted: readonly Kind[]): boolean => wanted.some((kind) => kinds.has(kind));

const isGoods = ({ kinds, inSummary }: Entry): boolean => kinds.size === 0 && !inSummary;

/** Log odds that an amount is the total, by its label and place. */
function labelScore(entry: Entry): number {
  const { amount, inColumns, inSummary } = entry;
  let score = 0;
  if (Number(amount.value) <= 0) score -= 5;
  if (amount.decimals !== 2) score -= 1;
  if (inColumns) score -= 1.5;
  if (inSummary) score -= 1.5;
  if (has(entry, 'change')) return score - 6;
  const total = has(entry, 'total', 'final');
  if (has(entry, 'rounding') && !total) return score - 4;
  if (has(entry, 'saved', 'fee')) return score - 3;
  if (has(entry, 'exclusive') && !has(entry, 'inclusive')) return score - 2;
  if (has(entry, 'tax') && !(total && has(entry, 'inclusive'))) return score - 3;
  if (has(entry, 'count') && !has(entry, 'inclusive', 'final')) return score - 2;
  if (has(entry, 'subtotal')) return score + 0.5;
  if (total) {
    return (
      score + 2 + (has(entry, 'final') ? 1 : 0) + (has(entry, 'inclusive') ? 0.5 : 0) + (has(entry, 'rounding') ? 1 : 0)
    );
  }
  return has(entry, 'paid') ? score - 0.5 : score - 2;
}

/** What is left of what was given when the change is taken off, which some tills print with a minus. */
export const settle = (given: { readonly value: string }, back: { readonly value: string }): string =>
  subtract(given.value, back.value.replace('-', ''));

/** What was given less the change is the total. Without change, what was paid is; a till prints the three in this order. */
function paidScore(value: string, entries: readonly Entry[]): number {
  const changes = entries.filter((e) => has(e, 'change') && Number(e.amount.value) !== 0);
  const paid = entries.filter((e) => has(e, 'paid') && !has(e, 'change'));
  const settles = paid.some(({ amount }) => changes.some((c) => equal(settle(amount, c.amount), value)));
  if (settles) return 3;
  const inOrder = entries.some((entry, i) => {
    const [given, back] = [entries[i + 1], entries[i + 2]];
    return (
      given !== undefined &&
      back !== undefined &&
      Number(back.amount.value) !== 0 &&
      equal(entry.amount.value, value) &&
      equal(settle(given.amount, back.amount), value)
    );
  });
  if (inOrder) return 1.5;
  // Where no change was due, what was given is the total.
  const even = entries.some((e) => has(e, 'change') && Number(e.amount.value) === 0);
  return paid.some(({ amount }) => equal(amount.value, value)) ? (even ? 2 : 1) : 0;
}

/** Net and tax printed somewhere make the total. */
function taxedScore(value: string, entries: readonly Entry[]): number {
  const taxes = entries.filter((e) => Number(e.amount.value) > 0 && (has(e, 'tax') || e.inColumns));
  const nets = entries.filter((e) => has(e, 'exclusive', 'subtotal', 'tax') || e.inColumns);
  const holds = taxes.some((t) => nets.some((n) => n !== t && equal(add(n.amount.value, t.amount.value), value)));
  return holds ? 1 : 0;
}

const isSmall = (rounding: string, total: string): boolean =>
  Math.abs(Number(rounding)) <= Math.max(ROUNDING.least, ROUNDING.share * Math.abs(Number(total)));

/** The roundings that a receipt prints, by either sign: tills print a minus for both. */
const roundingsOf = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter((e) => has(e, 'rounding') && !has(e, 'total', 'final') && Number(e.amount.value) !== 0);

/** The rounding by which an amount follows from another total above it. */
function roundingTo(entry: Entry, entries: readonly Entry[]): Entry | null {
  if (has(entry, 'change', 'tax')) return null;
  const { value } = entry.amount;
  const found = roundingsOf(entries).find(
    ({ amount }) =>
      isSmall(amount.value, value) &&
      (entries.some((from) => from !== entry && rounds(from, amount.value, value, entry)) ||
        taxedSums(entries).some((sum) => isRounding(sum, amount.value, value))),
  );
  return found ?? null;
}

const isRounding = (from: string, rounding: string, to: string): boolean =>
  equal(add(from, rounding), to) || equal(subtract(from, rounding), to);

/** What nets and taxes come to, where no total is printed before it is rounded. */
function taxedSums(entries: readonly Entry[]): readonly string[] {
  const nets = entries.filter((e) => has(e, 'subtotal', 'exclusive'));
  const taxes = entries.filter((e) => has(e, 'tax') && !has(e, 'exclusive', 'inclusive', 'subtotal'));
  return nets.flatMap((net) => taxes.map((tax) => add(net.amount.value, tax.amount.value)));
}

function rounds(from: Entry, rounding: string, value: string, to: Entry): boolean {
  if (has(from, 'change', 'paid') || from.row > to.row) return false;
  return isRounding(from.amount.value, rounding, value);
}

/** Whether another total follows from this one by rounding. */
function isRounded(entry: Entry, entries: readonly Entry[]): boolean {
  return entries.some(
    (to) =>
      to !== entry &&
      has(to, 'total', 'final', 'paid') &&
      roundingsOf(entries).some(
        ({ amount }) => isSmall(amount.value, to.amount.value) && rounds(entry, amount.value, to.amount.value, to),
      ),
  );
}
