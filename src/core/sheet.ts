import { type FlatInvoice, flatInvoice, least, textOf } from './flat.ts';
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

/** A document as a row. */
export interface DocumentRow {
  readonly entry: Entry;
  readonly record: InvoiceRecord | null;
  readonly flat: FlatInvoice | null;
}

/** The row of a document. */
export function documentRow(entry: Entry): DocumentRow {
  const { record } = entry;
  return { entry, record, flat: record && flatInvoice(record) };
}

const numeral = (value: number | undefined) => value?.toString();

/** The fields that a payment rests on: the least sure of them says how far a row can be trusted. */
function keyFields({ header, parties, totals }: InvoiceRecord) {
  const { net, tax, gross, due } = totals;
  return [header.number, header.issueDate, header.dueDate, header.currency, parties.seller.name, net, tax, gross, due];
}

/** Columns of the sheet of documents, one row each. Names are those of the flat form where that has them. */
export const DOCUMENT_COLUMNS: readonly SheetColumn<DocumentRow>[] = [
  column('id', 'text', ({ entry }) => entry.summary.id),
  column('file', 'text', ({ entry }) => entry.summary.file),
  column('status', 'text', ({ entry }) => entry.summary.status),
  column('verdict', 'text', ({ entry }) => entry.summary.verdict ?? undefined),
  column('kind', 'text', ({ entry }) => entry.summary.kind ?? undefined),
  column(
    'reasons',
    'text',
    ({ entry, record }) => record?.reasons.map(({ code }) => code).join(' ') || entry.summary.problem?.code,
  ),
  column('confidence', 'number', ({ record }) => (record === null ? undefined : numeral(least(keyFields(record))))),
  column('invoice_number', 'text', ({ flat }) => flat?.invoice_number),
  column('invoice_type_code', 'text', ({ flat }) => flat?.invoice_type_code),
  column('issue_date', 'date', ({ flat }) => flat?.issue_date),
  column('due_date', 'date', ({ flat }) => flat?.due_date),
  column('delivery_date', 'date', ({ record }) => textOf(record?.header.deliveryDate)),
  column('seller_name', 'text', ({ flat }) => flat?.seller?.name),
  column('seller_vat_id', 'text', ({ flat }) => flat?.seller?.vat_id),
  column('seller_tax_id', 'text', ({ flat }) => flat?.seller?.tax_id),
  column('seller_address', 'text', ({ flat }) => flat?.seller?.address),
  column('seller_country', 'text', ({ flat }) => flat?.seller?.country),
  column('buyer_name', 'text', ({ flat }) => flat?.buyer?.name),
  column('buyer_vat_id', 'text', ({ flat }) => flat?.buyer?.vat_id),
  column('buyer_address', 'text', ({ flat }) => flat?.buyer?.address),
  column('buyer_country', 'text', ({ flat }) => flat?.buyer?.country),
  column('customer_number', 'text', ({ record }) => textOf(record?.header.customerNumber)),
  column('purchase_order', 'text', ({ flat }) => flat?.purchase_order),
  column('currency', 'text', ({ flat }) => flat?.currency),
  column('line_total', 'number', ({ flat }) => flat?.line_total),
  column('allowance_total', 'number', ({ record }) => textOf(record?.totals.allowanceTotal)),
  column('charge_total', 'number', ({ record }) => textOf(record?.totals.chargeTotal)),
  column('net_total', 'number', ({ flat }) => flat?.net_total),
  column('tax_total', 'number', ({ flat }) => flat?.tax_total),
  column(
    'tax_rates',
    'text',
    ({ record }) => record?.taxes.flatMap(({ rate }) => textOf(rate) ?? []).join(' ') || undefined,
  ),
  column('gross_total', 'number', ({ flat }) => flat?.gross_total),
  column('prepaid', 'number', ({ flat }) => flat?.prepaid),
  column('amount_due', 'number', ({ flat }) => flat?.amount_due),
  column('iban', 'text', ({ flat }) => flat?.iban),
  column('bic', 'text', ({ flat }) => flat?.bic),
  column('payment_reference', 'text', ({ record }) => textOf(record?.header.paymentReference)),
  column('payment_terms', 'text', ({ record }) => textOf(record?.header.paymentTerms)),
  column('lines', 'number', ({ record }) => record?.lines.length.toString()),
  column('pages', 'number', ({ record }) => record?.pages.length.toString()),
  column('first_page', 'number', ({ record }) => record?.pages[0]?.number.toString()),
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
  column('confidence', 'number', ({ line }) => numeral(least([line.description, line.net]))),
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
