import type { Command } from 'commander';
import type { Models } from '../../context.ts';
import { ExitCode, InvoicectlError } from '../../core/errors.ts';
import { action } from '../command.ts';
import { confirm } from '../ui/ask.ts';
import { bytes, count } from '../ui/format.ts';
import type { Terminal } from '../ui/terminal.ts';

interface CleanOptions {
  readonly yes?: boolean;
}

/** `invoicectl models clean`: removes models, or what is left over. */
export function clean(command: Command): void {
  command
    .argument('[name...]', 'names of models; without, only what is left over of stopped pulls and older revisions')
    .option('-y, --yes', 'do not ask');
  action<[readonly string[]], CleanOptions>(command, async ({ out, err, json, quiet }, options, names) => {
    const { openModels } = await import('../../context.ts');
    const models = await openModels();
    if (names.length > 0 && options.yes !== true && !(await isWanted(models, names, err))) {
      await err.line('  Nothing removed.');
      return ExitCode.ok;
    }
    const onNote = (text: string) => void (quiet ? undefined : err.line(`  ${text}`));
    const how = { signal: new AbortController().signal, onNote };
    for (const name of names.length > 0 ? names : [null]) {
      const freed = await models.clean(name, how);
      if (json) await out.line(JSON.stringify({ ...(name !== null && { name }), freed }));
      else if (!quiet) await err.line(`  ${name ?? 'What was left over'}: ${bytes(freed)} freed.`);
    }
    return ExitCode.ok;
  });
}

async function isWanted(models: Models, names: readonly string[], err: Terminal): Promise<boolean> {
  if (process.stdin.isTTY !== true || !err.interactive) {
    throw new InvoicectlError(
      'USAGE',
      `Removing ${count(names.length, 'model')} wants to be confirmed, and nobody is there to ask.`,
      { hint: 'Add --yes.' },
    );
  }
  for (const { card, folder, bytes: here } of await models.list()) {
    if (names.includes(card.name)) await err.line(`  ${card.name}  ${bytes(here)}  ${folder ?? ''}`);
  }
  return confirm('Remove what is listed? Other programs that use it there will have to fetch it again.');
}
