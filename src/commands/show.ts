import type { Command } from 'commander';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { BlobStore, Entry } from '../core/ports.ts';
import { recordId, shortId, splitId } from '../core/record-id.ts';
import type { Reread } from '../pipeline/explain/reread.ts';
import { action, examples, withContext } from './command.ts';
import { type PasswordOptions, passwordOptions, passwordsOf } from './passwords.ts';
import { findRecord } from './records.ts';
import { GRAPHICS, type Graphics } from './show/graphics/graphics.ts';
import type { PageWish } from './show/page/page.ts';
import { printable } from './ui/terminal.ts';

interface ShowOptions extends PasswordOptions {
  readonly page?: string;
  readonly heat?: string;
  readonly png?: string;
  readonly graphics?: Graphics;
  readonly box?: boolean;
  readonly why?: string;
  readonly debugDir?: string;
}

/** `invoicectl show`: one record with the evidence of every value. */
export function show(command: Command): void {
  command
    .argument('<id>', 'start of an id, or a file name; with -2 behind it the second invoice in the file')
    .option('--box', 'show where on the page, too: left,top width x height in points')
    .option('--why <field>', 'explain one field instead: what it could have been, and why it is what it is')
    .addOption(
      command
        .createOption('--page <number>', 'show a page with the boxes of what was read from it instead')
        .conflicts(['why', 'box', 'debugDir']),
    )
    .option('--heat <words>', 'with --page: what is hot on it where one searches for these words')
    .option('--png <file>', 'with --page: write it as a picture; - for standard output')
    .addOption(
      command
        .createOption('--graphics <kind>', 'with --page: how the terminal shows pictures, where that is not found out')
        .choices(GRAPHICS),
    )
    .option(
      '--debug-dir <folder>',
      'draw each page with the boxes of its values, too: NAME-page1.svg, NAME-page1.png and so on',
    )
    .description(
      'show one record with the place each value was read from\n\n' +
        'A row is: field, value, probability that it is right, its state where it is not proven, who read it, the page, and what is printed there where that is not the value itself.\n\n' +
        'For --why a field is called as in the record, with rows counted from 0: number, seller.name, totals.gross, lines[2].net, accounts[0].iban. For it and for --debug-dir the stored document is read again, the same way; nothing is changed.',
    );
  passwordOptions(command);
  examples(command, [
    ['show de-two-rates.pdf', 'by file name; the start of an id does as well'],
    ['show de-three-pages.pdf --box', 'with the place on the page in points'],
    ['show ie-wrong-total.pdf --why totals.gross', 'why a value was chosen, and what else there was'],
    ['show de-three-pages.pdf --page 2', 'in the terminal: kitty, iTerm2, sixel, else half blocks'],
    ['show de-three-pages.pdf --page 2 --png page2.png', 'as a picture, anywhere'],
    ['show de-three-pages.pdf --page 2 --heat Summe', 'where on it a search finds what it looks for'],
    ['show de-three-pages.pdf --debug-dir pages', 'a picture a page, to look at in a browser'],
    ['show us-sales-tax.pdf --json | jq .record.totals.gross', 'everything that is known of it'],
  ]);
  action<[string], ShowOptions>(command, async ({ config, out, err, json, quiet }, options, name) => {
    const { fieldCalled, refuseMissingRow } = await import('./show/field.ts');
    const field = options.why === undefined ? null : fieldCalled(options.why);
    const page = await pageWishOf(options, { json, quiet });
    const passwords = await passwordsOf(options, config);
    return withContext(config, async (context) => {
      const { records, blobs } = context;
      const { id, document, parts } = await findRecord(records, name);
      const entry = await records.get(id);
      if (entry === null) throw new Error(`the document ${id} went away while it was looked up`);
      if (page !== null) {
        const { entryOnPage, showPage } = await import('./show/page/page.ts');
        const bytes = await storedBytes(entry, blobs);
        const there = splitId(name).part === null ? await entryOnPage(records, entry, page.number) : entry;
        if (options.heat !== undefined) {
          const { showHeatOf } = await import('./show/heat/show-heat-of.ts');
          return showHeatOf(context, there, { bytes, passwords }, options.heat, page, { out, err });
        }
        await showPage(there, { bytes, passwords }, page, { out, err });
        return ExitCode.ok;
      }
      if (field !== null && entry.record !== null) refuseMissingRow(field, entry.record);
      const again = field === null && options.debugDir === undefined ? null : await readAgain(entry, blobs, passwords);
      if (field !== null && again !== null) {
        const { explain } = await import('../pipeline/explain/explain.ts');
        const { explanationLines } = await import('./ui/explanation/explanation.ts');
        const explanation = await explain(again.reread, again.record, field);
        const { file } = entry.summary;
        if (json) await out.line(JSON.stringify({ id, document, file, ...explanation }));
        else for (const line of explanationLines(entry.summary, explanation, out)) await out.line(line);
      } else if (json) await out.line(JSON.stringify(entry));
      else {
        const { recordLines } = await import('./ui/record/record.ts');
        for (const line of recordLines(entry, out, { box: options.box === true })) await out.line(line);
        if (parts > 1 && !quiet && splitId(name).part === null) {
          const next = `invoicectl show ${shortId(recordId(document, 2))}`;
          await err.line(`  ${printable(entry.summary.file)} holds ${parts} invoices; the next: ${next}`);
        }
      }
      if (options.debugDir !== undefined && again !== null) {
        const { drawPages } = await import('./show/draw-pages.ts');
        const drawn = await drawPages(entry, { ...again, passwords }, options.debugDir);
        if (!quiet) for (const line of drawn) await err.line(`  ${printable(line)}`);
      }
      return ExitCode.ok;
    });
  });
}

/** Reads the stored document again, for what its record keeps nothing of. */
async function readAgain(
  { summary, record }: Entry,
  blobs: BlobStore,
  passwords: readonly string[],
): Promise<{
  readonly reread: Reread;
  readonly record: NonNullable<Entry['record']>;
  readonly bytes: Uint8Array;
}> {
  const { problem } = summary;
  const file = printable(summary.file);
  if (record === null) {
    const hint = problem?.hint ?? 'invoicectl ingest reads what is waiting, with --force also what failed.';
    const why = problem === null ? 'it has not been read yet' : problem.message.replace(/\.$/, '');
    throw new InvoicectlError('RECORD_NOT_FOUND', `${file} has no record to explain: ${printable(why)}.`, { hint });
  }
  const bytes = await storedBytes({ summary }, blobs);
  const { reread } = await import('../pipeline/explain/reread.ts');
  return { record, bytes, reread: await reread(bytes, record, { file, passwords }) };
}

/** The bytes of a document. Throws `HOME_CORRUPT` where the home folder lost them. */
async function storedBytes({ summary }: Pick<Entry, 'summary'>, blobs: BlobStore): Promise<Uint8Array> {
  const bytes = await blobs.get(summary.document);
  if (bytes !== null) return bytes;
  throw new InvoicectlError('HOME_CORRUPT', `The stored bytes of ${printable(summary.file)} are gone.`, {
    hint: 'invoicectl doctor checks the home folder; ingesting the file again stores them anew.',
  });
}

/** The page that is asked for; `null` where none is. Throws `USAGE`. */
async function pageWishOf(
  { page, png, graphics, heat }: ShowOptions,
  surroundings: Pick<PageWish, 'json' | 'quiet'>,
): Promise<PageWish | null> {
  if (page === undefined) {
    const flag = png !== undefined ? '--png' : heat !== undefined ? '--heat' : '--graphics';
    if (png === undefined && graphics === undefined && heat === undefined) return null;
    throw new InvoicectlError('USAGE', `${flag} draws one page: say which.`, {
      hint: '--page 1 is the first.',
    });
  }
  const { pageNumber } = await import('./show/page/page.ts');
  return { number: pageNumber(page), png, graphics, ...surroundings };
}
