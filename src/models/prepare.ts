/**
 * What is made of a model's files once they are here: graphs that were edited for speed, say. It lies in a folder of
 * ours beside the snapshot, so that programs that share the cache never meet it.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { InvoicectlError } from '../core/errors.ts';
import type { LocalModel } from './local-model.ts';
import { cardOf, type ModelCard } from './registry.ts';

/** Makes what is to be made of a model, by `preparedFile`. Doing it again changes nothing. */
export type Prepare = (model: LocalModel) => Promise<void>;

/** What is made at the end of a pull, for each use of a model. Loaded only then. */
interface Preparation {
  readonly use: ModelCard['use'];
  readonly load: () => Promise<Prepare>;
}

const PREPARATIONS: readonly Preparation[] = [
  { use: 'encoder', load: async () => (await import('./onnx/prepare-encoder.ts')).prepareEncoder },
  { use: 'reader', load: async () => (await import('./smolvlm2/prepare.ts')).prepareSmolVlm2 },
];

/** Makes all that is to be made of a model. What cannot be made now is no failure of the pull: it is tried at first use. */
export async function prepare(
  model: LocalModel,
  onNote: (text: string) => void,
  preparations: readonly Preparation[] = PREPARATIONS,
): Promise<void> {
  const { use } = cardOf(model.name);
  const wanted = preparations.filter((one) => one.use === use);
  // Seconds for a small model, a minute for a large one: nobody should wonder what is going on.
  if (wanted.length > 0 && !existsSync(model.prepared)) onNote('all of it is here; making faster graphs of it, once');
  for (const preparation of wanted) {
    try {
      await (await preparation.load())(model);
    } catch (error) {
      if (!(error instanceof InvoicectlError)) throw error;
      onNote(`what makes ${model.name} faster is left for its first use: ${error.message}`);
    }
  }
}
