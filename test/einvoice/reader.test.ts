import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { einvoiceReader } from '../../src/pipeline/einvoice/reader.ts';
import { bare, CII, change, hybrid, read, rows, UBL, values, ZUGFERD1 } from './samples.ts';

describe('UBL', () => {
  it('reads header, parties and totals', async () => {
    const readings = await read(UBL);
    expect(readings.eInvoice).toMatchObject({ syntax: 'UBL', attachment: 'invoice.xml' });
    expect(values(readings)).toEqual({
      number: 'R-1001',
      typeCode: '380',
      issueDate: '2025-03-05',
      dueDate: '2025-04-04',
      deliveryDate: '2025-02-28',
      periodStart: '2025-02-01',
      periodEnd: '2025-02-28',
      currency: 'EUR',
      purchaseOrder: 'PO-7',
      salesOrder: 'SO-9',
      contract: 'V-5',
      project: 'P-2',
      deliveryNote: 'LS-3',
      customerNumber: 'K-12',
      buyerReference: '04011000-12345-34',
      paymentTerms: '30 Tage netto',
      paymentReference: 'R-1001',
      paymentMeans: '58',
      note: 'Vielen Dank',
      'seller.name': 'Alpha GmbH',
      'seller.tradingName': 'Alpha',
      'seller.street': 'Gasse 1',
      'seller.addressLine': 'Hof',
      'seller.postcode': '50667',
      'seller.city': 'Köln',
      'seller.region': 'NRW',
      'seller.country': 'DE',
      'seller.vatId': 'DE123456789',
      'seller.taxId': '123/456/78901',
      'seller.registrationId': 'HRB 1',
      'seller.electronicAddress': 'rechnung@alpha.example',
      'seller.contact': 'Ada',
      'seller.email': 'ada@alpha.example',
      'seller.phone': '0221 123',
      'buyer.name': 'Beta AG',
      'buyer.street': 'Ring 2',
      'buyer.postcode': '53111',
      'buyer.city': 'Bonn',
      'buyer.country': 'DE',
      'buyer.vatId': 'DE987654321',
      'buyer.electronicAddress': 'eingang@beta.example',
      'shipTo.street': 'Lager 3',
      'shipTo.postcode': '53721',
      'shipTo.city': 'Siegburg',
      'shipTo.country': 'DE',
      'totals.lineTotal': '245.70',
      'totals.allowanceTotal': '20.00',
      'totals.chargeTotal': '5.00',
      'totals.net': '230.70',
      'totals.tax': '37.75',
      'totals.gross': '268.45',
      'totals.prepaid': '68.00',
      'totals.rounding': '0.05',
      'totals.due': '200.50',
    });
  });

  it('reads everything that repeats', async () => {
    const readings = await read(UBL);
    expect(rows(readings, 'accounts')).toEqual([
      { iban: 'DE89370400440532013000', bic: 'COBADEFFXXX', holder: 'Alpha GmbH' },
      { iban: 'FR76 3000 6000 0112 3456 7890 189' },
    ]);
    expect(rows(readings, 'precedingInvoices')).toEqual([{ number: 'R-0900', issueDate: '2025-01-31' }]);
    expect(rows(readings, 'taxes')).toEqual([
      { category: 'S', rate: '19', basis: '180.00', amount: '34.20' },
      { category: 'S', rate: '7', basis: '50.70', amount: '3.55' },
    ]);
    expect(rows(readings, 'allowances')).toEqual([
      { amount: '20.00', basis: '200.00', percent: '10', reason: 'Rabatt', taxCategory: 'S', taxRate: '19' },
      { line: '2', amount: '4.30' },
    ]);
    expect(rows(readings, 'charges')).toEqual([{ amount: '5.00', reason: 'Fracht', taxCategory: 'S', taxRate: '7' }]);
    expect(rows(readings, 'lines')).toEqual([
      {
        position: '1',
        description: 'Schrauben & Muttern',
        details: 'verzinkt',
        note: 'Charge 7',
        articleNumber: 'A-1',
        buyerArticleNumber: 'B-1',
        gtin: '4012345678901',
        quantity: '200',
        unit: 'C62',
        unitPrice: '100.00',
        priceBasis: '100',
        listPrice: '110.00',
        taxCategory: 'S',
        taxRate: '19',
        net: '200.00',
        orderLine: '10',
        periodStart: '2025-02-01',
        periodEnd: '2025-02-15',
      },
      {
        position: '2',
        description: 'Äpfel',
        quantity: '10',
        unit: 'KGM',
        unitPrice: '5.00',
        taxCategory: 'S',
        taxRate: '7',
        net: '45.70',
      },
    ]);
  });

  it('says where each value stands', async () => {
    const { scalars, rows: groups } = await read(UBL);
    expect(scalars['seller.vatId']?.[0]).toEqual({
      value: 'DE123456789',
      text: 'DE123456789',
      reader: 'xml',
      page: null,
      box: null,
      path: '/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme[1]/cbc:CompanyID',
      score: 1,
    });
    expect(groups.lines?.[1]?.unit?.path).toBe('/Invoice/cac:InvoiceLine[2]/cbc:InvoicedQuantity/@unitCode');
  });

  it('reads the same whatever the prefixes are', async () => {
    const other = UBL.replace(/cac:/g, 'agg:')
      .replace('xmlns:cac', 'xmlns:agg')
      .replace(/cbc:/g, 'b:')
      .replace('xmlns:cbc', 'xmlns:b');
    const prefixed = change(other, ['<Invoice xmlns=', '<i:Invoice xmlns:i='], ['</Invoice>', '</i:Invoice>']);
    expect(values(await read(prefixed))).toEqual(values(await read(UBL)));
  });

  it('takes the type of a credit note from its root where it has no code', async () => {
    const note = change(
      UBL,
      [/Invoice(?=Line|dQuantity)/g, 'Credit'],
      [/<cbc:InvoiceTypeCode>.*?>/, ''],
      [/<(\/?)Invoice(?=[ >])/g, '<$1CreditNote'],
      ['xsd:Invoice-2', 'xsd:CreditNote-2'],
    );
    const credit = note.replace(/CreditLine/g, 'CreditNoteLine').replace(/CreditdQuantity/g, 'CreditedQuantity');
    const readings = await read(credit);
    expect(readings.scalars.typeCode).toMatchObject([{ value: '381', path: '/CreditNote', score: 0.8 }]);
    expect(rows(readings, 'lines').map((l) => l.quantity)).toEqual(['200', '10']);
    expect(readings.findings.map((f) => f.rule)).toEqual(['BR-04']);
  });

  it('does not count the parts of a line twice', async () => {
    const part =
      '<cac:SubInvoiceLine><cbc:ID>2.1</cbc:ID><cbc:InvoicedQuantity unitCode="KGM">10</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="EUR">45.70</cbc:LineExtensionAmount><cac:Item><cbc:Name>Boskop</cbc:Name></cac:Item></cac:SubInvoiceLine>';
    const readings = await read(change(UBL, [/(<\/cac:InvoiceLine>\n)(<\/Invoice>)/, `${part}$1$2`]));
    expect(rows(readings, 'lines').map((l) => [l.position, l.net])).toEqual([
      ['1', '200.00'],
      ['2', '45.70'],
      ['2.1', undefined],
    ]);
    expect(readings.findings).toEqual([]);
  });

  it('reads an invoice inside an envelope', async () => {
    const inner = UBL.replace(/^<\?xml.*\n/, '');
    const readings = await read(
      `<sh:StandardBusinessDocument xmlns:sh="urn:sh"><sh:StandardBusinessDocumentHeader/>${inner}</sh:StandardBusinessDocument>`,
    );
    expect(values(readings)).toEqual(values(await read(UBL)));
    expect(readings.scalars.number?.[0]?.path).toBe('/sh:StandardBusinessDocument/Invoice/cbc:ID');
  });

  it('reads Svefaktura, where a rounded total is what is to be paid', async () => {
    const readings =
      await read(`<Invoice xmlns="urn:sfti:documents:BasicInvoice:1:0" xmlns:cac="urn:sfti:CommonAggregateComponents:1:0" xmlns:cbc="urn:oasis:names:tc:ubl:CommonBasicComponents:1:0">
      <ID>15</ID><cbc:IssueDate>2003-09-11</cbc:IssueDate><InvoiceTypeCode>380</InvoiceTypeCode><InvoiceCurrencyCode>SEK</InvoiceCurrencyCode>
      <cac:BuyerParty><cac:Party><cac:PartyName><cbc:Name>Köpare</cbc:Name></cac:PartyName></cac:Party></cac:BuyerParty>
      <cac:SellerParty><cac:Party><cac:PartyName><cbc:Name>Säljare</cbc:Name></cac:PartyName></cac:Party></cac:SellerParty>
      <cac:PaymentMeans><cac:PaymentMeansTypeCode>1</cac:PaymentMeansTypeCode><cbc:DuePaymentDate>2003-10-11</cbc:DuePaymentDate><cac:PayeeFinancialAccount><cac:ID>3338929</cac:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
      <cac:TaxTotal><cbc:TotalTaxAmount amountCurrencyID="SEK">25.13</cbc:TotalTaxAmount></cac:TaxTotal>
      <cac:LegalTotal><cbc:LineExtensionTotalAmount amountCurrencyID="SEK">100.50</cbc:LineExtensionTotalAmount><cbc:TaxExclusiveTotalAmount amountCurrencyID="SEK">100.50</cbc:TaxExclusiveTotalAmount><cbc:TaxInclusiveTotalAmount amountCurrencyID="SEK">126.00</cbc:TaxInclusiveTotalAmount><cac:RoundOffAmount amountCurrencyID="SEK">0.37</cac:RoundOffAmount></cac:LegalTotal>
      <cac:InvoiceLine><cac:ID>1</cac:ID><cbc:InvoicedQuantity quantityUnitCode="liter">3</cbc:InvoicedQuantity><cbc:LineExtensionAmount>100.50</cbc:LineExtensionAmount><cac:Item><cbc:Description>Färg</cbc:Description><cac:BasePrice><cbc:PriceAmount>33.50</cbc:PriceAmount></cac:BasePrice></cac:Item></cac:InvoiceLine></Invoice>`);
    expect(values(readings)).toMatchObject({
      number: '15',
      dueDate: '2003-10-11',
      'seller.name': 'Säljare',
      'totals.tax': '25.13',
      'totals.rounding': '0.37',
      'totals.due': '126.00',
    });
    expect(readings.scalars['totals.gross']).toBeUndefined();
    expect(rows(readings, 'lines')).toEqual([
      { position: '1', description: 'Färg', quantity: '3', unit: 'LITER', unitPrice: '33.50', net: '100.50' },
    ]);
    expect(readings.findings).toEqual([]);
  });
});

describe('CII', () => {
  it('reads the profile EXTENDED', async () => {
    const readings = await read(CII);
    expect(readings.findings).toEqual([]);
    expect(values(readings)).toMatchObject({
      number: 'F-55',
      issueDate: '2025-06-30',
      dueDate: '2025-07-30',
      deliveryDate: '2025-06-15',
      deliveryNote: 'BL-8',
      purchaseOrder: 'C-4',
      customerNumber: '4012345000009',
      mandate: 'M-1',
      creditorId: 'FR00ZZZ123',
      debitedAccount: 'FR7630006000011234567890189',
      note: 'Erste\nZweite',
      'seller.tradingName': 'Gamma',
      'seller.street': '1 rue A',
      'seller.addressLine': 'Bât. B',
      'seller.vatId': 'FR11123456782',
      'seller.taxId': '998',
      'seller.registrationId': '123456782',
      'seller.contact': 'Gil, Compta',
      'seller.electronicAddress': '123456782',
      'payee.name': 'Factor SA',
      'totals.gross': '42.00',
    });
    expect(rows(readings, 'precedingInvoices')).toEqual([{ number: 'F-50', issueDate: '2025-05-31' }]);
    expect(rows(readings, 'charges')).toEqual([{ amount: '5.00', reason: 'Port', taxCategory: 'S', taxRate: '20.00' }]);
  });

  it('keeps groups and remarks without an amount', async () => {
    const lines = rows(await read(CII), 'lines');
    expect(lines.map((l) => [l.position, l.description, l.net])).toEqual([
      ['1', 'Set', undefined],
      ['1.1', 'Teil A', '20.00'],
      ['1.2', 'Teil B', '10.00'],
      ['2', 'Hinweis', undefined],
    ]);
    expect(lines[3]?.note).toBe('Lieferung frei Haus');
  });

  it('takes the total of tax in the currency of the invoice', async () => {
    const both = change(
      CII,
      [
        '<ram:TaxTotalAmount currencyID="EUR">7.00</ram:TaxTotalAmount>',
        '<ram:TaxTotalAmount currencyID="CHF">6.60</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">7.00</ram:TaxTotalAmount>',
      ],
      ['<ram:InvoiceCurrencyCode>', '<ram:TaxCurrencyCode>CHF</ram:TaxCurrencyCode><ram:InvoiceCurrencyCode>'],
    );
    const readings = await read(both);
    expect(values(readings)).toMatchObject({
      taxCurrency: 'CHF',
      'totals.tax': '7.00',
      'totals.taxInTaxCurrency': '6.60',
    });
    expect(readings.findings).toEqual([]);
  });

  it('reads ZUGFeRD 1.0', async () => {
    const readings = await read(ZUGFERD1);
    expect(readings.eInvoice?.profile).toBe('urn:ferd:CrossIndustryDocument:invoice:1p0:extended');
    expect(values(readings)).toMatchObject({
      number: 'Z-1',
      issueDate: '2014-03-02',
      purchaseOrder: 'B-3',
      deliveryNote: 'L-2',
      'seller.name': 'Epsilon KG',
      'totals.gross': '107.10',
    });
    expect(rows(readings, 'accounts')).toEqual([
      { iban: 'DE89370400440532013000', bic: 'COBADEFFXXX', bank: 'Eine Bank' },
    ]);
    expect(rows(readings, 'taxes')).toEqual([{ category: 'S', rate: '19.00', basis: '90.00', amount: '17.10' }]);
    expect(rows(readings, 'lines')).toEqual([
      { note: 'Ein Hinweis' },
      {
        position: '1',
        description: 'Arbeit',
        quantity: '4.0000',
        unit: 'HUR',
        unitPrice: '25.00',
        taxRate: '19.00',
        net: '100.00',
      },
    ]);
    expect(readings.rows.allowances?.[0]?.amount).toMatchObject({ value: '10.00', text: '-10.00' });
    // A week is no date; that is said and no fault of the sender.
    expect(readings.findings).toMatchObject([{ code: 'XML_VALUE', severity: 'info' }]);
  });
});

it('leaves out what is no value, and says so', async () => {
  const readings = await read(
    change(UBL, ['<cbc:DueDate>2025-04-04<', '<cbc:DueDate>4.4.2025<'], ['>68.00<', '>68,00<']),
  );
  expect(readings.scalars.dueDate).toBeUndefined();
  expect(readings.scalars['totals.prepaid']).toBeUndefined();
  expect(readings.findings.filter((f) => f.code === 'XML_VALUE').map((f) => f.fields)).toEqual([
    ['dueDate'],
    ['totals.prepaid'],
  ]);
});

describe('which attachment is the invoice', () => {
  const order = CII.replace(/CrossIndustryInvoice/g, 'SCRDMCCBDACIOMessageStructure');
  const other = change(CII, ['F-55', 'OTHER']);
  const pick = async (...args: Parameters<typeof hybrid>) =>
    (await einvoiceReader.read(hybrid(...args)))?.eInvoice?.attachment;

  it.each(['factur-x.xml', 'ZUGFeRD-invoice.xml', 'zugferd-invoice.xml', 'xrechnung.xml', 'data.bin'])(
    '%s',
    async (name) => {
      expect(
        await pick({ 'picture.png': '\u0089PNG', 'notes.xml': '<notes/>', 'broken.xml': '<a>', [name]: CII }),
      ).toBe(name);
    },
  );

  it('prefers the prescribed name, and over it the name in the metadata', async () => {
    const files = { 'a.xml': other, 'factur-x.xml': CII };
    expect(await pick(files)).toBe('factur-x.xml');
    expect(await pick(files, '<rdf:Description fx:DocumentFileName="a.xml"/>')).toBe('a.xml');
    expect(await pick(files, '<fx:DocumentFileName>a.xml</fx:DocumentFileName>')).toBe('a.xml');
  });

  it('takes no order for an invoice', async () => {
    expect(await pick({ 'order-x.xml': order, 'invoice.xml': CII })).toBe('invoice.xml');
    expect(await einvoiceReader.read(hybrid({ 'order-x.xml': order }))).toBeNull();
  });

  it('has nothing to read in a PDF without one', async () => {
    expect(await einvoiceReader.read(hybrid({}))).toBeNull();
    expect(await einvoiceReader.read(hybrid({ 'terms.xml': '<terms/>' }))).toBeNull();
  });

  it('says that the invoice is damaged, and reads another', async () => {
    const lost = await einvoiceReader.read(hybrid({ 'factur-x.xml': CII.slice(0, 900) }));
    expect(lost?.eInvoice).toBeUndefined();
    expect(lost?.findings).toMatchObject([{ code: 'XML_DAMAGED', severity: 'warning' }]);
    const found = await einvoiceReader.read(hybrid({ 'factur-x.xml': CII.slice(0, 900), 'xrechnung.xml': CII }));
    expect(found?.eInvoice?.attachment).toBe('xrechnung.xml');
    expect(found?.findings).toMatchObject([{ code: 'XML_DAMAGED' }]);
  });
});

describe('a bare XML that is no invoice', () => {
  it.each([
    ['another document', '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'],
    ['another format with a root of that name', '<Invoice xmlns="http://www.ebinterface.at/schema/6p1/"/>'],
  ])('%s', async (_, xml) => {
    await expect(einvoiceReader.read(bare(xml))).rejects.toMatchObject({ code: 'XML_UNSUPPORTED' });
  });
});

it.each(['de-xrechnung-ubl.xml', 'fr-credit-note-cii.xml'])('finds nothing wrong with %s', async (file) => {
  const readings = await read(readFileSync(join(import.meta.dirname, '../../fixtures/invoices', file)));
  expect(readings.findings).toEqual([]);
  expect(readings.scalars['totals.due']).toHaveLength(1);
});
