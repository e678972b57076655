/** What a document can be. Codes are stable; scripts and rules of users depend on them. */
export const KINDS = {
  invoice: {
    name: 'invoice',
    plural: 'invoices',
    about: 'asks for payment, or says what was paid, for goods or services',
  },
  credit_note: { name: 'credit note', plural: 'credit notes', about: 'takes back an invoice or a part of one' },
  receipt: { name: 'receipt', plural: 'receipts', about: 'says that something was paid: a till roll, a guest check' },
  delivery_note: {
    name: 'delivery note',
    plural: 'delivery notes',
    about: 'goes with goods: what was sent, mostly without prices',
  },
  order: { name: 'order', plural: 'orders', about: 'asks for goods or services' },
  order_confirmation: {
    name: 'order confirmation',
    plural: 'order confirmations',
    about: 'says that an order was taken, before anything is invoiced',
  },
  quote: { name: 'quote', plural: 'quotes', about: 'an offer, an estimate or a pro forma: no claim to payment' },
  reminder: { name: 'reminder', plural: 'reminders', about: 'asks for what invoices before it asked for' },
  statement: { name: 'statement', plural: 'statements', about: 'lists the invoices and payments of an account' },
  remittance_advice: {
    name: 'remittance advice',
    plural: 'remittance advices',
    about: 'says what was or is to be transferred for which invoices',
  },
  other: { name: 'other document', plural: 'other documents', about: 'a letter, a contract, terms: none of these' },
} as const satisfies Record<string, { readonly name: string; readonly plural: string; readonly about: string }>;

export type Kind = keyof typeof KINDS;

/** The kinds that are booked, so read, checked and approved. All others are a result too, but no work. */
const BOOKED: ReadonlySet<Kind> = new Set<Kind>(['invoice', 'credit_note', 'receipt']);

/** Whether documents of a kind are booked. */
export const isBooked = (kind: Kind): boolean => BOOKED.has(kind);
