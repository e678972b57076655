/** A model whose files are all on this machine, checked when they came. */
export interface LocalModel {
  /** Name in the registry: `smolvlm2-256m`. */
  readonly name: string;
  /** Commit of its repository, or a hash over its files where it came from a folder. */
  readonly revision: string;
  /** Folder that holds its files as its repository lays them out. Absolute. */
  readonly folder: string;
}
