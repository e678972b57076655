import Big from 'big.js';
import type { TotalField } from './fields.ts';
import type { ReasonCode } from './reasons.ts';
import { REASONS } from './reasons.ts';

/** The figures of one document, as decimal text. What is not there is not checked. */
export interface Figures {
  readonly totals: { readonly [T in TotalField]?: string | undefined };
  readonly lines: readonly LineFigures[];
  readonly taxes: readonly TaxFigures[];
  /** Allowances and charges of the whole document. */
  readonly allowances: readonly string[];
  readonly charges: readonly string[];
}

export interface LineFigures {
  readonly quantity?: string | undefined;
  readonly unitPrice?: string | undefined;
  readonly priceBasis?: string | undefined;
  readonly net?: string | undefined;
  /** Allowances and charges of this line. */
  readonly allowances: readonly string[];
  readonly charges: readonly string[];
}

export interface TaxFigures {
  readonly rate?: string | undefined;
  readonly basis?: string | undefined;
  readonly amount?: string | undefined;
}

/** A sum that was checked, with the numbers in it and the paths of the fields it binds. */
export interface SumCheck {
  readonly code: ReasonCode;
  readonly rule: string;
  readonly passed: boolean;
  readonly message: string;
  readonly fields: readonly string[];
}

/** Printed amounts are rounded to the cent each, so a sum of n of them may be off by n halves. */
const CENT = new Big('0.01');
const HALF_CENT = new Big('0.005');

const add = (values: readonly (string | undefined)[]): Big => values.reduce((sum, v) => sum.plus(v ?? 0), new Big(0));
const near = (a: Big, b: Big, tolerance: Big): boolean => a.minus(b).abs().lte(tolerance);
const show = (value: Big): string => value.toFixed(Math.max(2, decimals(value)));
const decimals = (value: Big): number => Math.max(0, value.c.length - value.e - 1);

/** Whether `a` plus all of `rest` is `total`, to the cent. */
export function addsUp(total: string, parts: readonly string[]): boolean {
  return near(new Big(total), add(parts), CENT);
}

/** The sums of EN 16931 that the figures allow to check, failed ones included. */
export function checkSums(figures: Figures): readonly SumCheck[] {
  const { totals, lines, taxes, allowances, charges } = figures;
  const checks: SumCheck[] = [];
  const check = (code: ReasonCode, passed: boolean, message: string, fields: readonly string[]) =>
    checks.push({ code, rule: REASONS[code].rule ?? '', passed, message, fields });

  const nets = lines.map((line) => line.net);
  const linesComplete = lines.length > 0 && nets.every((net) => net !== undefined);
  if (linesComplete) {
    const sum = add(nets);
    const tolerance = CENT.plus(HALF_CENT.times(Math.min(lines.length, 8)));
    if (totals.lineTotal !== undefined) {
      const passed = near(sum, new Big(totals.lineTotal), tolerance);
      check('SUM_LINES_NE_LINE_TOTAL', passed, equation('lines', sum, 'line total', totals.lineTotal, passed), [
        'lines',
        'totals.lineTotal',
      ]);
    } else {
      // Without a net total and without tax, as on a receipt, the lines make the gross total.
      const untaxed = totals.tax === undefined && taxes.length === 0;
      const field = totals.net !== undefined ? 'net' : untaxed && totals.gross !== undefined ? 'gross' : null;
      const total = field === null ? undefined : totals[field];
      if (field !== null && total !== undefined) {
        const expected = sum.minus(totals.allowanceTotal ?? add(allowances)).plus(totals.chargeTotal ?? add(charges));
        const passed = near(expected, new Big(total), tolerance);
        check('SUM_LINES_NE_NET', passed, equation('lines', expected, field, total, passed), [
          'lines',
          `totals.${field}`,
        ]);
      }
    }
  }
  if (totals.allowanceTotal !== undefined && allowances.length > 0) {
    const sum = add(allowances);
    const passed = near(sum, new Big(totals.allowanceTotal), CENT);
    check(
      'SUM_ALLOWANCES_NE_TOTAL',
      passed,
      equation('allowances', sum, 'their total', totals.allowanceTotal, passed),
      ['totals.allowanceTotal'],
    );
  }
  if (totals.chargeTotal !== undefined && charges.length > 0) {
    const sum = add(charges);
    const passed = near(sum, new Big(totals.chargeTotal), CENT);
    check('SUM_CHARGES_NE_TOTAL', passed, equation('charges', sum, 'their total', totals.chargeTotal, passed), [
      'totals.chargeTotal',
    ]);
  }
  if (totals.lineTotal !== undefined && totals.net !== undefined) {
    const expected = new Big(totals.lineTotal)
      .minus(totals.allowanceTotal ?? add(allowances))
      .plus(totals.chargeTotal ?? add(charges));
    const passed = near(expected, new Big(totals.net), CENT);
    check(
      'LINE_TOTAL_NE_NET',
      passed,
      equation('line total with allowances and charges', expected, 'net', totals.net, passed),
      ['totals.lineTotal', 'totals.net'],
    );
  }
  for (const [i, row] of taxes.entries()) {
    if (row.rate === undefined || row.basis === undefined || row.amount === undefined) continue;
    const expected = new Big(row.basis).times(row.rate).div(100).round(2);
    const passed = near(expected, new Big(row.amount), CENT.times(2));
    check(
      'TAX_BASIS_X_RATE_NE_AMOUNT',
      passed,
      equation(`${row.rate} % of ${row.basis}`, expected, 'tax', row.amount, passed),
      [`taxes[${i}]`],
    );
  }
  const amounts = taxes.map((row) => row.amount);
  if (totals.tax !== undefined && taxes.length > 0 && amounts.every((a) => a !== undefined)) {
    const sum = add(amounts);
    const passed = near(sum, new Big(totals.tax), CENT.times(taxes.length));
    check('SUM_TAXES_NE_TAX', passed, equation('tax rows', sum, 'tax', totals.tax, passed), ['taxes', 'totals.tax']);
  }
  const gross = grossCheck(figures);
  if (gross !== null) check('NET_PLUS_TAX_NE_GROSS', gross.passed, gross.message, gross.fields);
  const due = dueCheck(figures);
  if (due !== null) check('DUE_NE_GROSS_MINUS_PREPAID', due.passed, due.message, due.fields);
  for (const [i, line] of lines.entries()) {
    if (line.quantity === undefined || line.unitPrice === undefined || line.net === undefined) continue;
    const basis = new Big(line.priceBasis ?? 1);
    if (basis.eq(0)) continue;
    const expected = new Big(line.quantity)
      .times(line.unitPrice)
      .div(basis)
      .minus(add(line.allowances))
      .plus(add(line.charges));
    // A unit price printed to the cent stands for anything half a cent around it.
    const tolerance = CENT.plus(new Big(line.quantity).abs().times(HALF_CENT).div(basis));
    const passed = near(expected, new Big(line.net), tolerance);
    if (!passed) {
      check(
        'LINE_QTY_X_PRICE_NE_NET',
        false,
        equation(`line ${i + 1}: ${line.quantity} x ${line.unitPrice}`, expected, 'amount', line.net, false),
        [`lines[${i}]`],
      );
    }
  }
  return checks;
}

type Verdict = Pick<SumCheck, 'passed' | 'message' | 'fields'>;

/** Whether net and tax, with a rounding where they need it, make the gross total; `null` when that cannot be said. */
function grossCheck({ totals, lines, taxes, allowances, charges }: Figures): Verdict | null {
  const { gross, rounding, lineTotal } = totals;
  if (gross === undefined) return null;
  const amounts = taxes.map((row) => row.amount);
  const tax = totals.tax ?? (taxes.length > 0 ? show(add(amounts)) : undefined);
  const whole = new Big(gross);
  if (totals.net === undefined) {
    // Where no net total is printed, the lines with charges and allowances stand for it; a difference proves nothing.
    const nets = lines.map((line) => line.net);
    const known = lines.length > 0 && nets.every((net) => net !== undefined);
    const from = lineTotal ?? (known ? add(nets).toFixed() : undefined);
    if (from === undefined || tax === undefined) return null;
    const net = new Big(from).minus(totals.allowanceTotal ?? add(allowances)).plus(totals.chargeTotal ?? add(charges));
    const sum = net.plus(tax);
    if (!near(sum, whole, CENT)) return null;
    const fields = [lineTotal === undefined ? 'lines' : 'totals.lineTotal', 'totals.tax', 'totals.gross'];
    return { passed: true, message: equation(`net of ${show(net)} + tax ${tax}`, sum, 'gross', gross, true), fields };
  }
  const fields = ['totals.net', 'totals.tax', 'totals.gross'];
  if (tax === undefined) {
    // Without a tax on the page a difference only says that something was not read; equal, they prove each other.
    const passed = near(new Big(totals.net), whole, CENT);
    return passed ? { passed, message: `net ${totals.net} = gross ${gross}`, fields } : null;
  }
  const plain = new Big(totals.net).plus(tax);
  const rounded = roundsGross(plain, totals);
  const sum = rounded ? plain.plus(rounding ?? 0) : plain;
  const passed = near(sum, whole, CENT);
  const name = `net ${totals.net} + tax ${tax}${rounded ? ` + rounding ${rounding}` : ''}`;
  return { passed, message: equation(name, sum, 'gross', gross, passed), fields };
}

/** Whether the rounding stands before the gross total: net and tax miss it, and with the rounding they do not. */
function roundsGross(netAndTax: Big, { gross, rounding }: Figures['totals']): boolean {
  if (gross === undefined || rounding === undefined) return false;
  const total = new Big(gross);
  return !near(netAndTax, total, CENT) && near(netAndTax.plus(rounding), total, CENT);
}

/** What is left to pay of the gross total, or of net and tax where no gross total is printed; `null` when unknown. */
function dueCheck({ totals, taxes }: Figures): Verdict | null {
  const { net, gross, due, prepaid, withheld, earlierBalance } = totals;
  if (due === undefined) return null;
  const tax = totals.tax ?? (taxes.length > 0 ? show(add(taxes.map((row) => row.amount))) : undefined);
  const sum = net === undefined || tax === undefined ? null : new Big(net).plus(tax);
  const whole = gross === undefined ? sum : new Big(gross);
  if (whole === null) return null;
  const rounding = sum !== null && roundsGross(sum, totals) ? undefined : totals.rounding;
  const name = [
    gross === undefined ? `net ${net} + tax ${tax}` : `gross ${gross}`,
    ...(prepaid === undefined ? [] : [`- paid ${prepaid}`]),
    ...(withheld === undefined ? [] : [`- withheld ${show(new Big(withheld).abs())}`]),
    ...(earlierBalance === undefined ? [] : [`+ earlier balance ${earlierBalance}`]),
    ...(rounding === undefined ? [] : [`+ rounding ${rounding}`]),
  ].join(' ');
  const expected = whole
    .minus(prepaid ?? 0)
    .minus(new Big(withheld ?? 0).abs())
    .plus(earlierBalance ?? 0)
    .plus(rounding ?? 0);
  const passed = near(expected, new Big(due), CENT);
  const fields = gross === undefined ? ['totals.net', 'totals.tax', 'totals.due'] : ['totals.gross', 'totals.due'];
  return { passed, message: equation(name, expected, 'due', due, passed), fields };
}

/** `net 100.00 + tax 19.00 = gross 119.00`, or what the left side comes to where that differs. */
function equation(left: string, sum: Big, right: string, total: string, passed: boolean): string {
  const named = /\d/.test(left) ? left : `${left} ${show(sum)}`;
  if (passed) return `${named} = ${right} ${show(new Big(total))}`;
  return `${named}${named === left ? ` = ${show(sum)}` : ''}, but ${right} ${show(new Big(total))}`;
}
