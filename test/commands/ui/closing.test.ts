import { expect, test } from 'vitest';
import { closingLines, sumsByCurrency } from '../../../src/commands/ui/closing.ts';
import { amount, bytes, duration, probability } from '../../../src/commands/ui/format.ts';
import type { Terminal } from '../../../src/commands/ui/terminal.ts';
import type { Summary } from '../../../src/core/ports.ts';

const plain: Terminal = {
  stream: process.stdout,
  interactive: false,
  colourBits: 1,
  width: 80,
  tint: (_, text) => text,
  line: async () => undefined,
  write: async () => undefined,
};

let documents = 0;

/** Of a document of its own unless `parts` says of which. */
function summary(parts: Partial<Summary>): Summary {
  const document = String(documents++).padStart(64, '0');
  return {
    id: document,
    document,
    part: 1,
    parts: 1,
    file: 'a.pdf',
    path: '/a.pdf',
    status: 'completed',
    submittedAt: '2024-01-01T00:00:00Z',
    verdict: 'approve',
    kind: 'invoice',
    number: '1',
    typeCode: '380',
    issueDate: null,
    dueDate: null,
    seller: null,
    sellerVatId: null,
    buyer: null,
    currency: 'EUR',
    gross: '100.10',
    firstPage: 1,
    pages: 2,
    problem: null,
    ...parts,
  };
}

test('an ingest closes with what became of the documents and what to do next', () => {
  const read = [
    summary({}),
    summary({ verdict: 'review', gross: '0.2' }),
    summary({ currency: 'JPY', gross: '12000' }),
    summary({
      file: 'locked.pdf',
      status: 'failed',
      verdict: null,
      gross: null,
      currency: null,
      pages: null,
      problem: { code: 'PDF_ENCRYPTED', message: 'locked.pdf is encrypted.', hint: 'Give a password.' },
    }),
  ];
  const refused = [{ file: 'notes.txt', problem: { code: 'INPUT_UNSUPPORTED', message: 'no PDF' } }];
  expect(closingLines({ read, known: 3, knownToReview: 2, refused, ms: 9200 }, plain)).toEqual([
    '  4 new · 3 known · 2 of the known need review · 6 pages · 9.2 s',
    '  approve  2   proven on the page, sums hold',
    '  review   1   invoicectl list --verdict review',
    '  failed   2   locked.pdf   is encrypted.',
    '                            Give a password.',
    '               notes.txt    no PDF',
    '  EUR 100.30   JPY 12,000',
  ]);
});

test('what is no invoice is counted by what it is, is no work and in no sum', () => {
  const other = { verdict: 'other', gross: '50.00' } as const;
  const read = [
    summary({}),
    summary({ ...other, kind: 'statement' }),
    summary({ ...other, kind: 'delivery_note' }),
    summary({ ...other, kind: 'delivery_note' }),
  ];
  expect(closingLines({ read, known: 0, knownToReview: 0, refused: [], ms: 100 }, plain)).toEqual([
    '  4 new · 8 pages · 100 ms',
    '  approve  1   proven on the page, sums hold',
    '  other    3   delivery note 2, statement 1',
    '  EUR 100.10',
  ]);
});

test('many failures are counted, not listed', () => {
  const refused = Array.from({ length: 14 }, (_, i) => ({
    file: `${i}.txt`,
    problem: { code: 'INPUT_UNSUPPORTED', message: 'no PDF' },
  }));
  const lines = closingLines({ read: [], known: 0, knownToReview: 0, refused, ms: 1 }, plain);
  expect(lines.filter((line) => line.includes('no PDF'))).toHaveLength(10);
  expect(lines.join('\n')).toContain('and 4 more: invoicectl list --status failed');
});

test('off a terminal the name of a file that failed is whole', () => {
  const file = `${'a-long-name-'.repeat(4)}.pdf`;
  const refused = [{ file, problem: { code: 'INPUT_UNSUPPORTED', message: 'no PDF' } }];
  const lines = (width: number) =>
    closingLines({ read: [], known: 0, knownToReview: 0, refused, ms: 1 }, { ...plain, width }).join('\n');
  expect(lines(Number.POSITIVE_INFINITY)).toContain(file);
  expect(lines(80)).not.toContain(file);
});

test('sums are exact, and credit notes count against however they are signed', () => {
  const sums = sumsByCurrency([
    ...Array.from({ length: 10 }, () => summary({ gross: '0.1' })),
    summary({ gross: '0.25', kind: 'credit_note' }),
    summary({ gross: '-0.25', kind: 'credit_note' }),
    summary({ gross: null }),
  ]);
  expect(sums).toEqual([['EUR', '0.5']]);
});

test('what is rejected is in no sum, and a sum of nothing is not shown', () => {
  const sums = sumsByCurrency([
    summary({ gross: '1' }),
    summary({ gross: '20', verdict: 'review' }),
    summary({ gross: '300', verdict: 'reject' }),
    summary({ gross: '300', verdict: 'reject', currency: 'USD' }),
    summary({ gross: '0.00', currency: 'CHF' }),
  ]);
  expect(sums).toEqual([['EUR', '21']]);
});

test('numbers are written as a person reads them', () => {
  expect([
    amount('1234567.5', 'EUR'),
    amount('-0.125', 'EUR'),
    amount('1200', 'JPY'),
    amount('12345678901234567890.12', null),
    amount('1.2.3', 'EUR'),
  ]).toEqual(['1,234,567.50', '-0.125', '1,200', '12,345,678,901,234,567,890.12', '1.2.3']);
  expect([probability(1), probability(0.999), probability(0.07), probability(0)]).toEqual([
    '1.00',
    '.99',
    '.07',
    '.00',
  ]);
  expect([bytes(0), bytes(999), bytes(1500), bytes(90_112), bytes(3_400_000_000)]).toEqual([
    '0 bytes',
    '999 bytes',
    '1.5 kB',
    '90.1 kB',
    '3.4 GB',
  ]);
  expect([duration(640), duration(9200), duration(59_960), duration(200_000)]).toEqual([
    '640 ms',
    '9.2 s',
    '1 min 0 s',
    '3 min 20 s',
  ]);
});
