import { join } from 'node:path';

/** A model whose files are all on this machine, checked when they came. */
export interface LocalModel {
  /** Name in the registry: `smolvlm2-256m`. */
  readonly name: string;
  /** Commit of its repository, or a hash over its files where it came from a folder. */
  readonly revision: string;
  /** Folder that holds its files as its repository lays them out. Absolute. Other programs share it: nothing is written there. */
  readonly folder: string;
  /** Folder for what is made of its files: edited graphs. Absolute; there only once something is. See prepared.ts. */
  readonly prepared: string;
}

/** Name and start of the revision, as what was read or encoded with it is stamped: `colmodernvbert@1f0c2a9b77de`. */
export function stampOf({ name, revision }: Pick<LocalModel, 'name' | 'revision'>): string {
  return `${name}@${revision.slice(0, 12)}`;
}

/** Path of one of its files. */
export function fileOf(model: LocalModel, path: string): string {
  return join(model.folder, ...path.split('/'));
}
