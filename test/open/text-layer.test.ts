import { expect, test } from 'vitest';
import { isGarbage } from '../../src/pipeline/open/text-layer.ts';
import { openPdf } from '../../src/pipeline/open.ts';
import { drawRaw } from './draw.ts';

/** A picture of one white pixel. */
const PICTURE =
  '<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n\xFF\nendstream';
const scan = (width: number, height: number) => `q ${width} 0 0 ${height} 0 0 cm /X1 Do Q `;
const text = (content: string, mode = 0) => `BT /F1 10 Tf ${mode} Tr 50 300 Td (${content}) Tj ET `;

async function pageOf(content: string) {
  const [page] = (await openPdf(drawRaw(content, '', [PICTURE]))).pages;
  if (!page) throw new Error('no page');
  return page;
}

test.each([
  ['a page with nothing on it', '', 'missing'],
  ['a scan', scan(400, 600), 'missing'],
  ['text', text('Invoice 1'), 'good'],
  ['text with a logo', scan(100, 100) + text('Invoice 1'), 'good'],
  ['a stamp on a scan', scan(400, 600) + text('received'), 'partial'],
  ['a scan that an earlier OCR has read', scan(400, 600) + text('Invoice 1', 3), 'hidden'],
  [
    'a picture as paper under many words',
    scan(400, 600) + Array.from({ length: 30 }, () => text('w ord s')).join(' 0 -12 Td '),
    'partial',
  ],
])('%s', async (_, content, layer) => {
  expect((await pageOf(content)).textLayer).toBe(layer);
});

test('a full page of words on stationery that is a picture is good', async () => {
  const lines = Array.from(
    { length: 20 },
    (_, i) => `BT /F1 10 Tf 50 ${550 - 20 * i} Td (line ${i} of the letter) Tj ET`,
  );
  expect((await pageOf(scan(400, 600) + lines.join('\n'))).textLayer).toBe('good');
});

test('invisible words are read where a picture shows them, and nowhere else', async () => {
  const page = await pageOf(
    `${scan(200, 100)} ${text('a page with more visible words')} BT /F1 10 Tf 3 Tr 50 50 Td (shown) Tj 250 400 Td (tricked) Tj ET`,
  );
  expect(page.words.map((word) => word.text)).toEqual(['a', 'page', 'with', 'more', 'visible', 'words', 'shown']);
});

test('fonts without a usable encoding are told by their letters', () => {
  const invoice =
    'Rechnung Nr. RE-2024-0117 vom 05.03.2024 Lieferant GmbH Gesamtbetrag 236,22 EUR zahlbar bis 04.04.2024 ';
  const shift = (by: number) =>
    [...invoice.repeat(3)].map((c) => (c === ' ' ? c : String.fromCharCode(c.charCodeAt(0) + by))).join('');
  expect(isGarbage(invoice)).toBe(false);
  expect(isGarbage('IBAN DE02 1203 0000 0000 2020 51 BIC BYLADEM1001 12,50 % 1.234,00')).toBe(false);
  expect(isGarbage('请 支 付 发票 号码 12345 合计 ¥100')).toBe(false);
  expect(isGarbage('Faktura za zboží, splatnost čtrnáct dnů, příjemce Zdeněk Vlk, Brno '.repeat(5))).toBe(false);
  expect(isGarbage(shift(-29))).toBe(true);
  expect(isGarbage(shift(0xf000))).toBe(true);
  expect(isGarbage('\uFFFD'.repeat(20))).toBe(true);
});
