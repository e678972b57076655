import { describe, expect, it } from 'vitest';
import { findAmounts } from '../../src/pipeline/layout/amounts.ts';
import { linesOf } from '../../src/pipeline/layout/lines.ts';
import { viewOf } from '../../src/pipeline/layout/view.ts';
import { drawn } from './drawn.ts';

/** The amounts of one drawn line, with the currency or a percent sign behind. */
function amounts(text: string, mark: '.' | ',' = ','): string[] {
  const line = drawn(text).pages.flatMap(linesOf)[0];
  if (line === undefined) return [];
  return findAmounts(line, mark).map(
    (a) => `${a.value}${a.percent ? '%' : ''}${a.currency === null ? '' : ` ${a.currency}`}`,
  );
}

describe('the amounts of a line', () => {
  it.each([
    ['19 % MwSt. auf 1.234,00 €      234,46 €', ['19%', '1234.00 EUR', '234.46 EUR']],
    ['MwSt. (19%)   12,00', ['19%', '12.00']],
    ['2   234,00', ['2', '234.00']],
    ['Total: EUR -12,50', ['-12.50 EUR']],
    ['CHF 1’234.50', ['1234.50 CHF']],
    ['zum 05.03.2018', []],
  ])('%s', (text, found) => {
    expect(amounts(text)).toEqual(found);
  });

  it('join groups that a space parts, not columns', () => {
    const [page] = drawn('x').pages;
    const word = (text: string, x: number, w: number) => ({
      text,
      box: { x, y: 10, w, h: 10 },
      size: 10,
      bold: false,
      confidence: 1,
    });
    const read = (gap: number) => {
      const lines = linesOf({
        ...(page as NonNullable<typeof page>),
        words: [word('1', 10, 5), word('234,00', 15 + gap, 30)],
      });
      return lines.flatMap((line) => findAmounts(line, ',').map((a) => a.value));
    };
    expect(read(2.5)).toEqual(['1234.00']);
    expect(read(20)).toEqual(['1', '234.00']);
  });
});

describe('thousands parted by spaces as wide as digits', () => {
  it('are one number where every character is of one width', () => {
    const page =
      'Faktura nummer   12\nSumma netto       12 500 kr\nMoms              3 125 kr\nTillsammans betala  15 625 kr';
    const found = viewOf(drawn(page))
      .pages[0]?.amounts.slice(1)
      .map((line) => line.map((a) => a.value));
    expect(found).toEqual([['12500'], ['3125'], ['15625']]);
  });

  it('are one number where what follows is none of its own', () => {
    expect(amounts('Net  50 000 Ft')).toEqual(['50000 HUF']);
    expect(amounts('Net  1 050,20')).toEqual(['1050.20']);
    expect(amounts('2 150,20')).toEqual(['2', '150.20']);
  });
});

describe('a document', () => {
  it('shows its decimal mark as a whole', () => {
    expect(viewOf(drawn('Menge 1.500\nBetrag 12,50\nSumme 1.512,50')).mark).toBe(',');
    expect(viewOf(drawn('Qty 1,500\nAmount 12.50\nTotal 1,512.50')).mark).toBe('.');
  });

  it('shows its languages, best first', () => {
    expect(viewOf(drawn('Rechnung für die Lieferung von Waren, zahlbar bis 1.1.2026')).lexicons[0]?.language).toBe(
      'de',
    );
    expect(viewOf(drawn('Facture pour la livraison de vos articles, montant à payer')).lexicons[0]?.language).toBe(
      'fr',
    );
  });
});
