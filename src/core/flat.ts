import { overlap } from './geometry.ts';
import type { Kind } from './kinds.ts';
import type { Field, InvoiceRecord } from './record.ts';

/** A party of a flat record. */
export interface FlatParty {
  readonly name?: string;
  readonly vat_id?: string;
  readonly tax_id?: string;
  readonly street?: string;
  readonly postcode?: string;
  readonly city?: string;
  readonly country?: string;
  /** The address in one line. */
  readonly address?: string;
}

/** One row of the tax breakdown of a flat record. */
export interface FlatTax {
  readonly rate?: string;
  readonly basis?: string;
  readonly amount?: string;
  readonly category?: string;
  /** Probability that the rate and the amounts are right, whichever is least. */
  readonly confidence?: number;
}

/** One line item of a flat record. */
export interface FlatLine {
  readonly description?: string;
  readonly quantity?: string;
  readonly unit_price?: string;
  readonly net_amount?: string;
  readonly tax_rate?: string;
  /** Probability that the description and the amount are right, whichever is less. */
  readonly confidence?: number;
}

/** A record without its evidence: plain values under plain names. What the document does not say is left out. */
export interface FlatInvoice {
  readonly kind?: Kind;
  readonly invoice_number?: string;
  readonly invoice_type_code?: string;
  readonly issue_date?: string;
  readonly due_date?: string;
  readonly currency?: string;
  readonly purchase_order?: string;
  readonly line_total?: string;
  readonly net_total?: string;
  readonly tax_total?: string;
  readonly gross_total?: string;
  readonly prepaid?: string;
  readonly amount_due?: string;
  readonly iban?: string;
  readonly bic?: string;
  readonly seller?: FlatParty;
  readonly buyer?: FlatParty;
  readonly taxes?: readonly FlatTax[];
  readonly lines?: readonly FlatLine[];
  /** Probability that a value is right, by its key: `invoice_number`, `seller.name`. */
  readonly confidence?: Readonly<Record<string, number>>;
}

/** The flat form of a record. */
export function flatInvoice(record: InvoiceRecord): FlatInvoice {
  const { header, totals, parties, accounts } = record;
  // The account to pay to is the first one with an IBAN.
  const account = accounts.find(({ iban }) => iban !== undefined) ?? accounts[0];
  const scalars = {
    invoice_number: header.number,
    invoice_type_code: header.typeCode,
    issue_date: header.issueDate,
    due_date: header.dueDate,
    currency: header.currency,
    purchase_order: header.purchaseOrder,
    line_total: totals.lineTotal,
    net_total: totals.net,
    tax_total: totals.tax,
    gross_total: totals.gross,
    prepaid: totals.prepaid,
    amount_due: totals.due,
    iban: account?.iban,
    bic: account?.bic,
  };
  return present<FlatInvoice>({
    kind: record.kind.value,
    ...texts(scalars),
    seller: flatParty(parties.seller),
    buyer: flatParty(parties.buyer),
    taxes: record.taxes.map(({ rate, basis, amount, category }) =>
      present<FlatTax>({ ...texts({ rate, basis, amount, category }), confidence: least([rate, basis, amount]) }),
    ),
    // The form knows amounts without tax only: a remark, or a line that prints its amount with tax alone, has no place in it.
    lines: record.lines
      .filter((line) => line.net !== undefined)
      .map(({ description, quantity, unitPrice, net, taxRate }) =>
        present<FlatLine>({
          ...texts({ description, quantity, unit_price: unitPrice, net_amount: net, tax_rate: taxRate }),
          confidence: least([description, net]),
        }),
      ),
    confidence: {
      kind: record.kind.confidence,
      ...probabilities('', scalars),
      ...probabilities('seller.', partyFields(parties.seller)),
      ...probabilities('buyer.', partyFields(parties.buyer)),
    },
  });
}

type Fields = Readonly<Record<string, Field | undefined>>;

const texts = <F extends Fields>(fields: F) =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, textOf(field)])) as { [K in keyof F]?: string };

function probabilities(prefix: string, fields: Fields): Record<string, number> {
  const given = Object.entries(fields).filter(([, field]) => textOf(field) !== undefined);
  return Object.fromEntries(given.map(([key, field]) => [`${prefix}${key}`, field?.confidence ?? 0]));
}

/** The least probability of some fields; `undefined` when none is there. */
export function least(fields: readonly (Field | undefined)[]): number | undefined {
  const given = fields.flatMap((field) => (textOf(field) === undefined ? [] : (field?.confidence ?? [])));
  return given.length === 0 ? undefined : Math.min(...given);
}

function partyFields({ name, vatId, taxId, street, postcode, city, country }: InvoiceRecord['parties']['seller']) {
  return { name, vat_id: vatId, tax_id: taxId, street, postcode, city, country };
}

function flatParty(party: InvoiceRecord['parties']['seller']): FlatParty {
  const { street, addressLine, postcode, city, region } = party;
  const town = [postcode, city].flatMap((field) => field?.value ?? []).join(' ');
  const address = [street?.value, addressLine?.value, town, region?.value].filter(Boolean).join(', ');
  return present<FlatParty>({ ...texts(partyFields(party)), city: townOf(party), address: address || undefined });
}

/**
 * The town as the form has it. It knows no state, so that a state that is printed between town and post code
 * ("Denver, CO 80014") goes with the town; one behind both, or in brackets, does not belong to it.
 */
function townOf({ city, region, postcode }: InvoiceRecord['parties']['seller']): string | undefined {
  const [state, code] = [region, postcode].map((field) => field?.readings.find(({ box }) => box !== null)?.box);
  const between = state && code && code.x > state.x && overlap(state.y, state.h, code.y, code.h) > 0;
  return between ? [city?.value, region?.value].filter(Boolean).join(', ') : textOf(city);
}

/** The text of a field, where there is any. */
export function textOf(field: Field | undefined): string | undefined {
  return field?.value || undefined;
}

/** `parts` without what is undefined or empty. */
function present<T extends object>(parts: { readonly [K in keyof T]: T[K] | undefined }): T {
  const kept = Object.entries(parts).filter(([, value]) => value !== undefined && !isEmpty(value));
  return Object.fromEntries(kept) as T;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
