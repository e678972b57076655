import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvoicectlError } from '../core/errors.ts';

/**
 * Writes a file in full or not at all, with the folder it belongs in. What stood under its name is replaced, and where
 * that was a link, what it pointed to is left alone. Throws `OUTPUT_NOT_WRITABLE`.
 */
export async function writeWhole(
  path: string,
  parts: Iterable<string> | AsyncIterable<string | Uint8Array>,
): Promise<string> {
  const draft = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, parts);
    await rename(draft, path);
    return path;
  } catch (cause) {
    // Where the folder itself is none, there is no draft either.
    await rm(draft, { force: true }).catch(() => undefined);
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw cause;
    throw new InvoicectlError('OUTPUT_NOT_WRITABLE', `${path} cannot be written: ${(cause as Error).message}.`, {
      cause,
    });
  }
}
