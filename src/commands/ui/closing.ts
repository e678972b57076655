import Big from 'big.js';
import { isBooked, KINDS, type Kind } from '../../core/kinds.ts';
import type { Problem } from '../../core/page.ts';
import type { Summary } from '../../core/ports.ts';
import { amount, count, duration, toneOf } from './format.ts';
import { table } from './table.ts';
import { cut, flow, pad, printable, type Terminal, widthOf } from './terminal.ts';

/** What an ingest has led to. */
export interface Closing {
  /** Invoices of the documents that were read in this run; a document that failed counts as one. */
  readonly read: readonly Summary[];
  /** Files whose bytes were known before. */
  readonly known: number;
  /** How many of the documents behind these files need review. */
  readonly knownToReview: number;
  /** Inputs that never became a document: unsupported, empty, unsafe. */
  readonly refused: readonly { readonly file: string; readonly problem: Problem }[];
  readonly ms: number;
}

interface Row {
  readonly label: string;
  readonly number: string;
  readonly about: string;
  readonly tone: ReturnType<typeof toneOf>;
}

/** The lines that an ingest closes with: counts, verdicts, failures with what to do, sums by currency. */
export function closingLines(closing: Closing, terminal: Terminal): string[] {
  const { read, known, knownToReview, refused, ms } = closing;
  const documents = new Map(read.map((summary) => [summary.document, summary])).values();
  const failed = [
    ...[...documents].filter(({ status, problem }) => status === 'failed' || problem !== null),
    ...refused,
  ];
  const pages = read.reduce((sum, summary) => sum + (summary.pages ?? 0), 0);
  const fresh = new Set(read.map(({ document }) => document)).size;
  const head = [
    `${fresh.toLocaleString('en')} new`,
    ...(known > 0 ? [`${known.toLocaleString('en')} known`] : []),
    ...(knownToReview > 0
      ? [`${knownToReview.toLocaleString('en')} of the known ${knownToReview === 1 ? 'needs' : 'need'} review`]
      : []),
    ...(read.length > fresh ? [count(read.length, 'invoice')] : []),
    count(pages, 'page'),
    duration(ms),
  ];

  const rows: Row[] = [];
  const verdict = (name: 'approve' | 'review' | 'reject', about: string) => {
    const number = read.filter((summary) => summary.verdict === name).length;
    if (number > 0) rows.push({ label: name, number: String(number), about, tone: toneOf(name) });
  };
  verdict('approve', 'proven on the page, sums hold');
  verdict('review', 'invoicectl list --verdict review');
  verdict('reject', 'invoicectl list --verdict reject');
  const others = read.filter((summary) => summary.verdict === 'other');
  if (others.length > 0)
    rows.push({ label: 'other', number: String(others.length), about: kindsText(others), tone: toneOf('other') });
  rows.push(...failureRows(failed, terminal));

  const sums = sumsByCurrency(read).map(([currency, sum]) => `${currency} ${amount(sum, currency)}`);
  return [
    ...flow(head, terminal.width - 2, ' · ').map((line) => `  ${line}`),
    ...table(
      rows,
      [
        { text: (row) => row.label, tint: (row, text) => terminal.tint(row.tone, text) },
        { text: (row) => row.number, align: 'right' },
        { text: (row) => ` ${row.about}`, least: 20 },
      ],
      { width: terminal.width },
    ),
    ...flow(sums, terminal.width - 2, '   ').map((line) => `  ${line}`),
  ];
}

/** How many there are of each kind, most first: `delivery note 2, statement 1`. */
function kindsText(others: readonly Summary[]): string {
  const counts = new Map<Kind, number>();
  for (const { kind } of others) if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, number]) => `${KINDS[kind].name} ${number}`)
    .join(', ');
}

interface Failure {
  readonly file: string;
  readonly problem: Problem | null;
}

function failureRows(failed: readonly Failure[], { width }: Terminal): Row[] {
  const shown = failed.slice(0, SHOWN);
  const nameWidth = Math.min(28, Math.max(0, ...shown.map(({ file }) => widthOf(printable(file)))));
  const more = failed.length - shown.length;
  const row = (name: string, about: string, first = false): Row => ({
    label: first ? 'failed' : '',
    number: first ? String(failed.length) : '',
    // Where nobody looks a name is whole, for what reads it.
    about: `${pad(Number.isFinite(width) ? cut(name, nameWidth) : name, nameWidth)}   ${about}`,
    tone: 'red',
  });
  return [
    ...shown.flatMap(({ file, problem }, i) => {
      const name = printable(file);
      const message = printable(problem?.message ?? 'failed');
      // The name stands before it already.
      const about = message.startsWith(`${name} `) ? message.slice(name.length + 1) : message;
      const hint =
        problem?.hint !== undefined && problem.hint !== shown[i + 1]?.problem?.hint
          ? [row('', printable(problem.hint))]
          : [];
      return [row(name, about, i === 0), ...hint];
    }),
    ...(more > 0 ? [row('', `and ${more} more: invoicectl list --status failed`)] : []),
  ];
}

/** Failures that are listed one by one. */
const SHOWN = 10;

/**
 * Sum of the gross totals in each currency, the largest count of documents first. Credit notes count against; rejected
 * documents, duplicates among them, do not count, nor does what is not booked. A sum of nothing is left out.
 */
export function sumsByCurrency(summaries: readonly Summary[]): [currency: string, sum: string][] {
  const sums = new Map<string, { sum: Big; documents: number }>();
  for (const { currency, gross, kind, verdict } of summaries) {
    if (currency === null || gross === null || verdict === 'reject') continue;
    if (kind !== null && !isBooked(kind)) continue;
    const value = new Big(gross);
    const before = sums.get(currency) ?? { sum: new Big(0), documents: 0 };
    // A credit note may print its total with or without a minus sign.
    sums.set(currency, {
      sum: before.sum.plus(kind === 'credit_note' ? value.abs().neg() : value),
      documents: before.documents + 1,
    });
  }
  return [...sums]
    .filter(([, { sum }]) => !sum.eq(0))
    .sort((a, b) => b[1].documents - a[1].documents)
    .map(([currency, { sum }]) => [currency, sum.toFixed()]);
}
