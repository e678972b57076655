import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * What identifies the bytes of a file, as the hub does it: `sha256:…` of large files, `git:…` (SHA-1 of a git blob) of
 * small ones.
 */
export type Digest = string;

/** What a digest looks like. */
export const DIGEST = /^(?:sha256:[0-9a-f]{64}|git:[0-9a-f]{40})$/;

/** Takes up bytes for a digest of the kind of `like`. A git blob needs its length beforehand. */
export function digester(like: 'sha256' | 'git', bytes: number): Hash {
  return like === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
}

/** Kind of a digest. */
export function kindOf(digest: Digest): 'sha256' | 'git' {
  return digest.startsWith('git:') ? 'git' : 'sha256';
}

/** The hash alone: the name that a blob has in the cache. */
export function blobName(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** The digest that the name of a blob stands for; `null` for a name that is no hash. */
export function digestOfBlob(name: string): Digest | null {
  if (/^[0-9a-f]{64}$/.test(name)) return `sha256:${name}`;
  return /^[0-9a-f]{40}$/.test(name) ? `git:${name}` : null;
}

/** The digest of a file, of the kind asked for. Reads it whole. */
export async function digestOf(path: string, kind: 'sha256' | 'git', bytes: number): Promise<Digest> {
  const hash = digester(kind, bytes);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return `${kind}:${hash.digest('hex')}`;
}

/** What stands for a commit where files have none: the start of a hash over their paths and digests. */
export function revisionOf(files: readonly { readonly path: string; readonly digest: Digest }[]): string {
  const lines = files.map(({ path, digest }) => `${digest}  ${path}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 40);
}
