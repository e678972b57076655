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
import { attribute, big, decimalOf, isIbanShaped, joined, own, type Source } from './values.ts';
import { all, type Element, first, textAt } from './xml.ts';

/** Value of an element at a path, of the first alternative that is there. */
const at = (from: Element | undefined, path: string) => own(first(from, path));
const joinedAt = (from: Element | undefined, path: string, separator: string) => joined(all(from, path), separator);

/** A date, however deep the syntax wraps it. ZUGFeRD 1.0 writes some without a wrapper. */
const dateAt = (from: Element | undefined, path: string): Source | undefined => {
  const element = first(from, path);
  return own(first(element, 'DateTimeString|DateTime|DateString|Date') ?? element);
};

const PARTIES: readonly (readonly [PartyRole, 'agreement' | 'delivery' | 'settlement', string])[] = [
  ['seller', 'agreement', 'SellerTradeParty'],
  ['buyer', 'agreement', 'BuyerTradeParty'],
  ['taxRepresentative', 'agreement', 'SellerTaxRepresentativeTradeParty'],
  ['shipTo', 'delivery', 'ShipToTradeParty'],
  ['payee', 'settlement', 'PayeeTradeParty'],
];

/** Reads a Cross Industry Invoice: ZUGFeRD 1.0, Factur-X and ZUGFeRD 2 in every profile, XRechnung. */
export function readCii(root: Element): Invoice {
  const to = collector();
  const context = first(root, 'ExchangedDocumentContext|SpecifiedExchangedDocumentContext');
  const header = first(root, 'ExchangedDocument|HeaderExchangedDocument');
  const trade = first(root, 'SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction');
  const part = {
    agreement: first(trade, 'ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement'),
    delivery: first(trade, 'ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery'),
    settlement: first(trade, 'ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement'),
  };
  const { agreement, delivery, settlement } = part;
  const profile = textAt(context ?? root, 'GuidelineSpecifiedDocumentContextParameter/ID') || null;
  const family = familyOf('CII', root, profile);
  const notes = all(header, 'IncludedNote').filter((note) => textAt(note, 'Content') !== '');
  const terms = all(settlement, 'SpecifiedTradePaymentTerms');

  putHeader(to, {
    number: at(header, 'ID'),
    typeCode: at(header, 'TypeCode'),
    issueDate: dateAt(header, 'IssueDateTime'),
    deliveryDate: dateAt(delivery, 'ActualDeliverySupplyChainEvent/OccurrenceDateTime'),
    periodStart: dateAt(settlement, 'BillingSpecifiedPeriod/StartDateTime'),
    periodEnd: dateAt(settlement, 'BillingSpecifiedPeriod/EndDateTime'),
    currency: at(settlement, 'InvoiceCurrencyCode'),
    taxCurrency: at(settlement, 'TaxCurrencyCode'),
    purchaseOrder: at(agreement, 'BuyerOrderReferencedDocument/IssuerAssignedID|BuyerOrderReferencedDocument/ID'),
    salesOrder: at(agreement, 'SellerOrderReferencedDocument/IssuerAssignedID|SellerOrderReferencedDocument/ID'),
    contract: at(agreement, 'ContractReferencedDocument/IssuerAssignedID|ContractReferencedDocument/ID'),
    project: at(agreement, 'SpecifiedProcuringProject/ID'),
    customerNumber: at(agreement, 'BuyerTradeParty/ID|BuyerTradeParty/GlobalID'),
    buyerReference: at(agreement, 'BuyerReference'),
    paymentTerms: joined(all(settlement, 'SpecifiedTradePaymentTerms/Description'), '\n'),
    paymentReference: at(settlement, 'PaymentReference'),
    mandate: at(settlement, 'SpecifiedTradePaymentTerms/DirectDebitMandateID'),
    creditorId: at(settlement, 'CreditorReferenceID'),
    debitedAccount: at(settlement, 'SpecifiedTradeSettlementPaymentMeans/PayerPartyDebtorFinancialAccount/IBANID'),
    note: joined(all(header, 'IncludedNote/Content'), '\n'),
  });
  for (const term of terms) put(to, 'dueDate', dateAt(term, 'DueDateDateTime'));
  const despatch = 'DespatchAdviceReferencedDocument|DeliveryNoteReferencedDocument';
  for (const document of all(delivery, despatch)) put(to, 'deliveryNote', at(document, 'IssuerAssignedID|ID'));

  const parties: { [R in PartyRole]?: PartyFacts } = {};
  for (const [role, where, name] of PARTIES) {
    const party = first(part[where], name);
    if (party !== undefined) parties[role] = readParty(to, role, party);
  }
  readTotals(to, settlement);

  const means = all(settlement, 'SpecifiedTradeSettlementPaymentMeans');
  for (const one of means) put(to, 'paymentMeans', at(one, 'TypeCode'));
  const debit =
    textAt(settlement, 'SpecifiedTradePaymentTerms/DirectDebitMandateID') +
      textAt(settlement, 'CreditorReferenceID') !==
    '';

  const lineItems = all(trade, 'IncludedSupplyChainTradeLineItem');
  const allowanceTotal = textAt(settlement, 'SpecifiedTradeSettlementMonetarySummation/AllowanceTotalAmount');
  const allowanceCharges = [
    ...all(settlement, 'SpecifiedTradeAllowanceCharge').map((a) =>
      readAllowance(to, a, null, family === 'zugferd1' && allowanceTotal !== ''),
    ),
    ...all(settlement, 'SpecifiedLogisticsServiceCharge').map((c) => readServiceCharge(to, c)),
    ...lineItems.flatMap((line, i) =>
      all(
        line,
        'SpecifiedLineTradeSettlement/SpecifiedTradeAllowanceCharge|SpecifiedSupplyChainTradeSettlement/SpecifiedTradeAllowanceCharge',
      ).map((a) => readAllowance(to, a, { number: i + 1, element: line }, false)),
    ),
  ];

  return {
    syntax: 'CII',
    family,
    profile,
    process: textAt(context, 'BusinessProcessSpecifiedDocumentContextParameter/ID'),
    root,
    scalars: to.scalars,
    lines: lineItems.map((line) => readLine(to, line)),
    allowanceCharges,
    taxes: all(settlement, 'ApplicableTradeTax').map((tax) => readTax(to, tax)),
    accounts: means.flatMap((one) => readAccount(to, one)),
    precedingInvoices: all(settlement, 'InvoiceReferencedDocument').map((document) =>
      rowOf(to, 'precedingInvoices', {
        number: at(document, 'IssuerAssignedID|ID'),
        issueDate: dateAt(document, 'FormattedIssueDateTime|IssueDateTime'),
      }),
    ),
    parties,
    payments: means.map((one) => readPayment(one, debit)),
    notes: notes.length,
    unread: to.unread,
  };
}

function readParty(to: Collector, role: PartyRole, party: Element): PartyFacts {
  const address = first(party, 'PostalTradeAddress');
  const contact = first(party, 'DefinedTradeContact');
  const endpoint = first(party, 'URIUniversalCommunication/URIID');
  const street = at(address, 'LineOne|StreetName');
  const taxes = all(party, 'SpecifiedTaxRegistration/ID');
  const scheme = (wanted: RegExp) => own(taxes.find((id) => wanted.test(id.attributes.schemeID ?? '')));
  putParty(to, role, {
    name: at(party, 'Name'),
    tradingName: at(party, 'SpecifiedLegalOrganization/TradingBusinessName'),
    street: street ?? at(address, 'LineTwo|PostOfficeBox'),
    addressLine: street === undefined ? at(address, 'LineThree') : joinedAt(address, 'LineTwo|LineThree', ', '),
    postcode: at(address, 'PostcodeCode'),
    city: at(address, 'CityName'),
    region: at(address, 'CountrySubDivisionName'),
    country: at(address, 'CountryID'),
    vatId: scheme(/^VAT?$/i),
    taxId: scheme(/^FC$/i) ?? own(taxes.find((id) => !/^VAT?$/i.test(id.attributes.schemeID ?? ''))),
    registrationId: at(party, 'SpecifiedLegalOrganization/ID'),
    electronicAddress: own(endpoint),
    contact: joinedAt(contact, 'PersonName|DepartmentName', ', '),
    email: at(contact, 'EmailURIUniversalCommunication/URIID|EmailURIUniversalCommunication/CompleteNumber'),
    phone: at(contact, 'TelephoneUniversalCommunication/CompleteNumber'),
  });
  return {
    address,
    contact,
    endpoint,
    ids: all(party, 'ID|GlobalID|SpecifiedLegalOrganization/ID').map((id) => id.text),
  };
}

function readTotals(to: Collector, settlement: Element | undefined): void {
  const sums = first(
    settlement,
    'SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation',
  );
  const currency = textAt(settlement, 'InvoiceCurrencyCode');
  const taxCurrency = textAt(settlement, 'TaxCurrencyCode');
  const taxes = all(sums, 'TaxTotalAmount');
  const tax =
    taxes.find((t) => t.attributes.currencyID === currency) ??
    taxes.find((t) => t.attributes.currencyID !== taxCurrency) ??
    taxes[0];
  put(to, 'totals.lineTotal', at(sums, 'LineTotalAmount'));
  put(to, 'totals.allowanceTotal', at(sums, 'AllowanceTotalAmount'));
  put(to, 'totals.chargeTotal', at(sums, 'ChargeTotalAmount'));
  put(to, 'totals.net', at(sums, 'TaxBasisTotalAmount'));
  put(to, 'totals.tax', own(tax));
  put(to, 'totals.gross', at(sums, 'GrandTotalAmount'));
  put(to, 'totals.prepaid', at(sums, 'TotalPrepaidAmount'));
  put(to, 'totals.rounding', at(sums, 'RoundingAmount'));
  put(to, 'totals.due', at(sums, 'DuePayableAmount'));
  if (taxCurrency === '') return;
  put(to, 'totals.taxInTaxCurrency', own(taxes.find((t) => t !== tax && t.attributes.currencyID === taxCurrency)));
}

function readTax(to: Collector, tax: Element): Row<'taxes'> {
  return rowOf(to, 'taxes', {
    category: at(tax, 'CategoryCode'),
    rate: at(tax, 'RateApplicablePercent|ApplicablePercent'),
    basis: at(tax, 'BasisAmount'),
    amount: at(tax, 'CalculatedAmount'),
    reason: at(tax, 'ExemptionReason'),
    reasonCode: at(tax, 'ExemptionReasonCode'),
  });
}

function readAllowance(
  to: Collector,
  element: Element,
  line: { readonly number: number; readonly element: Element } | null,
  unsigned: boolean,
): AllowanceCharge {
  const charge = /^(?:true|1)$/i.test(textAt(element, 'ChargeIndicator/Indicator|ChargeIndicator'));
  const row = rowOf(to, 'allowances', {
    line: line === null ? undefined : { element: line.element, text: String(line.number), attribute: null },
    amount: at(element, 'ActualAmount'),
    basis: at(element, 'BasisAmount'),
    percent: at(element, 'CalculationPercent'),
    reason: at(element, 'Reason'),
    taxCategory: at(element, 'CategoryTradeTax/CategoryCode'),
    taxRate: at(element, 'CategoryTradeTax/RateApplicablePercent|CategoryTradeTax/ApplicablePercent'),
  });
  // ZUGFeRD 1.0 lets allowances be written with a minus sign, beside a total of them without.
  const amount = row.amount;
  const signed = unsigned && !charge && amount !== undefined && big(amount.value).lt(0);
  return {
    charge,
    line: line?.number ?? null,
    row: signed ? { ...row, amount: { ...amount, value: decimalOf(amount.value.slice(1)) ?? amount.value } } : row,
    reasonCode: textAt(element, 'ReasonCode'),
  };
}

/** Freight and the like: ZUGFeRD's EXTENDED profiles keep them apart from other charges. */
function readServiceCharge(to: Collector, element: Element): AllowanceCharge {
  const row = rowOf(to, 'charges', {
    amount: at(element, 'AppliedAmount'),
    reason: at(element, 'Description'),
    taxCategory: at(element, 'AppliedTradeTax/CategoryCode'),
    taxRate: at(element, 'AppliedTradeTax/RateApplicablePercent|AppliedTradeTax/ApplicablePercent'),
  });
  return { charge: true, line: null, row, reasonCode: '' };
}

function readAccount(to: Collector, means: Element): Row<'accounts'>[] {
  const account = first(means, 'PayeePartyCreditorFinancialAccount');
  if (account === undefined) return [];
  const iban = at(account, 'IBANID');
  const proprietary = at(account, 'ProprietaryID');
  const bank = first(means, 'PayeeSpecifiedCreditorFinancialInstitution');
  const row = rowOf(to, 'accounts', {
    iban: iban ?? (proprietary !== undefined && isIbanShaped(proprietary.text) ? proprietary : undefined),
    account: proprietary !== undefined && !isIbanShaped(proprietary.text) ? proprietary : undefined,
    bic: at(bank, 'BICID'),
    holder: at(account, 'AccountName'),
    bank: at(bank, 'Name'),
  });
  return Object.keys(row).length > 0 ? [row] : [];
}

function readPayment(means: Element, debit: boolean): Payment {
  const debited = textAt(means, 'PayerPartyDebtorFinancialAccount/IBANID');
  return {
    code: textAt(means, 'TypeCode'),
    account: first(means, 'PayeePartyCreditorFinancialAccount'),
    card: first(means, 'ApplicableTradeSettlementFinancialCard'),
    debit: debit || debited !== '',
    debited,
  };
}

/** GROUP and INFORMATION lines of the EXTENDED profiles: their amounts are those of other lines, or none. */
const ASIDE = /^(?:GROUP|INFORMATION)$/i;

function readLine(to: Collector, line: Element): Line {
  const document = first(line, 'AssociatedDocumentLineDocument');
  const product = first(line, 'SpecifiedTradeProduct');
  const agreement = first(line, 'SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement');
  const settlement = first(line, 'SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement');
  const quantity = first(
    line,
    'SpecifiedLineTradeDelivery/BilledQuantity|SpecifiedSupplyChainTradeDelivery/BilledQuantity',
  );
  const price = first(agreement, 'NetPriceProductTradePrice');
  const list = first(agreement, 'GrossPriceProductTradePrice');
  const basis = first(price, 'BasisQuantity') ?? first(list, 'BasisQuantity');
  const net = at(
    settlement,
    'SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount|SpecifiedTradeSettlementMonetarySummation/LineTotalAmount',
  );
  const global = first(product, 'GlobalID');
  const order = first(agreement, 'BuyerOrderReferencedDocument');
  const name = at(product, 'Name');
  const note = joinedAt(document, 'IncludedNote/Content', '\n');
  // ZUGFeRD 1.0 writes headings and remarks between the lines as lines of their own.
  const remark = product === undefined && quantity === undefined && net === undefined;
  const counts = !remark && !ASIDE.test(textAt(document, 'LineStatusReasonCode'));
  const row = rowOf(to, 'lines', {
    position: at(document, 'LineID'),
    description: name ?? at(product, 'Description'),
    details: name === undefined ? undefined : at(product, 'Description'),
    note,
    articleNumber: at(product, 'SellerAssignedID'),
    buyerArticleNumber: at(product, 'BuyerAssignedID'),
    gtin: isGtin(global) ? own(global) : undefined,
    quantity: own(quantity),
    unit: attribute(quantity, 'unitCode'),
    unitPrice: at(price, 'ChargeAmount'),
    priceBasis: own(basis),
    listPrice: at(list, 'ChargeAmount'),
    taxCategory: at(settlement, 'ApplicableTradeTax/CategoryCode'),
    taxRate: at(settlement, 'ApplicableTradeTax/RateApplicablePercent|ApplicableTradeTax/ApplicablePercent'),
    net: counts ? net : undefined,
    orderLine: at(order, 'LineID'),
    periodStart: dateAt(settlement, 'BillingSpecifiedPeriod/StartDateTime'),
    periodEnd: dateAt(settlement, 'BillingSpecifiedPeriod/EndDateTime'),
  });
  return { row, element: line, counts, basisUnit: basis?.attributes.unitCode ?? '' };
}

/** GTIN by its scheme (0160 in EN 16931, 0088 in older documents) and length. */
function isGtin(id: Element | undefined): boolean {
  if (id === undefined || !/^(?:\d{8}|\d{12,14})$/.test(id.text)) return false;
  return /^(?:0160|0088|GTIN|EAN|)$/i.test(id.attributes.schemeID ?? '');
}
