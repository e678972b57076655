import { flatInvoice, textOf } from './flat.ts';
import type { Entry } from './ports.ts';
import type { InvoiceRecord } from './record.ts';

/** How a spreadsheet should take a cell. */
export type CellKind = 'text' | 'number' | 'date';

/** One column of a sheet: its title, and the cell of a row. Undefined where there is nothing to say. */
export interface SheetColumn<R> {
  readonly title: string;
  readonly kind: CellKind;
  readonly cell: (row: R) => string | undefined;
}

/** One line item with the document that it stands on. */
export interface LineRow {
  readonly entry: Entry;
  readonly line: InvoiceRecord['lines'][number];
  /** 1 for the first. */
  readonly index: number;
}

const column = <R>(title: string, kind: CellKind, cell: (row: R) => string | undefined): SheetColumn<R> => ({
  title,
  kind,
  cell,
});

type Cell = (entry: Entry) => string | undefined;
const flat =
  (pick: (record: ReturnType<typeof flatInvoice>) => string | undefined): Cell =>
  ({ record }) =>
    record === null ? undefined : pick(flatInvoice(record));
const own =
  (pick: (record: InvoiceRecord) => string | undefined): Cell =>
  ({ record }) =>
    record === null ? undefined : pick(record);

/** Columns of the sheet of documents, one row each. Names are those of the flat form where that has them. */
export const DOCUMENT_COLUMNS: readonly SheetColumn<Entry>[] = [
  column('id', 'text', ({ summary }) => summary.id),
  column('file', 'text', ({ summary }) => summary.file),
  column('status', 'text', ({ summary }) => summary.status),
  column('verdict', 'text', ({ summary }) => summary.verdict ?? undefined),
  column(
    'reasons',
    'text',
    ({ summary, record }) => record?.reasons.map(({ code }) => code).join(' ') || summary.problem?.code,
  ),
  column(
    'invoice_number',
    'text',
    flat(({ invoice_number }) => invoice_number),
  ),
  column(
    'invoice_type_code',
    'text',
    flat(({ invoice_type_code }) => invoice_type_code),
  ),
  column(
    'issue_date',
    'date',
    flat(({ issue_date }) => issue_date),
  ),
  column(
    'due_date',
    'date',
    flat(({ due_date }) => due_date),
  ),
  column(
    'delivery_date',
    'date',
    own(({ header }) => textOf(header.deliveryDate)),
  ),
  column(
    'seller_name',
    'text',
    flat(({ seller }) => seller?.name),
  ),
  column(
    'seller_vat_id',
    'text',
    flat(({ seller }) => seller?.vat_id),
  ),
  column(
    'seller_tax_id',
    'text',
    flat(({ seller }) => seller?.tax_id),
  ),
  column(
    'seller_address',
    'text',
    flat(({ seller }) => seller?.address),
  ),
  column(
    'seller_country',
    'text',
    flat(({ seller }) => seller?.country),
  ),
  column(
    'buyer_name',
    'text',
    flat(({ buyer }) => buyer?.name),
  ),
  column(
    'buyer_vat_id',
    'text',
    flat(({ buyer }) => buyer?.vat_id),
  ),
  column(
    'buyer_address',
    'text',
    flat(({ buyer }) => buyer?.address),
  ),
  column(
    'buyer_country',
    'text',
    flat(({ buyer }) => buyer?.country),
  ),
  column(
    'customer_number',
    'text',
    own(({ header }) => textOf(header.customerNumber)),
  ),
  column(
    'purchase_order',
    'text',
    flat(({ purchase_order }) => purchase_order),
  ),
  column(
    'currency',
    'text',
    flat(({ currency }) => currency),
  ),
  column(
    'line_total',
    'number',
    flat(({ line_total }) => line_total),
  ),
  column(
    'allowance_total',
    'number',
    own(({ totals }) => textOf(totals.allowanceTotal)),
  ),
  column(
    'charge_total',
    'number',
    own(({ totals }) => textOf(totals.chargeTotal)),
  ),
  column(
    'net_total',
    'number',
    flat(({ net_total }) => net_total),
  ),
  column(
    'tax_total',
    'number',
    flat(({ tax_total }) => tax_total),
  ),
  column(
    'tax_rates',
    'text',
    own(({ taxes }) => taxes.flatMap(({ rate }) => textOf(rate) ?? []).join(' ') || undefined),
  ),
  column(
    'gross_total',
    'number',
    flat(({ gross_total }) => gross_total),
  ),
  column(
    'prepaid',
    'number',
    flat(({ prepaid }) => prepaid),
  ),
  column(
    'amount_due',
    'number',
    flat(({ amount_due }) => amount_due),
  ),
  column(
    'iban',
    'text',
    flat(({ iban }) => iban),
  ),
  column(
    'bic',
    'text',
    flat(({ bic }) => bic),
  ),
  column(
    'payment_reference',
    'text',
    own(({ header }) => textOf(header.paymentReference)),
  ),
  column(
    'payment_terms',
    'text',
    own(({ header }) => textOf(header.paymentTerms)),
  ),
  column(
    'lines',
    'number',
    own(({ lines }) => String(lines.length)),
  ),
  column(
    'pages',
    'number',
    own(({ pages }) => String(pages.length)),
  ),
];

/** Columns of the sheet of line items. */
export const LINE_COLUMNS: readonly SheetColumn<LineRow>[] = [
  column('id', 'text', ({ entry }) => entry.summary.id),
  column('file', 'text', ({ entry }) => entry.summary.file),
  column('invoice_number', 'text', ({ entry }) => textOf(entry.record?.header.number)),
  column('seller_name', 'text', ({ entry }) => textOf(entry.record?.parties.seller.name)),
  column('issue_date', 'date', ({ entry }) => textOf(entry.record?.header.issueDate)),
  column('line', 'number', ({ index }) => String(index)),
  column('position', 'text', ({ line }) => textOf(line.position)),
  column('article_number', 'text', ({ line }) => textOf(line.articleNumber)),
  column('gtin', 'text', ({ line }) => textOf(line.gtin)),
  column('description', 'text', ({ line }) => textOf(line.description)),
  column('details', 'text', ({ line }) => textOf(line.details)),
  column('quantity', 'number', ({ line }) => textOf(line.quantity)),
  column('unit', 'text', ({ line }) => textOf(line.unit)),
  column('unit_price', 'number', ({ line }) => textOf(line.unitPrice)),
  column('price_basis', 'number', ({ line }) => textOf(line.priceBasis)),
  column('tax_category', 'text', ({ line }) => textOf(line.taxCategory)),
  column('tax_rate', 'number', ({ line }) => textOf(line.taxRate)),
  column('net_amount', 'number', ({ line }) => textOf(line.net)),
  column('gross_amount', 'number', ({ line }) => textOf(line.gross)),
  column('currency', 'text', ({ entry }) => textOf(entry.record?.header.currency)),
];

/** The line items of a document as rows. */
export function lineRows(entry: Entry): LineRow[] {
  return (entry.record?.lines ?? []).map((line, i) => ({ entry, line, index: i + 1 }));
}

// OWASP's list for CSV injection (= + - @, tab, carriage return), with the full-width forms that spreadsheets in East
// Asia take for the same, and with leading blanks, which some of them skip.
const FORMULA = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/u;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** A cell's text, harmless in a spreadsheet: what it would take for a formula begins with an apostrophe. */
export function harmless(text: string, kind: CellKind): string {
  if (kind === 'number' && DECIMAL.test(text)) return text;
  return FORMULA.test(text) ? `'${text}` : text;
}

/** A cell as a spreadsheet should hold it: an amount as a number, a date as a date, anything else as harmless text. */
export function typedCell(text: string, kind: CellKind): string | number | Date {
  // A float has 15 digits that can be trusted; what is longer stays text.
  if (kind === 'number' && DECIMAL.test(text) && text.replace(/\D/g, '').length <= 15) return Number(text);
  if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const date = new Date(`${text}T00:00:00Z`);
    // The calendar of spreadsheets begins in 1900.
    if (!Number.isNaN(date.getTime()) && date.getUTCFullYear() > 1900) return date;
  }
  return harmless(text, kind);
}
