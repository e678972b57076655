import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { draw, inkBox } from './ink.ts';
import { onePage, type PdfObject, pdfOf } from './pdf.ts';

const DPI = 200;
/** A page of 300 by 200 points at 200 pixels an inch: a little less, for pixels are whole. */
const [WIDTH, HEIGHT] = [833, 555];
/** What is black on it, in pixels. */
const MARK = { left: 100, top: 50, width: 200, height: 60 };

/** A white JPEG with a black mark. */
function jpeg({ scale = 1, colours = 1, orientation = 0, black = '#000', white = '#fff' } = {}): Promise<Buffer> {
  const [width, height] = [WIDTH * scale, HEIGHT * scale].map(Math.round) as [number, number];
  const mark = { width: MARK.width * scale, height: MARK.height * scale, channels: 3, background: black } as const;
  const picture = sharp({ create: { width, height, channels: 3, background: white } })
    .composite([{ input: { create: mark }, left: MARK.left * scale, top: MARK.top * scale }])
    .toColourspace(colours === 1 ? 'b-w' : 'srgb');
  return (orientation === 0 ? picture : picture.withMetadata({ orientation })).jpeg({ quality: 90 }).toBuffer();
}

interface PageOf {
  readonly page?: string;
  readonly content?: string;
  readonly entries?: string;
  readonly resources?: string;
  readonly more?: readonly PdfObject[];
}

const PLACE = '300 0 0 200 0 0 cm /I Do';
const FONT = '/Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>';

async function scan(
  picture: Promise<Buffer>,
  { page = '', content = PLACE, entries = '/ColorSpace /DeviceGray', resources = '', more = [] }: PageOf = {},
): Promise<Uint8Array> {
  const stream = await picture;
  const { width, height } = await sharp(stream).metadata();
  return onePage({
    page: `/MediaBox [0 0 300 200] ${page}`,
    resources: `/XObject <</I 5 0 R>> ${resources}`,
    content,
    more: [
      {
        value: `<</Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 ${entries} /Filter /DCTDecode>>`,
        stream,
      },
      ...more,
    ],
  });
}

/** Where the mark is when the page is turned clockwise. */
const PLACES: Readonly<Record<number, readonly [x: number, y: number, w: number, h: number]>> = {
  0: [MARK.left, MARK.top, MARK.width, MARK.height],
  90: [HEIGHT - MARK.top - MARK.height, MARK.left, MARK.height, MARK.width],
  180: [WIDTH - MARK.left - MARK.width, HEIGHT - MARK.top - MARK.height, MARK.width, MARK.height],
  270: [MARK.top, WIDTH - MARK.left - MARK.width, MARK.height, MARK.width],
};

async function expectMark(bytes: Uint8Array, dpi: number, turn = 0) {
  const picture = await draw(bytes, { dpi });
  const ink = inkBox(picture);
  const scale = dpi / DPI;
  const [x, y, w, h] = PLACES[turn] ?? [0, 0, 0, 0];
  const edges = [x, y, x + w, y + h].map((edge) => edge * scale);
  const found = ink ? [ink.x, ink.y, ink.x + ink.w, ink.y + ink.h] : [];
  expect(found).toHaveLength(4);
  for (const [i, edge] of edges.entries()) expect(Math.abs((found[i] ?? -99) - edge)).toBeLessThanOrEqual(1.5);
  return picture;
}

/** A picture that was taken as it is has its own resolution, which is not quite what was asked for. */
function expectOwn({ dpi }: { readonly dpi: number }) {
  expect(dpi).not.toBe(DPI);
  expect(Math.abs(dpi - DPI)).toBeLessThan(0.5);
}

describe('a page that is one JPEG', () => {
  it.each([0, 90, 180, 270])('is taken as it is, turned by %s', async (turn) => {
    const picture = await expectMark(await scan(jpeg(), { page: `/Rotate ${turn}` }), DPI, turn);
    expectOwn(picture);
    expect([picture.width, picture.height]).toEqual(turn % 180 === 0 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH]);
  });

  it.each([0, 90, 180, 270])('is drawn smaller where it is too large, turned by %s', async (turn) => {
    const picture = await expectMark(await scan(jpeg({ scale: 2 }), { page: `/Rotate ${turn}` }), DPI, turn);
    expect(picture.dpi).toBe(DPI);
  });

  it('is drawn larger where it is too small', async () => {
    expect((await expectMark(await scan(jpeg()), 300)).dpi).toBe(300);
  });

  it('may be coloured', async () => {
    const bytes = await scan(jpeg({ colours: 3, black: '#a00' }), { entries: '/ColorSpace /DeviceRGB' });
    expectOwn(await expectMark(bytes, DPI));
    const picture = await draw(bytes, { dpi: DPI, channels: 4 });
    const middle = (80 * picture.width + 200) * 4;
    expect(picture.data[middle]).toBeGreaterThan(150);
    expect(picture.data[middle + 1]).toBeLessThan(20);
  });

  it.each([
    ['colours', 1, '/ColorSpace /DeviceRGB'],
    ['greys', 3, '/ColorSpace /DeviceGray'],
    ['nothing', 3, ''],
  ])('is what the JPEG says where its entry says %s', async (_name, colours, entries) => {
    await expectMark(await scan(jpeg({ colours }), { entries }), DPI);
  });

  it('may have hidden text over it', async () => {
    const bytes = await scan(jpeg(), {
      content: `q ${PLACE} Q BT /F 20 Tf 3 Tr 40 40 Td (Total) Tj ET`,
      resources: FONT,
    });
    expectOwn(await expectMark(bytes, DPI));
  });

  it('is one of several with the same head', async () => {
    const [first, second] = await Promise.all([jpeg(), jpeg({ black: '#fff' })]);
    const image = (stream: Buffer): PdfObject => ({
      value: `<</Type /XObject /Subtype /Image /Width ${WIDTH} /Height ${HEIGHT} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode>>`,
      stream,
    });
    const page = (content: number, picture: number): PdfObject => ({
      value: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents ${content} 0 R /Resources <</XObject <</I ${picture} 0 R>>>>>>`,
    });
    const bytes = pdfOf([
      { value: '<</Type /Catalog /Pages 2 0 R>>' },
      { value: '<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>' },
      page(5, 7),
      page(5, 6),
      { value: '<<>>', stream: Buffer.from(PLACE) },
      image(first),
      image(second),
    ]);
    expect(inkBox(await draw(bytes, { number: 1, dpi: DPI }))).toBeNull();
    expect(inkBox(await draw(bytes, { number: 2, dpi: DPI }))).not.toBeNull();
  });

  it('says so where it ends too early', async () => {
    const whole = await jpeg({ colours: 3 });
    const picture = await draw(
      await scan(Promise.resolve(whole.subarray(0, whole.length * 0.6)), { entries: '/ColorSpace /DeviceRGB' }),
      { dpi: DPI },
    );
    expect(picture.damage).toBeDefined();
    expect(inkBox(picture)).not.toBeNull();
  });
});

describe('a page that is more than one JPEG is drawn', () => {
  const cases: Readonly<Record<string, readonly [picture: Parameters<typeof jpeg>[0], parts: PageOf]>> = {
    'print over it': [{ black: '#fff' }, { content: `q ${PLACE} Q 0 g 36 160.2 72 21.6 re f` }],
    'inverted values': [{ black: '#fff', white: '#000' }, { entries: '/ColorSpace /DeviceGray /Decode [1 0]' }],
    'a turn that a camera asks for': [{ orientation: 3, colours: 3 }, { entries: '/ColorSpace /DeviceRGB' }],
    'a soft mask': [{ white: '#000' }, { entries: '/ColorSpace /DeviceGray /SMask 6 0 R' }],
    'a margin': [{}, { page: '/CropBox [0 0 300 200]', content: 'q 300 0 0 200 0 0 cm /I Do Q 1 g 0 0 300 1 re f' }],
    'upside down': [{ scale: 1 }, { page: '/Rotate 180', content: '-300 0 0 -200 300 200 cm /I Do' }],
  };

  it.each(Object.entries(cases))('%s', async (_name, [picture, parts]) => {
    const mask: PdfObject[] = parts.entries?.includes('SMask')
      ? [
          {
            value: `<</Type /XObject /Subtype /Image /Width ${WIDTH} /Height ${HEIGHT} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode>>`,
            stream: await jpeg({ black: '#fff', white: '#000' }),
          },
        ]
      : [];
    const drawn = await expectMark(await scan(jpeg(picture), { ...parts, more: mask }), DPI);
    expect(drawn.dpi).toBe(DPI);
  });
});
