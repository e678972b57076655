import type { Command } from 'commander';
import { ExitCode } from '../core/errors.ts';
import { action, examples, withContext } from './command.ts';
import { findRecord } from './records.ts';

interface ShowOptions {
  readonly box?: boolean;
}

/** `invoicectl show`: one record with the evidence of every value. */
export function show(command: Command): void {
  command
    .argument('<id>', 'start of an id, or a file name')
    .option('--box', 'show where on the page, too: left,top width x height in points')
    .description(
      'show one record with the place each value was read from\n\n' +
        'A row is: field, value, probability that it is right, its state where it is not proven, who read it, the page, and what is printed there where that is not the value itself.',
    );
  examples(command, [
    ['show de-two-rates.pdf', 'by file name; the start of an id does as well'],
    ['show de-three-pages.pdf --box', 'with the place on the page in points'],
    ['show us-sales-tax.pdf --json | jq .record.totals.gross', 'everything that is known of it'],
  ]);
  action<[string], ShowOptions>(command, ({ config, out, json }, options, name) =>
    withContext(config, async ({ records }) => {
      const { id } = await findRecord(records, name);
      const entry = await records.get(id);
      if (entry === null) throw new Error(`the document ${id} went away while it was looked up`);
      const { recordLines } = await import('./ui/record/record.ts');
      if (json) await out.line(JSON.stringify(entry));
      else for (const line of recordLines(entry, out, { box: options.box === true })) await out.line(line);
      return ExitCode.ok;
    }),
  );
}
