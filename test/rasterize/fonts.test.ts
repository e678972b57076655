import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPdf } from '../../src/pipeline/open.ts';
import { frameOf } from '../../src/pipeline/rasterize/frame.ts';
import { openInPdfjs } from '../../src/pipeline/rasterize/pdfjs-document.ts';
import { draw, inkBox, inkIn } from './ink.ts';
import { onePage } from './pdf.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const described = (name: string, flags: number) =>
  `/FontDescriptor <</Type /FontDescriptor /FontName /${name} /Flags ${flags} /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /FontBBox [0 -120 1000 880]>>`;

/** Of all characters from the space to the tilde. */
const WIDTHS = `/FirstChar 32 /LastChar 126 /Widths [${'500 '.repeat(95)}]`;

const simple = (name: string, rest = '/Encoding /WinAnsiEncoding') =>
  `<</Type /Font /Subtype /TrueType /BaseFont /${name} ${rest}>>`;

const wide = (name: string, encoding: string, ordering: string) =>
  `<</Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /${encoding} /DescendantFonts [<</Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo <</Registry (Adobe) /Ordering (${ordering}) /Supplement 2>> /DW 600 ${described(name, 4)}>>]>>`;

const page = (font: string, text: string) =>
  onePage({ resources: `/Font <</F ${font}>>`, content: `BT /F 24 Tf 40 100 Td ${text} Tj ET` });

const TEXT = '(Total 119)';
const fonts: Readonly<Record<string, readonly [font: string, text: string]>> = {
  Helvetica: [simple('Helvetica'), TEXT],
  'Arial, bold': [simple('Arial,Bold'), TEXT],
  'Times New Roman': [simple('TimesNewRoman'), TEXT],
  'Courier New': [simple('CourierNew'), TEXT],
  'a font nobody knows': [simple('Nowhere-Grotesk', `/Encoding /WinAnsiEncoding ${WIDTHS}`), TEXT],
  'a serif font nobody knows': [
    simple('Nowhere-Antiqua', `/Encoding /WinAnsiEncoding ${WIDTHS} ${described('Nowhere-Antiqua', 34)}`),
    TEXT,
  ],
  Symbol: ['<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>', '(abg)'],
  ZapfDingbats: ['<</Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats>>', '(456)'],
  'Greek and Cyrillic': [
    simple(
      'Arial',
      `/FirstChar 65 /LastChar 70 /Widths [667 656 667 667 667 552] /Encoding <</BaseEncoding /WinAnsiEncoding /Differences [65 /afii10017 /afii10018 /afii10019 /Alpha /Beta /Gamma]>> ${described('Arial', 32)}`,
    ),
    '(ABCDEF)',
  ],
  'Arial by the numbers of its glyphs': [wide('ArialMT', 'Identity-H', 'Identity'), '<0024002500260027>'],
  'figures of a Japanese font': [wide('MS-Mincho', '90ms-RKSJ-H', 'Japan1'), '<313233>'],
};

describe.each(Object.entries(fonts))('letters of %s, which is not in the file', (_name, [font, text]) => {
  it('are drawn where the words are', async () => {
    const bytes = page(font, text);
    const [opened] = (await openPdf(bytes)).pages;
    const picture = await draw(bytes, { dpi: 144 });
    const ink = inkBox(picture);
    expect(ink?.h).toBeGreaterThan(20);
    expect(ink?.x).toBeGreaterThanOrEqual(78);
    for (const { box } of opened?.words ?? []) {
      const pixels = { x: box.x * 2, y: box.y * 2, w: box.w * 2, h: box.h * 2 };
      expect(inkIn(picture, pixels)).toBeGreaterThan(0.05);
      // From the first letter to the last.
      for (const end of [0, 0.8]) {
        expect(inkIn(picture, { ...pixels, x: pixels.x + end * pixels.w, w: 0.2 * pixels.w })).toBeGreaterThan(0.01);
      }
    }
  });

  it('are drawn by what stands in, without a warning', async () => {
    const told: string[] = [];
    for (const way of ['log', 'warn', 'error'] as const)
      vi.spyOn(console, way).mockImplementation((...words: unknown[]) => void told.push(words.join(' ')));
    const document = await openInPdfjs(page(font, text), '', true);
    try {
      const picture = await document.draw(1, frameOf({ width: 300, height: 200 }, 1, 144), 1);
      expect(inkBox(picture)?.h).toBeGreaterThan(20);
    } finally {
      await document.close();
    }
    expect(told).toEqual([]);
  });
});

it('letters that are not Western are those and no others', async () => {
  const [font, text] = fonts['Greek and Cyrillic'] ?? ['', ''];
  const drawn = await draw(page(font, text));
  const latin = await draw(page(simple('Arial'), '(ABCDEF)'));
  // A, B and V look like the Latin letters; B as in "be" and Gamma do not.
  expect(Buffer.compare(drawn.data, latin.data)).not.toBe(0);
});
