/** Why a document is not simply approved. Codes are stable; scripts and rules of users depend on them. */
export const REASONS = {
  SUM_LINES_NE_LINE_TOTAL: {
    severity: 'warning',
    rule: 'BR-CO-10',
    about: 'the line amounts do not add up to the line total',
  },
  SUM_LINES_NE_NET: {
    severity: 'warning',
    rule: 'BR-CO-10, BR-CO-13',
    about: 'the line amounts do not add up to the net total',
  },
  SUM_ALLOWANCES_NE_TOTAL: {
    severity: 'warning',
    rule: 'BR-CO-11',
    about: 'the allowances do not add up to their total',
  },
  SUM_CHARGES_NE_TOTAL: { severity: 'warning', rule: 'BR-CO-12', about: 'the charges do not add up to their total' },
  LINE_TOTAL_NE_NET: {
    severity: 'warning',
    rule: 'BR-CO-13',
    about: 'line total, allowances and charges do not give the net total',
  },
  SUM_TAXES_NE_TAX: {
    severity: 'warning',
    rule: 'BR-CO-14',
    about: 'the rows of the tax breakdown do not add up to the total tax',
  },
  NET_PLUS_TAX_NE_GROSS: { severity: 'warning', rule: 'BR-CO-15', about: 'net and tax do not give the gross total' },
  DUE_NE_GROSS_MINUS_PREPAID: {
    severity: 'warning',
    rule: 'BR-CO-16',
    about: 'gross total, prepayments and rounding do not give the amount due',
  },
  TAX_BASIS_X_RATE_NE_AMOUNT: {
    severity: 'warning',
    rule: 'BR-CO-17',
    about: 'in a row of the tax breakdown, basis times rate is not the amount',
  },
  LINE_QTY_X_PRICE_NE_NET: {
    severity: 'info',
    rule: 'PEPPOL-EN16931-R120',
    about: 'in a line, quantity times price is not the amount',
  },
  IBAN_CHECKSUM: { severity: 'warning', rule: null, about: 'an IBAN has wrong check digits' },
  VAT_ID_CHECKSUM: { severity: 'warning', rule: null, about: 'a VAT identifier has wrong check digits' },
  DUE_BEFORE_ISSUE: { severity: 'warning', rule: null, about: 'the due date is before the date of issue' },
  DUPLICATE_INVOICE: {
    severity: 'error',
    rule: null,
    about: 'another document has the same seller, number and amount',
  },
  NUMBER_REUSED: {
    severity: 'warning',
    rule: null,
    about: 'another document has the same seller and number, but another amount',
  },
  XML_NE_PAGE: { severity: 'warning', rule: null, about: 'the page prints another value than the XML inside the file' },
  READERS_DISAGREE: { severity: 'warning', rule: null, about: 'two readings of a field are about equally likely' },
  UNPROVEN_TOTAL: { severity: 'warning', rule: null, about: 'the total was not found, or no sum supports it' },
  MISSING_FIELD: { severity: 'warning', rule: null, about: 'a field that every invoice needs was not found' },
  UNSURE_FIELD: {
    severity: 'warning',
    rule: null,
    about: 'a value that a booking rests on is less than 95 % sure',
  },
  NOT_AN_INVOICE: {
    severity: 'info',
    rule: null,
    about: 'the document is no invoice, credit note or receipt; `kind` says what it is, and the verdict is `other`',
  },
  UNSURE_KIND: {
    severity: 'warning',
    rule: null,
    about: 'it is less than 95 % sure whether the document is an invoice or something else',
  },
  PAGE_UNREAD: { severity: 'warning', rule: null, about: 'a page could not be read in full' },
  XML_VALUE: { severity: 'warning', rule: null, about: 'a value in the XML does not have the form that it must have' },
  EN16931_RULE: { severity: 'error', rule: 'BR-*', about: 'the e-invoice breaks a rule of EN 16931' },
  NATIONAL_RULE: {
    severity: 'error',
    rule: 'BR-DE-*, PEPPOL-*',
    about: 'the e-invoice breaks a rule of the profile that it claims',
  },
} as const satisfies Record<
  string,
  { readonly severity: 'error' | 'warning' | 'info'; readonly rule: string | null; readonly about: string }
>;
export type ReasonCode = keyof typeof REASONS;
