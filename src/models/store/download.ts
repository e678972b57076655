import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import { connectionFailure } from '../net/failure.ts';
import { Passing, type Patience, patiently } from '../net/patience.ts';
import type { Source, SourceFile } from '../sources/source.ts';
import { blobName, type Digest, digester, digestOf, kindOf } from './digest.ts';
import { codeOf, syncFolder, writeError } from './files.ts';

/** Ends the names of files that are not whole yet. Tools of Hugging Face know what `.incomplete` means. */
export const PARTIAL = '.invoicectl.incomplete';

/** How a download goes on. */
export interface DownloadEvents {
  /** Bytes that are here so far, counted from the start of the file. */
  readonly onBytes: (path: string, bytes: number) => void;
  /** It is tried again after a pause. */
  readonly onWait: (path: string, why: string, ms: number) => void;
}

/** What a file turned out to be. */
export interface Downloaded {
  readonly bytes: number;
  readonly digest: Digest;
  /** Bytes that came now; the others were here. */
  readonly fetched: number;
}

/** How downloads are made. */
export interface Downloading extends DownloadEvents {
  readonly source: Source;
  /** Folder of contents. */
  readonly blobs: string;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/**
 * Brings a file into the folder of contents, under its hash. What an earlier attempt left is gone on with, and nothing
 * gets its name before its bytes are what they should be and are in the disk's keeping.
 */
export async function download(file: SourceFile, how: Downloading): Promise<Downloaded> {
  const there = await present(file, how);
  if (there !== null) return there;
  const partial = join(how.blobs, `${partialKey(file, how.source)}${PARTIAL}`);
  try {
    await mkdir(how.blobs, { recursive: true });
    // Wrong bytes may be those of a torn attempt, or of a cache on the way: once more from the start, then no more.
    for (let last = false; ; last = true) {
      const got = await fetchWhole(file, partial, how);
      if (file.digest === null || got.digest === file.digest) {
        const path = join(how.blobs, blobName(got.digest));
        // Another process may have given it its name already.
        await rename(partial, path).catch((error) => (codeOf(error) === 'ENOENT' ? stat(path) : Promise.reject(error)));
        await syncFolder(how.blobs);
        return got;
      }
      await rm(partial, { force: true });
      if (last) throw damaged(file, got, how.source);
      how.onWait(file.path, 'its bytes are not what they should be', 0);
    }
  } catch (error) {
    throw writeError(error, how.blobs);
  }
}

/** A file that is here already, under the name of its hash. Its bytes are looked at: somebody else may have spoilt them. */
async function present(file: SourceFile, { blobs, onBytes }: Downloading): Promise<Downloaded | null> {
  if (file.digest === null) return null;
  const path = join(blobs, blobName(file.digest));
  const info = await stat(path).catch(() => null);
  if (info === null) return null;
  if ((await digestOf(path, kindOf(file.digest), info.size)) === file.digest) {
    onBytes(file.path, info.size);
    return { bytes: info.size, digest: file.digest, fetched: 0 };
  }
  await rm(path, { force: true });
  return null;
}

/** Name of what is not whole: by what its bytes must be, else by all that is known of where they come from. */
function partialKey({ path, bytes, digest, version }: SourceFile, { name }: Source): string {
  if (digest !== null) return blobName(digest);
  return createHash('sha256')
    .update(JSON.stringify([name, path, bytes, version]))
    .digest('hex');
}

async function fetchWhole(file: SourceFile, partial: string, how: Downloading): Promise<Downloaded> {
  const handle = await openPartial(partial);
  try {
    const kind = file.digest === null ? 'sha256' : kindOf(file.digest);
    let at = await whatIsThere(handle, file);
    let hash = await hashOf(handle, kind, file.bytes, at);
    let fetched = 0;
    how.onBytes(file.path, at);
    await patiently(
      async (progress) => {
        // An earlier attempt may have ended between its last byte and its name.
        if (at === file.bytes) return;
        const piece = await how.source.read(file, at);
        if (piece.from !== at) {
          at = 0;
          hash = digester(kind, file.bytes ?? 0);
        }
        for await (const chunk of bodyOf(piece.body, file.path)) {
          await writeAll(handle, chunk, at);
          hash.update(chunk);
          at += chunk.length;
          fetched += chunk.length;
          progress();
          how.onBytes(file.path, at);
          how.signal.throwIfAborted();
          if (file.bytes !== null && at > file.bytes) return;
        }
        if (file.bytes !== null && at < file.bytes) throw new Passing(`${file.path} broke off`);
      },
      how.patience,
      how.signal,
      (why, ms) => how.onWait(file.path, why, ms),
    );
    await handle.truncate(at);
    await handle.sync();
    return { bytes: at, digest: `${kind}:${hash.digest('hex')}`, fetched };
  } finally {
    await handle.close();
  }
}

/** A disk that is nearly full takes a part of what it is given, and says so only the next time. */
async function writeAll(handle: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
  }
}

/** Never emptied: a process that was stopped may wake up and write the same bytes to the same places. */
function openPartial(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDWR | constants.O_CREAT);
}

async function whatIsThere(handle: FileHandle, { bytes }: SourceFile): Promise<number> {
  const { size } = await handle.stat();
  return bytes !== null && size > bytes ? 0 : size;
}

/** Takes up what is there already. By its handle: another process may have given it its name meanwhile. */
async function hashOf(handle: FileHandle, kind: 'sha256' | 'git', bytes: number | null, length: number) {
  const hash = digester(kind, bytes ?? 0);
  const piece = Buffer.alloc(Math.min(length, 1 << 20));
  for (let at = 0; at < length; ) {
    const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, length - at), at);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash;
}

/** The bytes of a body; a break of the connection is `Passing`, a failure of our own disk is not. */
async function* bodyOf(body: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await pieces.next();
      } catch (error) {
        throw connectionFailure(error, path) === error ? error : new Passing(`${path} broke off`, { cause: error });
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

function damaged(file: SourceFile, got: Downloaded, source: Source): InvoicectlError {
  const wrong =
    file.bytes !== null && got.bytes !== file.bytes
      ? `${got.bytes > file.bytes ? 'more than ' : ''}${Math.min(got.bytes, file.bytes)} bytes came of ${file.bytes}`
      : `it should be ${file.digest}, and is ${got.digest}`;
  return new InvoicectlError(
    'MODEL_DAMAGED',
    `${file.path} from ${source.name} came twice with wrong bytes: ${wrong}.`,
    {
      hint: 'Something on the way changes it, or its source is damaged. Nothing of it was kept.',
    },
  );
}
