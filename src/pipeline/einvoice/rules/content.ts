import type { ScalarPath } from '../../../core/fields.ts';
import { type AllowanceCharge, type Family, type Invoice, type Line, value } from '../model.ts';
import { big } from '../values.ts';
import type { Report } from './report.ts';

type Families = readonly Family[];
const EVERY: Families = ['en16931', 'basicwl', 'minimum', 'pint', 'none'];
const ABOVE_MINIMUM: Families = ['en16931', 'basicwl', 'pint', 'none'];
const WITH_LINES: Families = ['en16931', 'pint', 'none'];

/** Rules that ask for a value, and the profiles that they hold in. */
const REQUIRED: readonly (readonly [string, ScalarPath, string, Families])[] = [
  ['BR-08', 'seller.country', "the seller's postal address", EVERY],
  ['BR-09', 'seller.country', "the seller's country", EVERY],
  ['BR-11', 'buyer.country', "the buyer's country", ABOVE_MINIMUM],
  ['BR-12', 'totals.lineTotal', 'the sum of the lines', ABOVE_MINIMUM],
  ['BR-13', 'totals.net', 'the total without tax', EVERY],
  ['BR-14', 'totals.gross', 'the total with tax', EVERY],
  ['BR-15', 'totals.due', 'the amount due', EVERY],
];

/** What no invoice can do without, whatever its profile. */
const ESSENTIAL: readonly (readonly [string, ScalarPath, string])[] = [
  ['BR-02', 'number', 'the number'],
  ['BR-03', 'issueDate', 'the date of issue'],
  ['BR-05', 'currency', 'the currency'],
  ['BR-06', 'seller.name', "the seller's name"],
  ['BR-07', 'buyer.name', "the buyer's name"],
];

/** Checks what no invoice can do without. */
export function checkEssentials(invoice: Invoice, report: Report): void {
  for (const [rule, path, what] of ESSENTIAL) {
    report(rule, value(invoice, path) !== undefined, `The XML does not give ${what}`, [path]);
  }
}

/**
 * Checks the content that EN 16931 makes mandatory, within the profile's scope. BR-CO-25 and BR-CO-26 ask for what helps
 * to pay and to book automatically; without it every value is still what it is, so they only warn.
 */
export function checkContent(invoice: Invoice, report: Report): void {
  const { family, parties } = invoice;
  const has = (path: ScalarPath) => value(invoice, path) !== undefined;
  report('BR-01', invoice.profile !== null, 'The XML names no profile');
  const code = invoice.scalars.typeCode?.[0];
  report('BR-04', code?.path?.endsWith('TypeCode') === true, 'The XML does not give the type code', ['typeCode']);
  for (const [rule, path, what, families] of REQUIRED) {
    const holds = rule === 'BR-08' ? parties.seller?.address !== undefined : has(path);
    if (families.includes(family)) report(rule, holds, `The XML does not give ${what}`, [path]);
  }
  if (family === 'minimum') return;
  report('BR-10', parties.buyer?.address !== undefined, "The XML does not give the buyer's postal address", [
    'buyer.country',
  ]);
  checkParties(invoice, has, report);
  checkPayment(invoice, report);
  report(
    'BR-53',
    !has('taxCurrency') ||
      value(invoice, 'taxCurrency') === value(invoice, 'currency') ||
      has('totals.taxInTaxCurrency'),
    'The tax currency has no total of tax',
    ['totals.taxInTaxCurrency'],
  );
  const owed = value(invoice, 'totals.due');
  report(
    'BR-CO-25',
    owed === undefined || big(owed).lte(0) || has('dueDate') || has('paymentTerms'),
    'An amount is due, but neither a due date nor terms are given',
    ['dueDate'],
    'warning',
  );
  report('BR-CO-18', invoice.taxes.length > 0, 'The XML has no tax breakdown', ['taxes']);
  checkPeriod('BR-29', value(invoice, 'periodStart'), value(invoice, 'periodEnd'), 'The service period', report);
  for (const [i, row] of invoice.precedingInvoices.entries()) {
    report('BR-55', row.number !== undefined, 'A preceding invoice has no number', [`precedingInvoices[${i}].number`]);
  }
  for (const [i, tax] of invoice.taxes.entries()) {
    const at = `taxes[${i}]`;
    report('BR-45', tax.basis !== undefined, 'A tax row has no basis', [at]);
    report('BR-46', tax.amount !== undefined, 'A tax row has no amount', [at]);
    report('BR-47', tax.category !== undefined, 'A tax row has no category', [at]);
    report('BR-48', tax.rate !== undefined || tax.category?.value === 'O', 'A tax row has no rate', [at]);
  }
  for (const one of invoice.allowanceCharges) checkAllowance(one, report);
  if (!WITH_LINES.includes(family)) return;
  const counted = invoice.lines.filter((line) => line.counts);
  report('BR-16', counted.length > 0, 'The XML has no line', ['lines']);
  for (const [i, line] of invoice.lines.entries()) if (line.counts) checkLine(line, i, family, report);
}

function checkParties(invoice: Invoice, has: (path: ScalarPath) => boolean, report: Report): void {
  const { parties, family } = invoice;
  if (parties.payee !== undefined)
    report('BR-17', has('payee.name'), "The XML does not give the payee's name", ['payee.name']);
  if (parties.taxRepresentative !== undefined) {
    report('BR-18', has('taxRepresentative.name'), "The XML does not give the tax representative's name", [
      'taxRepresentative.name',
    ]);
    report(
      'BR-19',
      parties.taxRepresentative.address !== undefined,
      "The XML does not give the tax representative's address",
    );
    report('BR-20', has('taxRepresentative.country'), "The XML does not give the tax representative's country", [
      'taxRepresentative.country',
    ]);
    report('BR-56', has('taxRepresentative.vatId'), "The XML does not give the tax representative's VAT identifier", [
      'taxRepresentative.vatId',
    ]);
  }
  if (parties.shipTo?.address !== undefined)
    report('BR-57', has('shipTo.country'), 'The place of delivery has no country', ['shipTo.country']);
  for (const [rule, role] of [
    ['BR-62', 'seller'],
    ['BR-63', 'buyer'],
  ] as const) {
    const endpoint = parties[role]?.endpoint;
    report(
      rule,
      endpoint === undefined || (endpoint.attributes.schemeID ?? '') !== '',
      `The ${role}'s electronic address has no scheme`,
      [`${role}.electronicAddress`],
    );
  }
  const known = has('seller.vatId') || has('seller.taxId') || (parties.seller?.ids.some((id) => id !== '') ?? false);
  report(
    'BR-CO-26',
    known,
    'The seller has neither an identifier, nor a register number, nor a tax number',
    ['seller.vatId'],
    'warning',
  );
  if (family === 'pint') return;
  for (const role of ['seller', 'buyer', 'taxRepresentative'] as const) {
    const id = value(invoice, `${role}.vatId`);
    report('BR-CO-09', id === undefined || /^[A-Za-z]{2}/.test(id), `The VAT identifier ${id} has no country prefix`, [
      `${role}.vatId`,
    ]);
  }
}

function checkPayment(invoice: Invoice, report: Report): void {
  for (const payment of invoice.payments) {
    report('BR-49', payment.code !== '', 'A payment instruction has no means code', ['paymentMeans']);
    const transfer = payment.code === '30' || payment.code === '58';
    report(
      'BR-61',
      !transfer || invoice.accounts.length > 0,
      'A credit transfer is asked for, but no account is given',
      ['accounts'],
    );
  }
  for (const [i, account] of invoice.accounts.entries()) {
    report('BR-50', account.iban !== undefined || account.account !== undefined, 'An account to pay to has no number', [
      `accounts[${i}]`,
    ]);
  }
}

function checkAllowance({ charge, line, row, reasonCode }: AllowanceCharge, report: Report): void {
  const what = `${line === null ? 'A document' : `Line ${line}: a`} level ${charge ? 'charge' : 'allowance'}`;
  const at = [charge ? 'charges' : 'allowances'];
  const pick = (document: readonly [string, string], ofLine: readonly [string, string]) =>
    (line === null ? document : ofLine)[charge ? 1 : 0];
  report(pick(['BR-31', 'BR-36'], ['BR-41', 'BR-43']), row.amount !== undefined, `${what} has no amount`, at);
  report(
    pick(['BR-33', 'BR-38'], ['BR-42', 'BR-44']),
    row.reason !== undefined || reasonCode !== '',
    `${what} has no reason`,
    at,
  );
  if (line === null)
    report(charge ? 'BR-37' : 'BR-32', row.taxCategory !== undefined, `${what} has no tax category`, at);
}

function checkLine({ row }: Line, index: number, family: Family, report: Report): void {
  const name = `Line ${row.position?.value ?? index + 1}`;
  const at = [`lines[${index}]`];
  report('BR-21', row.position !== undefined, `${name} has no identifier`, at);
  report('BR-22', row.quantity !== undefined, `${name} has no quantity`, at);
  report('BR-23', row.unit !== undefined, `${name} has no unit`, at);
  report('BR-24', row.net !== undefined, `${name} has no amount`, at);
  report('BR-25', row.description !== undefined, `${name} has no name of what was sold`, at);
  report('BR-26', row.unitPrice !== undefined, `${name} has no price`, at);
  report('BR-27', row.unitPrice === undefined || big(row.unitPrice.value).gte(0), `${name} has a negative price`, at);
  report(
    'BR-28',
    row.listPrice === undefined || big(row.listPrice.value).gte(0),
    `${name} has a negative list price`,
    at,
  );
  if (family !== 'pint') report('BR-CO-04', row.taxCategory !== undefined, `${name} has no tax category`, at);
  checkPeriod('BR-30', row.periodStart?.value, row.periodEnd?.value, `${name}: the period`, report);
}

function checkPeriod(
  rule: string,
  start: string | undefined,
  end: string | undefined,
  what: string,
  report: Report,
): void {
  report(
    rule,
    start === undefined || end === undefined || start <= end,
    `${what} ends on ${end}, before it starts on ${start}`,
  );
}
