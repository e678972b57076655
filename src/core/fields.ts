/**
 * The names of everything a record can hold, with the EN 16931 business term each one is.
 * The record's schema, the readers and the exports are all built on these tables.
 */

/** How a value is normalised and compared. Every value is text: amounts as decimal text, dates as ISO 8601. */
export type FieldKind = 'text' | 'id' | 'date' | 'amount' | 'decimal' | 'code';

/** What a field is: its kind, its EN 16931 business term where it has one, and one line about it. */
export interface FieldSpec {
  readonly kind: FieldKind;
  readonly bt: string | null;
  readonly about: string;
}

const field = (kind: FieldKind, bt: string | null, about: string): FieldSpec => ({ kind, bt, about });

export const HEADER_FIELDS = {
  number: field('id', 'BT-1', 'number of the document as printed'),
  typeCode: field(
    'code',
    'BT-3',
    'UNTDID 1001: 380 invoice, 381 credit note, 384 correction, 326 partial, 389 self-billed',
  ),
  issueDate: field('date', 'BT-2', 'date of issue'),
  dueDate: field('date', 'BT-9', 'date on which payment is due'),
  deliveryDate: field('date', 'BT-72', 'date of delivery or performance'),
  periodStart: field('date', 'BT-73', 'first day of the service period'),
  periodEnd: field('date', 'BT-74', 'last day of the service period'),
  currency: field('code', 'BT-5', 'ISO 4217 code of every amount that names no other'),
  taxCurrency: field('code', 'BT-6', 'ISO 4217 code in which tax is accounted for, where it is another one'),
  purchaseOrder: field('id', 'BT-13', "the buyer's order number"),
  salesOrder: field('id', 'BT-14', "the seller's order number"),
  contract: field('id', 'BT-12', 'contract number'),
  project: field('id', 'BT-11', 'project reference'),
  deliveryNote: field('id', 'BT-16', 'despatch advice or delivery note number'),
  customerNumber: field('id', 'BT-46', "the buyer's identifier, usually the seller's customer number"),
  buyerReference: field('text', 'BT-10', "the buyer's routing reference (Leitweg-ID in Germany)"),
  paymentTerms: field('text', 'BT-20', 'payment terms in words'),
  paymentReference: field('id', 'BT-83', 'remittance information to give when paying'),
  paymentMeans: field(
    'code',
    'BT-81',
    'UNTDID 4461 code: 30 credit transfer, 58 SEPA transfer, 59 SEPA direct debit, 48 card',
  ),
  mandate: field('id', 'BT-89', 'SEPA mandate reference of a direct debit'),
  creditorId: field('id', 'BT-90', 'SEPA creditor identifier of a direct debit'),
  debitedAccount: field('id', 'BT-91', 'account that a direct debit is taken from'),
  note: field('text', 'BT-22', 'free text about the document as a whole'),
} as const satisfies Record<string, FieldSpec>;

export const PARTY_FIELDS = {
  name: field('text', 'BT-27, BT-44, BT-59', 'registered name'),
  tradingName: field('text', 'BT-28, BT-45', 'name under which it is known, where it differs'),
  street: field('text', 'BT-35, BT-50, BT-75', 'street and house number, or post box'),
  addressLine: field('text', 'BT-36, BT-51, BT-76', 'further address line'),
  postcode: field('id', 'BT-38, BT-53, BT-78', 'post code'),
  city: field('text', 'BT-37, BT-52, BT-77', 'town'),
  region: field('text', 'BT-39, BT-54, BT-79', 'state, province or region'),
  country: field('code', 'BT-40, BT-55, BT-80', 'ISO 3166-1 alpha-2 code'),
  vatId: field('id', 'BT-31, BT-48', 'VAT identifier (GST, NIP, ABN and the like included)'),
  taxId: field('id', 'BT-32', 'other tax number of a local office'),
  registrationId: field('id', 'BT-30, BT-47', 'number in a company register'),
  electronicAddress: field('id', 'BT-34, BT-49', 'address for electronic documents (Peppol, e-mail)'),
  contact: field('text', 'BT-41, BT-56', 'person or department to turn to'),
  email: field('text', 'BT-43, BT-58', 'e-mail address'),
  phone: field('text', 'BT-42, BT-57', 'telephone number'),
} as const satisfies Record<string, FieldSpec>;

/** The roles a party can have on a document. */
export const PARTY_ROLES = ['seller', 'buyer', 'payee', 'shipTo', 'taxRepresentative'] as const;

export const TOTAL_FIELDS = {
  lineTotal: field('amount', 'BT-106', 'sum of the line net amounts'),
  allowanceTotal: field('amount', 'BT-107', 'sum of the allowances of the whole document'),
  chargeTotal: field('amount', 'BT-108', 'sum of the charges of the whole document'),
  net: field('amount', 'BT-109', 'total without tax'),
  tax: field('amount', 'BT-110', 'total tax'),
  taxInTaxCurrency: field('amount', 'BT-111', 'total tax in the tax currency'),
  gross: field('amount', 'BT-112', 'total with tax'),
  prepaid: field('amount', 'BT-113', 'already paid'),
  withheld: field('amount', null, 'tax that the buyer keeps back and pays for the seller (IRPF, ritenuta, TDS)'),
  earlierBalance: field('amount', null, 'balance of earlier documents that the amount due includes'),
  rounding: field('amount', 'BT-114', 'rounding of the amount due'),
  due: field('amount', 'BT-115', 'still to pay'),
} as const satisfies Record<string, FieldSpec>;

/** One row of each group that can repeat. */
export const ROW_FIELDS = {
  accounts: {
    iban: field('id', 'BT-84', 'IBAN to pay to'),
    account: field('id', 'BT-84', 'account number to pay to where there is no IBAN'),
    bic: field('id', 'BT-86', 'BIC of the bank'),
    holder: field('text', 'BT-85', 'name of the account holder'),
    bank: field('text', null, 'name of the bank'),
  },
  precedingInvoices: {
    number: field('id', 'BT-25', 'number of an earlier invoice that this document refers to'),
    issueDate: field('date', 'BT-26', 'its date of issue'),
  },
  taxes: {
    category: field(
      'code',
      'BT-118',
      'UNCL5305: S standard, Z zero, E exempt, AE reverse charge, K intra-community, G export, O outside',
    ),
    rate: field('decimal', 'BT-119', 'percent'),
    basis: field('amount', 'BT-116', 'amount that the tax is taken on'),
    amount: field('amount', 'BT-117', 'tax of this row'),
    reason: field('text', 'BT-120', 'reason for an exemption'),
    reasonCode: field('code', 'BT-121', 'VATEX code for an exemption'),
  },
  allowances: {
    line: field('decimal', null, 'the line it belongs to, 1 for the first; absent for the whole document'),
    amount: field('amount', 'BT-92, BT-136', 'amount taken off, without tax'),
    basis: field('amount', 'BT-93, BT-137', 'amount that a percentage is taken of'),
    percent: field('decimal', 'BT-94, BT-138', 'percent'),
    reason: field('text', 'BT-97, BT-139', 'reason in words'),
    taxCategory: field('code', 'BT-95', 'UNCL5305 tax category'),
    taxRate: field('decimal', 'BT-96', 'percent'),
  },
  charges: {
    line: field('decimal', null, 'the line it belongs to, 1 for the first; absent for the whole document'),
    amount: field('amount', 'BT-99, BT-141', 'amount added, without tax'),
    basis: field('amount', 'BT-100, BT-142', 'amount that a percentage is taken of'),
    percent: field('decimal', 'BT-101, BT-143', 'percent'),
    reason: field('text', 'BT-104, BT-144', 'reason in words'),
    taxCategory: field('code', 'BT-102', 'UNCL5305 tax category'),
    taxRate: field('decimal', 'BT-103', 'percent'),
  },
  lines: {
    position: field('id', 'BT-126', 'position as printed'),
    description: field('text', 'BT-153', 'what was delivered'),
    details: field('text', 'BT-154', 'further description'),
    note: field('text', 'BT-127', 'note on the line'),
    articleNumber: field('id', 'BT-155', "the seller's article number"),
    buyerArticleNumber: field('id', 'BT-156', "the buyer's article number"),
    gtin: field('id', 'BT-157', 'GTIN (EAN) of the article'),
    quantity: field('decimal', 'BT-129', 'quantity'),
    unit: field('code', 'BT-130', 'unit: UN/ECE recommendation 20 code in XML, as printed on paper'),
    unitPrice: field('amount', 'BT-146', 'net price of one unit'),
    priceBasis: field('decimal', 'BT-149', 'number of units that the price is for'),
    listPrice: field('amount', 'BT-148', 'price of one unit before its discount'),
    taxCategory: field('code', 'BT-151', 'UNCL5305 tax category'),
    taxRate: field('decimal', 'BT-152', 'percent'),
    net: field('amount', 'BT-131', 'amount of the line without tax'),
    gross: field('amount', null, 'amount of the line with tax, where that is what is printed'),
    orderLine: field('id', 'BT-132', "position in the buyer's order"),
    periodStart: field('date', 'BT-134', 'first day of the service period of the line'),
    periodEnd: field('date', 'BT-135', 'last day of the service period of the line'),
  },
} as const satisfies Record<string, Record<string, FieldSpec>>;

export type HeaderField = keyof typeof HEADER_FIELDS;
export type PartyField = keyof typeof PARTY_FIELDS;
export type PartyRole = (typeof PARTY_ROLES)[number];
export type TotalField = keyof typeof TOTAL_FIELDS;
export type RowGroup = keyof typeof ROW_FIELDS;
export type RowField<G extends RowGroup> = keyof (typeof ROW_FIELDS)[G];

/** The path of a field that a document has once: `number`, `seller.name`, `totals.gross`. */
export type ScalarPath = HeaderField | `${PartyRole}.${PartyField}` | `totals.${TotalField}`;

/** Every scalar path with its spec, in the order in which records list them. */
export const SCALARS: ReadonlyMap<ScalarPath, FieldSpec> = new Map<ScalarPath, FieldSpec>([
  ...keysOf(HEADER_FIELDS).map((name) => [name, HEADER_FIELDS[name]] as const),
  ...PARTY_ROLES.flatMap((role) =>
    keysOf(PARTY_FIELDS).map((name) => [`${role}.${name}` as const, PARTY_FIELDS[name]] as const),
  ),
  ...keysOf(TOTAL_FIELDS).map((name) => [`totals.${name}` as const, TOTAL_FIELDS[name]] as const),
]);

/** The keys of a table, typed. */
export function keysOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}
