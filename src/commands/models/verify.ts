import type { Command } from 'commander';
import type { VerifiedFile } from '../../context.ts';
import { ExitCode, InvoicectlError } from '../../core/errors.ts';
import { action } from '../command.ts';
import { bytes, count } from '../ui/format.ts';
import type { Terminal } from '../ui/terminal.ts';

/** `invoicectl models verify`: whether the bytes of models are still what they were. */
export function verify(command: Command): void {
  command.argument('[name...]', 'names of models; else all that are here');
  command.addHelpText('after', `\nEnds with exit code ${ExitCode.missingPart} where a file is missing or damaged.`);
  action<[readonly string[]], object>(command, async ({ out, err, json, quiet }, _, named) => {
    const { openModels } = await import('../../context.ts');
    const models = await openModels();
    const here = (await models.list()).filter(({ state }) => state !== 'absent').map(({ card }) => card.name);
    const names = named.length > 0 ? named : here;
    let sound = true;
    for (const name of names) {
      const files = await models.verify(name);
      if (files === null && named.length > 0) {
        throw new InvoicectlError('MODEL_MISSING', `${name} is not on this machine, or not all of it.`, {
          hint: `invoicectl models pull ${name}`,
        });
      }
      const ok = files?.every(({ state }) => state === 'ok') === true;
      sound &&= ok;
      if (json) await out.line(JSON.stringify({ name, ok, files: files ?? [] }));
      else for (const line of lines(name, files ?? [], out)) await out.line(line);
    }
    if (names.length === 0 && !json && !quiet) await err.line('  No model is here.');
    return sound ? ExitCode.ok : ExitCode.missingPart;
  });
}

function lines(name: string, files: readonly VerifiedFile[], out: Terminal): readonly string[] {
  const wrong = files.filter(({ state }) => state !== 'ok');
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  if (files.length > 0 && wrong.length === 0) {
    return [`  ${name}  ${out.tint('green', 'ok')}  ${count(files.length, 'file')}, ${bytes(total)}`];
  }
  return [
    `  ${name}  ${out.tint('red', files.length === 0 ? 'incomplete' : 'damaged')}  mend it with: invoicectl models pull ${name}`,
    ...wrong.map(({ path, state }) => `    ${path}  ${state}`),
  ];
}
