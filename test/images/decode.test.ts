import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage } from '../../src/pipeline/images/decode.ts';
import { bitmap } from './bitmap.ts';
import {
  BLACK,
  type Colour,
  difference,
  FAX4,
  fax3,
  GREEN,
  HEIC,
  plainBits,
  png,
  QUARTERS,
  quarterPixels,
  quarters,
  quartersOf,
  RED,
  type TiffPage,
  tiff,
  WHITE,
  words16,
} from './make.ts';

const bytes = (buffer: Buffer) => new Uint8Array(buffer);
const colour = { channels: 4 } as const;

describe('every format gives its pixels', () => {
  test.each<[string, () => Promise<Buffer>, number]>([
    ['PNG', () => quarters().png().toBuffer(), 0],
    ['PNG with a palette', () => quarters().png({ palette: true }).toBuffer(), 6],
    ['interlaced PNG', () => quarters().png({ progressive: true }).toBuffer(), 0],
    ['JPEG', () => quarters().jpeg({ quality: 90 }).toBuffer(), 12],
    ['progressive JPEG', () => quarters().jpeg({ quality: 90, progressive: true }).toBuffer(), 12],
    ['WebP', () => quarters().webp({ quality: 90 }).toBuffer(), 16],
    ['lossless WebP', () => quarters().webp({ lossless: true }).toBuffer(), 0],
    ['GIF', () => quarters().gif().toBuffer(), 6],
    ['AVIF', () => quarters().avif({ quality: 80 }).toBuffer(), 16],
    ['TIFF, LZW', () => quarters().tiff({ compression: 'lzw' }).toBuffer(), 0],
    ['TIFF, packbits', () => quarters().tiff({ compression: 'packbits' }).toBuffer(), 0],
    ['TIFF, deflate', () => quarters().tiff({ compression: 'deflate' }).toBuffer(), 0],
    ['TIFF, JPEG', () => quarters().tiff({ compression: 'jpeg', quality: 90 }).toBuffer(), 12],
    ['TIFF, tiled', () => quarters(400, 300).tiff({ compression: 'lzw', tile: true }).toBuffer(), 0],
    ['TIFF of 64-bit offsets', () => quarters().tiff({ compression: 'lzw', bigtiff: true }).toBuffer(), 0],
  ])('%s', async (_, encode, tolerance) => {
    const raster = await decodeImage(bytes(await encode()), colour);
    expect(raster.data.length).toBe(raster.width * raster.height * 4);
    expect(difference(quartersOf(raster), QUARTERS)).toBeLessThanOrEqual(tolerance);
    expect(raster.data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  test('HEIC, turned once though its EXIF block asks for it as well', async () => {
    const raster = await decodeImage(HEIC, colour);
    expect(raster).toMatchObject({ width: 120, height: 160 });
    expect(difference(quartersOf(raster), [WHITE, [255, 0, 0], WHITE, WHITE])).toBeLessThan(8);
  });

  test('grey is asked for and given, whatever the file holds', async () => {
    for (const file of [await quarters().png().toBuffer(), await quarters().greyscale().png().toBuffer()]) {
      const raster = await decodeImage(bytes(file), { channels: 1 });
      expect(raster.data.length).toBe(160 * 120);
      const [red = BLACK, white = BLACK] = quartersOf(raster);
      expect(white[0]).toBe(255);
      expect(red[0]).toBeGreaterThan(60);
      expect(red[0]).toBeLessThan(140);
    }
  });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i is upright', async (orientation) => {
  // What a camera held that way stores: the inverse of what a viewer does.
  const stored = (): Promise<Buffer> => {
    const upright = quarters();
    const turned: Record<number, () => typeof upright> = {
      1: () => upright,
      2: () => upright.flop(),
      3: () => upright.rotate(180),
      4: () => upright.flip(),
      5: () => upright.rotate(270).flop(),
      6: () => upright.rotate(270),
      7: () => upright.rotate(90).flop(),
      8: () => upright.rotate(90),
    };
    return (turned[orientation]?.() ?? upright).png().toBuffer();
  };
  const lossless = await stored();
  for (const encode of ['jpeg', 'tiff', 'webp'] as const) {
    const file = await sharp(lossless).withMetadata({ orientation })[encode]({ quality: 90 }).toBuffer();
    const raster = await decodeImage(bytes(file), colour);
    expect([raster.width, raster.height]).toEqual([160, 120]);
    expect(difference(quartersOf(raster), QUARTERS)).toBeLessThan(20);
  }
});

describe('colour', () => {
  test('transparency is put on white', async () => {
    const data = Buffer.alloc(160 * 120 * 4);
    for (let i = 0; i < 160 * 120; i++) data.set([0, 0, 0, i % 160 < 80 ? 255 : i < 160 * 60 ? 0 : 128], i * 4);
    const raw = () => sharp(data, { raw: { width: 160, height: 120, channels: 4 } });
    const expected: Colour[] = [BLACK, WHITE, BLACK, [127, 127, 127]];
    for (const file of [
      await raw().png().toBuffer(),
      await raw().webp({ lossless: true, exact: true }).toBuffer(),
      await raw().toColourspace('b-w').png().toBuffer(),
      await raw().tiff({ compression: 'lzw' }).toBuffer(),
    ]) {
      expect(difference(quartersOf(await decodeImage(bytes(file), colour)), expected)).toBeLessThan(3);
      expect(difference(quartersOf(await decodeImage(bytes(file), { channels: 1 })), expected)).toBeLessThan(3);
    }
  });

  test('CMYK is what a press makes of it', async () => {
    const primary: Colour[] = [RED, WHITE, BLACK, GREEN];
    for (const format of ['jpeg', 'tiff'] as const) {
      const file = await quarters(160, 120, primary).toColourspace('cmyk')[format]({ quality: 95 }).toBuffer();
      expect((await sharp(file).metadata()).space).toBe('cmyk');
      const [red = BLACK, white = BLACK, black = WHITE, green = BLACK] = quartersOf(
        await decodeImage(bytes(file), colour),
      );
      expect(Math.min(...white)).toBeGreaterThan(245);
      expect(Math.max(...black)).toBeLessThan(60);
      expect(red[0] - Math.max(red[1], red[2])).toBeGreaterThan(100);
      expect(green[1] - Math.max(green[0], green[2])).toBeGreaterThan(50);
    }
  });

  test('16 bits a channel are cut to 8', async () => {
    const size = { width: 160, height: 120 };
    // The lower half of each number differs from the upper, so that reading the wrong one shows.
    const wide = (colours: readonly Colour[], channels: 1 | 3) =>
      [...quarterPixels(160, 120, colours)].filter((_, i) => i % 3 < channels).map((v) => v * 256 + ((v + 90) % 256));
    const filtered = (data: Uint8Array) => {
      const row = data.length / 120;
      return Buffer.concat(
        Array.from({ length: 120 }, (_, y) => Buffer.concat([Buffer.of(0), data.subarray(y * row, (y + 1) * row)])),
      );
    };
    const rgb = wide(QUARTERS, 3);
    const grey = wide([BLACK, WHITE, WHITE, BLACK], 1);
    const colours = [
      png({ ...size, bits: 16, colourType: 2, rows: filtered(words16(rgb, 'big')) }),
      tiff([{ ...size, bits: [16, 16, 16], photometric: 2, compression: 1, strip: words16(rgb, 'little') }]),
    ];
    const greys = [
      png({ ...size, bits: 16, colourType: 0, rows: filtered(words16(grey, 'big')) }),
      tiff([{ ...size, bits: [16], photometric: 1, compression: 1, strip: words16(grey, 'little') }]),
    ];
    for (const file of colours)
      expect(difference(quartersOf(await decodeImage(file, colour)), QUARTERS)).toBeLessThan(3);
    for (const file of greys)
      for (const channels of [1, 4] as const)
        expect(quartersOf(await decodeImage(file, { channels }))).toEqual([BLACK, WHITE, WHITE, BLACK]);
  });
});

describe('1 bit a pixel', () => {
  const page = (more: Pick<TiffPage, 'strip' | 'photometric' | 'compression'>): TiffPage => ({
    width: 160,
    height: 120,
    bits: [1],
    ...more,
  });
  const BLACK_QUARTER = [BLACK, WHITE, WHITE, WHITE];
  const INVERSE = [WHITE, BLACK, BLACK, BLACK];
  test.each<[string, TiffPage, readonly Colour[]]>([
    ['plain, 0 is white', page({ strip: plainBits(1), photometric: 0, compression: 1 }), BLACK_QUARTER],
    ['plain, 0 is black', page({ strip: plainBits(0), photometric: 1, compression: 1 }), BLACK_QUARTER],
    ['fax group 3, 0 is white', page({ strip: fax3(), photometric: 0, compression: 3 }), BLACK_QUARTER],
    ['fax group 4, 0 is white', page({ strip: FAX4, photometric: 0, compression: 4 }), INVERSE],
    ['fax group 4, 0 is black', page({ strip: FAX4, photometric: 1, compression: 4 }), BLACK_QUARTER],
  ])('%s', async (_, one, expected) => {
    const file = tiff([one]);
    expect(quartersOf(await decodeImage(file, { channels: 1 }))).toEqual(expected);
    expect(quartersOf(await decodeImage(file, colour))).toEqual(expected);
  });

  test('PNG', async () => {
    const file = await quarters(160, 120, [BLACK, WHITE, WHITE, BLACK]).png({ palette: true, colours: 2 }).toBuffer();
    expect((await sharp(file).metadata()).bitsPerSample).toBe(1);
    expect(quartersOf(await decodeImage(bytes(file), { channels: 1 }))).toEqual([BLACK, WHITE, WHITE, BLACK]);
  });
});

describe('bitmaps', () => {
  test.each<[string, Parameters<typeof bitmap>[3], number]>([
    ['24 bits', { bits: 24 }, 0],
    ['24 bits, rows from the top', { bits: 24, topDown: true }, 0],
    ['32 bits', { bits: 32 }, 0],
    ['16 bits', { bits: 16 }, 5],
    ['16 bits, green of 6', { bits: 16, masks: [0xf800, 0x7e0, 0x1f, 0] }, 5],
    ['8 bits', { bits: 8 }, 0],
    ['4 bits', { bits: 4 }, 0],
    ['8 bits in runs', { bits: 8, runs: true }, 0],
    ['4 bits in runs', { bits: 4, runs: true }, 0],
    ['8 bits of OS/2', { bits: 8, header: 12 }, 0],
    ['24 bits of OS/2', { bits: 24, header: 12 }, 0],
    ['32 bits of red first', { bits: 32, header: 124, masks: [0xff, 0xff00, 0xff0000, 0xff000000] }, 0],
  ])('%s', async (_, form, tolerance) => {
    // A width that is no multiple of 4: rows are padded.
    const raster = await decodeImage(bitmap(122, 110, QUARTERS, form), colour);
    expect(raster).toMatchObject({ width: 122, height: 110 });
    expect(difference(quartersOf(raster), QUARTERS)).toBeLessThanOrEqual(tolerance);
  });

  test('1 bit', async () => {
    const file = bitmap(122, 110, [WHITE, BLACK, WHITE, BLACK], { bits: 1 });
    expect(quartersOf(await decodeImage(file, { channels: 1 }))).toEqual([WHITE, BLACK, WHITE, BLACK]);
  });

  test('transparency is put on white', async () => {
    const form = { bits: 32, header: 124, masks: [0xff0000, 0xff00, 0xff, 0xff000000], alpha: 51 } as const;
    const file = bitmap(122, 110, [BLACK, BLACK, BLACK, BLACK], form);
    expect(quartersOf(await decodeImage(file, { channels: 1 }))[0]).toEqual([204, 204, 204]);
  });

  test('what the file ends before stays white', async () => {
    const file = bitmap(122, 110, QUARTERS, { bits: 24 });
    const [above, , below] = quartersOf(await decodeImage(file.subarray(0, file.length / 2 + 100), colour));
    expect(above).toEqual(WHITE);
    expect(below).toEqual(QUARTERS[2]);
  });
});

describe('what is refused', () => {
  test('a picture of more pixels than fit into memory, before it is unpacked', async () => {
    const bomb = png({ width: 50_000, height: 50_000, bits: 1, colourType: 0, rows: new Uint8Array(1000) });
    expect(bomb.length).toBeLessThan(200);
    await expect(decodeImage(bomb, colour)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('50000 by 50000 pixels'),
    });
    await expect(
      decodeImage(bytes(await quarters().png().toBuffer()), { ...colour, maxPixels: 19_199 }),
    ).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });

  test('noise behind a signature', async () => {
    const noise = Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 197 + 31) % 256));
    for (const signature of ['\x89PNG\r\n\x1A\n', '\xFF\xD8\xFF', 'II*\0\x10\0\0\0', 'GIF89a', 'RIFF....WEBP']) {
      const file = bytes(Buffer.concat([Buffer.from(signature, 'latin1'), noise]));
      await expect(decodeImage(file, colour)).rejects.toMatchObject({
        code: 'IMAGE_DAMAGED',
        hint: expect.any(String),
      });
    }
  });

  test('a method of packing that nobody can read is said, not shown as an empty page', async () => {
    const strip = new Uint8Array(quarterPixels());
    const file = tiff([{ width: 160, height: 120, bits: [8, 8, 8], photometric: 2, compression: 34661, strip }]);
    await expect(decodeImage(file, colour)).rejects.toMatchObject({ code: 'IMAGE_DAMAGED' });
  });
});
