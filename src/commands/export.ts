import { type Command, Option } from 'commander';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { Entry, RecordQuery, Summary } from '../core/ports.ts';
import { action, examples, withContext } from './command.ts';
import { type FilterOptions, filterOf, filterOptions, findRecords, isFiltered } from './records.ts';
import { countDocuments } from './ui/format.ts';
import { printable, type Terminal } from './ui/terminal.ts';

const FORMATS = ['json', 'flat', 'ndjson', 'csv', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

interface ExportOptions extends FilterOptions {
  readonly format?: Format;
  readonly output?: string;
  readonly out?: string;
  readonly lines?: boolean;
}

/** `invoicectl export`: records to files or standard output. */
export function exportRecords(command: Command): void {
  command
    .argument('[id...]', 'start of an id, or a file name; else every invoice that the filters leave')
    .addOption(
      new Option(
        '-f, --format <format>',
        "form of what is written; else by the output file's extension, else json",
      ).choices(FORMATS),
    )
    .option('-o, --output <file>', 'write one file')
    .option('--out <folder>', 'write into a folder: json and flat one file an invoice, named after its document')
    .option('--lines', 'csv on standard output: line items instead of invoices')
    .description(
      'write records as JSON, CSV or XLSX\n\n' +
        '  json    everything that is known of the documents, evidence included\n' +
        '  ndjson  the same, one invoice a line\n' +
        '  flat    plain values only, one object an invoice\n' +
        '  csv     one row an invoice; line items in a second file beside it\n' +
        '  xlsx    two sheets: invoices and lines',
    );
  filterOptions(command);
  examples(command, [
    ['export --format csv > invoices.csv', 'one row an invoice'],
    ['export --output books.xlsx --since 2026', 'a workbook with a sheet for lines'],
    ['export --format flat --out records', 'one file of plain values an invoice'],
    ['export us-sales-tax.pdf', 'one record with its evidence'],
  ]);
  action<[string[]], ExportOptions>(command, ({ config, out, err, quiet }, options, names) => {
    const format = formatOf(options);
    refuseContradictions(options, format, names, out);
    return withContext(config, async ({ records }) => {
      const found =
        names.length > 0 ? await findRecords(records, names) : [...(await records.list(filterOf(options)))].reverse();
      // The flat form has no room for a document without a record; the others say what the problem is.
      const chosen = format === 'flat' ? found.filter(({ status }) => status === 'completed') : found;
      const { exportEntries } = await import('./export/write.ts');
      const written = await exportEntries(() => entriesOf(records, chosen), chosen, {
        format,
        lines: options.lines === true,
        file: options.output ?? null,
        folder: options.out ?? null,
        out,
      });
      if (!quiet) for (const line of closing(found, chosen, written)) await err.line(line);
      return ExitCode.ok;
    });
  });
}

function refuseContradictions(options: ExportOptions, format: Format, names: readonly string[], out: Terminal): void {
  const toFile = options.output !== undefined || options.out !== undefined;
  const refuse = (message: string, hint?: string) => {
    throw new InvoicectlError('USAGE', message, hint === undefined ? {} : { hint });
  };
  if (options.output !== undefined && options.out !== undefined) refuse('--output and --out exclude each other.');
  if (options.out !== undefined && FORMATS.some((known) => options.out?.toLowerCase().endsWith(`.${known}`)))
    refuse(`--out is for a folder, and ${printable(options.out)} looks like a file.`, 'Use --output FILE.');
  if (options.lines && (format !== 'csv' || toFile)) {
    refuse(
      '--lines is for csv on standard output.',
      'Files come with their lines anyway: csv in a second file, the other forms inside.',
    );
  }
  if (names.length > 0 && isFiltered(options)) refuse('Documents are given by name or by filters, not both.');
  if (format === 'xlsx' && !toFile && out.interactive)
    refuse('A workbook is nothing to look at on a terminal.', 'Add --output FILE.xlsx.');
}

function closing(found: readonly Summary[], chosen: readonly Summary[], written: readonly string[]): string[] {
  const left = found.filter((summary) => !chosen.includes(summary));
  const names = left.map(({ file }) => printable(file));
  return [
    ...(left.length > 0
      ? [
          `  ${countDocuments(left)} without a record left out: ${names.slice(0, 3).join(', ')}${left.length > 3 ? ', …' : ''}`,
        ]
      : []),
    ...(found.length === 0 ? ['  No document to export.'] : []),
    ...(chosen.length > 0 && written.length > 0
      ? [`  ${countDocuments(chosen)} written to ${written.map(printable).join(' and ')}`]
      : []),
  ];
}

function formatOf({ format, output }: ExportOptions): Format {
  if (format !== undefined) return format;
  const extension = output?.split('.').at(-1)?.toLowerCase();
  return FORMATS.find((known) => known === extension) ?? 'json';
}

async function* entriesOf(records: RecordQuery, summaries: readonly Summary[]): AsyncGenerator<Entry> {
  for (const { id } of summaries) {
    const entry = await records.get(id);
    // Removed by another process since it was listed.
    if (entry !== null) yield entry;
  }
}
