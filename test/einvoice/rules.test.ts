import { describe, expect, it } from 'vitest';
import { CII, change, read, UBL } from './samples.ts';

type Change = readonly [string | RegExp, string];
const broken = async (xml: string, ...changes: readonly Change[]) => (await read(change(xml, ...changes))).findings;

/** Removes the first element of a name. */
const without = (name: string): Change => [new RegExp(`<${name}[ >][\\s\\S]*?</${name}>`), ''];

it('has nothing to say about a correct invoice', async () => {
  expect((await read(UBL)).findings).toEqual([]);
  expect((await read(CII)).findings).toEqual([]);
});

describe('EN 16931, one fault at a time', () => {
  const seller = (inner: string) => new RegExp(`(AccountingSupplierParty>[\\s\\S]*?)${inner}`);
  const buyer = (inner: string) => new RegExp(`(AccountingCustomerParty>[\\s\\S]*?)${inner}`);
  const faults: readonly (readonly [string, ...Change[]])[] = [
    ['BR-02', without('cbc:ID')],
    ['BR-03', without('cbc:IssueDate')],
    ['BR-04', without('cbc:InvoiceTypeCode')],
    ['BR-05', without('cbc:DocumentCurrencyCode')],
    ['BR-06', ['<cbc:Name>Alpha</cbc:Name>', ''], ['<cbc:RegistrationName>Alpha GmbH</cbc:RegistrationName>', '']],
    ['BR-07', ['<cbc:RegistrationName>Beta AG</cbc:RegistrationName>', '']],
    ['BR-08', without('cac:PostalAddress')],
    ['BR-09', [seller('<cac:Country>.*?</cac:Country>'), '$1']],
    ['BR-10', [buyer('<cac:PostalAddress>[\\s\\S]*?</cac:PostalAddress>'), '$1']],
    ['BR-11', [buyer('<cac:Country>.*?</cac:Country>'), '$1']],
    ['BR-12', without('cbc:LineExtensionAmount')],
    ['BR-13', without('cbc:TaxExclusiveAmount')],
    ['BR-14', without('cbc:TaxInclusiveAmount')],
    ['BR-15', without('cbc:PayableAmount')],
    ['BR-16', [/<cac:InvoiceLine>[\s\S]*<\/cac:InvoiceLine>/, '']],
    ['BR-21', ['<cac:InvoiceLine><cbc:ID>1</cbc:ID>', '<cac:InvoiceLine>']],
    ['BR-22', without('cbc:InvoicedQuantity')],
    ['BR-23', [' unitCode="KGM"', '']],
    ['BR-24', ['<cbc:LineExtensionAmount currencyID="EUR">45.70</cbc:LineExtensionAmount>', '']],
    ['BR-25', ['<cbc:Name>Äpfel</cbc:Name>', '']],
    ['BR-26', ['<cbc:PriceAmount currencyID="EUR">5.00</cbc:PriceAmount>', '']],
    ['BR-27', ['>5.00</cbc:PriceAmount>', '>-5.00</cbc:PriceAmount>']],
    ['BR-28', ['>110.00<', '>-110.00<']],
    ['BR-29', ['<cbc:EndDate>2025-02-28', '<cbc:EndDate>2025-01-28']],
    ['BR-30', ['<cbc:EndDate>2025-02-15', '<cbc:EndDate>2025-01-15']],
    ['BR-31', ['<cbc:Amount currencyID="EUR">20.00</cbc:Amount>', '']],
    ['BR-32', [/(BaseAmount>\s*)<cac:TaxCategory>.*?<\/cac:TaxCategory>/, '$1']],
    ['BR-33', ['<cbc:AllowanceChargeReason>Rabatt</cbc:AllowanceChargeReason>', '']],
    ['BR-38', ['<cbc:AllowanceChargeReason>Fracht</cbc:AllowanceChargeReason>', '']],
    ['BR-42', without('cbc:AllowanceChargeReasonCode')],
    ['BR-45', without('cbc:TaxableAmount')],
    ['BR-48', [/(<cac:TaxSubtotal>[\s\S]*?)<cbc:Percent>19<\/cbc:Percent>/, '$1']],
    ['BR-49', without('cbc:PaymentMeansCode')],
    ['BR-50', ['<cbc:ID>DE89370400440532013000</cbc:ID>', '']],
    ['BR-53', ['<cbc:BuyerReference>', '<cbc:TaxCurrencyCode>CHF</cbc:TaxCurrencyCode><cbc:BuyerReference>']],
    ['BR-55', ['<cbc:ID>R-0900</cbc:ID>', '']],
    ['BR-57', [/(DeliveryLocation>[\s\S]*?)<cac:Country>.*?<\/cac:Country>/, '$1']],
    ['BR-61', [/<cac:PayeeFinancialAccount>[\s\S]*?<\/cac:PayeeFinancialAccount>/g, '']],
    ['BR-62', ['<cbc:EndpointID schemeID="EM">rechnung', '<cbc:EndpointID>rechnung']],
    ['BR-CO-04', [/(Äpfel<\/cbc:Name>\s*)<cac:ClassifiedTaxCategory>[\s\S]*?<\/cac:ClassifiedTaxCategory>/, '$1']],
    ['BR-CO-09', ['>DE123456789<', '>123456789<']],
    ['BR-CO-10', ['>245.70<', '>245.71<']],
    [
      'BR-CO-11',
      ['<cbc:AllowanceTotalAmount currencyID="EUR">20.00', '<cbc:AllowanceTotalAmount currencyID="EUR">20.01'],
    ],
    ['BR-CO-12', ['<cbc:ChargeTotalAmount currencyID="EUR">5.00', '<cbc:ChargeTotalAmount currencyID="EUR">5.01']],
    ['BR-CO-13', ['>230.70<', '>230.71<']],
    ['BR-CO-14', ['>37.75<', '>37.76<']],
    ['BR-CO-15', ['>268.45<', '>268.46<']],
    ['BR-CO-16', ['>200.50<', '>200.51<']],
    ['BR-CO-17', ['>34.20<', '>36.20<']],
    ['BR-CO-18', without('cac:TaxTotal')],
    ['BR-CO-25', without('cbc:DueDate'), without('cac:PaymentTerms')],
    ['BR-S-01', [/<cac:TaxSubtotal>[\s\S]*<\/cac:TaxSubtotal>/, '']],
    [
      'BR-S-02',
      [
        seller(
          '<cac:PartyTaxScheme>[\\s\\S]*</cac:PartyTaxScheme>\\s*(?=<cac:PartyLegalEntity><cbc:RegistrationName>Alpha)',
        ),
        '$1',
      ],
    ],
    ['BR-S-05', [/(Äpfel[\s\S]*?<cbc:Percent>)7/, '$10']],
    ['BR-S-08', ['>180.00<', '>190.00<']],
    [
      'BR-S-10',
      [
        /(<cac:TaxSubtotal>[\s\S]*?<cbc:Percent>19<\/cbc:Percent>)/,
        '$1<cbc:TaxExemptionReason>x</cbc:TaxExemptionReason>',
      ],
    ],
    ['BR-CL-18', [/(<cac:TaxSubtotal>[\s\S]*?<cbc:ID>)S/, '$1Q']],
  ];
  it.each(faults.map(([rule, ...changes]) => ({ rule, changes })))('$rule', async ({ rule, changes }) => {
    const findings = await broken(UBL, ...changes);
    expect(findings.map((f) => f.rule)).toContain(rule);
    for (const f of findings) expect(f.code, f.message).toMatch(/^(?:EN16931|NATIONAL)_RULE$/);
  });
});

describe('categories without tax', () => {
  /** The second line, its charge and its tax row moved to a category. */
  const inCategory = (code: string, ...more: readonly Change[]) => [
    [
      /<cbc:ID>S<\/cbc:ID><cbc:Percent>7<\/cbc:Percent>/g,
      `<cbc:ID>${code}</cbc:ID><cbc:Percent>0</cbc:Percent>`,
    ] as const,
    ['>3.55<', '>0.00<'] as const,
    ['>37.75<', '>34.20<'] as const,
    ['>268.45<', '>264.90<'] as const,
    ['>200.50<', '>196.95<'] as const,
    ...more,
  ];
  const reason = (code: string): Change => [
    new RegExp(`(50\\.70[\\s\\S]*?<cbc:ID>${code}</cbc:ID><cbc:Percent>0</cbc:Percent>)`),
    '$1<cbc:TaxExemptionReason>because</cbc:TaxExemptionReason>',
  ];

  it.each(['E', 'AE', 'K', 'G'])('%s with a reason is right', async (code) => {
    expect(await broken(UBL, ...inCategory(code, reason(code)))).toEqual([]);
  });

  it.each([
    ['E', 'BR-E'],
    ['AE', 'BR-AE'],
    ['K', 'BR-IC'],
    ['G', 'BR-G'],
  ])('%s needs a reason, no tax and its own basis', async (code, rule) => {
    const rules = async (...more: readonly Change[]) =>
      (await broken(UBL, ...inCategory(code, ...more))).map((f) => f.rule);
    expect(await rules()).toEqual([`${rule}-10`]);
    expect(await rules(reason(code), ['>50.70<', '>50.80<'])).toEqual([`${rule}-08`]);
    expect(await rules(reason(code), ['>0.00</cbc:TaxAmount>', '>0.50</cbc:TaxAmount>'])).toContain(`${rule}-09`);
  });

  it('zero rate needs no reason', async () => {
    expect(await broken(UBL, ...inCategory('Z'))).toEqual([]);
    expect((await broken(UBL, ...inCategory('Z', reason('Z')))).map((f) => f.rule)).toEqual(['BR-Z-10']);
  });

  it('reverse charge needs the VAT identifier of the buyer', async () => {
    const findings = await broken(
      UBL,
      ...inCategory('AE', reason('AE'), ['<cbc:CompanyID>DE987654321</cbc:CompanyID>', '']),
    );
    expect(new Set(findings.map((f) => f.rule))).toEqual(new Set(['BR-AE-02', 'BR-AE-04']));
  });
});

describe('XRechnung', () => {
  const faults: readonly (readonly [string, ...Change[]])[] = [
    ['BR-DE-1', [/<cac:PaymentMeans>[\s\S]*<\/cac:PaymentMeans>/, '']],
    ['BR-DE-2', without('cac:Contact')],
    ['BR-DE-3', ['<cbc:CityName>Köln</cbc:CityName>', '']],
    ['BR-DE-4', ['<cbc:PostalZone>50667</cbc:PostalZone>', '']],
    ['BR-DE-5', ['<cbc:Name>Ada</cbc:Name>', '']],
    ['BR-DE-6', without('cbc:Telephone')],
    ['BR-DE-7', without('cbc:ElectronicMail')],
    ['BR-DE-8', ['<cbc:CityName>Bonn</cbc:CityName>', '']],
    ['BR-DE-9', ['<cbc:PostalZone>53111</cbc:PostalZone>', '']],
    ['BR-DE-10', ['<cbc:CityName>Siegburg</cbc:CityName>', '']],
    ['BR-DE-11', ['<cbc:PostalZone>53721</cbc:PostalZone>', '']],
    ['BR-DE-15', without('cbc:BuyerReference')],
    ['BR-DE-17', ['>380<', '>393<']],
    ['BR-DE-18', ['30 Tage netto', '#SKONTO#TAGE=14#PROZENT=2#']],
    ['BR-DE-19', ['DE89370400440532013000', 'DE88370400440532013000']],
    ['BR-DE-23-a', [/<cac:PayeeFinancialAccount><cbc:ID>FR76[\s\S]*?<\/cac:PayeeFinancialAccount>/, '']],
    ['BR-DE-23-b', ['<cac:PayeeFinancialAccount>', '<cac:CardAccount/><cac:PayeeFinancialAccount>']],
    ['BR-DE-24-a', ['>58<', '>48<']],
    ['BR-DE-24-b', ['>58<', '>48<']],
    ['BR-DE-25-a', ['>58<', '>59<']],
    ['BR-DE-25-b', ['>58<', '>59<']],
    ['BR-DE-26', ['>380<', '>384<'], without('cac:BillingReference')],
    ['BR-DE-27', ['0221 123', 'ask']],
    ['BR-DE-28', ['ada@alpha.example', 'ada at alpha']],
  ];
  it.each(faults.map(([rule, ...changes]) => ({ rule, changes })))('$rule', async ({ rule, changes }) => {
    expect((await broken(UBL, ...changes)).map((f) => f.rule)).toContain(rule);
  });

  it('takes a line of terms that a program can read', async () => {
    expect(await broken(UBL, ['30 Tage netto', '#SKONTO#TAGE=14#PROZENT=2.00#\n'])).toEqual([]);
  });

  it('asks nothing of an invoice that does not claim it', async () => {
    const plain: Change = ['#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0', ''];
    expect(await broken(UBL, plain, without('cac:Contact'), without('cbc:BuyerReference'))).not.toContainEqual(
      expect.objectContaining({ severity: 'error' }),
    );
  });
});

describe('Peppol', () => {
  const peppol: Change = [
    'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
    'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0',
  ];
  const faults: readonly (readonly [string, ...Change[]])[] = [
    ['R001', without('cbc:ProfileID')],
    ['R003', without('cbc:BuyerReference'), without('cac:OrderReference')],
    ['R007', ['billing:01:1.0', 'billing']],
    ['R010', ['<cbc:EndpointID schemeID="EM">eingang@beta.example</cbc:EndpointID>', '']],
    ['R020', ['<cbc:EndpointID schemeID="EM">rechnung@alpha.example</cbc:EndpointID>', '']],
    ['R040', ['<cbc:MultiplierFactorNumeric>10<', '<cbc:MultiplierFactorNumeric>11<']],
    ['R041', ['<cbc:BaseAmount currencyID="EUR">200.00</cbc:BaseAmount>', '']],
    ['R042', without('cbc:MultiplierFactorNumeric')],
    [
      'R110',
      [
        '<cac:InvoicePeriod><cbc:StartDate>2025-02-01</cbc:StartDate><cbc:EndDate>2025-02-15',
        '<cac:InvoicePeriod><cbc:StartDate>2025-01-01</cbc:StartDate><cbc:EndDate>2025-02-15',
      ],
    ],
    ['R120', ['>100.00</cbc:PriceAmount>', '>101.00</cbc:PriceAmount>']],
    ['R121', ['<cbc:BaseQuantity unitCode="C62">100<', '<cbc:BaseQuantity unitCode="C62">0<']],
    ['R130', ['<cbc:BaseQuantity unitCode="C62">', '<cbc:BaseQuantity unitCode="KGM">']],
  ];
  it('has nothing to say about a correct invoice', async () => {
    expect(await broken(UBL, peppol)).toEqual([]);
  });
  it.each(faults.map(([rule, ...changes]) => ({ rule, changes })))(
    'PEPPOL-EN16931-$rule',
    async ({ rule, changes }) => {
      const findings = await broken(UBL, peppol, ...changes);
      expect(findings).toContainEqual(expect.objectContaining({ rule: `PEPPOL-EN16931-${rule}`, severity: 'error' }));
    },
  );
  it('tells an XRechnung in its process, and no more', async () => {
    const findings = await broken(UBL, [
      '<cbc:Note>Vielen Dank</cbc:Note>',
      '<cbc:Note>Vielen Dank</cbc:Note><cbc:Note>Gruß</cbc:Note>',
    ]);
    expect(findings).toMatchObject([{ rule: 'PEPPOL-EN16931-R002', severity: 'info' }]);
  });
});

it('asks of MINIMUM and BASIC WL only what they hold', async () => {
  const lines: Change = [/<ram:IncludedSupplyChainTradeLineItem>[\s\S]*<\/ram:IncludedSupplyChainTradeLineItem>/, ''];
  expect(await broken(CII, [/urn:cen\.eu.*?extended/, 'urn:factur-x.eu:1p0:basicwl'], lines)).toEqual([]);
  const minimum = [
    [/urn:cen\.eu.*?extended/, 'urn:factur-x.eu:1p0:minimum'],
    lines,
    [/(BuyerTradeParty>[\s\S]*?)<ram:PostalTradeAddress>[\s\S]*?<\/ram:PostalTradeAddress>/, '$1'],
    without('ram:ApplicableTradeTax'),
    [
      '<ram:LineTotalAmount>30.00</ram:LineTotalAmount><ram:ChargeTotalAmount>5.00</ram:ChargeTotalAmount><ram:AllowanceTotalAmount>0.00</ram:AllowanceTotalAmount>',
      '',
    ],
  ] as const;
  expect(await broken(CII, ...minimum)).toEqual([]);
  expect((await broken(CII, ...minimum, without('ram:GrandTotalAmount'))).map((f) => f.rule)).toEqual(['BR-14']);
});

it('only warns an invoice that claims no profile', async () => {
  const findings = await broken(
    UBL,
    without('cbc:CustomizationID'),
    without('cbc:ProfileID'),
    without('cbc:InvoiceTypeCode'),
  );
  expect(findings.map((f) => [f.rule, f.severity])).toEqual([
    ['BR-01', 'warning'],
    ['BR-04', 'warning'],
  ]);
});

it('allows the energy extension of the Netherlands once', async () => {
  const extension =
    '<ext:UBLExtension><ext:ExtensionContent><s:SEEFExtensionWrapper xmlns:s="urn:www.energie-efactuur.nl:profile:invoice:ver2.0"/></ext:ExtensionContent></ext:UBLExtension>';
  const withExtensions = (n: number): Change => [
    '<cbc:CustomizationID>',
    `<ext:UBLExtensions xmlns:ext="urn:ext">${extension.repeat(n)}</ext:UBLExtensions><cbc:CustomizationID>`,
  ];
  expect(await broken(UBL, withExtensions(1))).toEqual([]);
  expect((await broken(UBL, withExtensions(2))).map((f) => f.rule)).toEqual(['two-extensions']);
});

it('reports one fault of a thousand lines a few times', async () => {
  const line = /<cac:InvoiceLine><cbc:ID>2<\/cbc:ID>[\s\S]*?<\/cac:InvoiceLine>/.exec(UBL)?.[0] ?? '';
  const many = line.replace(' unitCode="KGM"', '').repeat(1000);
  const findings = await broken(UBL, [line, many]);
  expect(findings.filter((f) => f.rule === 'BR-23')).toHaveLength(5);
});
