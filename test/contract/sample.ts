import { PARTY_ROLES } from '../../src/core/fields.ts';
import type { Source } from '../../src/core/ports.ts';
import type { Field, InvoiceRecord, Verdict } from '../../src/core/record.ts';

/** What a sample record says; everything has a default. */
export interface Sample {
  readonly number?: string;
  readonly seller?: string;
  readonly buyer?: string;
  readonly issueDate?: string;
  readonly gross?: string;
  readonly verdict?: Verdict;
  readonly lines?: number;
  /** Number of its one page in the file. */
  readonly page?: number;
}

/** A field read from the page, with its place. */
function field(value: string, text = value): Field {
  const box = { x: 56.7, y: 312.25, w: 88.1, h: 10.4 };
  const reading = { value, text, reader: 'words' as const, page: 1, box, path: null, score: 0.93 };
  return { value, confidence: 0.97, state: 'proven', readings: [reading] };
}

/** A whole, valid record. With 20 lines its JSON is about 40 kB, as that of a real document of two pages. */
export function sampleRecord(sample: Sample = {}): InvoiceRecord {
  const { number = 'RE-2024/0117', seller = 'Maschinenbau Österlund GmbH', gross = '236.22', lines = 2 } = sample;
  const [header, parties] = [
    { number: field(number), typeCode: field('380'), issueDate: field(sample.issueDate ?? '2024-03-05', '05.03.2024') },
    Object.fromEntries(PARTY_ROLES.map((role) => [role, {}])),
  ];
  return {
    schema: 1,
    pages: [
      {
        number: sample.page ?? 1,
        label: null,
        width: 595.3,
        height: 841.9,
        rotation: 0,
        skew: 0,
        textLayer: 'good',
        ocr: null,
        words: 214,
      },
    ],
    readers: ['words'],
    eInvoice: null,
    kind: { ...field('invoice', 'Rechnung'), value: 'invoice' },
    header: { ...header, currency: field('EUR', '€') },
    parties: {
      ...(parties as InvoiceRecord['parties']),
      seller: { name: field(seller), vatId: field('DE123456788') },
      buyer: { name: field(sample.buyer ?? 'Kunden AG Mitte') },
    },
    totals: { net: field('198.50', '198,50'), tax: field('37.72', '37,72'), gross: field(gross) },
    accounts: [{ iban: field('DE02120300000000202051') }],
    precedingInvoices: [],
    taxes: [{ rate: field('19'), basis: field('198.50'), amount: field('37.72') }],
    allowances: [],
    charges: [],
    lines: Array.from({ length: lines }, (_, i) => ({
      position: field(String(i + 1)),
      description: field(`Trennblätter A4, Satz ${i + 1}, zwölfteilig, farbig sortiert`),
      articleNumber: field(`TB-${1000 + i}`),
      quantity: field('10'),
      unit: field('C62', 'Stück'),
      unitPrice: field('9.90', '9,90'),
      taxRate: field('19', '19 %'),
      net: field('99.00', '99,00'),
    })),
    checks: [{ code: 'NET_PLUS_TAX_NE_GROSS', passed: true, message: 'net 198.50 + tax 37.72 = gross 236.22' }],
    verdict: sample.verdict ?? 'approve',
    reasons: [],
    problems: [],
  };
}

/** The nth of any number of documents. */
export function sampleSource(n: number, over: Partial<Source> = {}): Source {
  const file = `invoice-${n}.pdf`;
  return { id: n.toString(16).padStart(64, '0'), file, path: `/invoices/${file}`, bytes: 1000 + n, ...over };
}
