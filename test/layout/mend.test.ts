import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReadOf } from '../../src/core/confusions.ts';
import { parseAmount } from '../../src/core/money.ts';
import { LEXICONS } from '../../src/pipeline/layout/lexicon.ts';
import { linesOf } from '../../src/pipeline/layout/lines.ts';
import { mendLine } from '../../src/pipeline/layout/mend/line.ts';
import { mendedDate, mendedNumber } from '../../src/pipeline/layout/mend/number.ts';
import { mendedVatId, VAT_ID } from '../../src/pipeline/layout/vat-forms.ts';
import { drawn } from './drawn.ts';
import { type Misread, scanned } from './scanned.ts';

describe('a number that cannot be read as it is', () => {
  it.each([
    ['l2S,O0', '125,00'],
    ['12.5O', '12.50'],
    ['O,50', '0,50'],
    ['€l.234,5O', '€1.234,50'],
    ['EUR1O,00', 'EUR10,00'],
    ['1.234,,50', '1.234,50'],
    ['12..50', '12.50'],
    ['1.234.50', '1234.50'],
    ['l9%', '19%'],
    ['-B2,50', '-82,50'],
  ])('%s is %s', (printed, meant) => {
    expect(mendedNumber(printed)).toBe(meant);
  });

  it.each(['125,00', '1,5l', '2.5G', 'So.12', 'S.12', 'Bl.50', 'ISO9001.50', 'No.10', '1O', 'RE-2O26', '12.34.5O'])(
    '%s stays',
    (text) => {
      expect(mendedNumber(text)).toBeNull();
    },
  );

  it('is mended to what looks like it only, whatever the characters', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'0123456789OolISZB.,€%-'), minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(texts, (text) => {
        const mended = mendedNumber(text);
        if (mended === null) return;
        expect(isReadOf(mended, text)).toBe(true);
        expect(parseAmount(mended.replace(/%$/, ''))).not.toBeNull();
        expect(parseAmount(text.replace(/%$/, ''))).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a date that cannot be read as it is', () => {
  it.each([
    ['O1.12.2O23', '01.12.2023'],
    ['12.03,2024', '12.03.2024'],
    ['l2/03/2024,', '12/03/2024,'],
    ['2024-0S-12', '2024-05-12'],
  ])('%s is %s', (printed, meant) => {
    expect(mendedDate(printed)).toBe(meant);
  });

  it.each(['12.03.2024', '45.13.2O24', '1,2,24', 'A1.12.2023', '12.03/2024', 'O1.IZ.ZO'])('%s stays', (text) => {
    expect(mendedDate(text)).toBeNull();
  });
});

describe('a VAT identifier', () => {
  it.each([
    ['DE28l7463O4', 'DE281746304'],
    ['0E281746304', 'DE281746304'],
    ['AT012345678', 'ATU12345678'],
    ['NL123456789801', 'NL123456789B01'],
  ])('%s must be %s by its form', (printed, meant) => {
    expect(mendedVatId(printed)).toBe(meant);
  });

  it('is none where too much of it would be another', () => {
    expect(mendedVatId('DEOlSBZIOgl')).toBeNull();
    expect(mendedVatId('HELLOWORLDS')).toBeNull();
  });

  it('is mended to what looks like it and has its form', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'0123456789OlISBDENLATU'), minLength: 8, maxLength: 14 });
    fc.assert(
      fc.property(texts, (text) => {
        const mended = mendedVatId(text);
        if (mended === null) return;
        expect(VAT_ID.test(mended)).toBe(true);
        expect(isReadOf(mended, text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

const lexiconsOf = (languages: readonly string[]) => LEXICONS.filter((l) => languages.includes(l.language));

describe('a line that was read off a picture', () => {
  const mended = (text: string, languages: readonly string[] = ['de'], misread: Misread = {}) =>
    scanned(text, misread)
      .pages.flatMap(linesOf)
      .map((line) => mendLine(line, lexiconsOf(languages)))[0];

  it('keeps what is printed beside what it is mended to', () => {
    const words = mended('Summe  l2S,O0  EUR')?.words ?? [];
    expect(words[1]).toMatchObject({ text: '125,00', printed: 'l2S,O0' });
    expect(words[0]).not.toHaveProperty('printed');
  });

  it.each([
    ['1 234 , 50', '1 234,50'],
    ['12 .50', '12.50'],
    ['4 , 5 6', '4,56'],
    ['€12, 50', '€12,50'],
  ])('has the spaces taken out that were read into a number: %s', (printed, meant) => {
    expect(mended(printed)?.text).toBe(meant);
  });

  it.each([
    '12,50 , 30,00',
    '1 , 2 , 3',
    '2 150,20',
    '10. 12. 2025',
    '3, 12, 15',
    '5. 10 Stück',
    '7  12.50',
    '12,50 13,50',
  ])('keeps apart what is apart: %s', (text) => {
    expect(mended(text)?.text).toBe(text.replace(/ +/g, ' '));
  });

  it('has day and year mended beside a month only', () => {
    expect(mended('l2. März 2O24', ['de'])?.text).toBe('12. März 2024');
    expect(mended('Typ 2O24 Gerät l2', ['de'])?.text).toBe('Typ 2O24 Gerät l2');
  });

  it.each([
    ['T0tal  12,50', 'Total 12,50'],
    ['lnvoice 4711', 'Invoice 4711'],
    ['Invo1ce 4711', 'Invoice 4711'],
    ['Custorner no. 4711', 'Customer no. 4711'],
    ['Steuemr. 4711', 'Steuernr. 4711', 'de'],
  ])('has the words of labels told by their look: %s', (printed, meant, language = 'en') => {
    expect(mended(printed, [language])?.text).toBe(meant);
  });

  it.each(['modem', 'Dover', 'alarms', 'down'])('keeps a word that is no label however it is read: %s', (word) => {
    expect(mended(word, ['en'])?.text).toBe(word);
  });

  it('has the words of labels told by what the engine had in mind, where it was in doubt', () => {
    const alternatives = [{ text: 'Fällig', confidence: 0.2 }];
    expect(mended('Fatlig am', ['de'], { Fatlig: { text: 'Fatlig', confidence: 0.6, alternatives } })?.text).toBe(
      'Fällig am',
    );
    expect(mended('Fatlig am', ['de'], { Fatlig: { text: 'Fatlig', confidence: 0.95, alternatives } })?.text).toBe(
      'Fatlig am',
    );
    expect(mended('Tota Modell T0ta', ['en'])?.text).toBe('Tota Modell T0ta');
  });

  it('is left as it is where a text layer says it', () => {
    const [line] = drawn('Summe  l2S,O0  12 .50').pages.flatMap(linesOf);
    expect(line === undefined ? null : mendLine(line, [])).toBe(line);
  });
});
