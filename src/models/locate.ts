import { readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesIn } from './graphs.ts';
import type { LocalModel } from './local-model.ts';
import { cardOf, type ModelCard } from './registry.ts';
import { digestOf, digestOfBlob, kindOf } from './store/digest.ts';
import { textOf } from './store/files.ts';
import { huggingFace, type RepoFolder, repoFolder } from './store/hugging-face.ts';
import { type MarkedFile, type Marker, missingOf, readMarker, writeMarker } from './store/marker.ts';
import { wholeSelection } from './store/select.ts';

/**
 * The model of this name, if it is here and whole; else `null`. What another program has fetched into the cache is
 * taken as it is, after its bytes were checked once. Throws `MODEL_UNKNOWN`.
 */
export async function locate(name: string, env: NodeJS.ProcessEnv = process.env): Promise<LocalModel | null> {
  const card = cardOf(name);
  const folder = repoFolder(huggingFace(env).cache, card.repo);
  const marker = await readMarker(folder, name);
  if (marker !== null && (await missingOf(folder, marker)).length === 0) return localModel(folder, marker);
  return adopt(card, folder);
}

/** The model that a marker vouches for. */
export function localModel(folder: RepoFolder, { name, revision }: Pick<Marker, 'name' | 'revision'>): LocalModel {
  return {
    name,
    revision,
    folder: join(folder.snapshots, revision),
    prepared: join(folder.ours, `${name}-${revision}`),
  };
}

/** A snapshot that is whole although we did not fetch it gets a marker of ours, once its bytes are what they should be. */
async function adopt(card: ModelCard, folder: RepoFolder): Promise<LocalModel | null> {
  const found = await snapshotOf(card, folder);
  if (found === null) return null;
  const files: MarkedFile[] = [];
  for (const { path, bytes } of found.files) {
    const file = join(folder.snapshots, found.revision, ...path.split('/'));
    // One step only: what lies behind may be a store of contents that goes by other names.
    const named = digestOfBlob(basename(await readlink(file).catch(() => '')));
    const digest = await digestOf(file, named === null ? 'sha256' : kindOf(named), bytes);
    if (named !== null && named !== digest) return null;
    files.push({ path, bytes, digest });
  }
  const marker: Marker = { version: 1, name: card.name, revision: found.revision, from: card.repo, files, earlier: [] };
  // A cache that is shared and cannot be written is checked anew each time.
  await writeMarker(folder, marker).catch(() => undefined);
  return localModel(folder, marker);
}

/** The snapshot of a model's branch, where it has all that the model needs. Its bytes are not looked at. */
export async function snapshotOf(
  card: ModelCard,
  folder: RepoFolder,
): Promise<{
  readonly revision: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
} | null> {
  const revision = /^[0-9a-f]{40}$/.test(card.revision)
    ? card.revision
    : ((await textOf(join(folder.refs, ...card.revision.split('/')))) ?? '').trim();
  if (!/^[0-9a-f]{40}$/.test(revision)) return null;
  const snapshot = join(folder.snapshots, revision);
  const files = await wholeSelection(card, snapshot, await filesIn(snapshot));
  return files === null ? null : { revision, files };
}
