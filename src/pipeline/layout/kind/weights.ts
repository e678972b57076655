import type { Kind } from '../../../core/kinds.ts';

/** Kinds by how much something speaks for each, in log odds; what is not named is neither better nor worse off. */
export type Weights = { readonly [K in Kind]?: number };

/**
 * What a document has or lacks, apart from its name. The order of size is what counts: a title settles it, the rest
 * leans. A bill is the usual thing in a folder of invoices, so that whatever is to be something else has to say so.
 */
export const LEANS = {
  usual: {
    invoice: 1,
    credit_note: -1,
    receipt: -2.5,
    delivery_note: -1.5,
    order: -3,
    order_confirmation: -2.5,
    quote: -2.5,
    reminder: -2.5,
    statement: -2.5,
    remittance_advice: -2.5,
    other: -1.5,
  },
  amounts: { other: -0.5 },
  noAmounts: {
    delivery_note: 1.5,
    order: 0.5,
    other: 1,
    invoice: -3,
    receipt: -3,
    quote: -2,
    order_confirmation: -0.5,
    statement: -3,
    reminder: -1,
    remittance_advice: -2,
  },
  total: { invoice: 1, receipt: 1, quote: 0.5, order_confirmation: 0.5, order: 0.5, delivery_note: -0.7, other: -3 },
  tax: {
    invoice: 1,
    receipt: 0.8,
    quote: 0.6,
    order_confirmation: 0.6,
    order: 0.3,
    delivery_note: -0.5,
    statement: -1.2,
    reminder: -0.8,
    remittance_advice: -1.2,
    other: -2,
  },
  /** Titled, and not as an invoice: its number is the one of an invoice that this is about. */
  otherwiseTitled: { invoice: -3, receipt: -3 },
  dueDate: {
    invoice: 0.8,
    receipt: -1.5,
    delivery_note: -1,
    order: -0.7,
    order_confirmation: -0.7,
    quote: -0.7,
    remittance_advice: -0.5,
    other: -1,
  },
  lines: { other: -1.5, reminder: -1, statement: -1.5, remittance_advice: -1 },
  number: { other: -2 },
  /** Neither a number nor a total nor a line item. */
  nothing: { other: 3, invoice: -1 },
  noBuyer: { receipt: 1 },
  buyer: { receipt: -0.5 },
  till: { receipt: 3, invoice: -0.5 },
  narrow: { receipt: 1.5, invoice: -0.5 },
  /** The rest says of what is printed, so it is evidence. */
  invoiceNumber: { invoice: 2, receipt: 1.7, other: -1 },
  listed: { statement: 2.5, reminder: 1.8, remittance_advice: 1.8, invoice: -1.5, receipt: -3 },
  running: { statement: 2.5, invoice: -0.5 },
  time: { receipt: 1.2, delivery_note: 0.2 },
} as const satisfies Record<string, Weights>;

/** A title that could not be plainer. */
export const TITLE = 10;
/** Of the titles of other kinds than the plainest one's. */
export const SECOND = 0.6;
/** Receipts are often called invoices, or "tax invoice": how much of such a title speaks for a receipt too. */
export const RECEIPT_AS_INVOICE = 0.85;
/** The label of its own number, where no invoice's number is printed, and where one is. */
export const OWN_NUMBER = { alone: 1.3, beside: 0.3 } as const;
/** A phrase, and as many as count. */
export const PHRASE = { each: 1.2, most: 3.6 } as const;
/** A line at a till. */
export const TENDER = { each: 1.6, most: 3.2 } as const;
