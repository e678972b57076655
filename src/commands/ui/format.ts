import type { Status, Summary } from '../../core/ports.ts';
import type { Verdict } from '../../core/record.ts';
import type { Tone } from './terminal.ts';

const digits = new Map<string, number>();

/** Decimals that a currency is written with: 2 for EUR, 0 for JPY, 3 for KWD. 2 where the code is unknown. */
function currencyDigits(currency: string | null): number {
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) return 2;
  let known = digits.get(currency);
  if (known === undefined) {
    known = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, known);
  }
  return known;
}

/** Decimal text as a person reads it, `1,234.50`. Exact: the text is never made a float. */
export function amount(value: string, currency: string | null): string {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value;
  const format = new Intl.NumberFormat('en', {
    minimumFractionDigits: currencyDigits(currency),
    maximumFractionDigits: 20,
  });
  return format.format(value as Intl.StringNumericLiteral);
}

/** A probability in four columns: `.97`, `1.00`. Rounded down, so that only certainty looks like it. */
export function probability(value: number): string {
  const hundredths = Math.floor(value * 100 + 1e-9);
  return hundredths >= 100 ? '1.00' : `.${String(hundredths).padStart(2, '0')}`;
}

/** Bytes as a person reads them: `3.4 MB`. */
export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  return `${power === 0 ? count : (count / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/** A duration as a person reads it: `640 ms`, `9.2 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `1 page`, `2 pages`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

/** `2 documents`, and where they hold more invoices than that, `2 documents with 5 invoices`. */
export function countDocuments(summaries: readonly Summary[]): string {
  const documents = new Set(summaries.map(({ document }) => document)).size;
  const text = count(documents, 'document');
  return summaries.length === documents ? text : `${text} with ${count(summaries.length, 'invoice')}`;
}

/** The pages of an invoice in its file: `page 3`, `pages 3-4`; nothing where it has none. */
export function pagesText({ firstPage, pages }: Pick<Summary, 'firstPage' | 'pages'>): string {
  if (firstPage === null || pages === null || pages === 0) return '';
  return pages === 1 ? `page ${firstPage}` : `pages ${firstPage}-${firstPage + pages - 1}`;
}

/** What a list says of a document: its verdict, or its status where there is none. */
export function outcome(summary: Pick<Summary, 'verdict' | 'status'>): Verdict | Status {
  return summary.verdict ?? summary.status;
}

const TONES: Readonly<Record<Verdict | Status, Tone>> = {
  approve: 'green',
  review: 'yellow',
  reject: 'red',
  other: 'dim',
  failed: 'red',
  pending: 'dim',
  processing: 'dim',
  completed: 'green',
};

/** Colour of a verdict or status. */
export function toneOf(word: Verdict | Status): Tone {
  return TONES[word];
}
