import { type Command, InvalidArgumentError } from 'commander';
import { ExitCode } from '../core/errors.ts';
import { KINDS } from '../core/kinds.ts';
import type { Summary } from '../core/ports.ts';
import { shortId } from '../core/record-id.ts';
import { action, examples, withContext } from './command.ts';
import { type FilterOptions, filterOf, filterOptions, isFiltered } from './records.ts';
import { amount, countDocuments, outcome, pagesText, toneOf } from './ui/format.ts';
import { type Column, table } from './ui/table.ts';
import { printable, type Terminal } from './ui/terminal.ts';

interface ListOptions extends FilterOptions {
  readonly limit?: number;
}

/** `invoicectl list`: one row an invoice. */
export function list(command: Command): void {
  filterOptions(command);
  command.option('--limit <number>', 'no more rows than this', wholeNumber);
  examples(command, [
    ['list', 'every document, last ingested first'],
    ['list --verdict review', 'what a person should look at'],
    ['list --kind delivery_note', 'what came in beside invoices'],
    ['list --since 2026-03 --min 5000', 'issued since March 2026, 5,000.00 and more'],
    ['list --json | jq -r .number', 'one JSON object a document'],
  ]);
  action<[], ListOptions>(command, ({ config, out, err, json, quiet }, options) =>
    withContext(config, async ({ records }) => {
      const found = await records.list({ ...filterOf(options), limit: options.limit });
      if (json) for (const summary of found) await out.line(JSON.stringify(summary));
      else for (const line of listLines(found, out)) await out.line(line);
      if (!json && !quiet) for (const line of closing(found, isFiltered(options), out, err)) await err.line(line);
      return ExitCode.ok;
    }),
  );
}

function closing(found: readonly Summary[], filtered: boolean, out: Terminal, err: Terminal): string[] {
  if (found.length === 0)
    return [filtered ? '  No document fits.' : '  No documents yet. Read some with: invoicectl ingest PATH'];
  return out.interactive && err.interactive
    ? ['', err.tint('dim', `  ${countDocuments(found)} · invoicectl show ID`)]
    : [];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 up.');
  return Number(text);
}

const COLUMNS: readonly Column<Summary>[] = [
  { title: 'id', text: ({ id }) => shortId(id) },
  // Of a file with one invoice the pages say nothing.
  {
    title: 'pages',
    text: (summary) => (summary.parts > 1 ? pagesText(summary).replace(/^pages? /, '') : ''),
    spare: 3,
  },
  { title: 'issued', text: ({ issueDate }) => issueDate ?? '', spare: 1 },
  // Without a number there is at least the file to know it by, in brackets: it is no number.
  { title: 'number', text: ({ number, file }) => printable(number ?? `(${file})`), least: 10 },
  { title: 'seller', text: ({ seller }) => printable(seller ?? ''), least: 8 },
  { title: 'gross', text: ({ gross, currency }) => (gross === null ? '' : amount(gross, currency)), align: 'right' },
  { title: '', text: ({ gross, currency }) => (gross === null ? '' : (currency ?? '')) },
  // Most are invoices, and that is nothing to say.
  { title: 'kind', text: ({ kind }) => (kind === null || kind === 'invoice' ? '' : KINDS[kind].name), spare: 4 },
  { title: 'verdict', text: outcome },
  { title: '', text: ({ problem }) => (problem === null ? '' : `(${problem.code})`), least: 12, spare: 2 },
];

/** The table of a list. */
export function listLines(found: readonly Summary[], terminal: Terminal): string[] {
  const tints: Readonly<Record<string, NonNullable<Column<Summary>['tint']>>> = {
    number: ({ number }, text) => (number === null ? terminal.tint('dim', text) : text),
    verdict: (summary, text) => terminal.tint(toneOf(outcome(summary)), text),
  };
  const columns = COLUMNS.map((column): Column<Summary> => {
    const tint = tints[column.title ?? ''];
    return tint === undefined ? column : { ...column, tint };
  });
  return table(found, columns, { width: terminal.width, header: (text) => terminal.tint('dim', text) });
}
