import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './failure.ts';

/**
 * Makes a folder and those above it, for its owner alone. Step by step, because Node's own recursive way does not end
 * where a folder that is there says that it is not when something is to be made in it, as /proc does.
 */
export function makeFolder(path: string): void {
  try {
    makeOne(path);
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || above === path) throw error;
    makeFolder(above);
    makeOne(path);
  }
}

/** A folder that is there already is fine, whatever the system says to making it. */
function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
