import type { Command } from 'commander';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { BlobStore, Entry } from '../core/ports.ts';
import { recordId, shortId, splitId } from '../core/record-id.ts';
import type { Reread } from '../pipeline/explain/reread.ts';
import { action, examples, withContext } from './command.ts';
import { type PasswordOptions, passwordOptions, passwordsOf } from './passwords.ts';
import { findRecord } from './records.ts';
import { printable } from './ui/terminal.ts';

interface ShowOptions extends PasswordOptions {
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
    .option('--debug-dir <folder>', 'draw each page with the boxes of its values, too: NAME-page1.svg and so on')
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
    ['show de-three-pages.pdf --debug-dir pages', 'a picture a page, to look at in a browser'],
    ['show us-sales-tax.pdf --json | jq .record.totals.gross', 'everything that is known of it'],
  ]);
  action<[string], ShowOptions>(command, async ({ config, out, err, json, quiet }, options, name) => {
    const { fieldCalled, refuseMissingRow } = await import('./show/field.ts');
    const field = options.why === undefined ? null : fieldCalled(options.why);
    const passwords = await passwordsOf(options, config);
    return withContext(config, async ({ records, blobs }) => {
      const { id, document, parts } = await findRecord(records, name);
      const entry = await records.get(id);
      if (entry === null) throw new Error(`the document ${id} went away while it was looked up`);
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
        const drawn = await drawPages(entry.summary, again.record, again.reread, options.debugDir);
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
): Promise<{ readonly reread: Reread; readonly record: NonNullable<Entry['record']> }> {
  const { document, problem } = summary;
  const file = printable(summary.file);
  if (record === null) {
    const hint = problem?.hint ?? 'invoicectl ingest reads what is waiting, with --force also what failed.';
    const why = problem === null ? 'it has not been read yet' : problem.message.replace(/\.$/, '');
    throw new InvoicectlError('RECORD_NOT_FOUND', `${file} has no record to explain: ${printable(why)}.`, { hint });
  }
  const bytes = await blobs.get(document);
  if (bytes === null) {
    throw new InvoicectlError('HOME_CORRUPT', `The stored bytes of ${file} are gone.`, {
      hint: 'invoicectl doctor checks the home folder; ingesting the file again stores them anew.',
    });
  }
  const { reread } = await import('../pipeline/explain/reread.ts');
  return { record, reread: await reread(bytes, record, { file, passwords }) };
}
