import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './files.ts';

/** A holder that has not said for this long that it is alive has gone. */
const STALE_MS = 60_000;
const BEAT_MS = 5_000;
const LOOK_MS = 250;

/**
 * Does something that two processes should not do at the same time. The other is waited for; one that was killed is
 * not. It spares work and is no safeguard: what is guarded must be harmless to do twice.
 */
export async function withLock<T>(
  path: string,
  { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: () => void },
  use: () => Promise<T>,
): Promise<T> {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), nonce: randomBytes(6).toString('hex') });
  await mkdir(dirname(path), { recursive: true });
  let waited = false;
  while (!(await take(path, owner))) {
    signal.throwIfAborted();
    const holder = await readFile(path, 'utf8').catch(() => null);
    if (holder !== null && !(await isAlive(path, holder))) {
      await rm(path, { force: true });
      continue;
    }
    if (!waited) onWait();
    waited = true;
    await sleep(LOOK_MS, undefined, { signal });
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  try {
    return await use();
  } finally {
    clearInterval(beat);
    // Not one that somebody took from us.
    if ((await readFile(path, 'utf8').catch(() => null)) === owner) await rm(path, { force: true });
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(owner);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isAlive(path: string, holder: string): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  if (info === null || Date.now() - info.mtimeMs > STALE_MS) return false;
  try {
    const { pid, host } = JSON.parse(holder) as { readonly pid?: unknown; readonly host?: unknown };
    if (host !== hostname() || typeof pid !== 'number') return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not written yet, or of somebody else: it may well be alive.
    return codeOf(error) !== 'ESRCH';
  }
}
