import type { ScalarPath } from '../../core/fields.ts';

/** Where the answer to a question is kept: a field that a document has once, or one of its first account. */
export type AskedPath = ScalarPath | 'accounts[0].iban';

/** A field that the model can be asked for. */
export interface AskedField {
  readonly path: AskedPath;
  /** What is asked for, in the words that the model is prompted with. */
  readonly about: string;
  /** What labels announce it, by the names that lexicons give them. */
  readonly labels: readonly string[];
  /** Where it stands as a rule, for when nothing else tells. */
  readonly page: 'first' | 'last';
}

const asked = (
  path: AskedPath,
  about: string,
  labels: readonly string[] = [],
  page: AskedField['page'] = 'first',
): AskedField => ({ path, about, labels, page });

/** All that the model can be asked for, what a booking rests on first. */
export const ASKED: readonly AskedField[] = [
  asked('totals.gross', 'total amount including tax', ['gross', 'due', 'taxGross', 'generic:amount'], 'last'),
  asked('totals.net', 'total amount before tax', ['net', 'lineTotal', 'taxBasis'], 'last'),
  asked('totals.tax', 'total tax amount', ['tax', 'taxAmount'], 'last'),
  asked('totals.due', 'amount due, still to pay', ['due', 'gross'], 'last'),
  asked('number', 'invoice number', ['number', 'generic:number']),
  asked('issueDate', 'date of the invoice', ['issueDate', 'generic:issueDate']),
  asked('seller.name', 'name of the company that sends the invoice', ['role:seller']),
  asked('currency', 'currency of the amounts', ['currency']),
  asked('dueDate', 'date on which payment is due', ['dueDate', 'paymentTerms']),
  asked('seller.vatId', 'VAT number of the company that sends the invoice', ['vatId']),
  asked('accounts[0].iban', 'IBAN of the account to pay to', ['iban', 'account'], 'last'),
  asked('buyer.name', 'name of the customer who receives the invoice', ['role:buyer']),
  asked('deliveryDate', 'date of delivery', ['deliveryDate']),
  asked('purchaseOrder', "customer's order number", ['purchaseOrder']),
  asked('customerNumber', 'customer number', ['customerNumber']),
  asked('seller.street', 'street of the company that sends the invoice', ['role:seller']),
  asked('seller.postcode', 'post code of the company that sends the invoice', ['role:seller']),
  asked('seller.city', 'town of the company that sends the invoice', ['role:seller']),
  asked('buyer.street', 'street of the customer', ['role:buyer']),
  asked('buyer.postcode', 'post code of the customer', ['role:buyer']),
  asked('buyer.city', 'town of the customer', ['role:buyer']),
];

/** The columns of a table of line items, by the names of their fields. */
export const COLUMNS = [
  { key: 'description', about: 'description of the item' },
  { key: 'quantity', about: 'quantity' },
  { key: 'unitPrice', about: 'price of one unit' },
  { key: 'net', about: 'amount of the line' },
] as const;
