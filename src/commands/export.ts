import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { Entry, Summary } from '../core/ports.ts';
import { action, examples } from './command.ts';
import { type FilterOptions, filterOf, filterOptions, findRecords, isFiltered } from './records.ts';
import { count } from './ui/format.ts';
import { printable } from './ui/terminal.ts';

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
    .argument('[id...]', 'start of an id, or a file name; else every document that the filters leave')
    .addOption(
      new Option(
        '-f, --format <format>',
        "form of what is written; else by the output file's extension, else json",
      ).choices(FORMATS),
    )
    .option('-o, --output <file>', 'write one file')
    .option('--out <folder>', 'write into a folder: json and flat one file a document, named after it')
    .option('--lines', 'csv on standard output: line items instead of documents')
    .description(
      'write records as JSON, CSV or XLSX\n\n' +
        '  json    everything that is known of the documents, evidence included\n' +
        '  ndjson  the same, one document a line\n' +
        '  flat    plain values only, one object a document\n' +
        '  csv     one row a document; line items in a second file beside it\n' +
        '  xlsx    two sheets: invoices and lines',
    );
  filterOptions(command);
  examples(command, [
    ['export --format csv > invoices.csv', 'one row a document'],
    ['export --output books.xlsx --since 2024', 'a workbook with a sheet for lines'],
    ['export --format flat --out records', 'one JSON file a document'],
    ['export 3f9a --format json', 'one record with its evidence'],
  ]);
  action<[string[]], ExportOptions>(command, async ({ config, out, err, quiet }, options, names) => {
    const format = formatOf(options);
    if (options.output !== undefined && options.out !== undefined)
      throw new InvoicectlError('USAGE', '--output and --out exclude each other.');
    if (options.lines && (format !== 'csv' || options.output !== undefined || options.out !== undefined)) {
      throw new InvoicectlError('USAGE', '--lines is for csv on standard output.', {
        hint: 'Files come with their lines anyway: csv in a second file, the other forms inside.',
      });
    }
    if (names.length > 0 && isFiltered(options))
      throw new InvoicectlError('USAGE', 'Documents are given by name or by filters, not both.');
    if (format === 'xlsx' && options.output === undefined && options.out === undefined && out.interactive) {
      throw new InvoicectlError('USAGE', 'A workbook is nothing to look at on a terminal.', {
        hint: 'Add --output FILE.xlsx.',
      });
    }
    const [{ openContext }, write] = await Promise.all([import('../context.ts'), import('./export/write.ts')]);
    const context = await openContext(config);
    try {
      const found =
        names.length > 0
          ? await findRecords(context.records, names)
          : [...(await context.records.list(filterOf(options)))].reverse();
      // Only the sheets have a row for a document that could not be read: the others are made of records.
      const chosen =
        format === 'csv' || format === 'xlsx' ? found : found.filter(({ status }) => status === 'completed');
      const entries = () => entriesOf(context, chosen);
      const written = await write.exportEntries(entries, chosen, {
        format,
        lines: options.lines === true,
        file: options.output ?? null,
        folder: options.out ?? null,
        out,
      });
      if (!quiet) {
        const left = found.length - chosen.length;
        if (left > 0)
          await err.line(
            `  ${count(left, 'document')} without a record left out: ${found
              .filter((one) => !chosen.includes(one))
              .slice(0, 3)
              .map(({ file }) => printable(file))
              .join(', ')}${left > 3 ? ', …' : ''}`,
          );
        if (found.length === 0) await err.line('  No document to export.');
        else if (written.length > 0)
          await err.line(`  ${count(chosen.length, 'document')} written to ${written.map(printable).join(' and ')}`);
      }
      return ExitCode.ok;
    } finally {
      await context.close();
    }
  });
}

function formatOf({ format, output }: ExportOptions): Format {
  if (format !== undefined) return format;
  const extension = output?.split('.').at(-1)?.toLowerCase();
  return FORMATS.find((known) => known === extension) ?? 'json';
}

async function* entriesOf({ records }: Context, summaries: readonly Summary[]): AsyncGenerator<Entry> {
  for (const { id } of summaries) {
    const entry = await records.get(id);
    // Removed by another process since it was listed.
    if (entry !== null) yield entry;
  }
}
