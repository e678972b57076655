import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import { action, examples } from './command.ts';
import { findRecords } from './records.ts';
import { count } from './ui/format.ts';
import { printable } from './ui/terminal.ts';

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
    ['rm 3f9a1c07', 'asks first'],
    ['rm 3f9a1c07 77c1 --yes', 'does not ask, for scripts'],
  ]);
  action<[string[]], RmOptions>(command, async ({ config, out, err, json, quiet }, options, names) => {
    const { openContext } = await import('../context.ts');
    const context = await openContext(config);
    try {
      const found = await findRecords(context.records, names);
      if (options.yes !== true) {
        if (process.stdin.isTTY !== true || !err.interactive) {
          throw new InvoicectlError(
            'USAGE',
            `Removing ${count(found.length, 'document')} wants to be confirmed, and nobody is there to ask.`,
            { hint: 'Add --yes.' },
          );
        }
        for (const { id, file, number } of found)
          await err.line(`  ${id.slice(0, 8)}  ${printable(file)}${number === null ? '' : `  ${printable(number)}`}`);
        const prompt = createInterface({ input: process.stdin, output: process.stderr });
        const answer = await prompt
          .question(`  Remove ${found.length === 1 ? 'it' : `these ${found.length}`}, record and bytes? [y/N] `)
          .finally(() => prompt.close());
        if (!/^y(es)?$/i.test(answer.trim())) {
          await err.line('  Nothing removed.');
          return ExitCode.ok;
        }
      }
      for (const { id, file } of found) {
        // The record first: bytes without a record are only room, a record without bytes is a lie.
        await context.records.remove(id);
        await context.blobs.remove(id);
        if (json) await out.line(JSON.stringify({ document: id, file, removed: true }));
      }
      if (!json && !quiet) await err.line(`  ${count(found.length, 'document')} removed.`);
      return ExitCode.ok;
    } finally {
      await context.close();
    }
  });
}
