import { expect, test } from 'vitest';
import { entryOnPage } from '../../../src/commands/show/page/page.ts';
import type { Entry, Summary } from '../../../src/core/ports.ts';
import { recordId } from '../../../src/core/record-id.ts';

const DOCUMENT = 'ab'.repeat(32);

/** Invoice `part` of a file, on `pages` pages from `firstPage` on. */
function invoice(part: number, parts: number, firstPage: number, pages: number): Entry {
  const summary: Summary = {
    id: recordId(DOCUMENT, part),
    document: DOCUMENT,
    part,
    parts,
    file: 'stack.pdf',
    path: '/stack.pdf',
    status: 'completed',
    submittedAt: '2026-01-01T00:00:00Z',
    verdict: 'approve',
    kind: null,
    number: null,
    typeCode: null,
    issueDate: null,
    dueDate: null,
    seller: null,
    sellerVatId: null,
    buyer: null,
    currency: null,
    gross: null,
    firstPage,
    pages,
    problem: null,
  };
  return { summary, paths: ['/stack.pdf'], record: null };
}

test('a page of a file with several invoices is shown with the values of the one it belongs to', async () => {
  // Page 4 is an attachment of none of them.
  const entries = [invoice(1, 3, 1, 2), invoice(2, 3, 3, 1), invoice(3, 3, 5, 2)] as const;
  const records = {
    list: async () => entries.map(({ summary }) => summary),
    get: async (id: string) => entries.find(({ summary }) => summary.id === id) ?? null,
  };
  const shown = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((page) => entryOnPage(records, entries[0], page)));
  expect(shown.map(({ summary }) => summary.part)).toEqual([1, 1, 2, 1, 3, 3, 1]);
});
