import { expect, test } from 'vitest';
import type { Word } from '../../src/core/page.ts';
import { partGlued } from '../../src/pipeline/recognize/glued.ts';

const word = (text: string): Word => ({
  text,
  box: { x: 10, y: 20, w: 5 * text.length, h: 10 },
  size: 10,
  bold: false,
  confidence: 0.9,
});
const parts = (text: string) => partGlued(word(text)).map((part) => part.text);

test.each([
  ['USt.19%', ['USt.', '19%']],
  ['Musterstr.99', ['Musterstr.', '99']],
  ['Handelsrechnung(380)', ['Handelsrechnung', '(380)']],
  ['bis15.06.2013', ['bis', '15.06.2013']],
  ['due:2024-01-31', ['due:', '2024-01-31']],
  ['Nr.:4711', ['Nr.:', '4711']],
  ['E-Mail:info@example.org', ['E-Mail:', 'info@example.org']],
  ['Kirchgasse12a', ['Kirchgasse', '12a']],
  ['Seite2', ['Seite', '2']],
  ['181301674vom', ['181301674', 'vom']],
  ['Steuer:19%', ['Steuer:', '19%']],
  ['RechnungNr.R4711', ['Rechnung', 'Nr.', 'R4711']],
  ['TotalEUR12.50', ['Total', 'EUR12.50']],
  ['TotalRM21', ['Total', 'RM21']],
])('%s is parted where print has a space', (text, expected) => expect(parts(text)).toEqual(expected));

test.each([
  'RE2024',
  'INV-2024-15',
  'A4',
  'SFK5',
  'TypeAB12',
  'name(s)',
  'Rechnung(en)',
  '(0)30',
  '12.50',
  '1,234.50',
  '18:30',
  'https://example.org/12',
  'www.example.org',
  'info@example.org',
  'anna.meier99@example.org',
  '250g',
  'H2O',
  'B.V.',
  'USt.-Id.-Nr.:',
])('%s is one word', (text) => expect(parts(text)).toEqual([text]));

test('the parts share the box, with a space between them', () => {
  const whole = word('Steuer:19%').box;
  const [left, right] = partGlued(word('Steuer:19%')).map(({ box }) => box);
  expect(left?.x).toBe(whole.x);
  expect((right?.x ?? 0) + (right?.w ?? 0)).toBeCloseTo(whole.x + whole.w);
  expect((right?.x ?? 0) - (left?.x ?? 0) - (left?.w ?? 0)).toBeGreaterThan(0);
});
