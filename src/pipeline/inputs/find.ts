import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';

/** A file that was found. `named`: the person wrote its name, so it may not be skipped in silence. */
export interface Found {
  readonly path: string;
  readonly named: boolean;
}

interface Root extends Found {
  readonly folder: boolean;
}

/**
 * The files behind the paths that were named, in the order of the paths and sorted within each. Throws when a path
 * matches nothing or cannot be read, before the first file is given out.
 */
export async function find(paths: readonly string[]): Promise<AsyncIterable<Found>> {
  const roots: Root[] = [];
  const missing: string[] = [];
  for (const path of paths) {
    const matches = await match(path);
    if (matches.length === 0) missing.push(path);
    roots.push(...matches);
  }
  if (missing.length > 0) {
    const patterns = missing.some((path) => MAGIC.test(path));
    throw new InvoicectlError(
      'INPUT_NOT_FOUND',
      missing.length === 1 && missing[0] !== undefined
        ? `${missing[0]} ${patterns ? 'matches no file' : 'does not exist'}.`
        : `${missing.length} paths match nothing: ${missing.join(', ')}.`,
      {
        hint: patterns
          ? 'A pattern may use * (in one folder), ** (in all folders below), ? and {a,b}.'
          : 'Check the spelling, or name the folder it is in.',
      },
    );
  }
  for (const { path } of roots) {
    if (path === '-') continue;
    await access(path, constants.R_OK).catch((cause: unknown) => {
      throw new InvoicectlError('INPUT_UNREADABLE', `${path} cannot be read: no permission.`, { cause });
    });
  }
  return walk(roots);
}

const MAGIC = /[*?[\]{}!()]/;

async function match(path: string): Promise<Root[]> {
  if (path === '-') return [{ path, named: true, folder: false }];
  const info = await stat(path).catch(() => null);
  if (info) return [{ path: resolve(path), named: true, folder: info.isDirectory() }];
  if (!MAGIC.test(path)) return [];
  const { glob } = await import('tinyglobby');
  const hits = await glob(process.platform === 'win32' ? path.replaceAll('\\', '/') : path, {
    absolute: true,
    expandDirectories: false,
    onlyFiles: false,
  });
  const roots = hits.map(async (hit) => {
    const hitInfo = await stat(hit).catch(() => null);
    return hitInfo ? { path: resolve(hit), named: false, folder: hitInfo.isDirectory() } : null;
  });
  return (await Promise.all(roots)).filter((root) => root !== null).sort((a, b) => compare(a.path, b.path));
}

async function* walk(roots: readonly Root[]): AsyncGenerator<Found> {
  // By real path: a link to a file is that file, and a link to a folder above ends where it began.
  const seen = new Set<string>();
  const isNew = async (path: string): Promise<boolean> => {
    const real = await realpath(path).catch(() => path);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  };

  async function* folder(path: string): AsyncGenerator<Found> {
    if (!(await isNew(path))) return;
    const entries = await readdir(path).catch(() => null);
    if (!entries) {
      // Reading it as a file fails for the same reason, which is then told.
      yield { path, named: true };
      return;
    }
    for (const name of entries.sort(compare)) {
      if (name.startsWith('.')) continue;
      const inner = join(path, name);
      const info = await stat(inner).catch(() => null);
      if (info?.isDirectory()) yield* folder(inner);
      else if (info?.isFile() && (await isNew(inner))) yield { path: inner, named: false };
    }
  }

  for (const root of roots) {
    if (root.folder) yield* folder(root.path);
    else if (root.path === '-' ? !seen.has('-') && seen.add('-') : await isNew(root.path)) yield root;
  }
}

/** By code units: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
