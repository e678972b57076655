import {
  HEADER_FIELDS,
  keysOf,
  PARTY_FIELDS,
  PARTY_ROLES,
  ROW_FIELDS,
  type RowGroup,
  type TOTAL_FIELDS,
} from '../../../core/fields.ts';
import type { Field, InvoiceRecord } from '../../../core/record.ts';
import { probability } from '../format.ts';
import { type Column, table } from '../table.ts';
import { printable, type Terminal } from '../terminal.ts';
import { boxOf, boxText, pageOf, printedText, readersOf, stateTone } from './evidence.ts';

/** A field as it is shown, or a heading for those that follow. */
export interface Shown {
  readonly label: string;
  readonly field: Field | null;
  /** Written after the value: the currency of an amount. */
  readonly unit: string;
}

/** Labels that read better than the field's name in words. */
const LABELS: Readonly<Record<string, string>> = {
  typeCode: 'type',
  issueDate: 'issued',
  dueDate: 'due',
  deliveryDate: 'delivered',
  periodStart: 'period from',
  periodEnd: 'period to',
  vatId: 'VAT id',
  taxId: 'tax number',
  registrationId: 'register',
  electronicAddress: 'e-address',
  email: 'e-mail',
  postcode: 'post code',
  lineTotal: 'line total',
  allowanceTotal: 'allowances',
  chargeTotal: 'charges',
  due: 'amount due',
  iban: 'IBAN',
  bic: 'BIC',
  creditorId: 'creditor id',
  shipTo: 'ship to',
};

function label(name: string): string {
  return LABELS[name] ?? name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

/** Everything of the record that has a value, in groups that are shown apart. */
export function fieldGroups(record: InvoiceRecord): Shown[][] {
  const { header, parties, totals } = record;
  const currency = header.currency?.value ?? '';
  const taxCurrency = header.taxCurrency?.value ?? currency;
  const one = (name: string, field: Field | undefined, unit = ''): Shown[] =>
    field ? [{ label: label(name), field, unit }] : [];
  const rows = <G extends RowGroup>(group: G) =>
    record[group].flatMap((row, i) =>
      keysOf(ROW_FIELDS[group]).flatMap((name) => {
        const spec = (ROW_FIELDS[group] as Record<string, { kind: string }>)[name];
        const field = (row as Record<string, Field | undefined>)[name];
        return one(name, field, spec?.kind === 'amount' ? currency : '').map((shown) => ({
          ...shown,
          label: `${SINGULAR[group]}${record[group].length > 1 ? ` ${i + 1}` : ''} ${shown.label}`,
        }));
      }),
    );
  const taxes = record.taxes.flatMap(({ category, rate, basis, amount, reason }) => {
    const name = ['tax', rate ? `${rate.value} %` : (category?.value ?? '')].filter(Boolean).join(' ');
    return [
      ...(basis ? [{ label: `${name} on`, field: basis, unit: currency }] : []),
      ...(amount ? [{ label: name, field: amount, unit: currency }] : []),
      ...(reason ? [{ label: `${name} reason`, field: reason, unit: '' }] : []),
    ];
  });
  const total = (...names: (keyof typeof TOTAL_FIELDS)[]) =>
    names.flatMap((name) => one(name, totals[name], name === 'taxInTaxCurrency' ? taxCurrency : currency));
  // One row of the breakdown says the same as the total tax.
  const [onlyTax] = record.taxes;
  const taxTotal = record.taxes.length === 1 && onlyTax?.amount?.value === totals.tax?.value ? [] : total('tax');
  return [
    [...one('kind', record.kind), ...keysOf(HEADER_FIELDS).flatMap((name) => one(name, header[name]))],
    ...PARTY_ROLES.map((role) => {
      const rest = keysOf(PARTY_FIELDS).flatMap((name) =>
        name === 'name' ? [] : one(name, parties[role][name]).map((shown) => ({ ...shown, label: `  ${shown.label}` })),
      );
      const { name } = parties[role];
      // Without a name the role is said all the same, or the rows would seem to belong to the party above.
      return name || rest.length > 0 ? [{ label: label(role), field: name ?? null, unit: '' }, ...rest] : [];
    }),
    record.accounts.flatMap((row) => keysOf(ROW_FIELDS.accounts).flatMap((name) => one(name, row[name]))),
    rows('precedingInvoices'),
    rows('allowances'),
    rows('charges'),
    [
      ...total('lineTotal', 'allowanceTotal', 'chargeTotal', 'net'),
      ...taxes,
      ...taxTotal,
      ...total('taxInTaxCurrency', 'gross', 'prepaid', 'rounding', 'due'),
    ],
  ].filter((group) => group.length > 0);
}

const SINGULAR: Readonly<Record<RowGroup, string>> = {
  accounts: 'account',
  precedingInvoices: 'earlier',
  taxes: 'tax',
  allowances: 'allowance',
  charges: 'charge',
  lines: 'line',
};

/** The rows of groups of fields, with a blank line before each. */
export function fieldLines(groups: readonly Shown[][], terminal: Terminal, box: boolean): string[] {
  // Where there is room, the value is what is worth it; where there is none, an IBAN still fits.
  const roomy = terminal.width >= 100;
  const of =
    (text: (field: Field) => string) =>
    ({ field }: Shown) =>
      field === null ? '' : text(field);
  const dim = (_: Shown, text: string) => terminal.tint('dim', text);
  const columns: Column<Shown>[] = [
    { text: ({ label }) => label, ...(roomy ? {} : { least: 12 }) },
    {
      text: ({ field, unit }) => printable([field?.value, unit].filter(Boolean).join(' ')),
      least: roomy ? 34 : 23,
      most: 60,
    },
    { text: of(({ confidence }) => probability(confidence)), tint: dim },
    {
      text: of(({ state }) => (state === 'proven' ? '' : state)),
      tint: ({ field }, text) => (field === null ? text : terminal.tint(stateTone(field), text)),
    },
    { text: of(readersOf), spare: 1, tint: dim },
    { text: of(pageOf), tint: dim },
    ...(box ? [{ text: of((field) => boxText(boxOf([field]))) }] : []),
    { text: of(printedText), least: 12, spare: 2, tint: dim },
  ];
  // One table, so that columns stand under each other; blank lines go in afterwards.
  const lines = table(groups.flat(), columns, { width: terminal.width });
  let at = 0;
  return groups.flatMap((group) => {
    const part = lines.slice(at, at + group.length);
    at += group.length;
    return ['', ...part];
  });
}
