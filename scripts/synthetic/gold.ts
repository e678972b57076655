import type { Draft } from './draft.ts';
import type { Ledger } from './ledger.ts';

/** What a flat record can have once. */
const SCALARS = [
  'invoice_number',
  'issue_date',
  'due_date',
  'currency',
  'purchase_order',
  'line_total',
  'net_total',
  'tax_total',
  'gross_total',
  'prepaid',
  'amount_due',
  'iban',
  'bic',
];
const PARTY = ['name', 'street', 'postcode', 'city', 'country'];

/** The gold record: what the ledger says is printed, and what of the form is not. */
export function goldOf(draft: Draft, ledger: Ledger, family: string, pages: number): Readonly<Record<string, unknown>> {
  const gold: Record<string, unknown> = {};
  const parties: Record<string, Record<string, string>> = { seller: {}, buyer: {} };
  const rows: Record<string, Record<string, string>[]> = { taxes: [], lines: [] };
  for (const { field, value } of ledger.prints) {
    const [head = '', second = '', third] = field.split('.');
    const group = rows[head];
    const party = parties[head];
    if (group !== undefined && third !== undefined) {
      const at = Number(second);
      group[at] = { ...group[at], [third]: value };
    } else if (party !== undefined) party[second] = value;
    else gold[field] = value;
  }
  const doubts = [...ledger.doubts];
  if (!ledger.has('currency')) {
    // Nothing but the country says it: right, but not to be asked for.
    doubts.push('currency');
    gold.currency = draft.country.currency;
  }
  if (draft.taxation.withheld !== undefined) doubts.push('prepaid', 'taxes');
  if (draft.kind === 'receipt') doubts.push('amount_due', 'prepaid');
  const taxes = (rows.taxes ?? []).filter((row) => Object.keys(row).length > 0);
  const lines = (rows.lines ?? []).filter((row) => Object.keys(row).length > 0);
  for (const role of ['seller', 'buyer']) if (Object.keys(parties[role] ?? {}).length > 0) gold[role] = parties[role];
  if (taxes.length > 0) gold.taxes = taxes;
  if (lines.length > 0) gold.lines = lines;
  const absent = [
    ...SCALARS.filter((key) => gold[key] === undefined),
    ...['seller', 'buyer'].flatMap((role) => {
      const party = parties[role] ?? {};
      const ids =
        party.vat_id === undefined &&
        party.tax_id === undefined &&
        (role === 'buyer' || draft.seller.register === undefined)
          ? ['vat_id', 'tax_id']
          : [];
      return [...PARTY.filter((key) => party[key] === undefined), ...ids].map((key) => `${role}.${key}`);
    }),
    ...(taxes.length === 0 ? ['taxes'] : []),
  ].filter((key) => !doubts.includes(key));
  return {
    id: draft.stem,
    file: `pdf/${draft.stem}.pdf`,
    family,
    kind: draft.kind,
    language: draft.language,
    country: draft.code,
    pages,
    scan: false,
    tax: draft.taxation.kind,
    ...gold,
    absent,
    ...(doubts.length > 0 ? { unsure: [...new Set(doubts)] } : {}),
  };
}
