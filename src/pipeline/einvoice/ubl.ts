import type { PartyRole } from '../../core/fields.ts';
import type { Row } from '../../core/reading.ts';
import { familyOf } from './family.ts';
import {
  type AllowanceCharge,
  type Collector,
  collector,
  type Invoice,
  type Line,
  type PartyFacts,
  type Payment,
  put,
  putHeader,
  putParty,
  rowOf,
} from './model.ts';
import { attribute, isBic, isIbanShaped, joined, own } from './values.ts';
import { all, type Element, first, textAt } from './xml.ts';

const at = (from: Element | undefined, path: string) => own(first(from, path));

/** Party groups: UBL 2 first, then the names of UBL 1 and Svefaktura. */
const PARTIES: readonly (readonly [PartyRole, string])[] = [
  ['seller', 'AccountingSupplierParty|SellerParty'],
  ['buyer', 'AccountingCustomerParty|BuyerParty'],
  ['payee', 'PayeeParty'],
  ['taxRepresentative', 'TaxRepresentativeParty'],
];

/** Taxes on turnover: a number for them is the VAT identifier, whatever the country calls the tax. */
const TURNOVER_TAX = /^(?:VAT|GST|IVA|TVA|MVA|MOMS|BTW|MWST|UST|PDV|DPH|PTU|IGIC|IPSI|HST|SST|KDV|JCT)$/i;

const CREDIT = /CreditNote$/;

/** Reads a UBL 2 Invoice or CreditNote of any profile, and the UBL 1 dialect Svefaktura. */
export function readUbl(root: Element): Invoice {
  const to = collector();
  const profile = textAt(root, 'CustomizationID') || null;
  const notes = all(root, 'Note').filter((note) => note.text !== '');
  const means = all(root, 'PaymentMeans');
  const delivery = first(root, 'Delivery');
  const period = first(root, 'InvoicePeriod');
  const sepa = all(root, 'AccountingSupplierParty/Party/PartyIdentification/ID|PayeeParty/PartyIdentification/ID').find(
    (id) => id.attributes.schemeID === 'SEPA',
  );
  const type = at(root, 'InvoiceTypeCode|CreditNoteTypeCode|DebitNoteTypeCode');

  putHeader(to, {
    number: at(root, 'ID'),
    issueDate: at(root, 'IssueDate'),
    dueDate: at(root, 'DueDate|PaymentMeans/PaymentDueDate|PaymentMeans/DuePaymentDate|PaymentTerms/PaymentDueDate'),
    deliveryDate: at(delivery, 'ActualDeliveryDate|ActualDeliveryDateTime'),
    periodStart: at(period, 'StartDate|StartDateTime'),
    periodEnd: at(period, 'EndDate|EndDateTime'),
    currency: at(root, 'DocumentCurrencyCode|InvoiceCurrencyCode'),
    taxCurrency: at(root, 'TaxCurrencyCode'),
    purchaseOrder: at(root, 'OrderReference/ID|OrderReference/BuyersID'),
    salesOrder: at(root, 'OrderReference/SalesOrderID|OrderReference/SellersID'),
    contract: at(root, 'ContractDocumentReference/ID'),
    project: at(root, 'ProjectReference/ID') ?? own(typed(root, 'AdditionalDocumentReference', '50')),
    customerNumber: at(
      root,
      'AccountingCustomerParty/Party/PartyIdentification/ID|BuyerParty/Party/PartyIdentification/ID',
    ),
    buyerReference: at(root, 'BuyerReference'),
    paymentTerms: joined(all(root, 'PaymentTerms/Note'), '\n'),
    paymentReference: at(root, 'PaymentMeans/PaymentID|PaymentMeans/PayeeFinancialAccount/PaymentInstructionID'),
    mandate: at(root, 'PaymentMeans/PaymentMandate/ID'),
    creditorId: own(sepa),
    debitedAccount: at(root, 'PaymentMeans/PaymentMandate/PayerFinancialAccount/ID'),
    note: joined(notes, '\n'),
  });
  if (type !== undefined) put(to, 'typeCode', type);
  // The root says it where no code does: UBL has one for invoices and one for credit notes.
  else put(to, 'typeCode', { element: root, text: CREDIT.test(root.name) ? '381' : '380', attribute: null }, 0.8);
  for (const document of all(root, 'DespatchDocumentReference')) put(to, 'deliveryNote', at(document, 'ID'));
  for (const one of means) put(to, 'paymentMeans', at(one, 'PaymentMeansCode|PaymentMeansTypeCode'));

  const parties: { [R in PartyRole]?: PartyFacts } = {};
  for (const [role, path] of PARTIES) {
    const group = first(root, path);
    if (group !== undefined) parties[role] = readParty(to, role, first(group, 'Party') ?? group);
  }
  const deliverTo = first(delivery, 'DeliveryLocation/Address|DeliveryAddress');
  const receiver = first(delivery, 'DeliveryParty');
  if (deliverTo !== undefined || receiver !== undefined) {
    parties.shipTo = readParty(to, 'shipTo', receiver ?? delivery, deliverTo);
  }
  const taxTotals = readTotals(to, root, profile);
  const lines = all(root, 'InvoiceLine|CreditNoteLine|DebitNoteLine');
  const read: Line[] = [];
  const ofLines: AllowanceCharge[] = [];
  for (const line of lines) {
    const number = read.length + 1;
    read.push(readLine(to, line, true), ...parts(line).map((part) => readLine(to, part, false)));
    ofLines.push(...all(line, 'AllowanceCharge').map((a) => readAllowance(to, a, { number, element: line })));
  }

  return {
    syntax: 'UBL',
    family: familyOf('UBL', root, profile),
    profile,
    process: textAt(root, 'ProfileID'),
    root,
    scalars: to.scalars,
    lines: read,
    allowanceCharges: [...all(root, 'AllowanceCharge').map((a) => readAllowance(to, a, null)), ...ofLines],
    taxes: taxTotals.flatMap((total) => all(total, 'TaxSubtotal|TaxSubTotal')).map((tax) => readTax(to, tax)),
    accounts: means.flatMap((one) => readAccount(to, one)),
    precedingInvoices: all(
      root,
      'BillingReference/InvoiceDocumentReference|BillingReference/CreditNoteDocumentReference|InitialInvoiceDocumentReference',
    ).map((document) =>
      rowOf(to, 'precedingInvoices', { number: at(document, 'ID'), issueDate: at(document, 'IssueDate') }),
    ),
    parties,
    payments: means.map(readPayment),
    notes: notes.length,
    unread: to.unread,
  };
}

/** Identifier of a document reference with a type code. */
function typed(root: Element, name: string, code: string): Element | undefined {
  return first(
    all(root, name).find((reference) => textAt(reference, 'DocumentTypeCode') === code),
    'ID',
  );
}

/** Address parts. The first line that is given stands for the street: a post box, or free address lines. */
function addressOf(address: Element | undefined) {
  const street = first(address, 'StreetName');
  const number = first(address, 'BuildingNumber');
  const apart = street !== undefined && number !== undefined && !street.text.includes(number.text);
  const [head, ...further] = [
    apart ? joined([street, number], ' ') : own(street),
    ...all(address, 'AdditionalStreetName|AddressLine/Line|Postbox').map(own),
  ].filter((source) => source !== undefined);
  return {
    street: head,
    addressLine: joined(
      further.map((source) => source.element),
      ', ',
    ),
    postcode: at(address, 'PostalZone'),
    city: at(address, 'CityName'),
    region: at(address, 'CountrySubentity|CountrySubentityCode'),
    country: at(address, 'Country/IdentificationCode'),
  };
}

function readParty(to: Collector, role: PartyRole, party: Element | undefined, elsewhere?: Element): PartyFacts {
  const address = elsewhere ?? first(party, 'PostalAddress|Address');
  const contact = first(party, 'Contact');
  const endpoint = first(party, 'EndpointID');
  const legal = first(party, 'PartyLegalEntity');
  const schemes = all(party, 'PartyTaxScheme');
  const vat = schemes.find((s) => TURNOVER_TAX.test(textAt(s, 'TaxScheme/ID')) && textAt(s, 'CompanyID') !== '');
  const tax = schemes.find((s) => s !== vat && textAt(s, 'CompanyID') !== '');
  const registered = at(legal, 'RegistrationName');
  const known = at(party, 'PartyName/Name');
  const person = first(party, 'Person');
  putParty(to, role, {
    name:
      registered ??
      known ??
      at(vat, 'RegistrationName') ??
      at(tax, 'RegistrationName') ??
      joined(all(person, 'FirstName|MiddleName|FamilyName'), ' '),
    tradingName: registered !== undefined && known?.text !== registered.text ? known : undefined,
    ...addressOf(address),
    vatId: at(vat, 'CompanyID'),
    taxId: at(tax, 'CompanyID'),
    registrationId: at(legal, 'CompanyID'),
    electronicAddress: own(endpoint),
    contact: at(contact, 'Name'),
    email: at(contact, 'ElectronicMail'),
    phone: at(contact, 'Telephone'),
  });
  const ids = all(party, 'PartyIdentification/ID|PartyLegalEntity/CompanyID').filter(
    (id) => id.attributes.schemeID !== 'SEPA',
  );
  return { address, contact, endpoint, ids: ids.map((id) => id.text) };
}

/** Reads the totals; returns the tax totals that hold the breakdown. */
function readTotals(to: Collector, root: Element, profile: string | null): readonly Element[] {
  const sums = first(root, 'LegalMonetaryTotal|RequestedMonetaryTotal|LegalTotal');
  const currency = textAt(root, 'DocumentCurrencyCode|InvoiceCurrencyCode');
  const taxCurrency = textAt(root, 'TaxCurrencyCode');
  const amountOf = (total: Element) => first(total, 'TaxAmount|TotalTaxAmount');
  const currencyOf = (total: Element) =>
    amountOf(total)?.attributes.currencyID ?? amountOf(total)?.attributes.amountCurrencyID ?? currency;
  const totals = all(root, 'TaxTotal');
  const other = (total: Element) => taxCurrency !== '' && taxCurrency !== currency && currencyOf(total) === taxCurrency;
  const main = totals.filter((total) => !other(total));
  put(to, 'totals.lineTotal', at(sums, 'LineExtensionAmount|LineExtensionTotalAmount'));
  put(to, 'totals.allowanceTotal', at(sums, 'AllowanceTotalAmount'));
  put(to, 'totals.chargeTotal', at(sums, 'ChargeTotalAmount'));
  // In Denmark's OIOUBL this element is the total of tax, not the total without it.
  if (!/^OIOUBL/i.test(profile ?? '')) put(to, 'totals.net', at(sums, 'TaxExclusiveAmount|TaxExclusiveTotalAmount'));
  // Several totals in one currency are parts, and which one is meant is open.
  for (const total of main) put(to, 'totals.tax', own(amountOf(total)), main.length > 1 ? 0.5 : 1);
  put(to, 'totals.taxInTaxCurrency', own(totals.filter(other).map(amountOf)[0]));
  // Svefaktura has one total with tax. Where it is rounded, it is what is to be paid.
  const roundOff = at(sums, 'RoundOffAmount');
  const inclusive = at(sums, 'TaxInclusiveTotalAmount');
  put(to, 'totals.gross', at(sums, 'TaxInclusiveAmount') ?? (roundOff === undefined ? inclusive : undefined));
  put(to, 'totals.prepaid', at(sums, 'PrepaidAmount'));
  put(to, 'totals.rounding', at(sums, 'PayableRoundingAmount') ?? roundOff);
  put(to, 'totals.due', at(sums, 'PayableAmount') ?? (roundOff === undefined ? undefined : inclusive));
  return main;
}

function readTax(to: Collector, tax: Element): Row<'taxes'> {
  const category = first(tax, 'TaxCategory');
  return rowOf(to, 'taxes', {
    category: at(category, 'ID'),
    rate: at(category, 'Percent') ?? at(tax, 'Percent'),
    basis: at(tax, 'TaxableAmount'),
    amount: at(tax, 'TaxAmount'),
    reason: at(category, 'TaxExemptionReason|ExemptionReason'),
    reasonCode: at(category, 'TaxExemptionReasonCode'),
  });
}

function readAllowance(
  to: Collector,
  element: Element,
  line: { readonly number: number; readonly element: Element } | null,
): AllowanceCharge {
  const row = rowOf(to, 'allowances', {
    line: line === null ? undefined : { element: line.element, text: String(line.number), attribute: null },
    amount: at(element, 'Amount'),
    basis: at(element, 'BaseAmount'),
    percent: at(element, 'MultiplierFactorNumeric'),
    reason: at(element, 'AllowanceChargeReason'),
    taxCategory: at(element, 'TaxCategory/ID'),
    taxRate: at(element, 'TaxCategory/Percent'),
  });
  return {
    charge: /^(?:true|1)$/i.test(textAt(element, 'ChargeIndicator')),
    line: line?.number ?? null,
    row,
    reasonCode: textAt(element, 'AllowanceChargeReasonCode'),
  };
}

function readAccount(to: Collector, means: Element): Row<'accounts'>[] {
  const account = first(means, 'PayeeFinancialAccount');
  if (account === undefined) return [];
  const id = at(account, 'ID');
  const branch = first(account, 'FinancialInstitutionBranch');
  const isIban = id !== undefined && (isIbanShaped(id.text) || id.element.attributes.schemeID === 'IBAN');
  const institution = at(branch, 'FinancialInstitution/ID') ?? at(branch, 'ID');
  const isBank = institution !== undefined && isBic(institution.text);
  const row = rowOf(to, 'accounts', {
    iban: isIban ? id : undefined,
    account: isIban ? undefined : id,
    bic: isBank ? institution : undefined,
    holder: at(account, 'Name'),
    bank: at(branch, 'FinancialInstitution/Name|Name') ?? (isBank ? undefined : institution),
  });
  return Object.keys(row).length > 0 ? [row] : [];
}

function readPayment(means: Element): Payment {
  return {
    code: textAt(means, 'PaymentMeansCode|PaymentMeansTypeCode'),
    account: first(means, 'PayeeFinancialAccount'),
    card: first(means, 'CardAccount'),
    debit: first(means, 'PaymentMandate') !== undefined,
    debited: textAt(means, 'PaymentMandate/PayerFinancialAccount/ID'),
  };
}

/** Parts that a line is broken down into, at every depth: their amounts are in the line's. */
function parts(line: Element): readonly Element[] {
  return all(line, 'SubInvoiceLine|SubCreditNoteLine').flatMap((part) => [part, ...parts(part)]);
}

function readLine(to: Collector, line: Element, counts: boolean): Line {
  const item = first(line, 'Item');
  const price = first(line, 'Price') ?? first(item, 'BasePrice');
  const basis = first(price, 'BaseQuantity');
  const quantity = first(line, 'InvoicedQuantity|CreditedQuantity|DebitedQuantity');
  const name = at(item, 'Name');
  const standard = first(item, 'StandardItemIdentification/ID');
  const period = first(line, 'InvoicePeriod');
  const category = first(item, 'ClassifiedTaxCategory|TaxCategory') ?? first(line, 'TaxTotal/TaxSubtotal/TaxCategory');
  const row = rowOf(to, 'lines', {
    position: at(line, 'ID'),
    description: name ?? joined(all(item, 'Description'), '\n'),
    details: name === undefined ? undefined : joined(all(item, 'Description'), '\n'),
    note: joined(all(line, 'Note'), '\n'),
    articleNumber: at(item, 'SellersItemIdentification/ID'),
    buyerArticleNumber: at(item, 'BuyersItemIdentification/ID'),
    gtin: standard !== undefined && /^(?:\d{8}|\d{12,14})$/.test(standard.text) ? own(standard) : undefined,
    quantity: own(quantity),
    unit: attribute(quantity, 'unitCode', 'quantityUnitCode'),
    unitPrice: at(price, 'PriceAmount'),
    priceBasis: own(basis),
    listPrice: at(price, 'AllowanceCharge/BaseAmount'),
    taxCategory: at(category, 'ID'),
    taxRate: at(category, 'Percent'),
    net: counts ? at(line, 'LineExtensionAmount') : undefined,
    orderLine: at(line, 'OrderLineReference/LineID|OrderLineReference/BuyersLineID'),
    periodStart: at(period, 'StartDate'),
    periodEnd: at(period, 'EndDate'),
  });
  return { row, element: line, counts, basisUnit: basis?.attributes.unitCode ?? '' };
}
