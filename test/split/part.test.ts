import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { OpenedDocument } from '../../src/core/page.ts';
import type { InvoiceRecord } from '../../src/core/record.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { openDocument } from '../../src/pipeline/open.ts';
import { partOf } from '../../src/pipeline/split/part.ts';

const FIXTURES = 'fixtures/invoices';

/** The document as if it began behind `by` other pages of its file. */
function shifted(document: OpenedDocument, by: number): OpenedDocument {
  return { ...document, pages: document.pages.map((page) => ({ ...page, number: page.number + by })) };
}

/** A record without the pages that its texts name. */
function plain(record: InvoiceRecord, by: number): unknown {
  return JSON.parse(JSON.stringify(record), (key, value) => {
    if ((key === 'page' || key === 'number') && typeof value === 'number') return value - by;
    return key === 'message' ? String(value).replace(/page \d+/g, 'page n') : value;
  });
}

async function read(document: OpenedDocument): Promise<InvoiceRecord> {
  const readings = await wordsReader.read(document);
  return fuse(document, readings === null ? [] : [readings]);
}

test.each(['de-three-pages.pdf', 'us-sales-tax.pdf', 'fr-deposit.pdf', 'gb-credit-note.pdf'])(
  '%s reads the same wherever in a file it begins',
  async (file) => {
    const document = await openDocument(new Uint8Array(readFileSync(`${FIXTURES}/${file}`)));
    const alone = await read(document);
    const later = await read(shifted(document, 7));
    expect(later.pages[0]?.number).toBe(8);
    expect(plain(later, 7)).toEqual(plain(alone, 0));
  },
);

test('a part has its own pages and problems, and those of the whole file', async () => {
  const opened = await openDocument(new Uint8Array(readFileSync(`${FIXTURES}/de-three-pages.pdf`)));
  const problem = (page?: number) => ({ code: 'PAGE_DAMAGED', message: `${page}`, ...(page && { page }) });
  const document = { ...opened, problems: [problem(1), problem(3), problem()] };
  const part = partOf(document, { first: 2, last: 3 });
  expect(part.pages.map(({ number }) => number)).toEqual([2, 3]);
  expect(part.problems).toEqual([problem(3), problem()]);
  expect(partOf(document, { first: 1, last: 3 })).toBe(document);
});
