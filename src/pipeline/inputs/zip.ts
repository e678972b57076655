import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { InvoicectlError } from '../../core/errors.ts';
import { HEAD_BYTES } from '../images/head-size.ts';
import { sniff } from '../sniff.ts';
import { type Input, type InputLimits, type Refused, refuse } from './input.ts';
import { isOther } from './other.ts';

/** A zip archive, on disk or (`bytes`) in memory. */
export interface Archive {
  readonly path: string;
  readonly file: string;
  readonly named: boolean;
  readonly bytes: Uint8Array | null;
}

/** An entry with its decoded name. */
interface Named {
  readonly entry: Entry;
  readonly name: string;
}

/**
 * The documents in a zip archive, sorted by name. What is unsafe is refused by entry (a name that leads out of the
 * archive, a link, an encrypted or nested one, one that unpacks to far more than it should) and the rest is taken in;
 * an archive that as a whole is unsafe is refused.
 */
export async function* fromZip(
  archive: Archive,
  limits: InputLimits,
  skip: (path: string) => void,
): AsyncGenerator<Input | Refused> {
  const { path, file } = archive;
  let zip: ZipFile;
  let entries: readonly Named[];
  try {
    zip = await openZip(archive);
  } catch (error) {
    yield refuse(path, file, 'ZIP_DAMAGED', `${file} cannot be read as a zip archive: ${reason(error)}.`);
    return;
  }
  try {
    if (zip.entryCount > limits.zipEntries) {
      yield refuse(
        path,
        file,
        'ZIP_UNSAFE',
        `${file} has ${zip.entryCount} entries; the limit is ${limits.zipEntries}.`,
      );
      return;
    }
    try {
      entries = await listEntries(zip);
    } catch (error) {
      yield refuse(path, file, 'ZIP_DAMAGED', `${file} cannot be read as a zip archive: ${reason(error)}.`);
      return;
    }
    if (entries.some(({ name }) => PACKAGE.test(name))) {
      // Office documents, e-books and programs are zip archives too.
      if (archive.named)
        yield refuse(
          path,
          file,
          'INPUT_UNSUPPORTED',
          `${file} is no PDF, picture, e-invoice XML or zip archive of them.`,
        );
      else skip(path);
      return;
    }
    if (overlap(entries)) {
      yield refuse(path, file, 'ZIP_UNSAFE', `${file} has entries that lie over one another.`);
      return;
    }
    let unpacked = 0;
    for (const named of entries) {
      unpacked += named.entry.uncompressedSize;
      if (unpacked > limits.zipBytes) {
        yield refuse(
          path,
          file,
          'ZIP_UNSAFE',
          `${file} unpacks to more than ${limits.zipBytes} bytes; what comes after that is left out.`,
        );
        return;
      }
      yield* fromEntry(archive, zip, named, limits, skip);
    }
  } finally {
    zip.close();
  }
}

/** Names that only packages of other kinds have: Office Open XML, OpenDocument and e-books, Java. */
const PACKAGE = /^(?:\[Content_Types\]\.xml|mimetype|META-INF\/MANIFEST\.MF)$/;

async function* fromEntry(
  archive: Archive,
  zip: ZipFile,
  { entry, name }: Named,
  limits: InputLimits,
  skip: (path: string) => void,
): AsyncGenerator<Input | Refused> {
  if (name.endsWith('/')) return;
  const path = `${archive.path}/${name}`;
  const file = name.slice(name.lastIndexOf('/') + 1);
  if (
    name.split('/').some((part) => part.startsWith('.') && part !== '..' && part !== '.') ||
    name.startsWith('__MACOSX/')
  )
    return;
  const unsafe = await whyUnsafe(entry, name, limits);
  if (unsafe) {
    yield refuse(path, file, 'ZIP_UNSAFE', `${name} in ${archive.file} ${unsafe.what}.`, unsafe.hint);
    return;
  }
  let head: Uint8Array;
  try {
    head = await readHead(zip, entry);
  } catch (error) {
    yield refuse(path, file, 'ZIP_DAMAGED', `${name} in ${archive.file} cannot be unpacked: ${reason(error)}.`);
    return;
  }
  const type = sniff(head);
  const size = entry.uncompressedSize;
  if (type === 'zip') {
    if (/\.zip$/i.test(name)) {
      yield refuse(
        path,
        file,
        'ZIP_UNSAFE',
        `${name} in ${archive.file} is an archive in an archive.`,
        'Unpack it and ingest what is in it.',
      );
    } else skip(path);
  } else if (isOther(head, type, name)) skip(path);
  else if (size === 0) yield refuse(path, file, 'INPUT_EMPTY', `${name} in ${archive.file} has no bytes.`);
  else if (type === null && !/\.pdf$/i.test(name)) {
    yield refuse(path, file, 'INPUT_UNSUPPORTED', `${name} in ${archive.file} is no PDF, picture or e-invoice XML.`);
  } else yield { path, file, size, bytes: () => readEntry(archive, zip, entry, name) };
}

async function whyUnsafe(
  entry: Entry,
  name: string,
  limits: InputLimits,
): Promise<{ what: string; hint?: string } | null> {
  const { validateFileName } = await import('yauzl');
  if (validateFileName(name) !== null || name.includes('\0'))
    return { what: 'has a name that leads out of the archive' };
  // Unix file mode in the upper half; S_IFLNK.
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) return { what: 'is a link' };
  if (entry.isEncrypted())
    return { what: 'is encrypted', hint: 'Unpack the archive with its password and ingest what is in it.' };
  if (entry.uncompressedSize > limits.bytes)
    return { what: `unpacks to ${entry.uncompressedSize} bytes; the limit is ${limits.bytes}` };
  const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
  // Small files may be as regular as they like.
  if (entry.uncompressedSize > 1024 * 1024 && ratio > limits.zipRatio)
    return { what: `unpacks to ${Math.round(ratio)} times its size` };
  return null;
}

async function openZip({ path, bytes }: Archive): Promise<ZipFile> {
  const { fromBufferPromise, openPromise } = await import('yauzl');
  // Names are decoded here, so that one bad name does not end the archive.
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
  return bytes === null ? openPromise(path, options) : fromBufferPromise(Buffer.from(bytes), options);
}

async function listEntries(zip: ZipFile): Promise<Named[]> {
  const { getFileNameLowLevel } = await import('yauzl');
  const entries: Named[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
    entries.push({ entry, name });
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Whether entries share bytes: the way to pack a bomb whose every entry looks harmless. */
function overlap(entries: readonly Named[]): boolean {
  const spans = entries
    .map(({ entry }) => ({ from: entry.relativeOffsetOfLocalHeader, length: LOCAL_HEADER + entry.compressedSize }))
    .sort((a, b) => a.from - b.from);
  return spans.some(({ from, length }, i) => from + length > (spans[i + 1]?.from ?? Number.POSITIVE_INFINITY));
}

/** Bytes of an entry's own header, without its name. */
const LOCAL_HEADER = 30;

async function readHead(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry);
  return collect(stream, HEAD_BYTES);
}

async function readEntry(archive: Archive, open: ZipFile, entry: Entry, name: string): Promise<Uint8Array> {
  const zip = open.isOpen ? open : await openZip(archive);
  try {
    const bytes = await collect(await zip.openReadStreamPromise(entry), Number.POSITIVE_INFINITY);
    if (crc32(bytes) !== entry.crc32) throw new Error('its checksum does not match');
    return bytes;
  } catch (error) {
    throw new InvoicectlError('ZIP_DAMAGED', `${name} in ${archive.file} cannot be unpacked: ${reason(error)}.`, {
      cause: error,
    });
  } finally {
    if (zip !== open) zip.close();
  }
}

/** The stream's bytes; stops once `enough` are there. */
async function collect(stream: Readable, enough: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= enough) break;
  }
  return Buffer.concat(chunks);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
