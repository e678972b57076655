import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenedDocument } from '../../src/core/page.ts';
import { factsOf } from '../../src/pipeline/split/facts.ts';
import { invoicesIn, splitDocument } from '../../src/pipeline/split/split.ts';
import { drawn } from '../layout/drawn.ts';

interface Letter {
  readonly number?: string;
  readonly date?: string;
  readonly buyer?: string;
  readonly gross?: string;
  readonly foot?: string;
  readonly title?: string;
  readonly sums?: boolean;
}

const SENDER = 'Papierhaus Nord GmbH     USt-IdNr. DE281746304     IBAN DE57 2109 0511 4070 0231 58';

/** One page of a German invoice. */
function invoice(letter: Letter = {}): string {
  const { number = 'RE-2026/118', date = '05.03.2026', buyer = 'Stadtwerke Auental', gross = '119,00' } = letter;
  return `
Papierhaus Nord GmbH · Hafenstraße 7 · 24103 Kiel

${buyer.padEnd(50)}Rechnungsnummer:      ${number}
Am Werk 12                                        Rechnungsdatum:       ${date}
04177 Leipzig                                     Kundennummer:         K-4711

${letter.title ?? 'Rechnung'}

Pos   Bezeichnung            Menge      Einzelpreis      Gesamtpreis
1     Kopierpapier A4           10             4,00            40,00
2     Fachbuch                   2            30,00            60,00
${
  letter.sums === false
    ? '                                    Übertrag                 100,00'
    : `
                                    Nettobetrag              100,00 €
                                    19 % MwSt.                19,00 €
                                    Rechnungsbetrag          ${gross} €`
}



${SENDER}     ${letter.foot ?? ''}
`;
}

const REST = `
Pos   Bezeichnung            Menge      Einzelpreis      Gesamtpreis
                             Übertrag                         100,00
3     Locher                    10             4,00            40,00
4     Ordner                     2            30,00            60,00

                                    Nettobetrag              200,00 €
                                    19 % MwSt.                38,00 €
                                    Rechnungsbetrag          238,00 €
${SENDER}
`;

/** Rows that name a number, totals, and another name: the bank's. No head of a letter. */
const ROWS = `
3     Locher                    10             4,00            40,00
      Rechnung Nr. 9709
4     Ordner                     2            30,00            60,00

                                    Nettobetrag              200,00 €
                                    19 % MwSt.                38,00 €
                                    Rechnungsbetrag          238,00 €
Kontoinhaber: Nordwind Factoring GmbH, Kaistraße 4, 20457 Hamburg
`;

const TERMS = `
Allgemeine Geschäftsbedingungen

1. Es gelten ausschließlich unsere Bedingungen. Die Rechnung ist binnen 14 Tagen zu zahlen. Abweichende Bedingungen
des Bestellers werden nicht anerkannt, es sei denn, wir haben ihrer Geltung schriftlich zugestimmt.
2. Gerichtsstand ist der Sitz des Verkäufers. Bis zur vollständigen Zahlung bleibt die Ware unser Eigentum.
`;

const DELIVERY = `
Papierhaus Nord GmbH · Hafenstraße 7 · 24103 Kiel

Stadtwerke Auental                                Lieferschein-Nr.:     LS-4402
Am Werk 12                                        Lieferdatum:          04.03.2026

Lieferschein

Pos   Bezeichnung            Menge
1     Kopierpapier A4           10
2     Fachbuch                   2

Ware erhalten: ______________________
`;

const FRENCH = `
Librairie du Port SARL
12 quai des Chartrons
33000 Bordeaux

Facture n° FA-2026-031                            Date de facture : 12/03/2026

Désignation               Quantité     Prix unitaire        Montant HT
Cahier A4                       10              2,00             20,00

                                       Total HT                  20,00 €
                                       TVA 20 %                   4,00 €
                                       Total TTC                 24,00 €
SARL au capital de 8 000 €      N° TVA FR61123456782
`;

/** The pages that begin an invoice. */
const starts = (...pages: readonly string[]): number[] => invoicesIn(drawn(...pages)).map(({ first }) => first);

describe('parted', () => {
  test('invoices of one sender, numbered on', () => {
    const pages = [118, 119, 120].map((n) =>
      invoice({ number: `RE-2026/${n}`, gross: `${n},00`, buyer: `Kunde ${n}` }),
    );
    expect(starts(...pages)).toEqual([1, 2, 3]);
  });

  test('invoices of several pages each', () => {
    const first = (number: string) => invoice({ number, sums: false });
    expect(starts(first('RE-1001'), REST, first('RE-1002'), REST, invoice({ number: 'RE-1003' }))).toEqual([1, 3, 5]);
  });

  test('senders and languages that differ', () => {
    expect(starts(FRENCH, invoice(), FRENCH.replace('031', '032'))).toEqual([1, 2, 3]);
  });

  test('a number that could not be read, where counters and totals say the same', () => {
    const one = invoice({ foot: 'Seite 1 von 1', gross: '119,00' });
    const other = invoice({ number: '', date: '09.03.2026', foot: 'Seite 1 von 1', gross: '238,00' });
    expect(starts(one, other)).toEqual([1, 2]);
  });

  test('the same invoice put in twice', () => {
    expect(starts(invoice(), invoice(), invoice({ number: 'RE-2026/119' }))).toEqual([1, 2, 3]);
  });
});

describe('kept together', () => {
  test.each<readonly [string, readonly string[]]>([
    ['a sum that is carried on', [invoice({ sums: false }), REST]],
    ['the head on each page', [invoice({ sums: false }), invoice({ sums: false }), invoice({ gross: '238,00' })]],
    ['terms and a blank back', [invoice(), TERMS, '']],
    ['a delivery note behind', [invoice(), DELIVERY]],
    ['a counter misread', [invoice({ sums: false, foot: 'Seite 1 von 2' }), `${REST}\nSeite 1 von 2`]],
    [
      'a number misread where the counter goes on',
      [
        invoice({ number: 'RE-2026/118', sums: false, foot: 'Seite 1 von 2' }),
        invoice({ number: 'RE-2026/178', foot: 'Seite 2 von 2' }),
      ],
    ],
    [
      'letters that scanning takes for digits',
      [invoice({ number: 'RE-2018-0051', sums: false }), invoice({ number: 'RE-2OI8-O0S1' })],
    ],
  ])('%s', (_, pages) => {
    expect(starts(...pages)).toEqual([1]);
  });

  test('what lies in front goes with the invoice behind it', () => {
    const parts = splitDocument(
      drawn('', TERMS, invoice({ foot: 'Seite 1 von 1' }), invoice({ number: 'RE-2026/119' })),
    );
    expect(parts.map(({ pages }) => pages.length)).toEqual([3, 1]);
  });

  test('what is attached stays with the invoice before it', () => {
    const pages = [invoice(), DELIVERY, TERMS, invoice({ number: 'RE-2026/119', gross: '130,00' }), TERMS];
    const parts = splitDocument(drawn(...pages));
    expect(parts.map((part) => part.pages.map(({ number }) => number))).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  test('rows that name another number, without the head of a letter', () => {
    expect(starts(invoice(), ROWS)).toEqual([1]);
  });

  test('a file with an e-invoice inside', () => {
    const pages = [invoice(), invoice({ number: 'RE-2026/119', gross: '130,00' })];
    const xml = (text: string): OpenedDocument => ({
      ...drawn(...pages),
      attachments: [{ name: 'factur-x.xml', bytes: Buffer.from(text) }],
    });
    expect(invoicesIn(xml('<?xml version="1.0"?><rsm:CrossIndustryInvoice xmlns:rsm="x">'))).toHaveLength(1);
    expect(invoicesIn(xml('<notes/>'))).toHaveLength(2);
  });
});

describe('a counter', () => {
  const counters = (text: string) => {
    const document = drawn(text);
    const [page] = document.pages;
    return page === undefined ? [] : factsOf(document, page).counters;
  };

  test.each([
    ['Seite 2 von 3', 'die Rechnung ist mit dem Betrag zu zahlen'],
    ['Blatt: 2/3', 'die Rechnung ist mit dem Betrag zu zahlen'],
    ['Page 2 of 3', 'the invoice is due and your payment'],
    ['Page : 2 sur 3', 'la facture est à payer dans les délais'],
    ['Sida 2 (3)', 'fakturan är att betala och det belopp som'],
    ['Pagina 2 di 3', 'la fattura è da pagare con il totale'],
    ['Página 2 de 3', 'la factura es para el importe y los'],
    ['Strona 2 z 3', 'faktura do zapłaty na kwotę w dniu'],
    ['Side 2 af 3', 'fakturaen er til betaling og det beløb'],
  ])('"%s"', (text, prose) => {
    expect(counters(`${prose}\n\n\n${text}`)).toContainEqual({ at: 2, of: 3, labelled: true });
  });

  test('without a word, at the edge of the page', () => {
    expect(counters('2/3\n\nthe invoice is due and your payment')).toEqual([{ at: 2, of: 3, labelled: false }]);
  });

  test.each(['4/3', '12/2026', '1.250,00', '2', 'Net 30', '10/5/3'])('"%s" is none', (text) => {
    expect(counters(`${text}\n\nthe invoice is due and your payment`)).toEqual([]);
  });
});

test('pages of any kind and order part into ranges without gaps', () => {
  const page = fc.constantFrom(invoice(), invoice({ number: 'RE-7' }), REST, TERMS, DELIVERY, FRENCH, '');
  fc.assert(
    fc.property(fc.array(page, { minLength: 1, maxLength: 8 }), (pages) => {
      const found = splitDocument(drawn(...pages));
      expect(found.flatMap((part) => part.pages.map(({ number }) => number))).toEqual(pages.map((_, i) => i + 1));
    }),
    { numRuns: 60 },
  );
});
