import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import { ExitCode } from '../core/errors.ts';
import type { Sha256, Summary } from '../core/ports.ts';
import { action, examples, type Surroundings, withContext } from './command.ts';
import { type FilterOptions, filterOf, findRecords, isFiltered, recordFilterOptions } from './records.ts';
import { type HeatOptions, heatOptions, showBestHeat } from './search/best-heat.ts';
import { catchUp } from './search/catch-up.ts';
import { type Found, found } from './search/found.ts';
import { foundLines, jsonOf } from './search/lines.ts';
import { count } from './ui/format.ts';

interface SearchOptions extends FilterOptions, HeatOptions {
  readonly in?: readonly string[];
  readonly limit: number;
  readonly exact?: boolean;
  readonly encoder?: string;
}

/** `invoicectl search`: finds pages by what is on them. */
export function search(command: Command): void {
  command
    .argument('<words...>', 'what to look for: words, numbers, amounts, dates, months; spelt about right')
    .option('--in <id...>', 'only in these files: start of an id, or a file name')
    .option('--limit <number>', 'pages to show at most', wholeNumber, 10)
    .option('--encoder <name>', 'only by the vectors of this one, beside words: lexical, or a model')
    .option('--exact', 'score by vectors as they were encoded, where these are kept (index --index-floats on)');
  recordFilterOptions(command);
  heatOptions(command);
  command.description(
    'find pages by what is on them\n\n' +
      'A row is: file, page, score, and the line that fits best, with the words that are meant. Words may be misspelt, ' +
      'inflected or parts of others; numbers fit however they are written, and a month fits invoices issued in it. ' +
      'Nothing is needed for it; models that are here (invoicectl models list) are used once `invoicectl index` has ' +
      'encoded pages with them. Not to find anything is an answer: exit code 0, and nothing on standard output.',
  );
  examples(command, [
    ['search "Trennblätter A4"', 'pages with it, best first'],
    ['search trenblater --limit 3', 'misspelt'],
    ['search total 236.22 --seller lieferant --since 2024', 'only among invoices of a seller, or a time'],
    ['search "Sales tax" --in us-sales-tax.pdf --heat', 'draws the best page with what is hot on it'],
    ['search "Sales tax" --png best.png', 'the same as a picture'],
    ['search "Sales tax" --json | jq -r .file', 'one JSON object a page'],
  ]);
  action<[readonly string[]], SearchOptions>(command, (surroundings, options, words) =>
    withContext(surroundings.config, (context) => run(context, surroundings, options, words.join(' '))),
  );
}

async function run(
  context: Context,
  surroundings: Surroundings,
  options: SearchOptions,
  question: string,
): Promise<ExitCode> {
  const { out, err, json, quiet } = surroundings;
  const { records } = context;
  await catchUp(context, err, quiet);
  const library = await context.library();
  const among = await wanted(context, options);
  const { limit, encoder, exact } = options;
  const pages = await library.search(question, {
    limit,
    encoder,
    exact,
    ...(among !== null && {
      documents: new Set(among.map(({ document }) => document)),
      among: ({ document, page }) => among.some((summary) => summary.document === document && holds(summary, page)),
    }),
  });
  const all = await found(question, pages, library, records);
  const good = all.filter(({ fits }) => fits);
  const heat = await showBestHeat(context, question, good[0], options, surroundings);
  if (options.png === '-') return ExitCode.ok;
  if (json) for (const one of good) await out.line(JSON.stringify(jsonOf(one, one === good[0] ? heat : null)));
  else for (const line of foundLines(good, question, out)) await out.line(line);
  if (good.length === 0 && !quiet) for (const line of await nothingLines(context, all[0], among)) await err.line(line);
  return ExitCode.ok;
}

/** Invoices that are searched; `null` for all. */
async function wanted({ records }: Context, options: SearchOptions): Promise<readonly Summary[] | null> {
  const filtered = isFiltered(options) ? await records.list(filterOf(options)) : null;
  if (options.in === undefined) return filtered;
  const named = await findRecords(records, options.in);
  if (filtered === null) return named;
  const ids = new Set(filtered.map(({ id }) => id));
  return named.filter(({ id }) => ids.has(id));
}

/** Pages before the first and after the last invoice of a file belong to it all the same. */
function holds({ parts, firstPage, pages }: Summary, page: number): boolean {
  if (parts === 1 || firstPage === null || pages === null) return true;
  return page >= firstPage && page < firstPage + pages;
}

async function nothingLines(
  { records }: Context,
  closest: Found | undefined,
  among: readonly Summary[] | null,
): Promise<readonly string[]> {
  const searched = new Set<Sha256>((among ?? (await records.list({}))).map(({ document }) => document)).size;
  if (searched === 0)
    return [among === null ? '  No documents yet. Read some with: invoicectl ingest PATH' : '  No document fits.'];
  const near =
    closest === undefined
      ? ''
      : ` Closest: ${closest.file} page ${closest.page}${closest.line === '' ? '' : ` "${closest.line}"`}`;
  return [`  Not found in ${count(searched, 'document')}.${near}`];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
  return Number(text);
}
