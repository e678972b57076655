import { describe, expect, it } from 'vitest';
import type { OpenedDocument } from '../../src/core/page.ts';
import { readLineItems } from '../../src/pipeline/layout/table/line-items.ts';
import { viewOf } from '../../src/pipeline/layout/view.ts';
import { drawn } from './drawn.ts';
import { lines } from './drawn-lines.ts';

describe('heads', () => {
  it('go on in a second line', () => {
    const page = `
Faktura
Art.     Benennung                     Menge  Einheit  Preis je   MwSt.   Betrag
Nr.                                                    Einheit      %     netto
A100     Schrauben M4                     10  Stk          2,00     19     20,00
A200     Muttern M4                       20  Stk          0,50     19     10,00
Nettosumme                                                                 30,00
MwSt 19%                                                                    5,70
Gesamtbetrag                                                               35,70
`;
    expect(lines('articleNumber description quantity unit unitPrice taxRate net', page)).toEqual([
      'A100 | Schrauben M4 | 10 | Stk | 2.00 | 19 | 20.00',
      'A200 | Muttern M4 | 20 | Stk | 0.50 | 19 | 10.00',
    ]);
  });

  it('name what has its unit with it', () => {
    const page = `
Faktura
Nazwa                          Ilość     Cena netto   Wartość netto
Śruba M4                      10 szt.          2,00           20,00
Nakrętka                       5 kg            4,00           20,00
Razem                                                         40,00
`;
    expect(lines('description quantity unit unitPrice net', page)).toEqual([
      'Śruba M4 | 10 | szt. | 2.00 | 20.00',
      'Nakrętka | 5 | kg | 4.00 | 20.00',
    ]);
  });

  it('leave amounts with tax to be told by their tax', () => {
    const page = `
Tax Invoice
Sl  Description          HSN     Qty   Rate   Taxable   CGST         SGST          Total
                                              Value     Rate   Amt   Rate    Amt
1   Steel rod            7214     10  100.00  1,000.00   9%  90.00    9%   90.00  1,180.00
2   Cement               2523      5  300.00  1,500.00  14% 210.00   14%  210.00  1,920.00
    Total                                     2,500.00      300.00        300.00  3,100.00
`;
    expect(lines('description quantity unitPrice net gross', page)).toEqual([
      'Steel rod | 10 | 100.00 | 1000.00 | 1180.00',
      'Cement | 5 | 300.00 | 1500.00 | 1920.00',
    ]);
  });

  it('name a code and a text alike', () => {
    const page = `
Invoice
Item    Description     Ordered  Shipped  Backorder   Price    Amount
A1      Bolt                 12       10          2    2.00     20.00
A2      Nut                  20       20          0    0.50     10.00
Subtotal                                                        30.00
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Bolt | 10 | 2.00 | 20.00',
      'Nut | 20 | 0.50 | 10.00',
    ]);
  });
});

describe('rows', () => {
  it('take in the parts of a bundle', () => {
    const page = `
Invoice
Description                        Qty       Price      Amount
Workstation bundle                   2      900.00    1,800.00
  - Laptop 14 inch                   2
  - Docking station                  2
  - Mouse                            4
Setup service                        1      150.00      150.00
Subtotal                                              1,950.00
VAT 20%                                                 390.00
Total                                                 2,340.00
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Workstation bundle - Laptop 14 inch - Docking station - Mouse | 2 | 900.00 | 1800.00',
      'Setup service | 1 | 150.00 | 150.00',
    ]);
  });

  it('leave out the sum above the parts of a bundle', () => {
    const page = `
Invoice
Description                        Qty       Price      Amount
Starter package                                       1,250.00
  Laptop                             1    1,000.00    1,000.00
  Bag                                1      250.00      250.00
Setup service                        1      150.00      150.00
Subtotal                                              1,400.00
VAT 20%                                                 280.00
Total                                                 1,680.00
`;
    expect(lines('description quantity net', page)).toEqual([
      'Laptop | 1 | 1000.00',
      'Bag | 1 | 250.00',
      'Setup service | 1 | 150.00',
    ]);
  });

  it('leave out sums of groups without a word', () => {
    const page = `
Facture
Désignation                        Qté        P.U.       Total
Lot 1 Maçonnerie
Mur en parpaings                    10       40,00      400,00
Enduit                              10       15,00      150,00
                                                        550,00
Lot 2 Peinture
Peinture blanche                     5       20,00      100,00
Lessivage                            5       10,00       50,00
                                                        150,00
Total HT                                                700,00
TVA 20%                                                 140,00
Total TTC                                               840,00
`;
    expect(lines('description net', page)).toEqual([
      'Mur en parpaings | 400.00',
      'Enduit | 150.00',
      'Peinture blanche | 100.00',
      'Lessivage | 50.00',
    ]);
  });

  it('are read with discounts in percent', () => {
    const page = `
Fattura
Descrizione                    Q.tà    Prezzo    Sconto     Importe
Vite M4                         100      1,00      10 %       90,00
Dado M4                         200      0,50       5 %       95,00
Rondella                         10      2,00                 20,00
Imponibile                                                   205,00
IVA 22%                                                       45,10
Totale                                                       250,10
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Vite M4 | 100 | 1.00 | 90.00',
      'Dado M4 | 200 | 0.50 | 95.00',
      'Rondella | 10 | 2.00 | 20.00',
    ]);
  });

  it('are read with discounts as amounts', () => {
    const page = `
Invoice
Description                     Qty     Price  Discount      Amount
Blue pen                        100      1.00    -10.00       90.00
Red pen                          20      2.50     -5.00       45.00
Subtotal                                                     135.00
VAT 20%                                                       27.00
Total                                                        162.00
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Blue pen | 100 | 1.00 | 90.00',
      'Red pen | 20 | 2.50 | 45.00',
    ]);
  });

  it('of several tables are with tax or without together', () => {
    const page = `
Invoice
Labour
Date         Description               Hours     Rate     Amount
01.02.2025   Fitting the boiler         3.00    60.00     180.00
02.02.2025   Testing                    2.00    60.00     120.00
                                        Total labour      300.00
Material
Part no      Description                 Qty    Price     Amount
B-77         Boiler                        1   900.00     900.00
P-12         Pipe                         10     5.00      50.00
                                        Total material    950.00
Net total                                               1,250.00
VAT 20%                                                   250.00
Total                                                   1,500.00
`;
    expect(lines('description net', page)).toEqual([
      'Fitting the boiler | 180.00',
      'Testing | 120.00',
      'Boiler | 900.00',
      'Pipe | 50.00',
    ]);
  });

  it('can begin like a sum where the net takes them in', () => {
    const page = `
Invoice
Description                    Qty      Price     Amount
Chairs of oak                    3     100.00     300.00
Freight to site                                    15.00
Subtotal                                          315.00
VAT 20%                                            63.00
Total                                             378.00
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Chairs of oak | 3 | 100.00 | 300.00',
      'Freight to site | - | - | 15.00',
    ]);
  });

  it('can be named like a sum', () => {
    const page = `
Invoice
Description                    Qty      Price     Amount
Total Station rental             3     100.00     300.00
Net for football                 2      15.00      30.00
Tax advice                                        100.00
Subtotal                                          430.00
VAT 20%                                            86.00
Total                                             516.00
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Total Station rental | 3 | 100.00 | 300.00',
      'Net for football | 2 | 15.00 | 30.00',
      'Tax advice | - | - | 100.00',
    ]);
  });
});

describe('the text of rows', () => {
  it('may end at the line of the numbers', () => {
    const page = `
Invoice 1
Description                    Qty      Price     Amount
Consulting on the renewal
of the warehouse roof            3     100.00     300.00
Survey of the drainage and
of the car park                  2      80.00     160.00
Subtotal                                          460.00
VAT 20%                                            92.00
Total                                             552.00
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Consulting on the renewal of the warehouse roof | 3 | 100.00 | 300.00',
      'Survey of the drainage and of the car park | 2 | 80.00 | 160.00',
    ]);
  });

  it('may stand around the numbers', () => {
    const page = `
Invoice
Description                      Qty      Price     Amount

Consulting on the renewal
of the warehouse roof and          3     100.00     300.00
of the gutters

Survey of the drainage and
of the car park                    2      80.00     160.00

Subtotal                                            460.00
`;
    expect(lines('description quantity net', page)).toEqual([
      'Consulting on the renewal of the warehouse roof and of the gutters | 3 | 300.00',
      'Survey of the drainage and of the car park | 2 | 160.00',
    ]);
  });

  it('is without the numbered titles of groups', () => {
    const page = `
Invoice
Description                    Qty      Price     Amount
Phase 1: Design
Wireframes                       3     100.00     300.00
Mock-ups                         2      80.00     160.00
Phase 2: Build
Front end                        5     100.00     500.00
Back end                         5     100.00     500.00
Subtotal                                        1,460.00
`;
    expect(lines('description net', page)).toEqual([
      'Wireframes | 300.00',
      'Mock-ups | 160.00',
      'Front end | 500.00',
      'Back end | 500.00',
    ]);
  });

  it('is without titles in capitals', () => {
    const page = `
Invoice
Description                    Qty      Price     Amount
LABOUR
Fitting of the boiler in the     3     100.00     300.00
basement
Testing                          2      80.00     160.00
MATERIALS
Copper pipe                      5     100.00     500.00
Valve                            5     100.00     500.00
Subtotal                                        1,460.00
`;
    expect(lines('description net', page)).toEqual([
      'Fitting of the boiler in the basement | 300.00',
      'Testing | 160.00',
      'Copper pipe | 500.00',
      'Valve | 500.00',
    ]);
  });
});

describe('other forms', () => {
  it('quantity x price in one cell', () => {
    const page = `
Receipt
Coffee beans             2 x 6.00       12.00
Filter paper             1 x 3.60        3.60
Tea                      3 x 4.00       12.00
Total                                   27.60
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Coffee beans | 2 | 6.00 | 12.00',
      'Filter paper | 1 | 3.60 | 3.60',
      'Tea | 3 | 4.00 | 12.00',
    ]);
  });

  it('quantity x price below the name', () => {
    const page = `
Bon
Kaffee                                    12,00
  2 x 6,00
Filter                                    10,80
  3 x 3,60
Zwischensumme                             22,80
MwSt 19%                                   4,33
Gesamt                                    27,13
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Kaffee | 2 | 6.00 | 12.00',
      'Filter | 3 | 3.60 | 10.80',
    ]);
  });

  it('a letter for the tax rate', () => {
    const page = `
Rechnung
Artikel                 Menge    Preis    Betrag   MwSt
Milch                       2     1,00      2,00   B
Seife                       3     4,00     12,00   A
Netto                                      14,00
A: 19%        12,00      2,28
B: 7%          2,00      0,14
Gesamt                                     16,42
`;
    expect(lines('description quantity unitPrice taxRate net', page)).toEqual([
      'Milch | 2 | 1.00 | 7 | 2.00',
      'Seife | 3 | 4.00 | 19 | 12.00',
    ]);
  });

  it('a letter behind the amount', () => {
    const page = `
Rechnung
Artikel                 Menge    Preis    Betrag
Milch                       2     1,00      2,00 B
Seife                       3     4,00     12,00 A
Netto                                      14,00
A: 19%        12,00      2,28
B: 7%          2,00      0,14
Gesamt                                     16,42
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Milch | 2 | 1.00 | 2.00',
      'Seife | 3 | 4.00 | 12.00',
    ]);
  });

  it('a unit without a space', () => {
    const page = `
Invoice
Description                      Qty        Price         Total
Bolt M4                        10pcs         2.00         20.00
Rope                            5.5m         4.00         22.00
Subtotal                                                  42.00
`;
    expect(lines('description quantity unit unitPrice net', page)).toEqual([
      'Bolt M4 | 10 | pcs | 2.00 | 20.00',
      'Rope | 5.5 | m | 4.00 | 22.00',
    ]);
  });

  it('quantity and price and no amount', () => {
    const page = `
Invoice
Description                     Qty      Unit price
Blue pen                        100            1.00
Red pen                          10            2.00
Subtotal                                     120.00
`;
    expect(lines('description quantity unitPrice net', page)).toEqual([
      'Blue pen | 100 | 1.00 | -',
      'Red pen | 10 | 2.00 | -',
    ]);
  });
});

describe('what stands beside a table', () => {
  it('on the left is no code', () => {
    const page = `
Invoice
           Description                     Qty     Price      Amount
           Blue pen                        100      1.00      100.00
 PAID
 12 MAY    Red pen                          10      2.00       20.00
           Subtotal                                           120.00
`;
    expect(lines('articleNumber description quantity net', page)).toEqual([
      '- | Blue pen | 100 | 100.00',
      '- | Red pen | 10 | 20.00',
    ]);
  });

  it('on the right is no text', () => {
    const page = `
Invoice
Description                     Qty     Price      Amount
Blue pen                        100      1.00      100.00      PAID
                                                               12/05/2025
Red pen                          10      2.00       20.00      No. 4711
Subtotal                                           120.00
`;
    expect(lines('articleNumber description quantity net', page)).toEqual([
      '- | Blue pen | 100 | 100.00',
      '- | Red pen | 10 | 20.00',
    ]);
  });
});

describe('sums close below the last row', () => {
  it('are no text of it, wherever their amounts stand', () => {
    const page = `
INVOICE 17
Description     Qty       Rate      Amount
Strategy work    40     150.00     6000.00
Taxable value  6000.00
VAT 20%  1200.00
Total  7200.00
Due upon receipt
`;
    expect(lines('description details quantity net', page)).toEqual(['Strategy work | - | 40 | 6000.00']);
  });
});

/** A table of so many rows over pages of fifty, with text below every other row and the sum at the end. */
function longTable(rows: number): OpenedDocument {
  const pages: string[] = [];
  let total = 0;
  for (let from = 0; from < rows; from += 50) {
    const body = Array.from({ length: Math.min(50, rows - from) }, (_, i) => {
      const [quantity, cents] = [1 + ((from + i) % 9), 105 + (((from + i) * 37) % 5000)];
      total += quantity * cents;
      const numbers = [String(quantity), (cents / 100).toFixed(2), ((quantity * cents) / 100).toFixed(2)];
      const text = `Hex bolt number ${from + i + 1}`.padEnd(36) + numbers.map((n) => n.padStart(12)).join('');
      return i % 2 === 0 ? text : `${text}\n    zinc plated`;
    });
    pages.push(['Description                                  Qty       Price      Amount', ...body].join('\n'));
  }
  pages[pages.length - 1] += `\nSubtotal${(total / 100).toFixed(2).padStart(64)}`;
  return drawn('Invoice 4711', ...pages);
}

describe('a long table', () => {
  it('takes time in proportion to its rows', () => {
    const [short, long] = [viewOf(longTable(800)), viewOf(longTable(3200))];
    const best = (view: typeof short) => {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 3; i++) {
        const start = performance.now();
        readLineItems(view);
        least = Math.min(least, performance.now() - start);
      }
      return least;
    };
    expect(readLineItems(long)).toHaveLength(3200);
    // Four times the rows; what grows with their square would take sixteen times as long.
    expect(best(long)).toBeLessThan(10 * best(short));
  }, 20_000);
});
