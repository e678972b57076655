import { describe, expect, it } from 'vitest';
import type { OpenedDocument } from '../../src/core/page.ts';
import type { Readings } from '../../src/core/reading.ts';
import { linesOf } from '../../src/pipeline/layout/lines.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';
import { scanned } from './scanned.ts';

async function read(document: OpenedDocument): Promise<Readings> {
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  return readings;
}

const LETTER = `
Northfield Books LLC                                    INVOICE
12 Main Street                                          #1024
Denver, CO 80202
Phone: (970) 555-0136

Bill To:
Jane Roe                                       Date: 03/14/2026
9 Hill Road
Boulder, CO 80301

Description                     Hours       Rate          Amount
Bookkeeping                         5       $50/hr        $250.00
Tax return                          3       $80/hr        $240.00

                                            Subtotal      $490.00
                                            Tax (4%)       $19.60
Terms: A late fee of 2% applies from        Total         $509.60
`;

describe('a letter with little in its way of labels', () => {
  it('has its number beneath the title, though only a sign says so', async () => {
    const { scalars } = await read(drawn(LETTER));
    expect(scalars.number?.[0]?.value).toBe('1024');
  });

  it('has prices for one hour', async () => {
    const { rows } = await read(drawn(LETTER));
    expect(rows.lines?.map((row) => [row.quantity?.value, row.unitPrice?.value, row.net?.value])).toEqual([
      ['5', '50', '250.00'],
      ['3', '80', '240.00'],
    ]);
  });

  it('has terms that end where the next column begins', async () => {
    const { scalars } = await read(drawn(LETTER.replace('Total  ', '       ')));
    expect(scalars.paymentTerms?.[0]?.value).toBe('A late fee of 2% applies from');
  });

  it('has the area code of its telephone', async () => {
    const { scalars } = await read(drawn(LETTER));
    expect(scalars['seller.phone']?.[0]?.value).toBe('(970) 555-0136');
  });
});

describe('the title of small print', () => {
  const under = (title: string, text: string) =>
    read(drawn(`Northfield Books LLC        INVOICE\n\n${title}\n${text}\n\n         Total     $260.00`));

  it.each(['TERMS & CONDITIONS', 'Terms and conditions'])('%s is none of the terms beneath it', async (title) => {
    const { scalars } = await under(title, 'Payment is due within 15 days');
    expect(scalars.paymentTerms?.[0]?.value).toBe('Payment is due within 15 days');
  });

  it('is no title of terms of payment where nothing beneath it speaks of them', async () => {
    const { scalars } = await under('TERMS & CONDITIONS', 'Books stay ours until they are paid for');
    expect(scalars.paymentTerms).toBeUndefined();
  });
});

describe('"Total charges"', () => {
  it('is the total where the charges are what is billed', async () => {
    const { scalars } = await read(drawn(LETTER.replace('Total         $509.60', 'Total Charges $509.60')));
    expect(scalars['totals.gross']?.[0]?.value).toBe('509.60');
  });
});

describe('a sign that a scan reads together with one of its neighbours', () => {
  it.each(['Pemberwick &Thrupp Ltd', 'Pemberwick& Thrupp Ltd'])('%s stands between them', async (name) => {
    const page = `${name}\n12 High Street\nLeeds LS1 4AP\n\nInvoice no: 17\nDate: 14 March 2026\n\nBill to:\nJane Roe\n9 Hill Road\nYork YO1 7HH`;
    const { scalars } = await read(scanned(page));
    expect(scalars['seller.name']?.[0]?.value).toBe('Pemberwick & Thrupp Ltd');
    const printed = await read(drawn(page));
    expect(printed.scalars['seller.name']?.[0]?.value).toBe(name);
  });
});

describe('a date beside a table', () => {
  it('is no number of an article', async () => {
    const page = `
Invoice 17

Due date        Item                Quantity      Price      Amount
11/05/2026      Copying paper              2       5.00       10.00

                                               Total        10.00
`;
    const { rows } = await read(drawn(page.replace('Due date', 'Article ')));
    expect(rows.lines?.[0]?.net?.value).toBe('10.00');
    expect(rows.lines?.[0]?.articleNumber).toBeUndefined();
  });
});

describe('what runs up the margin', () => {
  const MARGIN = `
Northfield Books LLC

Sold to:                       Invoice no: 17
Jane Roe                       Date: 14 March 2026
9 Hill Road
Boulder, CO 80301

Item                 Quantity       Price        Amount
Copying paper               2        5.00         10.00
Envelopes                   3        4.00         12.00
                                   Total          22.00
`;

  /** The page with words that run up its margin, each over some of its lines, the last one first. */
  function margined(...texts: readonly string[]): OpenedDocument {
    const document = drawn(MARGIN);
    const words = texts.map((text, i) => ({
      text,
      box: { x: 26, y: 160 - 60 * i, w: 8, h: 55 },
      size: 8,
      bold: false,
      confidence: 1,
    }));
    return { ...document, pages: document.pages.map((page) => ({ ...page, words: [...words, ...page.words] })) };
  }

  it('is a line of its own, and no part of those that it crosses', () => {
    const [page] = margined('Registered', 'office:', 'Leeds').pages;
    const texts = page === undefined ? [] : linesOf(page).map(({ text }) => text);
    const [level] = drawn(MARGIN).pages;
    expect(texts).toEqual([
      ...(level === undefined ? [] : linesOf(level).map(({ text }) => text)),
      'Registered office: Leeds',
    ]);
  });

  it('changes nothing of what is read beside it', async () => {
    const own = await read(drawn(MARGIN));
    const beside = await read(margined('Registered', 'office:', 'Leeds'));
    expect(beside.rows.lines).toEqual(own.rows.lines);
    expect(beside.scalars['seller.name']?.[0]?.value).toBe('Northfield Books LLC');
    expect(beside.scalars['buyer.street']?.[0]?.value).toBe('9 Hill Road');
  });
});

describe('a row whose quantity stands close behind its name', () => {
  it('takes its columns from the rows below an allowance on it', async () => {
    const page = `
Pos  Bezeichnung               Menge     Einheit  Preis    Betrag  USt. %

1    Kunstrasen drei Meter lg. 3,00      m²        4,00     12,00   19
     abzgl. Rabatt                                          -2,00
2    Gartenschlauch            5,00      kg        5,50     27,50    7
3    Rasensprenger             20,00     Stk.      5,49    109,80    7
4    Pfand                     20,00     Stk.      2,77     55,40   19

     Zwischensumme                                         202,70
     Umsatzsteuer                                           20,00
     Rechnungsbetrag                                       222,70
`;
    const { rows } = await read(drawn(page));
    expect(rows.lines?.map((row) => [row.quantity?.value, row.net?.value])).toEqual([
      ['3.00', '12.00'],
      ['5.00', '27.50'],
      ['20.00', '109.80'],
      ['20.00', '55.40'],
    ]);
  });
});

describe('percentages that no head names', () => {
  it('are no rates of tax where a head names a column of those', async () => {
    const page = `
Invoice no: 17

Item                                       VAT         Total
Lawn mower                      33%         20         500.00
Garden hose                     20%          5         100.00
Sprinkler                       10%         20         100.00

                                Net total              700.00
                                20% VAT                120.00
                                5% VAT                   5.00
                                Total                  825.00
`;
    const { rows } = await read(drawn(page));
    expect(rows.lines?.map((row) => row.taxRate?.value)).toEqual(['20', '5', '20']);
  });
});
