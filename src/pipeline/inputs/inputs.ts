import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import { HEAD_BYTES } from '../images/head-size.ts';
import { sniff } from '../sniff.ts';
import { type Found, find } from './find.ts';
import { INPUT_LIMITS, type Input, type InputLimits, type Refused, refuse } from './input.ts';
import { isOther } from './other.ts';
import { readStdin } from './stdin.ts';
import { fromZip } from './zip.ts';

/** How inputs are taken in. */
export interface InputOptions {
  readonly limits?: Partial<InputLimits>;
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Told of each file in a folder or archive that is no document: office files, icons, … */
  readonly onSkip?: (path: string) => void;
}

/**
 * The documents behind the paths that were named: files, folders with all that is in them, patterns, zip archives,
 * `-` for standard input. Every path is looked for first: throws `INPUT_NOT_FOUND` or `INPUT_UNREADABLE` before
 * anything is read. A document that is named twice comes once; one that cannot be taken in comes with its problem.
 */
export async function inputs(
  paths: readonly string[],
  options: InputOptions = {},
): Promise<AsyncIterable<Input | Refused>> {
  return takeIn(await find(paths), options);
}

async function* takeIn(found: AsyncIterable<Found>, options: InputOptions): AsyncGenerator<Input | Refused> {
  const limits = { ...INPUT_LIMITS, ...options.limits };
  const skip = options.onSkip ?? (() => {});
  for await (const { path, named } of found) {
    if (path === '-') yield* readStdin(options.stdin ?? process.stdin, limits, skip);
    else yield* fromFile(path, named, limits, skip);
  }
}

async function* fromFile(
  path: string,
  named: boolean,
  limits: InputLimits,
  skip: (path: string) => void,
): AsyncGenerator<Input | Refused> {
  const file = basename(path);
  let head: { readonly bytes: Uint8Array; readonly size: number };
  try {
    head = await readHead(path);
  } catch (error) {
    yield refuse(path, file, 'INPUT_UNREADABLE', `${file} cannot be read (${code(error)}).`);
    return;
  }
  const { bytes, size } = head;
  const type = sniff(bytes);
  if (type === 'zip') {
    yield* fromZip({ path, file, named, bytes: null }, limits, skip);
  } else if (!named && isOther(bytes, type, file)) {
    skip(path);
  } else if (size === 0) {
    yield refuse(path, file, 'INPUT_EMPTY', `${file} has no bytes.`);
  } else if (size > limits.bytes) {
    yield tooLarge(path, file, size, limits);
  } else if (type === null && !/\.pdf$/i.test(file)) {
    yield unsupported(path, file);
  } else {
    yield { path, file, size, bytes: () => readBytes(path, file) };
  }
}

async function readHead(path: string): Promise<{ bytes: Uint8Array; size: number }> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return { bytes: buffer.subarray(0, bytesRead), size };
  } finally {
    await handle.close();
  }
}

async function readBytes(path: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InvoicectlError('INPUT_UNREADABLE', `${file} cannot be read (${code(error)}).`, { cause: error });
  }
}

function code(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
}

/** The refusal of bytes that are no document. */
export function unsupported(path: string, file: string): Refused {
  return refuse(path, file, 'INPUT_UNSUPPORTED', `${file} is no PDF, picture, e-invoice XML or zip archive.`);
}

/** The refusal of a document beyond the limit. */
export function tooLarge(path: string, file: string, size: number, limits: InputLimits): Refused {
  const mb = (bytes: number) => (bytes / (1024 * 1024)).toFixed(1);
  return refuse(path, file, 'INPUT_TOO_LARGE', `${file} has ${mb(size)} MB; the limit is ${mb(limits.bytes)} MB.`);
}
