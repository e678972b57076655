import { join } from 'node:path';
import { mayBeAlive, OWNER } from '../host/owner.ts';
import type { IndexFiles } from './files.ts';
import { type Manifest, newest, outdated, readManifest, type Whose } from './manifest.ts';
import type { Damage } from './snapshot.ts';

/**
 * Removes what no state needs any more: segments that were replaced, what processes left behind that are gone, states
 * before the last few. A damaged segment is set aside under another name instead. What cannot be removed now (Windows:
 * open in another process) is removed another time. What `known` names, a state that was just made, is not looked at.
 */
export async function sweep(
  files: IndexFiles,
  folder: string,
  whose: Whose,
  inFlight: ReadonlySet<string>,
  damage: Damage,
  known: Manifest | null,
): Promise<void> {
  const names = await files.list(folder);
  const kept = new Set(known?.segments.map((entry) => entry.name));
  for (const name of outdated(names)) await files.remove(join(folder, name)).catch(() => undefined);
  // Who could make them count is asked before the state that says what counts is read: then none of them comes to count.
  const settled = names.filter((name) => !kept.has(name) && !inFlight.has(name) && isLeft(name));
  if (settled.length === 0) return;
  const state = await readManifest(files, folder, whose, newest(await files.list(folder)));
  // outdated already: whoever made the next state sweeps too
  if (state === null) return;
  const counts = new Set(state.segments.map((entry) => entry.name));
  for (const name of settled.filter((name) => !counts.has(name))) {
    const path = join(folder, name);
    const away = damage.segments.has(name) ? files.rename(path, `${path}.damaged`) : files.remove(path);
    await away.catch(() => undefined);
  }
}

/** Files in a folder that no state names and nobody will finish: what `sweep` would remove, and what was set aside. */
export function leftovers(names: readonly string[], counts: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => !counts.has(name) && (isLeft(name) || name.endsWith('.damaged')));
}

/** Whether a segment or a temporary file is of a process that is gone, or of this one. */
function isLeft(name: string): boolean {
  const owner = /^[^.]+\.(.+)\.(?:seg|tmp)$/.exec(name)?.[1];
  return owner !== undefined && (owner === OWNER ? name.endsWith('.seg') : !mayBeAlive(owner));
}
