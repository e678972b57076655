import { describe, expect, it } from 'vitest';
import type { OpenedDocument } from '../../src/core/page.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from '../layout/drawn.ts';

/** A document with the words of `title` set large, as titles are. */
function titled(title: string, ...pages: readonly string[]): OpenedDocument {
  const document = drawn(...pages);
  const parts = title.split(' ');
  const large = (text: string) => parts.includes(text);
  return {
    ...document,
    pages: document.pages.map((page) => ({
      ...page,
      words: page.words.map((word) => (large(word.text) ? { ...word, size: 18, bold: true } : word)),
    })),
  };
}

/** What a document is said to be. */
async function judged(document: OpenedDocument) {
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  const { kind, reasons, header, verdict } = await fuse(document, [readings]);
  return { kind, codes: reasons.map(({ code }) => code), type: header.typeCode?.value, verdict };
}

const invoice = (title: string, below = '') => `
Hartley Supplies Ltd                        ${title}
2 Mill Lane, Leeds LS1 4AP                  Date: 30/04/2026
${below}
Boldon Builders
7 Park Row, Leeds LS1 5HD

Invoice no: INV-121

Description               Qty     Unit Price    Amount
Bricks                    100           2.00    200.00
                         Net amount            £200.00
                         VAT 20%                £40.00
                         Total                 £240.00
`;

describe('what asks for no payment as an invoice, though it prints the number of one and every total', () => {
  it.each([
    ['PAYMENT REMINDER', 'reminder'],
    ['2nd Reminder', 'reminder'],
    ['Quotation Q-7', 'quote'],
    ['Estimate', 'quote'],
    ['Order confirmation', 'order_confirmation'],
    ['Purchase Order', 'order'],
    ['Delivery Note', 'delivery_note'],
  ])('%s is a result of its own, without the type of an invoice', async (title, value) => {
    const { kind, codes, type, verdict } = await judged(titled(title, invoice(title)));
    expect(kind).toMatchObject({ value, state: 'proven' });
    expect(kind.readings[0]).toMatchObject({
      value,
      page: 1,
      text: expect.stringContaining(title.split(' ').at(-1) === 'Q-7' ? 'Quotation' : title),
    });
    expect(kind.readings[0]?.box).not.toBeNull();
    expect([codes, type, verdict]).toEqual([['NOT_AN_INVOICE'], undefined, 'other']);
  });

  it.each(['Statement of account', 'Remittance advice'])('%s that lists goods is left to a person', async (title) => {
    const { codes, verdict } = await judged(titled(title, invoice(title)));
    expect(codes).toContain('UNSURE_KIND');
    expect(verdict).toBe('review');
  });

  it('a title in the print of the text leaves it to a person', async () => {
    const { codes, verdict } = await judged(drawn(invoice('Payment reminder')));
    expect(codes).toContain('UNSURE_KIND');
    expect(verdict).toBe('review');
  });

  it('a pro forma keeps its type', async () => {
    const { kind, codes, type } = await judged(titled('Pro forma invoice', invoice('Pro forma invoice')));
    expect([kind.value, codes, type]).toEqual(['quote', ['NOT_AN_INVOICE'], '325']);
  });

  it('a German reminder that names its invoice is one', async () => {
    const page =
      'Energie Nord AG\n\n1. Mahnung zur Rechnung Nr. RE-2026-118\n\nSehr geehrte Damen und Herren,\nleider konnten wir noch keinen Zahlungseingang feststellen.\n\nRechnung   Betrag\nRE-2026-118   119,00 €\nMahngebühr   5,00 €\nGesamtbetrag   124,00 €';
    expect((await judged(titled('Mahnung', page))).kind.value).toBe('reminder');
  });

  it('a delivery note without a title is told by its number and by having no prices', async () => {
    const { kind } = await judged(
      drawn(`
Stahlhandel Weber GmbH
Hafenstr. 4, 20457 Hamburg

Bauhof Süd KG                               Lieferschein-Nr.: 88120
Am Ring 9                                   Datum: 12.03.2026
20095 Hamburg

Pos   Artikel             Menge   Einheit
1     T-Träger 120        4       Stück
2     Winkel 40x40        20      m

Ware vollständig erhalten:  ______________________
`),
    );
    expect(kind.value).toBe('delivery_note');
    expect(kind.readings.map(({ text }) => text)).toContain('Lieferschein-Nr.:');
  });

  it('a statement without a title is told by the invoices that it lists and by its balances', async () => {
    const { kind } = await judged(
      drawn(`
Brightwater Ltd
3 Quay Street, Bristol BS1 4QE

Date         Invoice no    Charges    Payments    Balance
01/02/2026   INV-3301       120.00                 120.00
05/02/2026   INV-3318        80.00                 200.00
19/02/2026   INV-3340                   50.00      150.00
02/03/2026   INV-3377        75.50                 225.50

1-30 days    31-60 days    61-90 days
   75.50        150.00          0.00
`),
    );
    expect(kind.value).toBe('statement');
  });
});

describe('what is booked', () => {
  it.each([
    ['INVOICE', 'Delivery note: LS-7', 'invoice'],
    ['INVOICE', 'Purchase order    PO-7', 'invoice'],
    ['TAX INVOICE', 'Statement period: April', 'invoice'],
    ['Credit note', 'Order confirmation: OC-9', 'credit_note'],
    ['INVOICE', 'Quote date: 3 March 2026', 'invoice'],
    ['INVOICE', 'Overdue invoices bear a reminder fee of £5.00.', 'invoice'],
  ])('%s stays one with "%s" below', async (title, below, value) => {
    const { kind, codes } = await judged(titled(title, invoice(title, below)));
    expect(kind.value).toBe(value);
    expect(codes).not.toContain('NOT_AN_INVOICE');
    expect(codes).not.toContain('UNSURE_KIND');
  });

  it('a credit note is told by its type', async () => {
    expect((await judged(titled('Credit note', invoice('Credit note')))).kind.value).toBe('credit_note');
  });

  it('a correction that asks money back is a credit note', async () => {
    const page = `
Zielony Las sp. z o.o.                      Faktura korygująca nr 7/2026
ul. Lipowa 4, 00-001 Warszawa               Data wystawienia: 30.04.2026

Nabywca: Sklep Rowerowy, ul. Długa 3, 30-100 Kraków

Nazwa                     Ilość   Cena netto    Wartość netto
Koło                      -2         100,00     -200,00
                          Razem netto           -200,00 zł
                          VAT 23%                -46,00 zł
                          Razem brutto          -246,00 zł
`;
    expect((await judged(titled('Faktura korygująca', page))).kind.value).toBe('credit_note');
  });

  it('a till roll that calls itself an invoice is a receipt, and is read like an invoice', async () => {
    const { kind, codes } = await judged(
      drawn(`
   KEDAI RUNCIT MAJU
  12 Jalan Besar, Ipoh
      TAX INVOICE
Invoice No: 20931
03/04/2026 18:22:10
Milk 1L    2 x 6.50   13.00
Bread                  4.20
Total                 17.20
CASH                  20.00
CHANGE                 2.80
Goods sold are not
returnable. Thank you
`),
    );
    expect(kind.value).toBe('receipt');
    expect(codes).not.toContain('UNSURE_KIND');
  });
});

describe('what says nothing', () => {
  const letter = `
Hartley Supplies Ltd
2 Mill Lane, Leeds

Dear customer,

we are moving to a larger house and look forward to seeing you there. From May our
office will be open on all days of the week, and the road in front of it has places
for your car. The telephone number and all other means to reach us stay as they are.

Yours sincerely,
Ann Hartley
`;

  it('a letter is another document, told by what is not there', async () => {
    const { kind, codes, verdict } = await judged(drawn(letter));
    expect(kind).toMatchObject({ value: 'other', state: 'unproven' });
    expect([codes, verdict]).toEqual([['NOT_AN_INVOICE'], 'other']);
  });

  it('what can hardly be read may be an invoice all the same', async () => {
    const document = drawn(letter);
    const dim = document.pages.map((page) => ({
      ...page,
      ocr: 'any',
      words: page.words.map((word) => ({ ...word, confidence: 0.4 })),
    }));
    const { kind, verdict } = await judged({ ...document, pages: dim });
    expect([kind.value, verdict]).toEqual(['other', 'review']);
  });
});
