import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, open, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';

/** Code of an error of the operating system; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG', 'EMFILE']);

/** The named error that a failure to write at `path` stands for; any other error as it is. */
export function writeError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (FULL.has(code)) {
    return new InvoicectlError('MODELS_NOT_WRITABLE', `${path} cannot be written: the disk is full.`, {
      hint: 'Make room, or choose another disk with HF_HOME; the same command then goes on where it stopped.',
      cause: error,
    });
  }
  if (REFUSED.has(code)) {
    return new InvoicectlError('MODELS_NOT_WRITABLE', `${path} cannot be written: ${(error as Error).message}.`, {
      hint: 'Give yourself the right to write there, or choose another folder with HF_HOME.',
      cause: error,
    });
  }
  return error;
}

/** Writes a text file so that it is there whole or not at all, also after a power cut. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Has the disk keep the names in a folder. Systems that cannot open one (Windows) do so by themselves. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  if (folder === null) return;
  await folder.sync().catch(() => undefined);
  await folder.close();
}

/** Makes `path` another name of the file `target`: a relative link, else a hard link, else a copy. */
export async function linkTo(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await symlink(relative(dirname(path), target), temporary);
  } catch (error) {
    // Windows allows links to administrators and developers only.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP'].includes(codeOf(error))) throw error;
    await link(target, temporary).catch(() => copyFile(target, temporary));
  }
  await rename(temporary, path);
}

/** Text of a small file; `null` when it is not there. */
export async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
