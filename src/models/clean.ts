import { lstat, readdir, readlink, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cardOf, MODELS, type ModelCard } from './registry.ts';
import { digestOfBlob } from './store/digest.ts';
import { PARTIAL } from './store/download.ts';
import { textOf, writeError } from './store/files.ts';
import { huggingFace, type RepoFolder, repoFolder } from './store/hugging-face.ts';
import { withLock } from './store/lock.ts';
import { markerPath, readMarker, writeMarker } from './store/marker.ts';

/** How a cleaning waits for a pull that is going on. */
export interface Cleaning {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onNote: (text: string) => void;
}

/**
 * Removes a model: its files, what was made of them, and what is left of pulls. Other revisions that other programs
 * keep of it stay, with the contents that they share. Returns how many bytes became free.
 */
export async function cleanModel(name: string, cleaning: Cleaning): Promise<number> {
  const card = cardOf(name);
  return locked(card, cleaning, async (folder) => {
    const marker = await readMarker(folder, name);
    const branch = ((await textOf(join(folder.refs, ...card.revision.split('/')))) ?? '').trim();
    const revisions = [marker?.revision ?? '', ...(marker?.earlier ?? []), branch].filter((one) => one !== '');
    // The marker first: whatever happens then, there is no such model.
    await rm(markerPath(folder, name), { force: true });
    for (const revision of revisions) await rm(join(folder.snapshots, revision), { recursive: true, force: true });
    if (revisions.includes(branch)) await rm(join(folder.refs, ...card.revision.split('/')), { force: true });
    return (await removePrepared(folder, name, null)) + (await removeUnused(folder));
  });
}

/** Removes what pulls that were stopped have left, revisions that newer ones took the place of, and what was made of them. */
export async function cleanLeftovers(cleaning: Cleaning): Promise<number> {
  let freed = 0;
  for (const card of MODELS) {
    freed += await locked(card, cleaning, async (folder) => {
      const marker = await readMarker(folder, card.name);
      const kept = new Set([marker?.revision, ...(await refsOf(folder))]);
      for (const revision of marker?.earlier ?? []) {
        if (!kept.has(revision)) await rm(join(folder.snapshots, revision), { recursive: true, force: true });
      }
      if (marker !== null && marker.earlier.length > 0) await writeMarker(folder, { ...marker, earlier: [] });
      return (await removePrepared(folder, card.name, marker?.revision ?? null)) + (await removeUnused(folder));
    });
  }
  return freed;
}

async function locked(
  card: ModelCard,
  cleaning: Cleaning,
  use: (folder: RepoFolder) => Promise<number>,
): Promise<number> {
  const folder = repoFolder(huggingFace(cleaning.env).cache, card.repo);
  if ((await lstat(folder.root).catch(() => null)) === null) return 0;
  const waiting = () => cleaning.onNote(`another process is pulling ${card.name}; waiting for it`);
  try {
    const freed = await withLock(join(folder.ours, 'pull.lock'), { signal: cleaning.signal, onWait: waiting }, () =>
      use(folder),
    );
    for (const empty of [folder.ours, folder.blobs, folder.snapshots, folder.refs, folder.root]) {
      await rmdir(empty).catch(() => undefined);
    }
    return freed;
  } catch (error) {
    throw writeError(error, folder.root);
  }
}

/** Commits that branches stand for. */
async function refsOf(folder: RepoFolder): Promise<readonly string[]> {
  const files = await readdir(folder.refs, { recursive: true, withFileTypes: true }).catch(() => []);
  const texts = files.filter((file) => file.isFile()).map((file) => textOf(join(file.parentPath, file.name)));
  return (await Promise.all(texts)).map((text) => (text ?? '').trim());
}

/** What was made of a model, but for one revision of it, and files of ours that were never finished. */
async function removePrepared(folder: RepoFolder, name: string, kept: string | null): Promise<number> {
  let freed = await removeUnfinished(folder.ours);
  for (const entry of await readdir(folder.ours).catch(() => [])) {
    const isMade = entry.startsWith(`${name}-`) && /^[0-9a-f]{40}$/.test(entry.slice(name.length + 1));
    if (!isMade) continue;
    const path = join(folder.ours, entry);
    freed += await (entry === `${name}-${kept}` ? removeUnfinished(path) : removeAll(path));
  }
  return freed;
}

async function removeUnfinished(folder: string): Promise<number> {
  let freed = 0;
  for (const entry of await readdir(folder).catch(() => [])) {
    if (entry.endsWith('.tmp')) freed += await removeAll(join(folder, entry));
  }
  return freed;
}

/** Contents that no snapshot has a link to, and those that never became whole. Unfinished files of others stay. */
async function removeUnused(folder: RepoFolder): Promise<number> {
  const used = new Set<string>();
  for (const entry of await readdir(folder.snapshots, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (entry.isSymbolicLink()) used.add(basename(await readlink(join(entry.parentPath, entry.name))));
  }
  let freed = 0;
  for (const name of await readdir(folder.blobs).catch(() => [])) {
    const isUnused = digestOfBlob(name) !== null && !used.has(name);
    if (isUnused || name.endsWith(PARTIAL)) freed += await removeAll(join(folder.blobs, name));
  }
  return freed;
}

async function removeAll(path: string): Promise<number> {
  const info = await lstat(path).catch(() => null);
  if (info === null) return 0;
  let bytes = info.isDirectory() ? 0 : info.size;
  if (info.isDirectory()) for (const entry of await readdir(path)) bytes += await removeAll(join(path, entry));
  await rm(path, { recursive: true, force: true });
  return bytes;
}
