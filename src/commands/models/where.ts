import type { Command } from 'commander';
import type { Models } from '../../context.ts';
import { ExitCode, InvoicectlError } from '../../core/errors.ts';
import { action } from '../command.ts';

/** `invoicectl models where`: the folder of a model, for other programs. */
export function where(command: Command): void {
  command.argument('<name>', 'name of a model, as models list shows it');
  action<[string], object>(command, async ({ out, json }, _, name) => {
    const { openModels } = await import('../../context.ts');
    const model = await located(await openModels(), name);
    await out.line(json ? JSON.stringify(model) : model.folder);
    return ExitCode.ok;
  });
}

/** A model that is here. Throws `MODEL_MISSING`. */
async function located(models: Models, name: string) {
  const model = await models.locate(name);
  if (model !== null) return model;
  throw new InvoicectlError('MODEL_MISSING', `${name} is not on this machine, or not all of it.`, {
    hint: `invoicectl models pull ${name}`,
  });
}
