import { createHash } from 'node:crypto';
import type { ROW_FIELDS } from '../../src/core/fields.ts';
import { wordlessPage } from '../../src/core/page.ts';
import type { Result } from '../../src/core/ports.ts';
import { type Field, type InvoiceRecord, InvoiceRecordSchema } from '../../src/core/record.ts';
import { openStore } from '../../src/storage/open.ts';

/** A field as the words reader leaves it. */
export function seen(value: string, text = value, more: Partial<Field> = {}): Field {
  const box = { x: 72, y: 100, w: 60.5, h: 9.25 };
  return {
    value,
    confidence: 0.97,
    state: 'proven',
    readings: [{ value, text, reader: 'words', page: 1, box, path: null, score: 0.9 }],
    ...more,
  };
}

/** A row of `group`, each value seen on page 1. */
export function row<G extends keyof typeof ROW_FIELDS>(
  _group: G,
  values: { readonly [F in keyof (typeof ROW_FIELDS)[G]]?: string },
) {
  return Object.fromEntries(
    Object.entries<string | undefined>(values).map(([name, value]) => [name, seen(value ?? '')]),
  );
}

/** A page of a record, all of it read. */
const pageOf = (number: number, words: number): InvoiceRecord['pages'][number] => ({
  ...wordlessPage(number, { width: 595, height: 842 }),
  textLayer: 'good',
  words,
});

/** A record with the fields of `parts`, and nothing else. Validated. */
export function recordOf(parts: Partial<InvoiceRecord>): InvoiceRecord {
  return InvoiceRecordSchema.parse({
    schema: 1,
    pages: [pageOf(1, 120)],
    readers: ['words'],
    eInvoice: null,
    kind: { ...seen('invoice', 'Rechnung'), value: 'invoice' },
    header: {},
    parties: { seller: {}, buyer: {}, payee: {}, shipTo: {}, taxRepresentative: {} },
    totals: {},
    accounts: [],
    precedingInvoices: [],
    taxes: [],
    allowances: [],
    charges: [],
    lines: [],
    checks: [],
    verdict: 'approve',
    reasons: [],
    problems: [],
    ...parts,
  });
}

/** Puts documents into a home folder as an ingest would. Gives their ids. */
export async function seed(
  home: string,
  documents: readonly { readonly file: string; readonly bytes?: string; readonly result: Result }[],
): Promise<string[]> {
  const store = await openStore(home);
  try {
    const ids: string[] = [];
    for (const { file, bytes = file, result } of documents) {
      const content = Buffer.from(bytes);
      const id = await store.blobs.put(content);
      if (id !== createHash('sha256').update(content).digest('hex'))
        throw new Error('the blob store names blobs otherwise');
      await store.records.add({ id, file, path: `/inbox/${file}`, bytes: content.length });
      await store.jobs.submit({ document: id, file });
      const lease = await store.jobs.lease();
      if (lease === null || !(await store.records.commit(id, result, lease.token)))
        throw new Error(`${file} was not committed`);
      await lease.settle({ kind: 'done' });
      ids.push(id);
    }
    return ids;
  } finally {
    await store.close();
  }
}

/** Three documents: an invoice with everything, a credit note that needs review, a file that failed. */
export const BOOKS = [
  {
    file: 'lieferant-2024-03.pdf',
    result: {
      status: 'completed',
      ms: 12,
      records: [
        recordOf({
          readers: ['xml', 'words'],
          eInvoice: { syntax: 'CII', profile: 'EN 16931', attachment: 'factur-x.xml' },
          pages: [1, 2].map((number) => pageOf(number, 150)),
          header: {
            number: seen('RE-2024-0117', 'Rechnung Nr. RE-2024-0117'),
            typeCode: seen('380'),
            issueDate: seen('2024-03-05', '05.03.2024'),
            dueDate: seen('2024-04-04', 'zahlbar bis 04.04.2024'),
            currency: seen('EUR', '€', { confidence: 1 }),
            purchaseOrder: seen('=HYPERLINK("http://example.org")'),
          },
          parties: {
            seller: {
              name: seen('Trennblatt & Söhne GmbH'),
              street: seen('Lagerweg 4'),
              postcode: seen('80333'),
              city: seen('München'),
              country: seen('DE', 'Deutschland'),
              vatId: seen('DE123456788', 'USt-IdNr. DE 123456788'),
            },
            buyer: { name: seen('青山文具株式会社'), city: seen('東京') },
            payee: {},
            shipTo: {},
            taxRepresentative: {},
          },
          totals: {
            net: seen('1198.50', 'Nettobetrag 1.198,50'),
            tax: seen('227.72', '227,72'),
            gross: seen('1426.22', 'Gesamtbetrag 1.426,22', {
              readings: [
                {
                  value: '1426.22',
                  text: 'Gesamtbetrag 1.426,22',
                  reader: 'words',
                  page: 2,
                  box: { x: 400, y: 700, w: 80, h: 10 },
                  path: null,
                  score: 0.9,
                },
                {
                  value: '1426.22',
                  text: '1426.22',
                  reader: 'xml',
                  page: null,
                  box: null,
                  path: '/rsm:CrossIndustryInvoice/ram:GrandTotalAmount',
                  score: 1,
                },
              ],
            }),
            due: seen('1426.22', '1.426,22', { state: 'unproven', confidence: 0.52 }),
          },
          accounts: [row('accounts', { iban: 'DE75512108001245126199', bic: 'SOLADEST600' })],
          taxes: [row('taxes', { category: 'S', rate: '19', basis: '1198.50', amount: '227.72' })],
          lines: [
            row('lines', {
              position: '10',
              description: 'Trennblätter A4, farbig sortiert, im Karton zu 100 Stück',
              quantity: '10',
              unit: 'PCE',
              unitPrice: '19.90',
              taxRate: '19',
              net: '199.00',
            }),
            row('lines', {
              position: '20',
              description: '+49 Service, "rund um die Uhr"',
              quantity: '20',
              unit: 'HUR',
              unitPrice: '49.975',
              taxRate: '19',
              net: '999.50',
            }),
          ],
          checks: [
            { code: 'SUM_LINES_NE_NET', rule: 'BR-CO-10', passed: true, message: 'lines 1198.50 = net 1198.50' },
            {
              code: 'NET_PLUS_TAX_NE_GROSS',
              rule: 'BR-CO-15',
              passed: true,
              message: 'net 1198.50 + tax 227.72 = gross 1426.22',
            },
            { code: 'IBAN_CHECKSUM', passed: true, message: 'IBAN' },
          ],
        }),
      ],
    },
  },
  {
    file: 'gutschrift.pdf',
    result: {
      status: 'completed',
      ms: 8,
      records: [
        recordOf({
          verdict: 'review',
          kind: { ...seen('credit_note', 'Gutschrift'), value: 'credit_note' },
          header: { number: seen('-17'), typeCode: seen('381'), issueDate: seen('2024-05-02'), currency: seen('CHF') },
          parties: {
            seller: { name: seen('@Home Handels AG') },
            buyer: {},
            payee: {},
            shipTo: {},
            taxRepresentative: {},
          },
          totals: {
            net: seen('-100.00'),
            tax: seen('-8.10'),
            gross: seen('-108.15', '-108.15', {
              state: 'conflicting',
              confidence: 0.4,
              readings: [
                {
                  value: '-108.15',
                  text: '-108.15',
                  reader: 'words',
                  page: 1,
                  box: { x: 1, y: 2, w: 3, h: 4 },
                  path: null,
                  score: 0.5,
                },
                {
                  value: '-108.10',
                  text: '-108.10',
                  reader: 'xml',
                  page: null,
                  box: null,
                  path: '/Invoice/X',
                  score: 1,
                },
              ],
            }),
          },
          checks: [
            {
              code: 'NET_PLUS_TAX_NE_GROSS',
              rule: 'BR-CO-15',
              passed: false,
              message: 'net -100.00 + tax -8.10 is not gross -108.15',
            },
          ],
          reasons: [
            {
              code: 'NET_PLUS_TAX_NE_GROSS',
              message: 'net -100.00 + tax -8.10 is -108.10, printed is -108.15',
              rule: 'BR-CO-15',
              severity: 'warning',
              fields: ['totals.gross'],
            },
          ],
          problems: [{ code: 'PAGE_TIMEOUT', message: 'reading the picture of page 2 took too long', page: 2 }],
        }),
      ],
    },
  },
  {
    file: 'locked.pdf',
    result: {
      status: 'failed',
      ms: 1,
      problem: {
        code: 'PDF_ENCRYPTED',
        message: 'locked.pdf is encrypted and no password opens it.',
        hint: 'Give one with --password.',
      },
    },
  },
] as const satisfies readonly { readonly file: string; readonly result: Result }[];
