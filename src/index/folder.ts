import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DISK, type IndexFiles } from './files.ts';
import { encoderOf } from './manifest.ts';

/** Name of an encoder's folder: its id, as far as that can be a name, and what makes it one of its own. */
export function folderOf(encoder: string): string {
  const readable = encoder.replace(/[^\w.-]+/g, '-').slice(0, 60);
  return `${readable}-${hash('sha256', encoder, 'hex').slice(0, 8)}`;
}

/** Encoders that an index folder holds vectors of, by their ids. */
export async function encodersIn(root: string, files: IndexFiles = DISK): Promise<readonly string[]> {
  const encoders: string[] = [];
  for (const name of await files.list(root)) {
    const encoder = await encoderOf(files, join(root, name)).catch(() => null);
    if (encoder !== null) encoders.push(encoder);
  }
  return encoders;
}
