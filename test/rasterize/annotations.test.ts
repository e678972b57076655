import { describe, expect, it } from 'vitest';
import { openPdfRasterizer } from '../../src/pipeline/rasterize/rasterize.ts';
import { draw, inkIn } from './ink.ts';
import { onePage, type PdfObject } from './pdf.ts';

const FIELD = { x: 40, y: 100, w: 120, h: 20 };
const RECT = '/Rect [40 80 160 100]';
const FONTS = '/Font <</Helv <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>';

/** What the annotation draws where it has an appearance: a black bar. */
const BAR: PdfObject = {
  value: '<</Type /XObject /Subtype /Form /BBox [0 0 120 20]>>',
  stream: Buffer.from('0 g 0 0 120 20 re f'),
};

function withAnnotation(annotation: string, catalog = ''): Uint8Array {
  return onePage({
    page: '/MediaBox [0 0 300 200] /Annots [5 0 R]',
    content: '',
    catalog,
    more: [{ value: `<</Type /Annot ${RECT} ${annotation}>>` }, BAR],
  });
}

const ink = async (bytes: Uint8Array) => inkIn(await draw(bytes), FIELD);

describe('annotations are drawn as printed', () => {
  it.each([
    ['a stamp that prints', '/Subtype /Stamp /F 4', 1],
    ['a stamp for the screen only', '/Subtype /Stamp /F 0', 0],
    ['a stamp for paper only', '/Subtype /Stamp /F 36', 1],
    ['a hidden stamp', '/Subtype /Stamp /F 6', 0],
    ['a field', '/Subtype /Widget /FT /Tx /T (a) /F 4', 1],
    ['a field whose writer forgot that it prints', '/Subtype /Widget /FT /Tx /T (a)', 1],
    ['a hidden field', '/Subtype /Widget /FT /Tx /T (a) /F 2', 0],
  ])('%s', async (_name, annotation, expected) => {
    expect(await ink(withAnnotation(`${annotation} /AP <</N 6 0 R>>`, '/AcroForm <</Fields [5 0 R]>>'))).toBe(expected);
  });
});

it('a page is the same each time it is drawn', async () => {
  const field = '/Subtype /Widget /FT /Tx /T (a) /AP <</N 6 0 R>>';
  const rasterizer = await openPdfRasterizer(withAnnotation(field, '/AcroForm <</Fields [5 0 R]>>'));
  try {
    const first = await rasterizer.page(1, { dpi: 72, channels: 1 });
    expect(inkIn(first, FIELD)).toBe(1);
    expect(await rasterizer.page(1, { dpi: 72, channels: 1 })).toEqual(first);
  } finally {
    await rasterizer.close();
  }
});

describe('form fields show what is in them', () => {
  const form = (rest: string) => `/AcroForm <</Fields [5 0 R] /DR <<${FONTS}>> /DA (/Helv 12 Tf 0 g) ${rest}>>`;
  const text = '/Subtype /Widget /FT /Tx /T (total) /V (119.00 EUR) /DA (/Helv 12 Tf 0 g) /F 4';

  it('a value that has no drawing yet', async () => {
    expect(await ink(withAnnotation(text, form('/NeedAppearances true')))).toBeGreaterThan(0.05);
  });

  it('a value without a drawing, where the file does not ask for one', async () => {
    expect(await ink(withAnnotation(text, form('')))).toBeGreaterThan(0.05);
  });

  it('no value', async () => {
    expect(await ink(withAnnotation(text.replace('(119.00 EUR)', '()'), form('/NeedAppearances true')))).toBe(0);
  });
});
