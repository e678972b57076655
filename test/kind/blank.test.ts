import { expect, it } from 'vitest';
import type { OcrEngine } from '../../src/core/ocr.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { processDocument } from '../../src/pipeline/process.ts';
import { readersOf } from '../../src/pipeline/readers.ts';
import { drawn } from '../layout/drawn.ts';

/** An engine that finds no print anywhere. */
const blind: OcrEngine = {
  name: 'blind',
  read: () => Promise.resolve({ turn: 0, skew: 0, lines: [] }),
  close: () => Promise.resolve(),
};
const seeing = {
  wants: ({ words }: { readonly words: readonly unknown[] }) => words.length === 0,
  engine: async () => blind,
};
const readers = readersOf({ eInvoices: true });

/** A PDF of so many pages with nothing on them. */
function blank(pages: number): Uint8Array {
  const kids = Array.from({ length: pages }, (_, i) => `${i + 3} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    ...Array.from({ length: pages }, () => '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>'),
  ];
  const body = objects.map((text, i) => `${i + 1} 0 obj\n${text}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.4\n${body}trailer << /Root 1 0 R /Size ${objects.length + 1} >>\n%%EOF\n`);
}

it.each([
  [1, 'no print was found on its page'],
  [3, 'no print was found on any of its 3 pages'],
])('a document of %i blank pages says that nothing is printed on it', async (pages, message) => {
  const work = processDocument(blank(pages), { recognition: seeing }, readers);
  await expect(work).rejects.toMatchObject({ code: 'PAGE_NO_TEXT', message, hint: expect.stringContaining('scan') });
});

it('pages whose pictures nobody looked at are not called blank', async () => {
  const work = processDocument(blank(2), { recognition: null }, readers);
  await expect(work).rejects.toMatchObject({
    code: 'PAGE_NO_TEXT',
    message: expect.stringContaining('were not read'),
    hint: expect.stringContaining('--ocr auto'),
  });
});

it('a blank back side among pages is nothing to speak of, one that nobody looked at is', async () => {
  const front = `
Hartley Supplies Ltd                        INVOICE
2 Mill Lane, Leeds LS1 4AP                  Date: 30/04/2026
Invoice no: INV-121
Total                                       £240.00`;
  const reasonsWith = async (ocr: string | null) => {
    const document = drawn(front, '');
    const pages = document.pages.map((page, i) => (i === 0 ? page : { ...page, textLayer: 'missing' as const, ocr }));
    const readings = await wordsReader.read({ ...document, pages });
    if (readings === null) throw new Error('nothing was read');
    return (await fuse({ ...document, pages }, [readings])).reasons.map(({ code }) => code);
  };
  expect(await reasonsWith('any')).not.toContain('PAGE_UNREAD');
  expect(await reasonsWith(null)).toContain('PAGE_UNREAD');
});
