import { expect, test } from 'vitest';
import type { Page } from '../../src/core/page.ts';
import { openPdf } from '../../src/pipeline/open.ts';
import { assemble, draw, drawRaw } from './draw.ts';

async function pageOf(bytes: Uint8Array): Promise<Page> {
  const { pages, problems } = await openPdf(bytes);
  expect(problems).toEqual([]);
  const [page] = pages;
  if (!page) throw new Error('no page');
  return page;
}

const texts = (page: Page): string[] => page.words.map((word) => word.text);
const raw = async (content: string, page = ''): Promise<Page> => pageOf(drawRaw(content, page));

test('boxes are in points from the top left and hug the letters', async () => {
  const page = await pageOf(
    await draw((pdf) => pdf.font('Helvetica').fontSize(20).text('Net 12.50', 100, 200, { lineBreak: false })),
  );
  expect(page).toMatchObject({ width: 595.28, height: 841.89, rotation: 0, textLayer: 'good' });
  const [net, amount] = page.words;
  expect(net).toMatchObject({ text: 'Net', size: 20, bold: false, confidence: 1 });
  expect(net?.box.x).toBeCloseTo(100, 1);
  // Helvetica: N 722, e 556, t 278, space 278 thousandths.
  expect(net?.box.w).toBeCloseTo(31.12, 1);
  expect(amount?.box.x).toBeCloseTo(100 + 31.12 + 5.56, 1);
  expect(net?.box.y).toBeGreaterThan(195);
  expect((net?.box.y ?? 0) + (net?.box.h ?? 0)).toBeLessThan(224);
});

test.each([
  [90, [400, 600]],
  [180, [600, 400]],
  [270, [400, 600]],
])('a page turned by %i degrees is as a person sees it', async (angle, [width, height]) => {
  // The same letters at the same visible place, whatever the page's rotation: lower left corner of the seen page.
  const place = { 90: '0 1 -1 0 380 50', 180: '-1 0 0 -1 550 380', 270: '0 -1 1 0 20 550' }[angle];
  const page = await raw(
    `BT /F1 12 Tf ${place} Tm (Turned page) Tj ET`,
    `/Rotate ${angle}/MediaBox[0 0 ${angle === 180 ? '600 400' : '400 600'}]`.replace(
      '400 600',
      angle === 180 ? '600 400' : '400 600',
    ),
  );
  expect(page.rotation).toBe(angle);
  expect([page.width, page.height]).toEqual(angle === 180 ? [width, height] : [height, width]);
  expect(texts(page)).toEqual(['Turned', 'page']);
  const [turned, second] = page.words;
  expect(turned?.box.x).toBeCloseTo(50, 0);
  expect(turned?.box.w).toBeGreaterThan(3 * (turned?.box.h ?? 0) * 0.8);
  expect(second?.box.y).toBeCloseTo(turned?.box.y ?? 0, 3);
});

test('the crop box is the page', async () => {
  const page = await raw('BT /F1 10 Tf 110 500 Td (inside) Tj -105 0 Td (outside) Tj ET', '/CropBox[100 100 300 550]');
  expect(page).toMatchObject({ width: 200, height: 450 });
  expect(texts(page)).toEqual(['inside']);
  expect(page.words[0]?.box.x).toBeCloseTo(10, 1);
  expect(page.words[0]?.box.y).toBeCloseTo(550 - 500 - 9, 0);
});

test('text that stands upright has upright boxes', async () => {
  const page = await raw(
    'BT /F1 10 Tf 0 1 -1 0 100 200 Tm (sideways note) Tj ET BT /F1 10 Tf 50 500 Td (one two three) Tj ET',
  );
  expect(texts(page)).toEqual(['one', 'two', 'three', 'sideways', 'note']);
  const word = page.words[3];
  expect(word?.box.h).toBeGreaterThan(35);
  expect(word?.box.w).toBeLessThan(12);
  // It runs upwards from y = 200 on a page 600 high.
  expect((word?.box.y ?? 0) + (word?.box.h ?? 0)).toBeCloseTo(400, 1);
});

test('words are split at gaps, not only at spaces, and mended where they are drawn in pieces', async () => {
  const page = await raw(
    `BT /F1 10 Tf 50 500 Td [(Net)-900(198.50)-2000(EUR)] TJ ET
     BT /F1 10 Tf 50 480 Td (1.2) Tj ET BT /F1 10 Tf 63.9 480 Td (34,) Tj ET BT /F1 10 Tf 77.8 480 Td (50) Tj ET
     BT /F1 10 Tf 50 460 Td [(k)20(er)-15(ned w)10(ord)] TJ ET`,
  );
  expect(texts(page)).toEqual(['Net', '198.50', 'EUR', '1.234,50', 'kerned', 'word']);
});

test('spaced-out headings become words', async () => {
  const page = await raw(
    `BT /F2 16 Tf 50 500 Td (F A C T U R A) Tj ET
     BT /F2 16 Tf 5 Tc 50 460 Td (RECHNUNG Nr) Tj ET
     BT /F1 10 Tf 0 Tc 50 430 Td [(I)-400(N)-400(V)-400(O)-400(I)-400(C)-400(E)-1100(D)-400(A)-400(T)-400(E)] TJ ET
     BT /F1 10 Tf 50 400 Td (A) Tj 60 0 Td (B) Tj 60 0 Td (C) Tj 60 0 Td (D) Tj 60 0 Td (E) Tj ET
     BT /F1 10 Tf 50 380 Td (1 2 3 4 5) Tj ET`,
  );
  expect(texts(page)).toEqual([
    'FACTURA',
    'RECHNUNG',
    'Nr',
    'INVOICE',
    'DATE',
    'A',
    'B',
    'C',
    'D',
    'E',
    '1',
    '2',
    '3',
    '4',
    '5',
  ]);
});

test('what is printed twice to look bold is one bold word', async () => {
  const page = await raw(
    `BT /F1 10 Tf 50 500 Td (Total) Tj 0.3 0 Td (Total) Tj ET
     BT /F1 10 Tf 50 480 Td (12) Tj ET BT /F1 10 Tf 50 460 Td (12) Tj ET
     BT /F1 10 Tf 50 440 Td [(b)500(b)-50(o)500(o)-50(x)500(x)] TJ ET`,
  );
  expect(texts(page)).toEqual(['Total', '12', '12', 'box']);
  expect(page.words.map((word) => word.bold)).toEqual([true, false, false, true]);
});

test('small print set high stays in its line', async () => {
  const page = await raw(
    'BT /F1 10 Tf 50 500 Td (456) Tj 6 0 0 6 67 504 Tm (th) Tj 10 0 0 10 76 500 Tm (street) Tj ET'
      .replace('/F1 10', '/F1 1')
      .replace('50 500 Td', '10 0 0 10 50 500 Tm'),
  );
  expect(texts(page)).toEqual(['456', 'th', 'street']);
});

test('bold is told by the font, or by letters that are filled and stroked', async () => {
  const page = await raw(
    'BT /F1 10 Tf 50 500 Td (plain) Tj /F2 10 Tf 60 0 Td (strong) Tj /F1 10 Tf 2 Tr 60 0 Td (drawn) Tj ET',
  );
  expect(page.words.map((word) => [word.text, word.bold])).toEqual([
    ['plain', false],
    ['strong', true],
    ['drawn', true],
  ]);
});

test('dot leaders are no part of the words they lead to', async () => {
  const page = await raw('BT /F1 10 Tf 50 500 Td (Total..........12.50 e.g. ...) Tj ET');
  expect(texts(page)).toEqual(['Total', '..........', '12.50', 'e.g.', '...']);
});

test('text in forms and in annotations is read where it is seen', async () => {
  const form = 'BT /F1 10 Tf 0 0 Td (stamped) Tj ET';
  const resources = '/Resources<</Font<</F1 5 0 R>>>>';
  const bytes = drawRaw('q 1 0 0 1 30 70 cm /X1 Do Q', '/Annots[8 0 R]', [
    `<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[1 0 0 1 20 30]${resources}/Length ${form.length}>>stream\n${form}\nendstream`,
    '<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/F 4/Rect[100 300 200 400]/AP<</N 7 0 R>>>>',
  ]);
  const page = await pageOf(bytes);
  expect(texts(page)).toEqual(['stamped', 'stamped']);
  expect(page.words.map((word) => Math.round(word.box.x))).toEqual([100, 50]);
  expect(Math.round((page.words[1]?.box.y ?? 0) + (page.words[1]?.box.h ?? 0))).toBe(502);
});

test('text in a layer that is switched off is not on the page', async () => {
  const content =
    '/OC /L1 BDC BT /F1 10 Tf 50 500 Td (off) Tj ET EMC /OC /L2 BDC BT /F1 10 Tf 50 480 Td (on) Tj ET EMC';
  const bytes = assemble([
    '<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]/D<</OFF[6 0 R]>>>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/Properties<</L1 6 0 R/L2 7 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/OCG/Name(Draft)>>',
    '<</Type/OCG/Name(Final)>>',
  ]);
  expect(texts(await pageOf(bytes))).toEqual(['on']);
});

test('zero-size and off-page words are dropped', async () => {
  const page = await raw(
    'BT /F1 10 Tf 50 500 Td (seen) Tj 900 0 Td (gone) Tj ET BT /F1 0 Tf 50 400 Td (nothing) Tj ET BT /F1 0.2 Tf 50 300 Td (dust) Tj ET',
  );
  expect(texts(page)).toEqual(['seen']);
});

const WORDS =
  'the supplier delivers all goods under the terms that hold on the day of order and keeps title until paid in full by the buyer'.split(
    ' ',
  );

test('columns of running text are read one after the other, a table row stays a row', async () => {
  const sentence = (from: number) => Array.from({ length: 6 }, (_, i) => WORDS[(from + i) % WORDS.length]).join(' ');
  const column = (x: number, shift: number) =>
    Array.from(
      { length: 8 },
      (_, i) => `BT /F1 8 Tf ${x} ${500 - 12 * i - shift} Td (${sentence(6 * i + x)}) Tj ET`,
    ).join('\n');
  const table = Array.from(
    { length: 8 },
    (_, i) => `BT /F1 8 Tf 30 ${300 - 12 * i} Td (Article number ${i} of the big list) Tj 250 0 Td (${i}.50) Tj ET`,
  ).join('\n');
  const page = await raw(`BT /F1 8 Tf 30 530 Td (Terms) Tj ET ${column(30, 0)} ${column(220, 3)} ${table}`);
  const xs = page.words.slice(1, 97).map((word) => word.box.x > 200);
  expect(xs.indexOf(true)).toBe(48);
  expect(xs.lastIndexOf(false)).toBe(47);
  expect(texts(page).slice(97, 105)).toEqual(['Article', 'number', '0', 'of', 'the', 'big', 'list', '0.50']);
});
