import Big from 'big.js';
import { addsUp } from '../../core/checks.ts';
import type { TotalField } from '../../core/fields.ts';
import type { Reading } from '../../core/reading.ts';
import { type Choice, isSamePrint } from './support.ts';

/** The choice made for each total; a total that nobody read is absent. */
export type Totals = { readonly [T in TotalField]?: Choice };

/** What is known beside the totals themselves. */
export interface Surroundings {
  /** Amounts of the lines without tax; empty when they are not known in full. */
  readonly lineNets: readonly string[];
  /** Amounts of the tax breakdown; empty when they are not known in full. */
  readonly taxAmounts: readonly string[];
  /** The amount of the tax breakdown's only row: what is printed there is the total tax as well. */
  readonly onlyTax: Reading | null;
  readonly allowances: readonly string[];
  readonly charges: readonly string[];
}

/** A sum that holds is worth more than any label; one that fails costs less, for pages do contradict themselves. */
const HOLDS = 1;
const FAILS = -0.6;
/** A value has to be more likely than this to be worth giving without a sum that supports it. */
export const DOUBT = 0.35;
/** Candidates kept for each total: enough for recall, few enough to try all. */
const WIDTH = 6;

/**
 * Chooses all totals together, so that the sums of EN 16931 decide between candidates:
 * net + tax = gross (BR-CO-15), tax rows = tax (BR-CO-14), gross - prepaid + rounding = due (BR-CO-16),
 * line total - allowances + charges = net (BR-CO-13), lines = line total (BR-CO-10).
 */
export function chooseTotals(
  candidates: { readonly [T in TotalField]?: readonly Choice[] },
  around: Surroundings,
): Totals {
  const of = (field: TotalField): readonly (Choice | null)[] => [...(candidates[field] ?? []).slice(0, WIDTH), null];
  const payment = memo((gross: Choice | null) => bestPayment(gross, of('prepaid'), of('rounding'), of('due')));
  const build = memo((net: Choice | null) =>
    bestBuild(net, of('lineTotal'), of('allowanceTotal'), of('chargeTotal'), around),
  );

  let best = Number.NEGATIVE_INFINITY;
  let chosen: Totals = {};
  for (const net of of('net')) {
    for (const tax of of('tax')) {
      const rows = tax === null || around.taxAmounts.length === 0 ? 0 : verdict(addsUp(tax.value, around.taxAmounts));
      for (const gross of of('gross')) {
        const taxParts = tax !== null ? [tax.value] : around.taxAmounts;
        const sum =
          net === null || gross === null || taxParts.length === 0
            ? 0
            : verdict(addsUp(gross.value, [net.value, ...taxParts]));
        const paid = payment(gross);
        const built = build(net);
        const score = gain(net) + gain(tax) + gain(gross) + rows + sum + order(net, gross) + paid.score + built.score;
        if (score > best) {
          best = score;
          chosen = compact({ net, tax, gross, ...paid.choices, ...built.choices });
        }
      }
    }
  }
  const accounted = candidates.taxInTaxCurrency?.[0];
  return accounted === undefined ? chosen : { ...chosen, taxInTaxCurrency: accounted };
}

interface Part {
  readonly score: number;
  readonly choices: { readonly [T in TotalField]?: Choice | null };
}

function bestPayment(
  gross: Choice | null,
  prepaids: readonly (Choice | null)[],
  roundings: readonly (Choice | null)[],
  dues: readonly (Choice | null)[],
): Part {
  let best: Part = { score: Number.NEGATIVE_INFINITY, choices: {} };
  for (const prepaid of prepaids) {
    for (const rounding of roundings) {
      for (const due of dues) {
        let sum = 0;
        if (gross !== null && due !== null) {
          const expected = new Big(gross.value).minus(prepaid?.value ?? 0).plus(rounding?.value ?? 0);
          const holds = addsUp(due.value, [expected.toFixed()]);
          // One print that is read as both agrees with itself, which is no evidence.
          sum = holds && isSamePrint(gross, due) ? 0 : verdict(holds);
        } else if (prepaid !== null || rounding !== null) {
          sum = FAILS / 2;
        }
        const score = gain(prepaid) + gain(rounding) + gain(due) + sum;
        if (score > best.score) best = { score, choices: { prepaid, rounding, due } };
      }
    }
  }
  return best;
}

function bestBuild(
  net: Choice | null,
  lineTotals: readonly (Choice | null)[],
  allowanceTotals: readonly (Choice | null)[],
  chargeTotals: readonly (Choice | null)[],
  around: Surroundings,
): Part {
  let best: Part = { score: Number.NEGATIVE_INFINITY, choices: {} };
  for (const lineTotal of lineTotals) {
    const lines =
      lineTotal === null || around.lineNets.length === 0 ? 0 : verdict(addsUp(lineTotal.value, around.lineNets));
    for (const allowanceTotal of allowanceTotals) {
      for (const chargeTotal of chargeTotals) {
        const off = allowanceTotal !== null ? [allowanceTotal.value] : around.allowances;
        const on = chargeTotal !== null ? [chargeTotal.value] : around.charges;
        const from = lineTotal !== null ? [lineTotal.value] : around.lineNets;
        let sum = 0;
        if (net !== null && from.length > 0) {
          const holds = addsUp(net.value, [...from, ...on, ...off.map((value) => new Big(value).times(-1).toFixed())]);
          sum = holds && lineTotal !== null && isSamePrint(net, lineTotal) ? 0 : verdict(holds);
        } else if (allowanceTotal !== null || chargeTotal !== null) {
          sum = FAILS / 2;
        }
        const score = gain(lineTotal) + gain(allowanceTotal) + gain(chargeTotal) + lines + sum;
        if (score > best.score) best = { score, choices: { lineTotal, allowanceTotal, chargeTotal } };
      }
    }
  }
  return best;
}

const gain = (choice: Choice | null): number => (choice === null ? 0 : choice.score - DOUBT);
const verdict = (holds: boolean): number => (holds ? HOLDS : FAILS);

/** Tax and net have one sign in practice, so a gross smaller than its net is read wrong more often than not. */
function order(net: Choice | null, gross: Choice | null): number {
  if (net === null || gross === null) return 0;
  return new Big(gross.value).abs().lt(new Big(net.value).abs()) ? FAILS : 0;
}

function compact(choices: { readonly [T in TotalField]?: Choice | null }): Totals {
  return Object.fromEntries(Object.entries(choices).filter(([, choice]) => choice !== null));
}

function memo<V>(compute: (key: Choice | null) => V): (key: Choice | null) => V {
  const known = new Map<Choice | null, V>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}
