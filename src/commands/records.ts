import { type Command, InvalidArgumentError, Option } from 'commander';
import { InvoicectlError } from '../core/errors.ts';
import { keysOf } from '../core/fields.ts';
import { KINDS, type Kind } from '../core/kinds.ts';
import { type Filter, type RecordId, type RecordQuery, STATUSES, type Status, type Summary } from '../core/ports.ts';
import type { Verdict } from '../core/record.ts';
import { shortId, splitId } from '../core/record-id.ts';
import { printable } from './ui/terminal.ts';

/** Options that restrict which documents a command is about. */
export interface FilterOptions {
  readonly seller?: string;
  readonly number?: string;
  readonly since?: string;
  readonly until?: string;
  readonly status?: Status;
  readonly verdict?: Verdict;
  readonly kind?: Kind;
  readonly min?: string;
  readonly max?: string;
}

// Written out: the record's schema, which knows them too, would load a schema library to print a help text.
const verdicts = ['approve', 'review', 'reject', 'other'] as const satisfies readonly Verdict[];

/** Adds the options that restrict which documents a command is about. */
export function filterOptions(command: Command): void {
  recordFilterOptions(command);
  command.addOption(new Option('--status <status>', 'how far the work on it is').choices(STATUSES));
}

/** The same for a command that is about records only. */
export function recordFilterOptions(command: Command): void {
  command
    .option('--seller <text>', "part of the seller's name")
    .option('--number <number>', "the document's own number")
    .option('--since <date>', 'issued on this day or later: 2024-03-05, 2024-03 or 2024', (text) => day(text, 'first'))
    .option('--until <date>', 'issued on this day or earlier', (text) => day(text, 'last'))
    .addOption(new Option('--verdict <verdict>', 'verdict on the document').choices(verdicts))
    .addOption(new Option('--kind <kind>', 'what it is').choices(keysOf(KINDS)))
    .option('--min <amount>', 'gross total at least', decimal)
    .option('--max <amount>', 'gross total at most', decimal);
}

/** The filter that the options stand for. */
export function filterOf(options: FilterOptions): Filter {
  const { seller, number, since, until, status, verdict, kind, min, max } = options;
  return { seller, number, since, until, status, verdict, kind, minAmount: min, maxAmount: max };
}

/** Whether any option restricts the documents. */
export function isFiltered(options: FilterOptions): boolean {
  return Object.values(filterOf(options)).some((value) => value !== undefined);
}

function decimal(text: string): string {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number like 1234.50.');
  return text.replace('+', '');
}

function day(text: string, edge: 'first' | 'last'): string {
  const [, year, month, date] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text) ?? [];
  const whole = `${year}-${month ?? (edge === 'first' ? '01' : '12')}-${date ?? (edge === 'first' ? '01' : lastDay(year, month))}`;
  const time = Date.parse(`${whole}T00:00:00Z`);
  // Date.parse moves the 31st of a short month into the next one.
  if (year === undefined || Number.isNaN(time) || !new Date(time).toISOString().startsWith(whole)) {
    throw new InvalidArgumentError('It must be a date like 2024-03-05, a month like 2024-03 or a year.');
  }
  return whole;
}

function lastDay(year: string | undefined, month: string | undefined): string {
  return String(new Date(Date.UTC(Number(year), Number(month ?? '12'), 0)).getUTCDate()).padStart(2, '0');
}

/**
 * The invoice that `name` stands for: the start of a document's id, its file name, with or without extension, or its
 * path; `-2` behind it means the second invoice in the file, and without it the first is meant.
 */
export async function findRecord(records: RecordQuery, name: string): Promise<Summary> {
  const [first] = await invoicesOf(records, name);
  return first;
}

/** The invoices that names stand for, each once, in the order of the names; a file's name stands for all in it. */
export async function findRecords(records: RecordQuery, names: readonly string[]): Promise<Summary[]> {
  const found = new Map<RecordId, Summary>();
  for (const name of names) for (const summary of await invoicesOf(records, name)) found.set(summary.id, summary);
  return [...found.values()];
}

/** What `name` stands for in the one document that it fits, in the order of the pages. */
async function invoicesOf(
  records: RecordQuery,
  name: string,
): Promise<readonly [first: Summary, ...others: Summary[]]> {
  const found = await fitting(records, name.trim());
  const documents = [...new Map(found.map((summary) => [summary.document, summary])).values()];
  if (documents.length > 1) {
    const shown = documents.slice(0, 10).map((match) => `${shortestIds(documents, match)}  ${printable(match.path)}`);
    if (documents.length > shown.length) shown.push(`and ${documents.length - shown.length} more`);
    throw new InvoicectlError(
      'RECORD_AMBIGUOUS',
      `"${printable(name)}" fits ${documents.length} documents:\n${shown.map((line) => `  ${line}`).join('\n')}`,
      {
        hint: 'Give more of the id.',
      },
    );
  }
  const [first, ...others] = found.toSorted((a, b) => a.part - b.part);
  if (first === undefined) {
    throw new InvoicectlError('RECORD_NOT_FOUND', `No document has the id or file name "${printable(name)}".`, {
      hint: 'invoicectl list shows what there is.',
    });
  }
  return [first, ...others];
}

/** What has this id, file name or path; where there is none, what lacks only the extension of its file's name. */
async function fitting(records: RecordQuery, name: string): Promise<readonly Summary[]> {
  if (name === '') return [];
  const exact = await records.list({ like: name });
  if (exact.length > 0) return exact;
  const { base, part } = splitId(name);
  const names = EXTENSIONS.flatMap((extension) => [
    name + extension,
    ...(part === null ? [] : [`${base}${extension}-${part}`]),
  ]);
  const longer = await Promise.all(names.map((like) => records.list({ like })));
  return [...new Map(longer.flat().map((summary) => [summary.id, summary])).values()];
}

const EXTENSIONS = ['.pdf', '.xml', '.PDF', '.XML'] as const;

/** As much of a document's id as tells it from the others, at least what is always shown. */
function shortestIds(all: readonly Summary[], { document }: Summary): string {
  for (let length = shortId(document).length; length < document.length; length += 1) {
    const prefix = document.slice(0, length);
    if (all.every((one) => one.document === document || !one.document.startsWith(prefix))) return prefix;
  }
  return document;
}
