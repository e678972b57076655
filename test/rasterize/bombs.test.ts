import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openPdfRasterizer } from '../../src/pipeline/rasterize/rasterize.ts';
import { draw, inkBox } from './ink.ts';
import { onePage, pdfOf } from './pdf.ts';

const SQUARE = '0 g 30 40 50 20 re f';
const PLACE = { x: 30, y: 140, w: 50, h: 20 };

/** A few bytes that unpack to `megabytes` of an operator: one packed part that stands for itself, over and over. */
function bomb(megabytes: number): Buffer {
  const part = deflateRawSync(Buffer.alloc(1e6, 'q '), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([Buffer.from([0x78, 0x01]), ...Array<Buffer>(megabytes).fill(part), Buffer.from([3, 0])]);
}

describe('what unpacks to more than memory holds', () => {
  it('fails alone, and the pages after it are drawn', async () => {
    const page = (content: number) => ({
      value: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents ${content} 0 R>>`,
    });
    const bytes = pdfOf([
      { value: '<</Type /Catalog /Pages 2 0 R>>' },
      { value: '<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>' },
      page(5),
      page(6),
      { value: '<</Filter /FlateDecode>>', stream: bomb(700) },
      { value: '<<>>', stream: Buffer.from(SQUARE) },
    ]);
    const rasterizer = await openPdfRasterizer(bytes);
    const wish = { dpi: 72, channels: 1 } as const;
    try {
      const before = process.memoryUsage().rss;
      await expect(rasterizer.page(1, wish)).rejects.toMatchObject({ code: 'PAGE_TOO_LARGE' });
      expect(process.memoryUsage().rss - before).toBeLessThan(700e6);
      expect(inkBox(await rasterizer.page(2, wish))).toEqual(PLACE);
    } finally {
      await rasterizer.close();
    }
  });

  it('a picture that claims more pixels than it has leaves the rest of the page', async () => {
    const bytes = onePage({
      resources: '/XObject <</I 5 0 R>>',
      content: `q 100 0 0 100 150 0 cm /I Do Q ${SQUARE}`,
      more: [
        {
          value:
            '<</Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode>>',
          stream: deflateSync(Buffer.alloc(1e6)),
        },
      ],
    });
    expect(inkBox(await draw(bytes))).toEqual(PLACE);
  });
});
