/**
 * What is made of a model's files once they are here: graphs that were edited for speed, say. It lies in a folder of
 * ours beside the snapshot, so that programs that share the cache never meet it.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
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

const PREPARATIONS: readonly Preparation[] = [];

/** Makes all that is to be made of a model. What cannot be made now is no failure of the pull: it is tried at first use. */
export async function prepare(
  model: LocalModel,
  onNote: (text: string) => void,
  preparations: readonly Preparation[] = PREPARATIONS,
): Promise<void> {
  const { use } = cardOf(model.name);
  for (const preparation of preparations.filter((one) => one.use === use)) {
    try {
      await (await preparation.load())(model);
    } catch (error) {
      if (!(error instanceof InvoicectlError)) throw error;
      onNote(`what makes ${model.name} faster is left for its first use: ${error.message}`);
    }
  }
}

/**
 * Path of a file that is made of a model's files. It is made where it is not there yet: `make` writes it to the path
 * that it is given, and it is there whole or not at all. A change of how it is made needs another `name`.
 */
export async function preparedFile(
  model: LocalModel,
  name: string,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(model.prepared, name);
  const there = await stat(path).catch(() => null);
  if (there?.isFile() === true) return path;
  await mkdir(model.prepared, { recursive: true });
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await make(temporary);
    const file = await open(temporary, 'r+');
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return path;
}
