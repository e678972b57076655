/** Header keys of the flat form and the fields of a record that they come from. */
export const HEADER_PATHS = {
  invoice_number: 'number',
  invoice_type_code: 'typeCode',
  issue_date: 'issueDate',
  due_date: 'dueDate',
  currency: 'currency',
  purchase_order: 'purchaseOrder',
  line_total: 'totals.lineTotal',
  net_total: 'totals.net',
  tax_total: 'totals.tax',
  gross_total: 'totals.gross',
  prepaid: 'totals.prepaid',
  amount_due: 'totals.due',
} as const;

/** Keys of a party in the flat form and the fields of a party that they come from. */
export const PARTY_PATHS = {
  name: 'name',
  vat_id: 'vatId',
  tax_id: 'taxId',
  street: 'street',
  postcode: 'postcode',
  city: 'city',
  country: 'country',
} as const;
