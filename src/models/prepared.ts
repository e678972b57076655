import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalModel } from './local-model.ts';

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
