import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/core/raster.ts';
import { frameOf } from '../../src/pipeline/rasterize/frame.ts';
import { openInPdfjs } from '../../src/pipeline/rasterize/pdfjs-document.ts';
import { at, draw } from './ink.ts';
import { onePage, type PdfObject } from './pdf.ts';

// Each is a white square whose quarter at the top left is black, 32 by 32 pixels but for the JPEGs, which have 16.
const base64 = (text: string) => Buffer.from(text, 'base64');
const G4 = Buffer.from('26a0bfffffffffffe3fffe002002', 'hex');
const JPX = base64(
  'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAIAAAACAAAQcHAAAAAAAPY29scgEAAAAAABEAAAEeanAyY/9P/1EAKQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAAAQcBAf9SAAwAAAABAAEEBAAB/1wAB0BASEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS40/5AACgAAAAAAqQAB/5Pfg5ARUFMZCqxU0B5bFPl7Hkt3+KQgAGEdhJ5lxocGTO8DN1D+rb64R9CmCPuU0SEvjBwAABhHOP8P0U4R9ymiQl8YOAAAMI5x/j9FOEfQtAlI6+nI7AABhHOP8fopwj7lNEhL4wcAAAYRzj/H6KcI+5TRIS/PwDJ+AbB9QICC/g7CYo68CA1SaxeC/e+gQl6558PbB9KPgv9EX//Z',
);
const GREY_JPEG = base64(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAAQABABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAAPwCYNOg//9k=',
);
const CMYK_JPEG = base64(
  '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAHCP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8ApynKcmADToAAP//Z',
);

/** Rows of `bits` bits a pixel, black in the quarter at the top left. */
function rows(bits: number, black: number, white: number, planes = 1): Buffer {
  const bytes = Buffer.alloc((32 * 32 * bits * planes) / 8);
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 32 * planes; x++) {
      const value = x < 16 * planes && y < 16 ? black : white;
      const bit = (y * 32 * planes + x) * bits;
      if (bits === 16) bytes.writeUInt16BE(value, bit / 8);
      else bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (value << (8 - bits - (bit & 7)));
    }
  }
  return bytes;
}

function int32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    bytes.writeInt32BE(value, i * 4);
  });
  return bytes;
}

/** The same G4 rows as a page and a region of JBIG2. */
const JBIG2 = Buffer.concat([
  int32(0),
  Buffer.from([48, 0, 1]),
  int32(19, 32, 32, 0, 0),
  Buffer.from([0, 0, 0]),
  int32(1),
  Buffer.from([38, 0, 1]),
  int32(18 + G4.length, 32, 32, 0, 0),
  Buffer.from([0, 1]),
  G4,
]);

const plain = (entries: string, data: Uint8Array): PdfObject => ({
  value: `<<${entries} /Filter /FlateDecode>>`,
  stream: deflateSync(data),
});

const pictures: Readonly<Record<string, PdfObject>> = {
  'one bit': plain('/ColorSpace /DeviceGray /BitsPerComponent 1', rows(1, 0, 1)),
  'one bit, inverted': plain('/ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0]', rows(1, 1, 0)),
  'a stencil': plain('/ImageMask true /BitsPerComponent 1', rows(1, 0, 1)),
  'a stencil, inverted': plain('/ImageMask true /BitsPerComponent 1 /Decode [1 0]', rows(1, 1, 0)),
  'two bits': plain('/ColorSpace /DeviceGray /BitsPerComponent 2', rows(2, 0, 3)),
  'four bits of a palette': plain(
    '/ColorSpace [/Indexed /DeviceRGB 1 <000000ffffff>] /BitsPerComponent 4',
    rows(4, 0, 1),
  ),
  'eight bits': plain('/ColorSpace /DeviceGray /BitsPerComponent 8', rows(8, 0, 255)),
  'sixteen bits': plain('/ColorSpace /DeviceGray /BitsPerComponent 16', rows(16, 0, 65_535)),
  'red, green and blue': plain('/ColorSpace /DeviceRGB /BitsPerComponent 8', rows(8, 0, 255, 3)),
  'four inks': plain('/ColorSpace /DeviceCMYK /BitsPerComponent 8', rows(8, 255, 0, 4)),
  Lab: plain(
    '/ColorSpace [/Lab <</WhitePoint [0.96 1 0.82]>>] /BitsPerComponent 8',
    rows(8, 0, 255, 3).map((value, i) => (i % 3 === 0 ? value : 128)),
  ),
  'an ink of its own': plain(
    '/ColorSpace [/Separation /Black /DeviceGray <</FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1>>] /BitsPerComponent 8',
    rows(8, 255, 0),
  ),
  'fax G4': {
    value:
      '<</ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms <</K -1 /Columns 32 /Rows 32>>>>',
    stream: G4,
  },
  JBIG2: { value: '<</ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode>>', stream: JBIG2 },
  'JPEG 2000': { value: '<</Filter /JPXDecode>>', stream: JPX },
  'grey JPEG': { value: '<</ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode>>', stream: GREY_JPEG },
  'inverted grey JPEG': {
    value: '<</ColorSpace /DeviceGray /BitsPerComponent 8 /Decode [1 0] /Filter /DCTDecode>>',
    stream: GREY_JPEG,
  },
  'CMYK JPEG': {
    value: '<</ColorSpace /DeviceCMYK /BitsPerComponent 8 /Decode [1 0 1 0 1 0 1 0] /Filter /DCTDecode>>',
    stream: CMYK_JPEG,
  },
};

/** A page of 64 by 64 points that is the picture. */
function pageOf(name: string, { value, stream }: PdfObject): Uint8Array {
  const size = name.includes('JPEG') && !name.includes('2000') ? 16 : 32;
  return onePage({
    page: '/MediaBox [0 0 64 64]',
    resources: '/XObject <</I 5 0 R>>',
    content: '0 g 64 0 0 64 0 0 cm /I Do',
    more: [
      {
        value: value.replace('<<', `<</Type /XObject /Subtype /Image /Width ${size} /Height ${size} `),
        ...(stream ? { stream } : {}),
      },
    ],
  });
}

const quarters = (picture: Raster) => [
  at(picture, 16, 16),
  at(picture, 48, 16),
  at(picture, 16, 48),
  at(picture, 48, 48),
];

describe.each(Object.entries(pictures))('a picture of %s', (name, object) => {
  const inverted = name.startsWith('inverted');
  /** Which quarters are black; what is neither black nor white is `null`. Black ink on paper is not quite black. */
  const black = (picture: Raster) => quarters(picture).map((value) => (value < 60 ? true : value > 215 ? false : null));
  const expected = [!inverted, inverted, inverted, inverted];

  it('is drawn', async () => {
    expect(black(await draw(pageOf(name, object)))).toEqual(expected);
  });

  it('is drawn by what stands in', async () => {
    const document = await openInPdfjs(pageOf(name, object), '');
    try {
      expect(black(await document.draw(1, frameOf({ width: 64, height: 64 }, 1, 72), 1))).toEqual(expected);
    } finally {
      await document.close();
    }
  });
});

describe('transparency', () => {
  it('lets through what it covers in part', async () => {
    const picture = await draw(
      onePage({
        resources: '/ExtGState <</H <</ca 0.5>> /M <</BM /Multiply>>>>',
        content: '0 g 0 0 100 200 re f /H gs 1 g 0 0 300 100 re f 0 g 200 0 100 100 re f',
      }),
    );
    expect(at(picture, 50, 50)).toBe(0);
    expect(at(picture, 50, 150)).toBeGreaterThan(120);
    expect(at(picture, 50, 150)).toBeLessThan(135);
    expect(at(picture, 150, 150)).toBe(255);
    expect(at(picture, 250, 150)).toBeGreaterThan(120);
  });

  it('hides what a soft mask hides', async () => {
    const picture = await draw(
      onePage({
        page: '/MediaBox [0 0 64 64]',
        resources: '/XObject <</I 5 0 R>>',
        content: '64 0 0 64 0 0 cm /I Do',
        more: [
          plain(
            '/Type /XObject /Subtype /Image /Width 32 /Height 32 /ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 6 0 R',
            Buffer.alloc(32 * 32),
          ),
          plain(
            '/Type /XObject /Subtype /Image /Width 32 /Height 32 /ColorSpace /DeviceGray /BitsPerComponent 8',
            rows(8, 255, 0),
          ),
        ],
      }),
    );
    expect(quarters(picture)).toEqual([0, 255, 255, 255]);
  });
});

describe('pixels', () => {
  const COLOURS = '1 0 0 rg 0 0 100 200 re f 0 0 1 rg 100 0 100 200 re f';

  it('are red, green, blue and opaque', async () => {
    const { data, width, channels } = await draw(onePage({ content: COLOURS }), { channels: 4 });
    expect(channels).toBe(4);
    const pixel = (x: number) => [...data.subarray((100 * width + x) * 4, (100 * width + x) * 4 + 4)];
    expect([pixel(50), pixel(150), pixel(250)]).toEqual([
      [255, 0, 0, 255],
      [0, 0, 255, 255],
      [255, 255, 255, 255],
    ]);
  });

  it('are grey as the eye sees it', async () => {
    const picture = await draw(onePage({ content: COLOURS }));
    expect([at(picture, 50, 100), at(picture, 150, 100), at(picture, 250, 100)]).toEqual([77, 29, 255]);
  });
});
