import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { locate } from './locate.ts';
import { cardOf } from './registry.ts';
import { digestOf, kindOf } from './store/digest.ts';
import { huggingFace, repoFolder } from './store/hugging-face.ts';
import { markerPath, readMarker } from './store/marker.ts';

/** What became of a file since it came. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: number;
  readonly state: 'ok' | 'missing' | 'damaged';
}

/**
 * Reads every byte of a model and compares it with its digest; `null` where there is no such model. One that is not
 * what it should be is no model from then on, until it is pulled again.
 */
export async function verify(name: string, env: NodeJS.ProcessEnv): Promise<readonly VerifiedFile[] | null> {
  const folder = repoFolder(huggingFace(env).cache, cardOf(name).repo);
  // What another program fetched has no marker yet.
  if ((await readMarker(folder, name)) === null) await locate(name, env);
  const marker = await readMarker(folder, name);
  if (marker === null) return null;
  const looked: VerifiedFile[] = [];
  for (const { path, bytes, digest } of marker.files) {
    const file = join(folder.snapshots, marker.revision, ...path.split('/'));
    const info = await stat(file).catch(() => null);
    const isRight = info?.size === bytes && (await digestOf(file, kindOf(digest), bytes)) === digest;
    looked.push({ path, bytes, state: info === null ? 'missing' : isRight ? 'ok' : 'damaged' });
  }
  if (looked.some(({ state }) => state !== 'ok')) await rm(markerPath(folder, name), { force: true });
  return looked;
}
