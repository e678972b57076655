import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DISK, type IndexFiles } from './files.ts';
import { type Whose, whoseIs } from './manifest.ts';

/** Name of an encoder's folder: its id, as far as that can be a name, and what makes it one of its own. */
export function folderOf(encoder: string): string {
  const readable = encoder.replace(/[^\w.-]+/g, '-').slice(0, 60);
  return `${readable}-${hash('sha256', encoder, 'hex').slice(0, 8)}`;
}

/** Whose vectors an index folder holds; what cannot be read is left out. */
export async function encodersIn(root: string, files: IndexFiles = DISK): Promise<readonly Whose[]> {
  const names = await files.list(root);
  const found = await Promise.all(names.map((name) => whoseIs(files, join(root, name)).catch(() => null)));
  return found.flatMap((whose) => (whose === null ? [] : [{ encoder: whose.encoder, dim: whose.dim }]));
}
