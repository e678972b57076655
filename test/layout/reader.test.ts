import { describe, expect, it } from 'vitest';
import type { ScalarPath } from '../../src/core/fields.ts';
import type { OpenedDocument } from '../../src/core/page.ts';
import type { Readings } from '../../src/core/reading.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { drawn } from './drawn.ts';

/** What the reader makes of drawn pages. */
async function read(...pages: readonly string[]): Promise<Readings> {
  const readings = await wordsReader.read(drawn(...pages));
  if (readings === null) throw new Error('nothing was read');
  return readings;
}

/** The best values of some fields. */
function best<P extends ScalarPath>(readings: Readings, ...paths: readonly P[]): { [Q in P]?: string } {
  return Object.fromEntries(
    paths.flatMap((p) => (readings.scalars[p]?.[0] ? [[p, readings.scalars[p][0].value]] : [])),
  ) as {
    [Q in P]?: string;
  };
}

const GERMAN = `
Papierhaus Nord GmbH · Hafenstraße 7 · 24103 Kiel

Stadtwerke Auental                                Rechnungsnummer:      RE-2026/118
Frau Ute Berger                                   Rechnungsdatum:       05.03.2026
Am Werk 12                                        Kundennummer:         K-4711
04177 Leipzig                                     Ihre Bestellung:      B-99-123
Deutschland                                       Lieferdatum:          01.03.2026


Rechnung RE-2026/118

Pos   Bezeichnung            Menge      Einzelpreis      Gesamtpreis
1     Kopierpapier A4           10             4,00            40,00
2     Fachbuch                   2            30,00            60,00

                                    Nettobetrag              100,00 €
                                    7 % MwSt. auf 60,00 €      4,20 €
                                    19 % MwSt. auf 40,00 €     7,60 €
                                    Summe Umsatzsteuer        11,80 €
                                    Rechnungsbetrag          111,80 €
                                    Bereits bezahlt           11,80 €
                                    Zahlbetrag               100,00 €

Zahlbar bis 04.04.2026 ohne Abzug.



Papierhaus Nord GmbH     Tel. 0431 555 01      USt-IdNr. DE281746304      Hafenbank Kiel
Hafenstraße 7            post@papierhaus.de    Steuernummer 15/293/40718  IBAN DE57 2109 0511 4070 0231 58
24103 Kiel                                     HRB 4711 Kiel              BIC KRWDDE2HXXX
`;

describe('a German letter', () => {
  it('has its numbers and dates told apart', async () => {
    const fields = [
      'number',
      'issueDate',
      'customerNumber',
      'purchaseOrder',
      'deliveryDate',
      'dueDate',
      'currency',
      'typeCode',
    ] as const;
    expect(best(await read(GERMAN), ...fields)).toEqual({
      number: 'RE-2026/118',
      issueDate: '2026-03-05',
      customerNumber: 'K-4711',
      purchaseOrder: 'B-99-123',
      deliveryDate: '2026-03-01',
      dueDate: '2026-04-04',
      currency: 'EUR',
      typeCode: '380',
    });
  });

  it('has the sender’s line and the footer for the seller, the window for the buyer', async () => {
    const readings = await read(GERMAN);
    expect(
      best(readings, 'seller.name', 'seller.street', 'seller.postcode', 'seller.city', 'seller.vatId', 'seller.taxId'),
    ).toEqual({
      'seller.name': 'Papierhaus Nord GmbH',
      'seller.street': 'Hafenstraße 7',
      'seller.postcode': '24103',
      'seller.city': 'Kiel',
      'seller.vatId': 'DE281746304',
      'seller.taxId': '15/293/40718',
    });
    expect(best(readings, 'buyer.name', 'buyer.street', 'buyer.postcode', 'buyer.city', 'buyer.country')).toEqual({
      'buyer.name': 'Stadtwerke Auental',
      'buyer.street': 'Am Werk 12',
      'buyer.postcode': '04177',
      'buyer.city': 'Leipzig',
      'buyer.country': 'DE',
    });
  });

  it('has its totals, taxes, account and lines', async () => {
    const readings = await read(GERMAN);
    expect(best(readings, 'totals.net', 'totals.tax', 'totals.gross', 'totals.prepaid', 'totals.due')).toEqual({
      'totals.net': '100.00',
      'totals.tax': '11.80',
      'totals.gross': '111.80',
      'totals.prepaid': '11.80',
      'totals.due': '100.00',
    });
    expect(readings.rows.taxes?.map((t) => [t.rate?.value, t.basis?.value, t.amount?.value])).toEqual([
      ['7', '60.00', '4.20'],
      ['19', '40.00', '7.60'],
    ]);
    expect(readings.rows.accounts?.map((a) => [a.iban?.value, a.bic?.value])).toEqual([
      ['DE57210905114070023158', 'KRWDDE2HXXX'],
    ]);
    expect(readings.rows.lines).toHaveLength(2);
  });

  it('gives each value with the words it is printed in and their box', async () => {
    const page = drawn(GERMAN).pages[0];
    for (const candidates of Object.values((await read(GERMAN)).scalars)) {
      for (const { text, box, page: number, score, reader, path } of candidates) {
        expect({ number, reader, path }).toEqual({ number: 1, reader: 'words', path: null });
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(1);
        for (const part of text.split(' ')) expect(page?.words.some((w) => w.text.includes(part))).toBe(true);
        expect(box?.w).toBeGreaterThan(0);
      }
    }
  });
});

describe('heads', () => {
  it('with values beneath them are read by columns', async () => {
    const page = `
ACME Tools Ltd
14 Station Road
Bristol BS1 6TR
VAT no. GB 123 4567 89

INVOICE

Invoice date     Due date         Customer no.     PO number
12 March 2026    11 April 2026    C-2207           PO-55719

Bill to                          Ship to
Fenland Outfitters Ltd           Fenland Outfitters Ltd
88 High Street                   Unit 4, Mill Lane
Leeds LS1 4DY                    Hull HU1 2AB

Total          £120.00
`;
    const readings = await read(page);
    expect(best(readings, 'issueDate', 'dueDate', 'customerNumber', 'purchaseOrder', 'currency')).toEqual({
      issueDate: '2026-03-12',
      dueDate: '2026-04-11',
      customerNumber: 'C-2207',
      purchaseOrder: 'PO-55719',
      currency: 'GBP',
    });
    expect(
      best(readings, 'buyer.city', 'buyer.street', 'shipTo.city', 'shipTo.street', 'seller.city', 'seller.vatId'),
    ).toEqual({
      'buyer.city': 'Leeds',
      'buyer.street': '88 High Street',
      'shipTo.city': 'Hull',
      'shipTo.street': 'Unit 4, Mill Lane',
      'seller.city': 'Bristol',
      'seller.vatId': 'GB123456789',
    });
  });

  it('of parties over a column of labels are met', async () => {
    const page = `
Facture n° F-12 du 3 avril 2026

Vendeur
    Nom:           Atelier du Lac SARL
    Adresse:       12 rue du Port
                   69003 Lyon
    N° TVA:        FR83404833048

Client
    Nom:           Librairie Dumont
    Adresse:       5 place Neuve
                   75011 Paris
    N° TVA:        FR40303265045

Total HT           100,00 €
TVA 20 %            20,00 €
Total TTC          120,00 €
`;
    const readings = await read(page);
    expect(
      best(readings, 'number', 'issueDate', 'seller.name', 'seller.street', 'seller.city', 'seller.vatId'),
    ).toEqual({
      number: 'F-12',
      issueDate: '2026-04-03',
      'seller.name': 'Atelier du Lac SARL',
      'seller.street': '12 rue du Port',
      'seller.city': 'Lyon',
      'seller.vatId': 'FR83404833048',
    });
    expect(best(readings, 'buyer.name', 'buyer.street', 'buyer.city', 'buyer.vatId')).toEqual({
      'buyer.name': 'Librairie Dumont',
      'buyer.street': '5 place Neuve',
      'buyer.city': 'Paris',
      'buyer.vatId': 'FR40303265045',
    });
    expect(best(readings, 'totals.net', 'totals.tax', 'totals.gross')).toEqual({
      'totals.net': '100.00',
      'totals.tax': '20.00',
      'totals.gross': '120.00',
    });
  });
});

describe('a document', () => {
  it('from the United States has the month first', async () => {
    const page = `
Copper Gulch Supply Co.
1470 Copperline Road
Silverthorne, CO 80498

Invoice # 10482
Date: 03/04/2026
Balance due: 04/03/2026

TOTAL DUE     $6,686.49
`;
    expect(best(await read(page), 'number', 'issueDate', 'dueDate', 'totals.due', 'currency', 'seller.region')).toEqual(
      {
        number: '10482',
        issueDate: '2026-03-04',
        dueDate: '2026-04-03',
        'totals.due': '6686.49',
        currency: 'USD',
        'seller.region': 'CO',
      },
    );
  });

  it('that is a credit note says so in its title, and keeps the signs that are printed', async () => {
    const page = `
Gutschrift Nr. GS-7 vom 01.02.2026
zu Rechnung RE-5 vom 03.01.2026

Netto          -10,00 €
19 % MwSt.      -1,90 €
Gesamtbetrag   -11,90 €
`;
    expect(
      best(await read(page), 'typeCode', 'number', 'issueDate', 'totals.net', 'totals.tax', 'totals.gross'),
    ).toEqual({
      typeCode: '381',
      number: 'GS-7',
      issueDate: '2026-02-01',
      'totals.net': '-10.00',
      'totals.tax': '-1.90',
      'totals.gross': '-11.90',
    });
  });

  it('keeps the runners-up of a total, best first', async () => {
    const page = `
Rechnung 5
Zwischensumme     90,00 €
Nettobetrag      100,00 €
Gesamtbetrag     119,00 €
`;
    const net = (await read(page)).scalars['totals.net'] ?? [];
    expect(net.map((r) => r.value)).toEqual(['100.00', '90.00']);
    expect(net[0]?.score).toBeGreaterThan(net[1]?.score ?? 1);
  });

  it('without words is nothing to read', async () => {
    expect(await wordsReader.read(drawn(''))).toBeNull();
  });

  it('of random words ends in readings, not in an error', async () => {
    const bits = [
      'Rechnung',
      'Nr.',
      '12',
      '1.234,56',
      '19 %',
      'MwSt.',
      'DE',
      '(',
      ')',
      ':',
      '80333',
      'München',
      '—',
      'IBAN',
      '\u{10ffff}',
      '//',
      '05.03.2018',
    ];
    for (let seed = 1; seed <= 40; seed++) {
      let state = seed;
      const next = (n: number) => {
        state = (state * 48271) % 2147483647;
        return state % n;
      };
      const page = Array.from({ length: 30 }, () =>
        Array.from({ length: next(9) }, () => bits[next(bits.length)]).join(' '.repeat(1 + next(6))),
      ).join('\n');
      const document: OpenedDocument = drawn(page);
      expect((await wordsReader.read(document))?.reader ?? 'words').toBe('words');
    }
  });
});

describe('a label among what is sold', () => {
  const page = `
Northern Timber Ltd
12 Station Street
Portland, OR 97205

Invoice no: T-77
Contract: V-2026-8
Date: 14 May 2026

Description                      Quantity      Price      Amount
Maintenance contract DN 50              2      50.00      100.00
Project 4 planning                      1      30.00       30.00
Total                                                     130.00

The contract 4711 of last year has ended. This project 12 goes on.
`;

  it('announces nothing, nor does one in running text', async () => {
    const { scalars } = await read(page);
    expect(scalars.contract?.map((r) => r.value)).toEqual(['V-2026-8']);
    expect(scalars.project).toBeUndefined();
  });

  it('with a colon, a number sign or a gap is a label', async () => {
    expect(best(await read('Invoice T-1\n\nContract no. 4711-3\n\n'), 'contract')).toEqual({ contract: '4711-3' });
    expect(best(await read('Invoice T-1\n\nProject      P-4711\n\n'), 'project')).toEqual({ project: 'P-4711' });
  });
});

describe('header values as people print them', () => {
  const letter = (...meta: readonly string[]) => `
Papierhaus Nord GmbH · Hafenstraße 7 · 24103 Kiel

Stadtwerke Auental                                ${meta[0] ?? ''}
Am Werk 12                                        ${meta[1] ?? ''}
04177 Leipzig                                     ${meta[2] ?? ''}

Rechnung

Pos   Bezeichnung            Menge      Einzelpreis      Gesamtpreis
1     Kopierpapier A4           10             4,00            40,00

                                    Rechnungsbetrag           40,00 €
`;

  it('reads labels that are cut short', async () => {
    const page = letter('Rechn.-Nr.: RE-2026/118', 'Rechn.-Datum: 05.03.2026', 'Best. Nr.: B-99-123');
    expect(best(await read(page), 'number', 'issueDate', 'purchaseOrder')).toEqual({
      number: 'RE-2026/118',
      issueDate: '2026-03-05',
      purchaseOrder: 'B-99-123',
    });
  });

  it('reads numbers in groups of digits, but not what stands behind a number', async () => {
    expect(best(await read(letter('Rechnungsnummer: 3943 41 30')), 'number')).toEqual({ number: '3943 41 30' });
    expect(best(await read(letter('Rechnungsnummer: 3943 Seite 1')), 'number')).toEqual({ number: '3943' });
  });

  it('reads dates in eight digits where a date is announced, and nowhere else', async () => {
    const fields = best(
      await read(letter('Rechnungsnummer: 20260118', 'Rechnungsdatum: 20260305')),
      'number',
      'issueDate',
    );
    expect(fields).toEqual({ number: '20260118', issueDate: '2026-03-05' });
  });

  it('reads several labels in one line', async () => {
    const page = letter('Rechnungsnummer: 77-1', 'Kundennummer: K-4711 Datum: 05.03.2026');
    expect(best(await read(page), 'number', 'issueDate', 'customerNumber')).toEqual({
      number: '77-1',
      issueDate: '2026-03-05',
      customerNumber: 'K-4711',
    });
  });
});

it('reads totals in one row under their heads, whichever edges of the cells they stand at', async () => {
  const page = `
Papierhaus Nord GmbH · Hafenstraße 7 · 24103 Kiel

Rechnung RE-2026/118

Pos   Bezeichnung            Menge      Einzelpreis      Gesamtpreis
1     Kopierpapier A4           10             4,00            40,00

Nettosumme                  MwSt. 20 %                  Gesamtbetrag
                  40,00                      8,00                        48,00
`;
  const totals = best(await read(page), 'totals.net', 'totals.tax', 'totals.gross');
  expect(totals).toEqual({ 'totals.net': '40.00', 'totals.tax': '8.00', 'totals.gross': '48.00' });
});

it('a due date for less a discount gives way to the one for the full amount', async () => {
  const page =
    'Rechnung Nr. 7\nDatum: 04.03.2026\n\nGesamtbetrag   1.190,00 €\n\nZahlbar bis 14.03.2026 mit 2 % Skonto, bis 03.04.2026 netto.';
  expect(best(await read(page), 'issueDate', 'dueDate')).toEqual({ issueDate: '2026-03-04', dueDate: '2026-04-03' });
});

it('takes a date beside the rows of a table for what its label says', async () => {
  const page = `
Papierhaus Nord GmbH · Hafenstraße 7 · 24103 Kiel

Rechnung

Rechnungsnummer          Bezeichnung              Menge      Einzelpreis      Gesamtpreis
RE-2026/118              Kopierpapier A4             10             4,00            40,00
Rechnungsdatum           Fachbuch                     2            30,00            60,00
05.03.2026
                                                             Rechnungsbetrag       100,00 €
`;
  expect(best(await read(page), 'issueDate')).toEqual({ issueDate: '2026-03-05' });
});

it('takes a correction that is called a credit note too for one, and its number behind the word for number', async () => {
  const page = `
Papírna Lipová s.r.o.
Lipová 26/4
702 00 Ostrava

OPRAVENÁ FAKTURA / DOBROPIS číslo 0001-3467

Popis                        Množství    Jedn. cena       Celkem
Kancelářský papír                  10          4,00        40,00
`;
  expect(best(await read(page), 'typeCode', 'number')).toEqual({ typeCode: '381', number: '0001-3467' });
});
