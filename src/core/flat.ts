import { overlap } from './geometry.ts';
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
}

/** One line item of a flat record. */
export interface FlatLine {
  readonly description?: string;
  readonly quantity?: string;
  readonly unit_price?: string;
  readonly net_amount?: string;
  readonly tax_rate?: string;
}

/** A record without its evidence: plain values under plain names. What the document does not say is left out. */
export interface FlatInvoice {
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
}

/** The flat form of a record. */
export function flatInvoice(record: InvoiceRecord): FlatInvoice {
  const { header, totals, parties, accounts } = record;
  // The account to pay to is the first one with an IBAN.
  const account = accounts.find(({ iban }) => iban !== undefined) ?? accounts[0];
  return present<FlatInvoice>({
    invoice_number: textOf(header.number),
    invoice_type_code: textOf(header.typeCode),
    issue_date: textOf(header.issueDate),
    due_date: textOf(header.dueDate),
    currency: textOf(header.currency),
    purchase_order: textOf(header.purchaseOrder),
    line_total: textOf(totals.lineTotal),
    net_total: textOf(totals.net),
    tax_total: textOf(totals.tax),
    gross_total: textOf(totals.gross),
    prepaid: textOf(totals.prepaid),
    amount_due: textOf(totals.due),
    iban: textOf(account?.iban),
    bic: textOf(account?.bic),
    seller: flatParty(parties.seller),
    buyer: flatParty(parties.buyer),
    taxes: record.taxes.map(({ rate, basis, amount, category }) =>
      present<FlatTax>({
        rate: textOf(rate),
        basis: textOf(basis),
        amount: textOf(amount),
        category: textOf(category),
      }),
    ),
    // The form knows amounts without tax only: a remark, or a line that prints its amount with tax alone, has no place in it.
    lines: record.lines
      .filter((line) => line.net !== undefined)
      .map((line) =>
        present<FlatLine>({
          description: textOf(line.description),
          quantity: textOf(line.quantity),
          unit_price: textOf(line.unitPrice),
          net_amount: textOf(line.net),
          tax_rate: textOf(line.taxRate),
        }),
      ),
  });
}

function flatParty(party: InvoiceRecord['parties']['seller']): FlatParty {
  const { street, addressLine, postcode, city, region } = party;
  const town = [postcode, city].flatMap((field) => field?.value ?? []).join(' ');
  const address = [street?.value, addressLine?.value, town, region?.value].filter(Boolean).join(', ');
  return present<FlatParty>({
    name: textOf(party.name),
    vat_id: textOf(party.vatId),
    tax_id: textOf(party.taxId),
    street: textOf(street),
    postcode: textOf(postcode),
    city: townOf(party),
    country: textOf(party.country),
    address: address || undefined,
  });
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
