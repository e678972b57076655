import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { Sha256, Summary } from '../core/ports.ts';
import { shortId } from '../core/record-id.ts';
import { reviseTwins } from '../pipeline/duplicates.ts';
import { action, examples, withContext } from './command.ts';
import { findRecords } from './records.ts';
import { confirm } from './ui/ask.ts';
import { countDocuments, pagesText } from './ui/format.ts';
import { printable, type Terminal } from './ui/terminal.ts';

interface RmOptions {
  readonly yes?: boolean;
}

/** `invoicectl rm`: removes documents, their records and their bytes. */
export function rm(command: Command): void {
  command
    .argument('<id...>', 'start of an id, or a file name: the file with all invoices in it')
    .option('-y, --yes', 'do not ask')
    .description('remove documents and their records\n\nThe files that they were read from stay where they are.');
  examples(command, [
    ['rm ie-wrong-total.pdf', 'asks first'],
    ['rm gb-typeset.pdf gb-credit-note.pdf --yes', 'does not ask, for scripts'],
  ]);
  action<[string[]], RmOptions>(command, ({ config, out, err, json, quiet }, options, names) =>
    withContext(config, async (context) => {
      const { records, blobs } = context;
      const found = await findRecords(records, names);
      refusePieces(found);
      if (options.yes !== true && !(await isWanted(found, err))) {
        await err.line('  Nothing removed.');
        return ExitCode.ok;
      }
      for (const [document, invoices] of Map.groupBy(found, (summary) => summary.document)) {
        // The records first: bytes without a record are only room, a record without bytes is a lie.
        await records.remove(document);
        await blobs.remove(document);
        for (const invoice of invoices) await reviseTwins(invoice, records);
        const line = { document, file: invoices[0]?.file, invoices: invoices.length, removed: true };
        if (json) await out.line(JSON.stringify(line));
      }
      await forget(context, [...new Set(found.map(({ document }) => document))]);
      if (!json && !quiet) await err.line(`  ${countDocuments(found)} removed.`);
      return ExitCode.ok;
    }),
  );
}

/** Takes documents out of the indexes, where there are any. What fails here the next search does: it finds none of them. */
async function forget({ config, library }: Context, documents: readonly Sha256[]): Promise<void> {
  if (!existsSync(join(config.home, 'index'))) return;
  try {
    await (await library()).remove(documents);
  } catch (error) {
    if (!(error instanceof InvoicectlError)) throw error;
  }
}

/** The bytes of a file are one thing: it goes with all of its invoices, and nobody should lose one unawares. */
function refusePieces(found: readonly Summary[]): void {
  for (const [document, invoices] of Map.groupBy(found, (summary) => summary.document)) {
    const [one] = invoices;
    if (one === undefined || invoices.length === one.parts) continue;
    throw new InvoicectlError(
      'USAGE',
      `${shortId(one.id)} is invoice ${one.part} of ${one.parts} in ${printable(one.file)}, which is removed as a whole or not at all.`,
      { hint: `invoicectl rm ${shortId(document)} removes the file with all ${one.parts}.` },
    );
  }
}

async function isWanted(found: readonly Summary[], err: Terminal): Promise<boolean> {
  if (process.stdin.isTTY !== true || !err.interactive) {
    throw new InvoicectlError(
      'USAGE',
      `Removing ${countDocuments(found)} wants to be confirmed, and nobody is there to ask.`,
      { hint: 'Add --yes.' },
    );
  }
  for (const summary of found) {
    const { id, file, number, parts } = summary;
    const where = parts === 1 ? file : `${file}, ${pagesText(summary)}`;
    await err.line(`  ${shortId(id)}  ${printable(number === null ? where : `${where}  ${number}`)}`);
  }
  return confirm(`Remove ${found.length === 1 ? 'it' : `these ${found.length}`}, record and bytes?`);
}
