import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { openImageRasterizer } from '../../src/pipeline/images/rasterizer.ts';
import { openDocument } from '../../src/pipeline/open.ts';
import {
  BLACK,
  difference,
  FAX4,
  fax3,
  HEIC,
  QUARTERS,
  quarters,
  quartersOf,
  type TiffPage,
  tiff,
  WHITE,
} from './make.ts';

const bytes = (buffer: Buffer) => new Uint8Array(buffer);
const FAX_PAGE: TiffPage = { width: 160, height: 120, bits: [1], strip: FAX4, photometric: 1, compression: 4 };

describe('an image file is a document', () => {
  test('of one page without words', async () => {
    const file = await quarters(1240, 1754).withMetadata({ density: 150 }).jpeg().toBuffer();
    const { kind, pages, problems } = await openDocument(bytes(file));
    expect({ kind, problems }).toEqual({ kind: 'image', problems: [] });
    expect(pages).toEqual([
      {
        number: 1,
        label: null,
        width: expect.closeTo(595.2),
        height: expect.closeTo(841.92),
        rotation: 0,
        skew: 0,
        textLayer: 'missing',
        ocr: null,
        words: [],
      },
    ]);
  });

  test('a stack has pages, and smaller copies of them are none', async () => {
    const stack = tiff([
      FAX_PAGE,
      { ...FAX_PAGE, width: 40, height: 30, subfileType: 1 },
      { ...FAX_PAGE, strip: fax3(), compression: 3, photometric: 0 },
    ]);
    const { pages } = await openDocument(stack);
    expect(pages.map(({ number }) => number)).toEqual([1, 2]);
    const rasterizer = await openImageRasterizer(stack);
    for (const number of [1, 2]) {
      const raster = await rasterizer.page(number, { dpi: 300, channels: 1 });
      expect(quartersOf(raster)).toEqual([BLACK, WHITE, WHITE, WHITE]);
    }
    await expect(rasterizer.page(3, { dpi: 300, channels: 1 })).rejects.toMatchObject({ code: 'PAGE_DAMAGED' });
  });

  test('a page of a stack that is damaged takes no other with it', async () => {
    const noise = new Uint8Array(3000).map((_, i) => (i * 31) % 256);
    const colours = { ...FAX_PAGE, bits: [8, 8, 8], photometric: 2 };
    const stack = tiff([FAX_PAGE, { ...colours, compression: 8, strip: noise }, FAX_PAGE]);
    expect((await openDocument(stack)).pages).toHaveLength(3);
    const rasterizer = await openImageRasterizer(stack, { file: 'fax.tif' });
    await expect(rasterizer.page(2, { dpi: 200, channels: 4 })).rejects.toMatchObject({
      code: 'IMAGE_DAMAGED',
      message: expect.stringMatching(/^fax\.tif cannot be read as TIFF: /),
    });
    expect(quartersOf(await rasterizer.page(3, { dpi: 200, channels: 1 }))).toEqual([BLACK, WHITE, WHITE, WHITE]);
  });

  test('a chain of pages that comes back to its beginning ends', async () => {
    const stack = tiff([FAX_PAGE, FAX_PAGE]);
    const view = new DataView(stack.buffer);
    const first = view.getUint32(4, true);
    const second = view.getUint32(first + 2 + view.getUint16(first, true) * 12, true);
    view.setUint32(second + 2 + view.getUint16(second, true) * 12, first, true);
    expect((await openDocument(stack)).pages).toHaveLength(2);
  });

  test('more pages than the limit are refused', async () => {
    const stack = tiff([FAX_PAGE, FAX_PAGE, FAX_PAGE]);
    await expect(openDocument(stack, { file: 'fax.tif', limits: { pages: 2 } })).rejects.toMatchObject({
      code: 'IMAGE_TOO_MANY_PAGES',
    });
    expect((await openDocument(stack, { limits: { pages: 3 } })).pages).toHaveLength(3);
  });

  test('what is no document for its size, or would not fit into memory, says so', async () => {
    const icon = bytes(await quarters(64, 64).png().toBuffer());
    await expect(openDocument(icon, { file: 'icon.png' })).rejects.toMatchObject({
      code: 'IMAGE_TOO_SMALL',
      message: 'icon.png is only 64 by 64 pixels: an icon or a preview, no document.',
    });
  });

  test('a page whose reading was stopped before is reported', async () => {
    const { pages, problems } = await openDocument(tiff([FAX_PAGE, FAX_PAGE]), { skipPages: [2] });
    expect(pages).toHaveLength(2);
    expect(problems).toMatchObject([{ code: 'PAGE_TIMEOUT', page: 2 }]);
  });
});

describe('a JPEG with spoilt bytes within', () => {
  test('is said to be damaged, where its decoder only warns', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const picture = sharp({ create: { width: 800, height: 600, channels: 3, background: '#fff', noise } });
    const spoilt = bytes(await picture.jpeg({ quality: 90 }).toBuffer()).slice();
    const middle = Math.floor(spoilt.length / 2);
    spoilt.set([0xff, 0xd3, 0xff, 0xd3], middle);
    const raster = await (await openImageRasterizer(spoilt)).page(1, { dpi: 300, channels: 1 });
    expect(raster.damage).toMatch(/JPEG/);
  });
});

describe('a file that ends too early', () => {
  const encoders = [
    ['jpeg', () => quarters(800, 600).jpeg({ quality: 90 }).toBuffer()],
    ['png', () => quarters(800, 600).png({ compressionLevel: 0 }).toBuffer()],
  ] as const;
  test.each(encoders)('%s is said to be cut off, and is not when it is whole', async (_, encode) => {
    const whole = bytes(await encode());
    expect((await openDocument(whole)).problems).toEqual([]);
    const cut = whole.subarray(0, Math.floor(whole.length * 0.8));
    const { pages, problems } = await openDocument(cut);
    expect(pages).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'PAGE_DAMAGED', page: 1 }]);
  });

  test.each(encoders)('of %s what is there is drawn, and said to be damaged', async (_, encode) => {
    const whole = bytes(await encode());
    const rasterizer = await openImageRasterizer(whole.subarray(0, Math.floor(whole.length * 0.8)));
    const raster = await rasterizer.page(1, { dpi: 300, channels: 4 });
    expect(raster.damage).toMatch(/./);
    expect(difference(quartersOf(raster).slice(0, 2), QUARTERS.slice(0, 2))).toBeLessThan(12);
    const healthy = await (await openImageRasterizer(whole)).page(1, { dpi: 300, channels: 4 });
    expect(healthy).not.toHaveProperty('damage');
  });

  test('where nothing of it can be drawn, the failure says why', async () => {
    const whole = bytes(await quarters(800, 600).webp({ lossless: true }).toBuffer());
    await expect(openDocument(whole.subarray(0, whole.length - 100), { file: 'a.webp' })).rejects.toMatchObject({
      code: 'IMAGE_DAMAGED',
      message: 'a.webp cannot be read as WebP: the file ends too early.',
    });
  });

  test('of a stack, the page that it ends in', async () => {
    const stack = tiff([FAX_PAGE, FAX_PAGE]);
    const view = new DataView(stack.buffer);
    const first = view.getUint32(4, true);
    const second = view.getUint32(first + 2 + view.getUint16(first, true) * 12, true);
    // The pixels of the second page lie behind the end.
    for (let at = second + 2; at < second + 2 + view.getUint16(second, true) * 12; at += 12)
      if (view.getUint16(at, true) === 273) view.setUint32(at + 8, stack.length - 10, true);
    expect((await openDocument(stack)).problems).toMatchObject([{ code: 'PAGE_DAMAGED', page: 2 }]);
  });
});

describe('a page is drawn', () => {
  test('scaled down to the density asked for, never up', async () => {
    const file = bytes(await quarters(1240, 1754).withMetadata({ density: 150 }).png().toBuffer());
    const rasterizer = await openImageRasterizer(file);
    const half = await rasterizer.page(1, { dpi: 75, channels: 1 });
    expect([half.width, half.height, half.dpi]).toEqual([620, 877, 75]);
    const own = await rasterizer.page(1, { dpi: 600, channels: 4 });
    expect([own.width, own.height]).toEqual([1240, 1754]);
    expect(own.dpi).toBeCloseTo(150);
    expect(difference(quartersOf(own), QUARTERS)).toBe(0);
  });

  test('with square pixels, as faxes are not stored', async () => {
    const fax = tiff([{ ...FAX_PAGE, dpi: [204, 98], width: 160 }]);
    // 160 by 120 is no paper: taken for one by its shape, which is 160 by 120 * 204 / 98.
    const [page] = (await openDocument(fax)).pages;
    expect((page?.height ?? 0) / (page?.width ?? 1)).toBeCloseTo((120 * 204) / 98 / 160);
    const raster = await (await openImageRasterizer(fax)).page(1, { dpi: 1000, channels: 1 });
    expect(raster.height / raster.width).toBeCloseTo((120 * 204) / 98 / 160, 1);
    expect(raster.height).toBeGreaterThan(245);
  });

  test('smaller where it would be too large', async () => {
    const file = bytes(await quarters(1000, 1000).png().toBuffer());
    const raster = await (await openImageRasterizer(file, { maxPixels: 90_000 })).page(1, { dpi: 300, channels: 1 });
    expect([raster.width, raster.height]).toEqual([300, 300]);
    expect(raster.dpi).toBeCloseTo((300 / 842) * 72);
  });

  test('with thin lines kept as grey when scaled down', async () => {
    const lines = sharp({ create: { width: 800, height: 800, channels: 3, background: '#fff' } }).composite([
      { input: { create: { width: 1, height: 800, channels: 3, background: '#000' } }, left: 401, top: 0 },
    ]);
    const file = bytes(await lines.png().toBuffer());
    const raster = await (await openImageRasterizer(file)).page(1, { dpi: (72 * 200) / 842, channels: 1 });
    const row = raster.data.subarray(100 * raster.width, 101 * raster.width);
    expect(Math.min(...row)).toBeLessThan(225);
  });

  test('from HEIC as from anything', async () => {
    const raster = await (await openImageRasterizer(HEIC)).page(1, { dpi: 7, channels: 1 });
    expect(raster.height).toBe(Math.round((842 * 7) / 72));
    const [left = BLACK, right = WHITE] = quartersOf(raster);
    expect(left[0]).toBeGreaterThan(250);
    expect(right[0]).toBeLessThan(150);
  });
});

test('whatever bytes follow a signature, the failure is one that is foreseen', async () => {
  const heads = [
    '\x89PNG\r\n\x1A\n',
    '\xFF\xD8\xFF\xE0',
    'II*\0\x08\0\0\0',
    'MM\0*\0\0\0\x08',
    'GIF89a',
    'BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0',
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), async (head, rest) => {
      const file = bytes(Buffer.concat([Buffer.from(head, 'latin1'), rest]));
      try {
        const { pages } = await openDocument(file);
        const rasterizer = await openImageRasterizer(file);
        for (const { number } of pages) await rasterizer.page(number, { dpi: 20, channels: 1 });
      } catch (error) {
        expect(error).toMatchObject({ name: 'InvoicectlError' });
      }
    }),
    { numRuns: 300 },
  );
});
