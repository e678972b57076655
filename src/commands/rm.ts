import type { Command } from 'commander';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { Summary } from '../core/ports.ts';
import { reviseTwins } from '../pipeline/duplicates.ts';
import { action, examples, withContext } from './command.ts';
import { findRecords } from './records.ts';
import { confirm } from './ui/ask.ts';
import { count, shortId } from './ui/format.ts';
import { printable, type Terminal } from './ui/terminal.ts';

interface RmOptions {
  readonly yes?: boolean;
}

/** `invoicectl rm`: removes documents, their records and their bytes. */
export function rm(command: Command): void {
  command
    .argument('<id...>', 'start of an id, or a file name')
    .option('-y, --yes', 'do not ask')
    .description('remove documents and their records\n\nThe files that they were read from stay where they are.');
  examples(command, [
    ['rm ie-wrong-total.pdf', 'asks first'],
    ['rm gb-typeset.pdf gb-credit-note.pdf --yes', 'does not ask, for scripts'],
  ]);
  action<[string[]], RmOptions>(command, ({ config, out, err, json, quiet }, options, names) =>
    withContext(config, async ({ records, blobs }) => {
      const found = await findRecords(records, names);
      if (options.yes !== true && !(await isWanted(found, err))) {
        await err.line('  Nothing removed.');
        return ExitCode.ok;
      }
      for (const summary of found) {
        const { id, file } = summary;
        // The record first: bytes without a record are only room, a record without bytes is a lie.
        await records.remove(id);
        await blobs.remove(id);
        await reviseTwins(summary, records);
        if (json) await out.line(JSON.stringify({ document: id, file, removed: true }));
      }
      if (!json && !quiet) await err.line(`  ${count(found.length, 'document')} removed.`);
      return ExitCode.ok;
    }),
  );
}

async function isWanted(found: readonly Summary[], err: Terminal): Promise<boolean> {
  if (process.stdin.isTTY !== true || !err.interactive) {
    throw new InvoicectlError(
      'USAGE',
      `Removing ${count(found.length, 'document')} wants to be confirmed, and nobody is there to ask.`,
      { hint: 'Add --yes.' },
    );
  }
  for (const { id, file, number } of found)
    await err.line(`  ${shortId(id)}  ${printable(number === null ? file : `${file}  ${number}`)}`);
  return confirm(`Remove ${found.length === 1 ? 'it' : `these ${found.length}`}, record and bytes?`);
}
