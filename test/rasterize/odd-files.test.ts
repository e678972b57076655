import { describe, expect, it } from 'vitest';
import { draw, inkBox } from './ink.ts';
import { onePage, pdfOf } from './pdf.ts';

const SQUARE = '0 g 30 40 50 20 re f';
/** Where the square is on a page of 300 by 200 points. */
const PLACE = { x: 30, y: 140, w: 50, h: 20 };

describe('a file that is out of order is drawn where its pages can be read', () => {
  it('a crop box beside the media box', async () => {
    const bytes = onePage({ page: '/MediaBox [0 0 300 200] /CropBox [500 500 700 700]', content: SQUARE });
    expect(inkBox(await draw(bytes))).toEqual(PLACE);
  });

  it('no header', async () => {
    const bytes = Buffer.from(onePage({ content: SQUARE }));
    bytes.write('%XXX-', 'latin1');
    expect(inkBox(await draw(bytes))).toEqual(PLACE);
  });

  it('no end', async () => {
    const bytes = onePage({ content: SQUARE });
    expect(inkBox(await draw(bytes.subarray(0, Buffer.from(bytes).indexOf('startxref'))))).toEqual(PLACE);
  });

  it('a list of pages that leads back to itself', async () => {
    const bytes = pdfOf([
      { value: '<</Type /Catalog /Pages 2 0 R>>' },
      { value: '<</Type /Pages /Kids [3 0 R 2 0 R] /Count 2>>' },
      { value: '<</Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 300 200]>>' },
      { value: '<<>>', stream: Buffer.from(SQUARE) },
    ]);
    expect(inkBox(await draw(bytes))).toEqual(PLACE);
  });

  it('a picture of colours that are not in the file', async () => {
    const bytes = onePage({
      resources: '/XObject <</I 5 0 R>>',
      content: '50 0 0 20 30 40 cm /I Do',
      more: [
        {
          value:
            '<</Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace 99 0 R /BitsPerComponent 8 /Filter /Nothing>>',
          stream: Buffer.alloc(64),
        },
      ],
    });
    expect(inkBox(await draw(bytes))).toEqual(PLACE);
  });

  it('a form that draws itself', async () => {
    const bytes = onePage({
      resources: '/XObject <</F 5 0 R>>',
      content: `${SQUARE} /F Do`,
      more: [
        {
          value: '<</Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources <</XObject <</F 5 0 R>>>>>>',
          stream: Buffer.from('100 40 50 20 re f /F Do'),
        },
      ],
    });
    expect(inkBox(await draw(bytes))).toEqual({ ...PLACE, w: 120 });
  });
});

describe('a page that is too large is drawn smaller and says so', () => {
  it.each([
    ['a plan', 5000, 7000],
    ['a till roll', 100, 14_400],
    ['a banner', 14_000, 3],
  ])('%s', async (_name, width, height) => {
    const bytes = onePage({
      page: `/MediaBox [0 0 ${width} ${height}]`,
      content: `0 g 0 0 ${width} ${height / 2} re f`,
    });
    const picture = await draw(bytes, { dpi: 300 });
    expect(picture.dpi).toBeLessThan(300);
    expect(picture.width * picture.height).toBeLessThanOrEqual(25e6);
    expect(picture.data.length).toBe(picture.width * picture.height);
    expect(picture.width).toBe(Math.ceil((width * picture.dpi) / 72 - 0.01));
    expect(picture.height).toBe(Math.ceil((height * picture.dpi) / 72 - 0.01));
    const ink = inkBox(picture);
    expect(ink?.w).toBe(picture.width);
    expect(Math.abs((ink?.y ?? 0) - picture.height / 2)).toBeLessThanOrEqual(1);
  });

  it('a speck is drawn as large as asked', async () => {
    const bytes = onePage({ page: '/MediaBox [0 0 0.9 0.4]', content: '0 g 0 0 1 1 re f' });
    expect(await draw(bytes, { dpi: 720 })).toMatchObject({ width: 9, height: 4, dpi: 720 });
    expect(inkBox(await draw(bytes, { dpi: 720 }))).toEqual({ x: 0, y: 0, w: 9, h: 4 });
  });
});
