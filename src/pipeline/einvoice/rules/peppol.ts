import Big from 'big.js';
import type { Finding } from '../../../core/reading.ts';
import { type Invoice, type Line, value } from '../model.ts';
import { big } from '../values.ts';
import { type Report, reporter } from './report.ts';

const BILLING = 'urn:fdc:peppol.eu:2017:poacc:billing:3.0';
const PROCESS = /^urn:fdc:peppol\.eu:2017:poacc:billing:\d{2}:1\.0$/;

/** Amounts computed from a percentage or a price may be off by this much (Peppol BIS Billing 3, R040 and R120). */
const SLACK = new Big('0.02');

/**
 * Checks the rules of Peppol BIS Billing 3. A document of that profile breaks them; one that only runs in a Peppol
 * process, as every XRechnung does, is told.
 */
export function checkPeppol(invoice: Invoice, findings: Finding[]): void {
  const claimed = (invoice.profile ?? '').includes(BILLING);
  if (!claimed && !invoice.process.startsWith('urn:fdc:peppol.eu:')) return;
  if (invoice.family === 'other' || invoice.family === 'pint') return;
  const report = reporter(findings, 'NATIONAL_RULE', claimed ? 'error' : 'info');
  const has = (path: Parameters<typeof value>[1]) => value(invoice, path) !== undefined;
  const german = value(invoice, 'seller.country') === 'DE' && value(invoice, 'buyer.country') === 'DE';
  report('PEPPOL-EN16931-R001', invoice.process !== '', 'The business process is missing');
  report(
    'PEPPOL-EN16931-R002',
    invoice.notes <= 1 || (claimed && german),
    `The document has ${invoice.notes} notes, Peppol allows one`,
    ['note'],
  );
  report(
    'PEPPOL-EN16931-R003',
    has('buyerReference') || has('purchaseOrder'),
    'Neither a buyer reference nor an order number is given',
    ['buyerReference'],
  );
  report(
    'PEPPOL-EN16931-R007',
    invoice.process === '' || PROCESS.test(invoice.process),
    `"${invoice.process}" is no billing process of Peppol`,
  );
  report(
    'PEPPOL-EN16931-R010',
    invoice.parties.buyer?.endpoint !== undefined,
    "The buyer's electronic address is missing",
    ['buyer.electronicAddress'],
  );
  report(
    'PEPPOL-EN16931-R020',
    invoice.parties.seller?.endpoint !== undefined,
    "The seller's electronic address is missing",
    ['seller.electronicAddress'],
  );
  const taxes = invoice.scalars['totals.tax'] ?? [];
  report('PEPPOL-EN16931-R053', taxes.length <= 1, 'The document has several totals of tax in its currency', [
    'totals.tax',
  ]);
  for (const payment of invoice.payments) {
    report(
      'PEPPOL-EN16931-R061',
      !/^(?:49|59)$/.test(payment.code) || has('mandate'),
      'A direct debit needs a mandate',
      ['mandate'],
    );
  }
  for (const { row } of invoice.allowanceCharges) {
    const { amount, basis, percent } = row;
    report(
      'PEPPOL-EN16931-R041',
      percent === undefined || basis !== undefined,
      'An allowance or charge has a percentage, but no basis',
      ['allowances'],
    );
    report(
      'PEPPOL-EN16931-R042',
      basis === undefined || percent !== undefined,
      'An allowance or charge has a basis, but no percentage',
      ['allowances'],
    );
    if (amount === undefined || basis === undefined || percent === undefined) continue;
    const expected = big(basis.value).times(percent.value).div(100);
    report(
      'PEPPOL-EN16931-R040',
      near(expected, big(amount.value)),
      `${percent.value} % of ${basis.value} is not ${amount.value}`,
      ['allowances'],
    );
  }
  for (const [i, line] of invoice.lines.entries()) if (line.counts) checkLine(invoice, line, i, report);
}

const near = (a: Big, b: Big) => a.minus(b).abs().lte(SLACK);

function checkLine(invoice: Invoice, line: Line, index: number, report: Report): void {
  const { row } = line;
  const at = [`lines[${index}]`];
  const name = `Line ${row.position?.value ?? index + 1}`;
  const [start, end] = [value(invoice, 'periodStart'), value(invoice, 'periodEnd')];
  report(
    'PEPPOL-EN16931-R110',
    start === undefined || row.periodStart === undefined || row.periodStart.value >= start,
    `${name} starts before the invoice's period`,
    at,
  );
  report(
    'PEPPOL-EN16931-R111',
    end === undefined || row.periodEnd === undefined || row.periodEnd.value <= end,
    `${name} ends after the invoice's period`,
    at,
  );
  const basis = row.priceBasis === undefined ? new Big(1) : big(row.priceBasis.value);
  report('PEPPOL-EN16931-R121', basis.gt(0), `${name}: the price is for ${basis.toFixed()} units`, at);
  report(
    'PEPPOL-EN16931-R130',
    line.basisUnit === '' || line.basisUnit.toUpperCase() === row.unit?.value,
    `${name}: price and quantity have different units`,
    at,
  );
  if (row.quantity === undefined || row.unitPrice === undefined || row.net === undefined || basis.lte(0)) return;
  const changes = invoice.allowanceCharges
    .filter((a) => a.line === index + 1)
    .reduce(
      (total, a) => (a.charge ? total.plus(a.row.amount?.value ?? 0) : total.minus(a.row.amount?.value ?? 0)),
      new Big(0),
    );
  const expected = big(row.quantity.value).times(row.unitPrice.value).div(basis).plus(changes);
  report(
    'PEPPOL-EN16931-R120',
    near(expected, big(row.net.value)),
    `${name}: quantity and price give ${expected.toFixed(2)}, declared is ${row.net.value}`,
    at,
  );
}
