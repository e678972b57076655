import Big from 'big.js';
import type { TotalField } from '../../../core/fields.ts';
import { type Invoice, value } from '../model.ts';
import { big } from '../values.ts';
import { all } from '../xml.ts';
import type { Report } from './report.ts';

const cents = (amount: Big) => amount.round(2, Big.roundHalfUp);
const equal = (a: Big, b: Big) => cents(a).eq(cents(b));
const show = (amount: Big) => amount.toFixed(2);
const sum = (amounts: readonly (string | undefined)[]) => amounts.reduce((total, a) => total.plus(a ?? 0), new Big(0));

/** A difference from which basis times rate is not the tax: countries round at different places (EN 16931, BR-CO-17). */
const TAX_TOLERANCE = new Big(1);

/** Checks that the declared totals are the sums that EN 16931 makes them. What is not given is not checked. */
export function checkSums(invoice: Invoice, report: Report): void {
  const given = (name: TotalField) => value(invoice, `totals.${name}`);
  const check = (rule: string, what: string, expected: Big, field: TotalField, fields: readonly string[]) => {
    const declared = big(given(field));
    report(rule, equal(expected, declared), `${what} give ${show(expected)}, declared is ${show(declared)}`, [
      ...fields,
      `totals.${field}`,
    ]);
  };
  const lines = invoice.lines.filter((line) => line.counts).map((line) => line.row.net?.value);
  const ofDocument = invoice.allowanceCharges.filter((a) => a.line === null);
  const allowances = ofDocument.filter((a) => !a.charge).map((a) => a.row.amount?.value);
  const charges = ofDocument.filter((a) => a.charge).map((a) => a.row.amount?.value);

  if (lines.length > 0 && given('lineTotal') !== undefined)
    check('BR-CO-10', 'The lines', sum(lines), 'lineTotal', ['lines']);
  if (given('allowanceTotal') !== undefined && (allowances.length > 0 || invoice.family === 'en16931')) {
    check('BR-CO-11', 'The allowances', sum(allowances), 'allowanceTotal', ['allowances']);
  }
  if (given('chargeTotal') !== undefined && (charges.length > 0 || invoice.family === 'en16931')) {
    check('BR-CO-12', 'The charges', sum(charges), 'chargeTotal', ['charges']);
  }
  if (given('lineTotal') !== undefined && given('net') !== undefined) {
    const expected = big(given('lineTotal'))
      .minus(given('allowanceTotal') ?? 0)
      .plus(given('chargeTotal') ?? 0);
    check('BR-CO-13', 'Lines, allowances and charges', expected, 'net', ['totals.lineTotal']);
  }
  const taxes = invoice.taxes.map((tax) => tax.amount?.value);
  const tax = invoice.scalars['totals.tax'];
  // Where the tax is in several totals, their sum is not any one of them.
  const one = tax === undefined || (tax.length === 1 && tax[0]?.score === 1);
  if (taxes.length > 0 && tax !== undefined && one) check('BR-CO-14', 'The tax rows', sum(taxes), 'tax', ['taxes']);
  if (given('net') !== undefined && given('gross') !== undefined && one) {
    const expected = big(given('net')).plus(given('tax') ?? 0);
    check('BR-CO-15', 'Net and tax', expected, 'gross', ['totals.net', 'totals.tax']);
  }
  if (given('gross') !== undefined && given('due') !== undefined) {
    const expected = big(given('gross'))
      .minus(given('prepaid') ?? 0)
      .plus(given('rounding') ?? 0)
      .plus(thirdParties(invoice));
    check('BR-CO-16', 'Gross total, prepayments and rounding', expected, 'due', ['totals.gross', 'totals.prepaid']);
  }
  for (const [i, { rate, basis, amount }] of invoice.taxes.entries()) {
    if (rate === undefined || basis === undefined || amount === undefined) continue;
    const expected = cents(big(basis.value).times(rate.value).div(100));
    const holds = expected.minus(amount.value).abs().lt(TAX_TOLERANCE);
    report('BR-CO-17', holds, `${rate.value} % of ${basis.value} is ${show(expected)}, declared is ${amount.value}`, [
      `taxes[${i}]`,
    ]);
  }
}

/** Claims of third parties that are collected with the invoice: an extension of XRechnung adds them to the amount due. */
function thirdParties(invoice: Invoice): Big {
  if (!/extension:xrechnung/i.test(invoice.profile ?? '')) return new Big(0);
  return all(invoice.root, 'PrepaidPayment/PaidAmount').reduce(
    (total, paid) => (/^-?\d+(\.\d+)?$/.test(paid.text) ? total.plus(paid.text) : total),
    new Big(0),
  );
}
