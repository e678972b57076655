import { describe, expect, it } from 'vitest';
import { openPdf } from '../../src/pipeline/open.ts';
import { draw, inkBox, inkIn } from './ink.ts';
import { onePage } from './pdf.ts';

const FONT = '/Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>>>';
const WORDS = 'BT /F 12 Tf 40 150 Td (Total) Tj 120 -60 Td (119.00) Tj ET';

const boxes = {
  'a media box': '/MediaBox [0 0 300.6 200.3]',
  'a media box that begins elsewhere': '/MediaBox [10 -20 310 220]',
  'a crop box': '/MediaBox [0 0 400 400] /CropBox [20.5 60.25 260.75 190]',
  'a crop box beyond the media box': '/MediaBox [0 0 300 200] /CropBox [-50 20 290 500]',
  'units of two points': '/MediaBox [0 0 300 200] /UserUnit 2',
};

describe('what is drawn lies where the words are', () => {
  for (const [name, box] of Object.entries(boxes)) {
    for (const turn of [0, 90, 180, 270, -90]) {
      it(`${name}, turned by ${turn}`, async () => {
        const bytes = onePage({ page: `${box} /Rotate ${turn}`, resources: FONT, content: WORDS });
        const [page] = (await openPdf(bytes)).pages;
        const dpi = 150;
        const picture = await draw(bytes, { dpi });
        expect(picture.dpi).toBe(dpi);
        const scale = dpi / 72;
        expect(picture.width).toBe(Math.ceil((page?.width ?? 0) * scale - 0.01));
        expect(picture.height).toBe(Math.ceil((page?.height ?? 0) * scale - 0.01));
        expect(page?.words.map(({ text }) => text).sort()).toEqual(['119.00', 'Total']);
        const pixels = (page?.words ?? []).map(({ box: { x, y, w, h } }) => ({
          x: x * scale,
          y: y * scale,
          w: w * scale,
          h: h * scale,
        }));
        for (const word of pixels) expect(inkIn(picture, word)).toBeGreaterThan(0.08);
        // All ink is in the boxes of the words, and fills them from end to end along the line.
        const ink = inkBox(picture);
        const left = Math.min(...pixels.map(({ x }) => x));
        const top = Math.min(...pixels.map(({ y }) => y));
        const right = Math.max(...pixels.map(({ x, w }) => x + w));
        const bottom = Math.max(...pixels.map(({ y, h }) => y + h));
        const most = 0.35 * 12 * scale * (box.includes('UserUnit') ? 2 : 1);
        for (const [inner, outer] of [
          [ink?.x ?? -99, left],
          [ink?.y ?? -99, top],
          [right, (ink?.x ?? 0) + (ink?.w ?? 0)],
          [bottom, (ink?.y ?? 0) + (ink?.h ?? 0)],
        ] as const) {
          expect(inner - outer).toBeGreaterThan(-1.5);
          expect(inner - outer).toBeLessThan(most);
        }
      });
    }
  }
});
