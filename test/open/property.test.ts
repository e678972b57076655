import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvoicectlError } from '../../src/core/errors.ts';
import { openPdf } from '../../src/pipeline/open.ts';
import { draw } from './draw.ts';

const word = fc.stringMatching(/^[A-Za-z0-9ÄÖÜäöüéèçñß€][A-Za-z0-9ÄÖÜäöüéèçñß€.,:/-]{0,11}$/);
const line = fc.array(word, { minLength: 1, maxLength: 5 });
const options = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 20 }),
  font: fc.constantFrom('Helvetica', 'Times-Bold', 'Courier'),
  size: fc.integer({ min: 5, max: 14 }),
});

test('the words of a page come back in order, in boxes within the page that do not overlap', async () => {
  await fc.assert(
    fc.asyncProperty(options, async ({ lines, font, size }) => {
      const bytes = await draw((pdf) => {
        pdf.font(font).fontSize(size);
        lines.forEach((words, i) => {
          pdf.text(words.join(' '), 40, 40 + i * 2 * size, { lineBreak: false });
        });
      });
      const { pages } = await openPdf(bytes);
      const [page] = pages;
      if (!page) throw new Error('no page');
      // Spaced-out letters and dot leaders are mended and cut on purpose.
      fc.pre(
        lines.every((words) => words.filter((w) => w.length === 1).length < 4 && !/([.-])\1{3}/.test(words.join(''))),
      );
      expect(page.words.map((w) => w.text)).toEqual(lines.flat());
      for (const { box } of page.words) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.w).toBeLessThanOrEqual(page.width);
        expect(box.y + box.h).toBeLessThanOrEqual(page.height);
        expect(Math.min(box.w, box.h)).toBeGreaterThan(0);
      }
      page.words.slice(1).forEach((w, i) => {
        const before = page.words[i]?.box;
        if (before && Math.abs(before.y - w.box.y) < 1) expect(w.box.x).toBeGreaterThan(before.x + before.w - 0.01);
      });
    }),
    { numRuns: 60 },
  );
});

test('a file that is damaged anywhere is read as far as it goes, or fails with a name', async () => {
  const whole = await draw((pdf) => {
    pdf.file(Buffer.from('<Invoice/>'), { name: 'factur-x.xml' });
    for (let page = 1; page <= 3; page++) {
      if (page > 1) pdf.addPage();
      pdf.text(`Invoice page ${page}`, 50, 50, { lineBreak: false });
    }
  });
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(damage, fc.integer({ min: 20, max: whole.length }), async (changes, length) => {
      const bytes = Uint8Array.from(whole.subarray(0, length));
      for (const [at, value] of changes) if (at < length) bytes[at] = value;
      const opened = await openPdf(bytes).catch((error: unknown) => error);
      if (opened instanceof InvoicectlError) return;
      expect(opened).toMatchObject({ kind: 'pdf', pages: expect.any(Array) });
    }),
    { numRuns: 100 },
  );
});
