import type { TotalField } from '../../core/fields.ts';
import { units } from '../../core/money.ts';
import type { Reading } from '../../core/reading.ts';
import { type Choice, isSamePrint, weightOf } from './support.ts';

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
/** Totals that are rare and seldom read twice. */
const NARROW = 2;

/**
 * Chooses all totals together, so that the sums of EN 16931 decide between candidates:
 * net + tax = gross (BR-CO-15), tax rows = tax (BR-CO-14), gross - prepaid + rounding = due (BR-CO-16),
 * line total - allowances + charges = net (BR-CO-13), lines = line total (BR-CO-10). What is not printed is summed up
 * in its place: tax rows for the tax, lines with charges for the net, net and tax for the gross total. Beyond the norm,
 * tax that the buyer keeps back and an earlier balance stand between gross total and amount due, and rounding may stand
 * before the gross total.
 */
export function chooseTotals(
  candidates: { readonly [T in TotalField]?: readonly Choice[] },
  around: Surroundings,
): Totals {
  const of = (field: TotalField, width = WIDTH): readonly Part[] => [
    ...few(candidates[field] ?? [], width).map((choice) => partOf(choice)),
    NOTHING,
  ];
  const roundings = of('rounding', NARROW);
  const dues = of('due');
  const others = everyChange(of('prepaid'), of('withheld', NARROW), of('earlierBalance', NARROW));
  const payments = everyPayment(others, roundings, dues);
  const unrounded = everyPayment(others, [NOTHING], dues);
  const builds = everyBuild(of('lineTotal'), of('allowanceTotal', NARROW), of('chargeTotal', 3), around);
  // Lines alone stand for a net total only where none is printed.
  const printed = Math.max(0, ...[...of('net'), ...of('lineTotal')].map(({ choice }) => choice?.score ?? 0));
  const unprinted = builds.map((build) => {
    const lone = build.base !== null && build.lineTotal.choice === null;
    return lone ? { ...build, score: build.score - 2 * printed } : build;
  });
  const rowTax = around.taxAmounts.length === 0 ? null : sum(around.taxAmounts);

  let best = Number.NEGATIVE_INFINITY;
  let chosen: Branch = { score: 0, choices: {} };
  for (const net of of('net')) {
    for (const { base, ...built } of net.choice === null
      ? unprinted
      : [{ ...bestBuild(net, builds), base: net.value }]) {
      for (const tax of of('tax')) {
        const parts = tax.choice === null ? rowTax : tax.value;
        const rows = tax.choice === null || rowTax === null ? 0 : verdict(isNear(tax.value, rowTax));
        const whole = base === null ? null : base + (parts ?? 0);
        const start = net.gain + built.score + tax.gain + rows;
        for (const gross of of('gross')) {
          for (const rounding of roundings) {
            const inGross = rounding.choice !== null;
            // A rounding before the gross total is one that the sum needs.
            if (inGross && (gross.choice === null || whole === null || rounding.value === 0)) continue;
            const holds =
              gross.choice !== null &&
              whole !== null &&
              isNear(gross.value, whole + rounding.value) &&
              !isOneReadTwice(net, gross);
            if (inGross && !holds) continue;
            // Without a tax, lines that make the gross total are a receipt's; a difference may be a tax that was not read.
            const told = parts !== null || (net.choice === null && holds);
            const summed = gross.choice === null || whole === null || !told ? 0 : verdict(holds);
            const total = gross.choice !== null ? gross.value : parts === null ? null : whole;
            const paid = bestPayment(inGross ? unrounded : payments, gross, total);
            const score = start + gross.gain + summed + order(net, gross) + rounding.gain + paid.score;
            if (score > best) {
              best = score;
              chosen = {
                score,
                choices: {
                  net: net.choice,
                  tax: tax.choice,
                  gross: gross.choice,
                  ...paid.choices,
                  ...(inGross ? { rounding: rounding.choice } : {}),
                  ...built.choices,
                },
              };
            }
          }
        }
      }
    }
  }
  const accounted = candidates.taxInTaxCurrency?.[0];
  return { ...compact(chosen.choices), ...(accounted === undefined ? {} : { taxInTaxCurrency: accounted }) };
}

/** Of what else the prints of a total may say, this many are tried for each that is tried as it is printed. */
const OTHERS = 1;

/** The likeliest choices, and the likeliest of what else their prints may say. */
function few(choices: readonly Choice[], width: number): readonly Choice[] {
  const printed = choices.filter(({ likelihood }) => likelihood === undefined);
  return [...printed.slice(0, width), ...choices.slice(printed.length, printed.length + OTHERS * width)];
}

/** A choice of one total, or none, with what it is worth and its value as a whole number. */
interface Part {
  readonly choice: Choice | null;
  readonly gain: number;
  readonly value: number;
}

const NOTHING: Part = { choice: null, gain: 0, value: 0 };
const partOf = (choice: Choice): Part => ({ choice, gain: weightOf(choice) - DOUBT, value: units(choice.value) });

/** Choices of some totals that belong together, and what they are worth. */
interface Branch {
  readonly score: number;
  readonly choices: { readonly [T in TotalField]?: Choice | null };
}

/** What makes up a net total, and what it comes to; `null` where nothing is known. */
interface Build extends Branch {
  readonly base: number | null;
  readonly lineTotal: Part;
  readonly adjusted: boolean;
}

/** What stands between a gross total and the amount due, and by how much it changes it. */
interface Change extends Branch {
  readonly change: number;
}

/** Changes with an amount due. */
interface Payment extends Branch {
  readonly due: Choice;
}

/** Every way from a gross total to an amount due: by the gross total that it fits, to the cent, and the best of all. */
interface Payments {
  readonly fitting: ReadonlyMap<number, readonly Payment[]>;
  readonly likeliest: Branch | null;
  readonly withoutDue: Branch;
}

function everyChange(
  prepaids: readonly Part[],
  withhelds: readonly Part[],
  balances: readonly Part[],
): readonly Change[] {
  const all: Change[] = [];
  for (const prepaid of prepaids) {
    for (const withheld of withhelds) {
      for (const earlier of balances) {
        const choices = { prepaid: prepaid.choice, withheld: withheld.choice, earlierBalance: earlier.choice };
        const prints = Object.values(choices).filter((choice) => choice !== null);
        if (prints.some((one, i) => prints.slice(0, i).some((other) => isSamePrint(one, other)))) continue;
        const score = prepaid.gain + withheld.gain + earlier.gain;
        // Taxes kept back are printed with a minus as often as without.
        all.push({ score, choices, change: earlier.value - prepaid.value - Math.abs(withheld.value) });
      }
    }
  }
  return all;
}

function everyPayment(others: readonly Change[], roundings: readonly Part[], dues: readonly Part[]): Payments {
  const fitting = new Map<number, Payment[]>();
  let likeliest: Branch | null = null;
  let withoutDue: Branch = { score: Number.NEGATIVE_INFINITY, choices: {} };
  for (const other of others) {
    for (const rounding of roundings) {
      const changed = rounding.choice !== null || Object.values(other.choices).some((choice) => choice !== null);
      for (const due of dues) {
        const score = other.score + rounding.gain + due.gain;
        const choices = { ...other.choices, rounding: rounding.choice, due: due.choice };
        if (due.choice === null) {
          // What changes an amount due that is not there is read wrong as often as right.
          const free = score + (changed ? FAILS / 2 : 0);
          if (free > withoutDue.score) withoutDue = { score: free, choices };
          continue;
        }
        if (likeliest === null || score > likeliest.score) likeliest = { score, choices };
        const cents = Math.round((due.value - other.change - rounding.value) / CENT);
        const same = fitting.get(cents);
        const payment = { score, choices, due: due.choice };
        if (same === undefined) fitting.set(cents, [payment]);
        else same.push(payment);
      }
    }
  }
  return { fitting, likeliest, withoutDue };
}

/** The best way from a gross total, or from the sum that stands for it, to an amount due. */
function bestPayment({ fitting, likeliest, withoutDue }: Payments, gross: Part, total: number | null): Branch {
  let best = withoutDue;
  if (likeliest !== null) {
    // Where no gross total is printed, a sum in its place that does not fit may lack a tax that was not read.
    const score = likeliest.score + (gross.choice === null ? 0 : FAILS);
    if (score > best.score) best = { ...likeliest, score };
  }
  if (total === null) return best;
  const cents = Math.round(total / CENT);
  for (const near of [cents, cents - 1, cents + 1]) {
    for (const payment of fitting.get(near) ?? []) {
      // One print that is read as both agrees with itself, which is no evidence.
      const one = gross.choice !== null && isSamePrint(gross.choice, payment.due);
      const score = payment.score + (one ? 0 : HOLDS);
      if (score > best.score) best = { score, choices: payment.choices };
    }
  }
  return best;
}

/** Every line total with every allowance and charge; what is not printed as a total is summed up from its rows. */
function everyBuild(
  lineTotals: readonly Part[],
  allowanceTotals: readonly Part[],
  chargeTotals: readonly Part[],
  around: Surroundings,
): readonly Build[] {
  const lines = around.lineNets.length === 0 ? null : sum(around.lineNets);
  const [off, on] = [sum(around.allowances), sum(around.charges)];
  const all: Build[] = [];
  for (const lineTotal of lineTotals) {
    const own = lineTotal.choice === null || lines === null ? 0 : verdict(isNear(lineTotal.value, lines));
    const from = lineTotal.choice === null ? lines : lineTotal.value;
    for (const allowanceTotal of allowanceTotals) {
      for (const chargeTotal of chargeTotals) {
        const less = allowanceTotal.choice === null ? off : Math.abs(allowanceTotal.value);
        const more = chargeTotal.choice === null ? on : chargeTotal.value;
        const adjusted = allowanceTotal.choice !== null || chargeTotal.choice !== null;
        all.push({
          score: lineTotal.gain + allowanceTotal.gain + chargeTotal.gain + own + (adjusted ? FAILS / 2 : 0),
          base: from === null ? null : from - less + more,
          choices: {
            lineTotal: lineTotal.choice,
            allowanceTotal: allowanceTotal.choice,
            chargeTotal: chargeTotal.choice,
          },
          lineTotal,
          adjusted,
        });
      }
    }
  }
  return all;
}

/** The build that explains a net total best. */
function bestBuild(net: Part, builds: readonly Build[]): Branch {
  let best: Branch = { score: Number.NEGATIVE_INFINITY, choices: {} };
  for (const { base, lineTotal, adjusted, score: own, choices } of builds) {
    let bound = 0;
    if (base !== null) {
      const holds = isNear(net.value, base);
      const same = lineTotal.choice !== null && net.choice !== null && isSamePrint(net.choice, lineTotal.choice);
      // The doubt of an adjustment that nothing binds is lifted by a sum that does.
      bound = (holds && same ? 0 : verdict(holds)) - (adjusted ? FAILS / 2 : 0);
    }
    if (own + bound > best.score) best = { score: own + bound, choices };
  }
  return best;
}

/** Whether one print is read as two amounts: no sum of them says anything. */
const isOneReadTwice = ({ choice: a }: Part, { choice: b }: Part): boolean =>
  a !== null && b !== null && (a.likelihood ?? b.likelihood) !== undefined && isSamePrint(a, b);

const verdict = (holds: boolean): number => (holds ? HOLDS : FAILS);

/** Printed amounts are rounded to the cent each. */
const CENT = units('0.01');
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= CENT;
const sum = (values: readonly string[]): number => values.reduce((total, value) => total + units(value), 0);

/** Tax and net have one sign in practice, so a gross smaller than its net is read wrong more often than not. */
function order(net: Part, gross: Part): number {
  if (net.choice === null || gross.choice === null) return 0;
  // An order is no check that could choose what is not printed.
  if (gross.choice.likelihood !== undefined || net.choice.likelihood !== undefined) return 0;
  return Math.abs(gross.value) < Math.abs(net.value) ? FAILS : 0;
}

function compact(choices: Branch['choices']): Totals {
  return Object.fromEntries(Object.entries(choices).filter(([, choice]) => choice !== null));
}
