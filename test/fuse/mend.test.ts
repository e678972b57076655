import { describe, expect, it } from 'vitest';
import type { Field, InvoiceRecord } from '../../src/core/record.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { mendReadings } from '../../src/pipeline/fuse/mend.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { type Misread, scanned } from '../layout/scanned.ts';

/** A field with the reading that it rests on alone. */
const resting = (field: Field | undefined) => ({ ...field, readings: field?.readings.slice(0, 1) });

/** The record of a drawn page as OCR reads it. */
async function read(page: string, misread: Misread = {}): Promise<InvoiceRecord> {
  const document = scanned(page, misread);
  const readings = await wordsReader.read(document);
  if (readings === null) throw new Error('nothing was read');
  return fuse(document, [await mendReadings(readings)]);
}

const PAGE = `
Papierhaus Nord GmbH · Hafenstraße 7 · 24103 Kiel

Stadtwerke Auental                                Rechnungsnummer:      RE-2026/118
Am Werk 12                                        Rechnungsdatum:       05.03.2026
04177 Leipzig                                     Fällig am:            04.04.2026

Pos   Bezeichnung            Menge      Einzelpreis      Gesamtpreis
1     Kopierpapier A4           10             4,35            43,50
2     Fachbuch                   2            30,00            60,00
3     Locher                     3             7,50            22,50

                                    Nettobetrag              126,00 €
                                    19 % MwSt.                23,94 €
                                    Rechnungsbetrag          149,94 €

Papierhaus Nord GmbH     USt-IdNr. DE136695976      IBAN: DE57 2109 0511 4070 0231 58
`;

const unsure = (text: string, ...others: readonly string[]) => ({
  text,
  confidence: 0.55,
  alternatives: others.map((other, i) => ({ text: other, confidence: 0.3 / (i + 1) })),
});

describe('what a check chooses among the reads of a print', () => {
  it('is a total under the sums', async () => {
    const { totals } = await read(PAGE, { '149,94': unsure('149,84', '149,94') });
    expect(resting(totals.gross)).toMatchObject({
      value: '149.94',
      readings: [{ text: '149,84 €', mended: true, print: 0.55 }],
    });
  });

  it('is a total whose mark was overlooked', async () => {
    const { totals } = await read(PAGE, { '149,94': { text: '14994', confidence: 0.99 } });
    expect(totals.gross?.value).toBe('149.94');
  });

  it('is a digit that the engine had no doubt about naming, where it doubted the word', async () => {
    const { totals } = await read(PAGE, { '126,00': { text: '128,00', confidence: 0.6 } });
    expect(resting(totals.net)).toMatchObject({ value: '126.00', readings: [{ text: '128,00 €', mended: true }] });
  });

  it.each([
    ['net', '43,50', '48,50', '43.50'],
    ['unitPrice', '7,50', '1,50', '7.50'],
    ['quantity', '10', '16', '10'],
  ] as const)('is the %s of a line: quantity times price', async (name, printed, misread, meant) => {
    const { lines } = await read(PAGE, { [printed]: unsure(misread, printed) });
    const found = lines.map((line) => line[name]).find((field) => field?.readings[0]?.text === misread);
    expect(found).toMatchObject({ value: meant, readings: [{ mended: true }] });
  });

  it('is the amount of a line by the sum of all, where no price is printed', async () => {
    const page = `
Rechnung 4711

Bezeichnung                    Betrag
Miete                          800,00
Strom                           63,00
Reinigung                       20,00

Nettobetrag                    883,00
19 % MwSt.                     167,77
Rechnungsbetrag              1.050,77
`;
    const { lines } = await read(page, { '63,00': unsure('68,00', '63,00') });
    expect(lines.map(({ net }) => net?.value)).toEqual(['800.00', '63.00', '20.00']);
  });

  it('is the basis of a tax by its rate and amount', async () => {
    const page = `
Rechnung 4711

Steuersatz    Nettobetrag    Steuerbetrag
19 %               126,00           23,94
7 %                 50,00            3,50
`;
    const { taxes } = await read(page, { '126,00': unsure('128,00', '126,00') });
    expect(taxes.map(({ basis }) => basis?.value)).toEqual(['126.00', '50.00']);
    expect(taxes[0]?.basis?.readings[0]).toMatchObject({ text: '128,00', mended: true });
  });

  it('is a date under the order of dates', async () => {
    const { header } = await read(PAGE, { '05.03.2026': unsure('05.08.2026', '05.03.2026') });
    expect(resting(header.issueDate)).toMatchObject({
      value: '2026-03-05',
      readings: [{ text: '05.08.2026', mended: true }],
    });
  });

  it('is an IBAN by its form and its check digits', async () => {
    const form = await read(PAGE, {
      '4070': { text: '4O7O', confidence: 0.8 },
      '0511': { text: 'O5ll', confidence: 0.7 },
    });
    expect(resting(form.accounts[0]?.iban)).toMatchObject({
      value: 'DE57210905114070023158',
      readings: [{ mended: true }],
    });
    const digit = await read(PAGE, { '0231': unsure('0281', '0237', '0231') });
    expect(resting(digit.accounts[0]?.iban)).toMatchObject({
      value: 'DE57210905114070023158',
      readings: [{ text: 'DE57 2109 0511 4070 0281 58', mended: true }],
    });
  });

  it('is a VAT identifier by its form and its check digits', async () => {
    const form = await read(PAGE, { DE136695976: { text: 'DEl36695976', confidence: 0.8 } });
    expect(resting(form.parties.seller.vatId)).toMatchObject({
      value: 'DE136695976',
      readings: [{ text: 'DEl36695976', mended: true }],
    });
    const digit = await read(PAGE, { DE136695976: unsure('DE186695976', 'DE136695976') });
    expect(resting(digit.parties.seller.vatId)).toMatchObject({
      value: 'DE136695976',
      readings: [{ text: 'DE186695976', mended: true }],
    });
  });
});

describe('what no check can choose', () => {
  it('stays as it is printed, and is less sure', async () => {
    const number = unsure('RE-2O26/118', 'RE-2026/118');
    const [sure, doubtful] = [await read(PAGE), await read(PAGE, { 'RE-2026/118': number })];
    expect(resting(doubtful.header.number)).toMatchObject({ value: 'RE-2O26/118', readings: [{ print: 0.55 }] });
    expect(doubtful.header.number?.confidence).toBeLessThan(sure.header.number?.confidence ?? 0);
  });

  it('is a total that no sum binds', async () => {
    const page = 'Rechnung 4711\n\nRechnungsbetrag   149,84 €';
    const { totals } = await read(page, { '149,84': unsure('149,84', '149,94') });
    expect(resting(totals.gross)).toMatchObject({ value: '149.84' });
    expect(totals.gross?.readings[0]).not.toHaveProperty('mended');
  });

  it('is an identifier with wrong check digits that nothing else was in mind for', async () => {
    const { accounts, parties } = await read(PAGE, {
      '0231': { text: '0281', confidence: 0.5 },
      DE136695976: { text: 'DE186695976', confidence: 0.5 },
    });
    expect(accounts[0]?.iban).toMatchObject({ value: 'DE57210905114070028158', state: 'conflicting' });
    expect(parties.seller.vatId).toMatchObject({ value: 'DE186695976', state: 'conflicting' });
  });

  it('is one print read as two amounts that make a sum with each other', async () => {
    const page = 'Rechnung 4711\n\nMwSt.   50,00\nNettobetrag   138,00';
    const { totals } = await read(page, { '138,00': unsure('138,00', '188,00') });
    expect(totals.net?.value).toBe('138.00');
    expect(totals.gross?.value).not.toBe('188.00');
  });

  it('is anything that was not read off a picture', async () => {
    const certain = { text: '149,84', confidence: 1, alternatives: [{ text: '149,94', confidence: 0.5 }] };
    const { totals } = await read(PAGE, { '149,94': certain });
    expect(totals.gross?.value).not.toBe('149.94');
  });
});
