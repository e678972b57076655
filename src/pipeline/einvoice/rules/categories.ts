import Big from 'big.js';
import { type Invoice, value } from '../model.ts';
import { big } from '../values.ts';
import type { Report } from './report.ts';

/** What EN 16931 asks of a VAT category. */
interface Category {
  /** Name in the rules' numbers: `BR-AE-08`. */
  readonly rule: string;
  readonly about: string;
  readonly rate: 'positive' | 'zero' | 'any' | 'none';
  readonly reason: 'required' | 'forbidden';
  /** One basis a rate, or one for the whole category. */
  readonly perRate: boolean;
  readonly buyerId: boolean;
}

/** The categories of UNCL5305 that EN 16931 allows, with section 6.4's demands on each. */
const CATEGORIES: Readonly<Record<string, Category>> = {
  S: { rule: 'S', about: 'standard rate', rate: 'positive', reason: 'forbidden', perRate: true, buyerId: false },
  Z: { rule: 'Z', about: 'zero rate', rate: 'zero', reason: 'forbidden', perRate: false, buyerId: false },
  E: { rule: 'E', about: 'exempt', rate: 'zero', reason: 'required', perRate: false, buyerId: false },
  AE: { rule: 'AE', about: 'reverse charge', rate: 'zero', reason: 'required', perRate: false, buyerId: true },
  K: { rule: 'IC', about: 'intra-community supply', rate: 'zero', reason: 'required', perRate: false, buyerId: true },
  G: { rule: 'G', about: 'export', rate: 'zero', reason: 'required', perRate: false, buyerId: false },
  O: { rule: 'O', about: 'outside the scope of tax', rate: 'none', reason: 'required', perRate: false, buyerId: false },
  L: {
    rule: 'AF',
    about: 'IGIC of the Canary Islands',
    rate: 'any',
    reason: 'forbidden',
    perRate: true,
    buyerId: false,
  },
  M: {
    rule: 'AG',
    about: 'IPSI of Ceuta and Melilla',
    rate: 'any',
    reason: 'forbidden',
    perRate: true,
    buyerId: false,
  },
};

/** Italy's split payment: allowed, with no rules of its own on amounts. */
const SPLIT_PAYMENT = 'B';

/** Tolerance of a basis per rate: EN 16931's validation allows less than one unit for rounding. */
const BASIS_TOLERANCE = new Big(1);

/** A part of the basis of tax: a line, or an allowance or charge of the whole document. */
interface Part {
  readonly kind: 'line' | 'allowance' | 'charge';
  readonly category: string;
  readonly rate: string | undefined;
  readonly amount: Big;
}

function partsOf(invoice: Invoice): readonly Part[] {
  const parts: Part[] = [];
  for (const { row, counts } of invoice.lines) {
    if (!counts || row.taxCategory === undefined) continue;
    parts.push({
      kind: 'line',
      category: row.taxCategory.value,
      rate: row.taxRate?.value,
      amount: big(row.net?.value),
    });
  }
  for (const { row, charge, line } of invoice.allowanceCharges) {
    if (line !== null || row.taxCategory === undefined) continue;
    const amount = big(row.amount?.value);
    parts.push({
      kind: charge ? 'charge' : 'allowance',
      category: row.taxCategory.value,
      rate: row.taxRate?.value,
      amount: charge ? amount : amount.neg(),
    });
  }
  return parts;
}

/** Checks the rows of the tax breakdown each for itself: rules 09 and 10 of every category. */
export function checkTaxRows(invoice: Invoice, report: Report): void {
  for (const [i, row] of invoice.taxes.entries()) {
    const category = CATEGORIES[row.category?.value ?? ''];
    if (category === undefined) continue;
    const name = `Tax category ${row.category?.value} (${category.about})`;
    const at = [`taxes[${i}]`];
    const untaxed = category.rate === 'zero' || category.rate === 'none';
    report(
      `BR-${category.rule}-09`,
      !untaxed || row.amount === undefined || big(row.amount.value).eq(0),
      `${name} has a tax of ${row.amount?.value}`,
      at,
    );
    const given = row.reason !== undefined || row.reasonCode !== undefined;
    if (category.reason === 'required')
      report(`BR-${category.rule}-10`, given, `${name} has no reason for the exemption`, at);
    else report(`BR-${category.rule}-10`, !given, `${name} has a reason for an exemption`, at);
  }
}

/** Checks lines, allowances and charges against the tax breakdown, category by category. */
export function checkCategories(invoice: Invoice, report: Report): void {
  const parts = partsOf(invoice);
  const rows = invoice.taxes;
  const used = new Set([...parts.map((p) => p.category), ...rows.flatMap((r) => r.category?.value ?? [])]);
  for (const code of used) {
    const category = CATEGORIES[code];
    if (category === undefined) {
      if (code !== SPLIT_PAYMENT) report('BR-CL-18', false, `There is no tax category ${code}`, ['taxes']);
      continue;
    }
    const mine = parts.filter((p) => p.category === code);
    const breakdown = rows.filter((r) => r.category?.value === code);
    const name = `Tax category ${code} (${category.about})`;
    const rule = (number: string) => `BR-${category.rule}-${number}`;
    if (mine.length > 0) {
      const holds = category.perRate ? breakdown.length > 0 : breakdown.length === 1;
      report(rule('01'), holds, `${name} is used, but the tax breakdown has ${breakdown.length} rows of it`, ['taxes']);
    }
    checkRates(mine, category, name, report);
    checkIdentifiers(invoice, mine, category, name, report);
    checkBasis(mine, breakdown, category, name, report);
  }
  checkAlone(invoice, parts, report);
}

function checkRates(parts: readonly Part[], category: Category, name: string, report: Report): void {
  for (const part of parts) {
    const number = part.kind === 'line' ? '05' : part.kind === 'allowance' ? '06' : '07';
    const { rate } = part;
    const holds =
      category.rate === 'none'
        ? rate === undefined || big(rate).eq(0)
        : rate === undefined ||
          (category.rate === 'positive'
            ? big(rate).gt(0)
            : category.rate === 'any'
              ? big(rate).gte(0)
              : big(rate).eq(0));
    report(`BR-${category.rule}-${number}`, holds, `${name}: a ${part.kind} has the rate ${rate}`, ['lines']);
  }
}

function checkIdentifiers(
  invoice: Invoice,
  parts: readonly Part[],
  category: Category,
  name: string,
  report: Report,
): void {
  const has = (path: Parameters<typeof value>[1]) => value(invoice, path) !== undefined;
  const vat = has('seller.vatId') || has('taxRepresentative.vatId');
  const seller = vat || has('seller.taxId');
  const buyer = has('buyer.vatId') || (category.rule === 'AE' && has('buyer.registrationId'));
  for (const kind of new Set(parts.map((p) => p.kind))) {
    const rule = `BR-${category.rule}-${kind === 'line' ? '02' : kind === 'allowance' ? '03' : '04'}`;
    if (category.rate === 'none') {
      report(
        rule,
        !vat && !has('buyer.vatId'),
        `${name} is used, but VAT identifiers are given`,
        ['seller.vatId', 'buyer.vatId'],
        'warning',
      );
      continue;
    }
    const needsVat = category.rule === 'G' || category.rule === 'IC';
    report(rule, needsVat ? vat : seller, `${name} needs a tax number of the seller`, ['seller.vatId']);
    if (category.buyerId) report(rule, buyer, `${name} needs a VAT identifier of the buyer`, ['buyer.vatId']);
  }
}

function checkBasis(
  parts: readonly Part[],
  rows: Invoice['taxes'],
  category: Category,
  name: string,
  report: Report,
): void {
  const rates = category.perRate ? new Set(rows.map((r) => big(r.rate?.value).toFixed())) : new Set(['']);
  for (const rate of rates) {
    const same = (r: string | undefined) => rate === '' || big(r).eq(rate);
    const declared = rows.filter((r) => r.basis !== undefined && same(r.rate?.value));
    if (declared.length === 0) continue;
    const basis = declared.reduce((total, r) => total.plus(r.basis?.value ?? 0), new Big(0));
    const expected = parts.filter((p) => same(p.rate)).reduce((total, p) => total.plus(p.amount), new Big(0));
    const off = expected.minus(basis).abs();
    const holds = category.perRate ? off.lt(BASIS_TOLERANCE) : off.round(2).eq(0);
    const at = rate === '' ? name : `${name}, ${rate} %`;
    report(
      `BR-${category.rule}-08`,
      holds,
      `${at}: lines, allowances and charges give ${expected.toFixed(2)}, the basis is ${basis.toFixed(2)}`,
      ['taxes'],
    );
  }
}

/** Rules of single categories: intra-community supplies need a place and a time, untaxed invoices are untaxed in full. */
function checkAlone(invoice: Invoice, parts: readonly Part[], report: Report): void {
  const categories = invoice.taxes.map((t) => t.category?.value);
  if (categories.includes('K')) {
    const dated = value(invoice, 'deliveryDate') ?? value(invoice, 'periodStart') ?? value(invoice, 'periodEnd');
    report('BR-IC-11', dated !== undefined, 'An intra-community supply needs a date of delivery or a period', [
      'deliveryDate',
    ]);
    report(
      'BR-IC-12',
      value(invoice, 'shipTo.country') !== undefined,
      'An intra-community supply needs the country of delivery',
      ['shipTo.country'],
    );
  }
  if (!categories.includes('O')) return;
  report(
    'BR-O-11',
    categories.every((c) => c === 'O'),
    'Outside the scope of tax: no other tax category may be in the breakdown',
    ['taxes'],
  );
  for (const [rule, kind] of [
    ['BR-O-12', 'line'],
    ['BR-O-13', 'allowance'],
    ['BR-O-14', 'charge'],
  ] as const) {
    const others = parts.some((p) => p.kind === kind && p.category !== 'O');
    report(rule, !others, `Outside the scope of tax: a ${kind} has another tax category`, ['lines']);
  }
}
