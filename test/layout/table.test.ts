import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLineItems } from '../../src/pipeline/layout/table/line-items.ts';
import { viewOf } from '../../src/pipeline/layout/view.ts';
import { drawn } from './drawn.ts';
import { lines } from './drawn-lines.ts';

describe('columns', () => {
  it('are known by their heads in any order', () => {
    const page = `
Rechnung 4711
Betrag EUR   Einzelpreis   Menge   Bezeichnung
    120,00         40,00       3   Wandfarbe weiß
     17,50          3,50       5   Pinsel 4 cm
    137,50                         Zwischensumme
     26,13                         MwSt. 19 %
    163,63                         Gesamtbetrag
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Wandfarbe weiß | 3 | 40.00 | 120.00',
      'Pinsel 4 cm | 5 | 3.50 | 17.50',
    ]);
  });

  it('are told by arithmetic where no head is printed', () => {
    const page = `
ACME GmbH

Beratung Projekt A        3      100,00      300,00
Dokumentation             2       80,00      160,00

Summe                                        460,00
MwSt 19%                                      87,40
Gesamt                                       547,40
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Beratung Projekt A | 3 | 100.00 | 300.00',
      'Dokumentation | 2 | 80.00 | 160.00',
    ]);
  });

  it('are told by arithmetic where the heads are in an unknown language', () => {
    const page = `
Számla
Megnevezés            Mennyiség   Egységár      Összesen
Fehér falfesték              3       40.00        120.00
Ecset                        5        3.50         17.50
Fizetendő                                        137.50
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Fehér falfesték | 3 | 40.00 | 120.00',
      'Ecset | 5 | 3.50 | 17.50',
    ]);
  });

  it('can be an amount and nothing else', () => {
    const known = `
INVOICE
Description                                  Amount
Consulting services March 2025              1,500.00
Total                                      $1,500.00
`;
    const unknown = `
Számla
Fehér falfesték                               120.00
Ecset                                          17.50
Összesen                                      137.50
ÁFA                                            37.13
Fizetendő                                     174.63
`;
    expect(lines('description net', known)).toEqual(['Consulting services March 2025 | 1500.00']);
    expect(lines('description net', unknown)).toEqual(['Fehér falfesték | 120.00', 'Ecset | 17.50']);
  });

  it('tell amounts without tax, tax and amounts with tax apart', () => {
    const page = `
Invoice
Description          Net price   Qty   VAT %     Net      VAT    Gross
Paper A4                  5.00     4      20   20.00     4.00    24.00
Pens                      1.00    12      20   12.00     2.40    14.40
Total                                         32.00     6.40    38.40
`;
    expect(lines('quantity unitPrice taxRate net gross', page)).toEqual([
      '4 | 5.00 | 20 | 20.00 | 24.00',
      '12 | 1.00 | 20 | 12.00 | 14.40',
    ]);
  });

  it('hold prices per hundred and discounts in percent', () => {
    const page = `
Rechnung
Art.-Nr.   Bezeichnung              Menge  Preis   PE   Rabatt %    Netto
100200     Kabelbinder 200 mm        2000   4,50  100      10,0     81,00
100300     Reihenklemme                50   1,20    1       0,0     60,00
           Nettosumme                                              141,00
`;
    expect(lines('articleNumber description quantity unitPrice priceBasis net', page)).toEqual([
      '100200 | Kabelbinder 200 mm | 2000 | 4.50 | 100 | 81.00',
      '100300 | Reihenklemme | 50 | 1.20 | 1 | 60.00',
    ]);
  });

  it('may nearly touch', () => {
    const page = `
Invoice
Description                       Qty   Price    Amount
Very long description of the item   2   10.00     20.00
Another one that nearly touches it 12    1.50     18.00
Subtotal                                          38.00
`;
    expect(lines('description quantity', page)).toEqual([
      'Very long description of the item | 2',
      'Another one that nearly touches it | 12',
    ]);
  });
});

describe('rows', () => {
  it('go over page breaks, with heads and carried amounts printed again', () => {
    const first = `
Rechnung
Pos  Artikel                 Menge   Einzelpreis     Gesamt
1    Schraube M4                10          1,00      10,00
2    Mutter M4                  20          0,50      10,00
                             Übertrag                 20,00
`;
    const second = `
                             Übertrag                 20,00
Pos  Artikel                 Menge   Einzelpreis     Gesamt
3    Scheibe                     5          2,00      10,00
                             Summe netto              30,00
                             USt 19 %                  5,70
                             Summe brutto             35,70
`;
    expect(lines('position description net', first, second)).toEqual([
      '1 | Schraube M4 | 10.00',
      '2 | Mutter M4 | 10.00',
      '3 | Scheibe | 10.00',
    ]);
  });

  it('go over page breaks without heads', () => {
    const first = `
Invoice
Item                    Qty       Price      Total
Apple crate               3       10.00      30.00
`;
    const second = `
Acme Ltd                              Invoice 1


Plum crate                4       11.00      44.00
    organic, grade A
                        Net                  74.00
                        VAT 20%              14.80
                        Total                88.80
`;
    expect(lines('description net', first, second)).toEqual([
      'Apple crate | 30.00',
      'Plum crate organic, grade A | 44.00',
    ]);
  });

  it('leave out the sums of groups and their titles', () => {
    const page = `
Rechnung
Pos   Leistung                       Menge  EH     EP       GP
1.    Erdarbeiten
1.1   Aushub                          10,00 m³   25,00   250,00
1.2   Abtransport                     10,00 m³   15,00   150,00
      Summe 1. Erdarbeiten                               400,00
2.    Mauerarbeiten
2.1   Mauerwerk KS 17,5               20,00 m²   60,00 1.200,00
      Summe 2. Mauerarbeiten                           1.200,00
      Nettosumme                                       1.600,00
      zzgl. 19 % MwSt.                                   304,00
`;
    expect(lines('position description quantity unit net', page)).toEqual([
      '1.1 | Aushub | 10.00 | m³ | 250.00',
      '1.2 | Abtransport | 10.00 | m³ | 150.00',
      '2.1 | Mauerwerk KS 17,5 | 20.00 | m² | 1200.00',
    ]);
  });

  it('take codes from the lines below, and no discount for a line of its own', () => {
    const page = `
Invoice 77
Pos  Description                      Qty  Unit    Price   Amount
1    Hex bolt M8                       10  pcs      2.00    20.00
     Art. no. 4711-2
     EAN 4006381333931
     Discount 10 %                                          -2.00
2    Lock washer                      100  pcs      0.05     5.00
                                          Subtotal         23.00
                                          VAT 20 %          4.60
                                          Total            27.60
`;
    expect(lines('position description articleNumber gtin unit net', page)).toEqual([
      '1 | Hex bolt M8 | 4711-2 | 4006381333931 | pcs | 20.00',
      '2 | Lock washer | - | - | pcs | 5.00',
    ]);
  });

  it('may lack quantity and price where the sum says that they belong', () => {
    const page = `
Rechnung
Beschreibung                Menge    Preis     Betrag
Beratung                        3   100,00     300,00
Anfahrt pauschal                                45,00
Material                        2    10,00      20,00
Summe netto                                    365,00
MwSt. 19 %                                      69,35
`;
    expect(lines('description quantity net', page)).toEqual([
      'Beratung | 3 | 300.00',
      'Anfahrt pauschal | - | 45.00',
      'Material | 2 | 20.00',
    ]);
  });

  it('have numbers in the middle of their text', () => {
    const page = `
Facture
Désignation                       Qté     P.U. HT     Total HT

Joint torique                      12        0,75         9,00

Tuyau en caoutchouc
nitrile pour robinet                2       10,00        20,00
diamètre 12 mm

Total HT                                                 29,00
`;
    expect(lines('description net', page)).toEqual([
      'Joint torique | 9.00',
      'Tuyau en caoutchouc nitrile pour robinet diamètre 12 mm | 20.00',
    ]);
  });

  it('come from several tables', () => {
    const page = `
Rechnung
Beschreibung        Stunden   Satz     Betrag
Montage                   3  60,00     180,00
Planung                   2  80,00     160,00

Artikel             Menge   Einzelpreis    Gesamt
Rohr DN 50             10          5,00     50,00
Summe netto                                390,00
`;
    expect(lines('description quantity net', page)).toEqual([
      'Montage | 3 | 180.00',
      'Planung | 2 | 160.00',
      'Rohr DN 50 | 10 | 50.00',
    ]);
  });

  it('keep the signs that are printed', () => {
    const page = `
Credit note
Description           Qty      Price     Amount
Paper A4 returned      -4       5.00     -20.00
Pens returned          -2       1.00      -2.00
Total                                    -22.00
`;
    expect(lines('quantity unitPrice net', page)).toEqual(['-4 | 5.00 | -20.00', '-2 | 1.00 | -2.00']);
  });

  it('can be lists of names and values', () => {
    const page = `
Rechnung
Position: 1
Bezeichnung: Wartung Heizung
Menge: 2 Std.
Einzelpreis: 80,00 EUR
Gesamtpreis: 160,00 EUR

Position: 2
Bezeichnung: Filter
Menge: 3
Einzelpreis: 5,00 EUR
Gesamtpreis: 15,00 EUR

Nettobetrag: 175,00 EUR
`;
    expect(lines('position description quantity unit unitPrice net', page)).toEqual([
      '1 | Wartung Heizung | 2 | Std. | 80.00 | 160.00',
      '2 | Filter | 3 | - | 5.00 | 15.00',
    ]);
  });
});

describe('text', () => {
  it('stands above the numbers where the table shows it', () => {
    const page = `
Invoice
Description                                 Amount
Monthly subscription
Team plan, 12 seats                         240.00
Storage
500 GB, three regions                        60.00

Subtotal                                    300.00
`;
    expect(lines('description net', page)).toEqual([
      'Monthly subscription Team plan, 12 seats | 240.00',
      'Storage 500 GB, three regions | 60.00',
    ]);
  });

  it('is not what stands beside the table, nor a ruling of characters', () => {
    const beside = `
                     Description          Qty   Price   Amount
Invoice number       Snaffle bridle         5   88.50   442.50
BHT-2207
Invoice date         Girth                  8   22.00   176.00
11/05/2026
                     Total                              618.50
`;
    const ruled = `
Pos | Artikel          | Menge | Preis  | Gesamt
1   | Schraube         | 10    | 1,00   | 10,00
2   | Mutter           | 20    | 0,50   | 10,00
    | Summe            |       |        | 20,00
`;
    expect(lines('description net', beside)).toEqual(['Snaffle bridle | 442.50', 'Girth | 176.00']);
    expect(lines('description net', ruled)).toEqual(['Schraube | 10.00', 'Mutter | 10.00']);
  });

  it('names dates, units and taxes', () => {
    const page = `
Invoice
Date         Service           Hours      Rate   VAT      Amount
01/03/2025   Code review       2.5 h     90.00   20%      225.00
15/03/2025   Training            4 h     90.00   20%      360.00
Total                                                     585.00
`;
    expect(lines('periodStart description quantity unit taxRate net', page)).toEqual([
      '2025-03-01 | Code review | 2.5 | h | 20 | 225.00',
      '2025-03-15 | Training | 4 | h | 20 | 360.00',
    ]);
  });
});

describe('amounts', () => {
  it('with tax are no net amounts', () => {
    const page = `
Ticket facture
Article                 Qté   Prix TTC   Total TTC
Café en grains            2       6,00       12,00
Filtre papier             1       3,60        3,60
Total TTC                                    15,60
dont TVA 20 %                                 2,60
Total HT                                     13,00
`;
    expect(lines('net gross unitPrice', page)).toEqual(['- | 12.00 | -', '- | 3.60 | -']);
  });

  it('are net whatever the head says where tax is added to their sum', () => {
    const page = `
Facture
Désignation             Qté   Prix unitaire   Total TTC
Café en grains            2            6,00       12,00
Filtre papier             1            3,60        3,60
Sous-total                                        15,60
TVA 20 %                                           3,12
Net à payer                                       18,72
`;
    expect(lines('net gross', page)).toEqual(['12.00 | -', '3.60 | -']);
  });

  it('carry the place they are printed at', () => {
    const page = `
Invoice
Description      Qty   Price   Amount
Pens              12    1.00    12.00
`;
    const [row] = readLineItems(viewOf(drawn(page)));
    expect(row?.net).toMatchObject({ text: '12.00', page: 1, reader: 'words', path: null });
    expect(row?.net?.box).toEqual({ x: 40 + 32 * 5, y: 40 + 3 * 13, w: 25, h: 10 });
  });
});

describe('what is no table', () => {
  it('gives no lines', () => {
    const letter = `
Dear customer,
the quantity and the price of our products are as agreed in our contract of 2024.
We thank you for the order of 3 items at 10.00 each, in total 30.00.
`;
    const taxes = `
Steueraufschlüsselung
Art              Basisbetrag    Steuersatz    Steuerbetrag
Umsatzsteuer          376,00          19 %           71,44
Umsatzsteuer           72,90           7 %            5,10
`;
    const instalments = `
Rechnung
Rechnung Nr.    Datum         Kundennr.    Betrag
471102          01.02.2024    8812         119,00

Bezeichnung               Menge    Einzelpreis    Gesamt
Filter                        2          50,00    100,00
Netto                                             100,00
USt 19%                                            19,00
Gesamt                                            119,00

Datum           Bezeichnung       Betrag
01.03.2024      1. Rate            60,00
01.04.2024      2. Rate            59,00
`;
    expect(lines('description net', instalments)).toEqual(['Filter | 100.00']);
    expect(lines('net', letter)).toEqual([]);
    expect(lines('net', taxes)).toEqual([]);
    expect(lines('net', '')).toEqual([]);
  });
});

const HEADS = {
  en: { description: 'Description', quantity: 'Qty', unitPrice: 'Unit price', net: 'Net amount', sum: 'Subtotal' },
  de: {
    description: 'Bezeichnung',
    quantity: 'Menge',
    unitPrice: 'Einzelpreis',
    net: 'Nettobetrag',
    sum: 'Nettosumme',
  },
  fr: { description: 'Désignation', quantity: 'Qté', unitPrice: 'Prix unitaire', net: 'Montant HT', sum: 'Total HT' },
  none: null,
} as const;
const FIELDS = ['description', 'quantity', 'unitPrice', 'net'] as const;

const item = fc.record({
  description: fc.array(fc.constantFrom('Steel', 'rope', 'grey', 'cotton', 'A4', 'bolt', 'Wartung', 'câble'), {
    minLength: 1,
    maxLength: 4,
  }),
  quantity: fc.integer({ min: 2, max: 400 }),
  price: fc.integer({ min: 105, max: 99_999 }),
});

describe('any plain table', () => {
  it('is read whole: columns in any order, any number of rows, heads or none, over any number of pages', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 2, maxLength: 25 }),
        fc.constantFrom(...FIELDS.slice(1).map((_, i) => i)),
        fc.constantFrom('en' as const, 'de' as const, 'fr' as const, 'none' as const),
        fc.integer({ min: 3, max: 30 }),
        (items, shift, language, perPage) => {
          const numbers = FIELDS.slice(1);
          const order =
            language === 'none'
              ? FIELDS
              : ['description' as const, ...numbers.slice(shift), ...numbers.slice(0, shift)];
          const cents = (value: number) => (value / 100).toFixed(2);
          const rows = items.map(({ description, quantity, price }) => ({
            description: description.join(' '),
            quantity: String(quantity),
            unitPrice: cents(price),
            net: cents(quantity * price),
          }));
          const cell = (field: (typeof FIELDS)[number], text: string) =>
            field === 'description' ? text.padEnd(40) : text.padStart(16);
          const heads = HEADS[language];
          const head = heads === null ? 'Számla' : order.map((field) => cell(field, heads[field])).join('');
          const body = rows.map((row) => order.map((field) => cell(field, row[field])).join(''));
          const total = cents(items.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
          const sum = order
            .map((field) =>
              cell(field, field === 'net' ? total : field === 'description' ? (heads?.sum ?? 'Végösszeg') : ''),
            )
            .join('');
          const pages: string[] = [];
          for (let i = 0; i < body.length; i += perPage)
            pages.push(['', head, ...body.slice(i, i + perPage)].join('\n'));
          pages[pages.length - 1] += `\n${sum}`;
          expect(lines(FIELDS.join(' '), ...pages)).toEqual(
            rows.map((row) => FIELDS.map((field) => row[field]).join(' | ')),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a description', () => {
  it('is without the position that stands close to it and has no head of its own', () => {
    const page = `
Invoice 4711
Item Description          Qty     Unit price        Total
1 Ink cartridge             2          50.00       100.00
2 Copy paper A4             3          10.00        30.00
3 Contract                  1          20.00        20.00
Subtotal                                           150.00
`;
    expect(lines('position description quantity', page)).toEqual([
      '1 | Ink cartridge | 2',
      '2 | Copy paper A4 | 3',
      '3 | Contract | 1',
    ]);
  });

  it('is without the unit that is wrapped below its quantity', () => {
    const page = `
Invoice 4711
Description                   Qty     Unit price        Total
Ink cartridge DN 50             2          50.00       100.00
                              pcs
Copy paper A4                   3          10.00        30.00
                              pcs
Subtotal                                               130.00
`;
    expect(lines('description quantity unit', page)).toEqual([
      'Ink cartridge DN 50 | 2 | pcs',
      'Copy paper A4 | 3 | pcs',
    ]);
  });
});
