import type { Sha256 } from '../core/ports.ts';
import { damaged } from './failure.ts';
import { DOCUMENT_BYTES, ENTRY_BYTES, type Trailer } from './segment-format.ts';

/** What a table says of a page. */
export interface PageEntry {
  readonly rows: number;
  readonly coarseRows: number;
  /** Checksums of its parts of the sections that are read a page at a time. */
  readonly checksums: { readonly bytes: number; readonly boxes: number; readonly floats: number };
  /** Left, top, right and bottom of the box around its boxes. Points. */
  readonly extent: readonly [number, number, number, number];
}

/** A document in a table. */
export interface DocumentEntry {
  readonly document: Sha256;
  readonly version: number;
  readonly pages: readonly PageEntry[];
}

/** Which documents and pages a segment holds, and where. Places of documents and pages count from 0. */
export interface Table {
  document(place: number): Sha256;
  version(place: number): number;
  /** The page that each document begins with, and the number of pages. */
  readonly firstPages: Uint32Array;
  /** The row that each page begins with, and the number of rows. */
  readonly starts: Uint32Array;
  /** The same for the coarse rows. */
  readonly coarseStarts: Uint32Array;
  entry(page: number): PageEntry;
  /** The document that a page is of. */
  owner(page: number): number;
  /** Bytes that it takes in memory. */
  readonly bytes: number;
}

/** The bytes of a table. */
export function encodeTable(documents: readonly DocumentEntry[]): Buffer {
  const pages = documents.reduce((sum, document) => sum + document.pages.length, 0);
  const out = Buffer.alloc(documents.length * DOCUMENT_BYTES + pages * ENTRY_BYTES);
  const versions = documents.length * 36;
  let at = documents.length * DOCUMENT_BYTES;
  for (const [place, { document, version, pages }] of documents.entries()) {
    out.write(document, place * 32, 'hex');
    out.writeUInt32LE(pages.length, documents.length * 32 + place * 4);
    out.writeDoubleLE(version, versions + place * 8);
    for (const { rows, coarseRows, checksums, extent } of pages) {
      const { bytes, boxes, floats } = checksums;
      for (const number of [rows, coarseRows, bytes, boxes, floats]) at = out.writeUInt32LE(number, at);
      for (const number of extent) at = out.writeFloatLE(number, at);
    }
  }
  return out;
}

/** A table from its bytes, whose checksum held; its sums are those of the trailer. */
export function decodeTable(path: string, bytes: Buffer, trailer: Trailer): Table {
  const { documents, pages } = trailer;
  const counts = bytes.subarray(documents * 32, documents * 36);
  const versions = bytes.subarray(documents * 36);
  const entries = bytes.subarray(documents * DOCUMENT_BYTES);
  const firstPages = sums(documents, (place) => counts.readUInt32LE(place * 4));
  const starts = sums(pages, (page) => entries.readUInt32LE(page * ENTRY_BYTES));
  const coarseStarts = sums(pages, (page) => entries.readUInt32LE(page * ENTRY_BYTES + 4));
  if (firstPages.total !== pages || starts.total !== trailer.rows || coarseStarts.total !== trailer.coarseRows) {
    throw damaged(path, 'its table does not add up');
  }
  return {
    document: (place) => bytes.toString('hex', place * 32, place * 32 + 32),
    version: (place) => versions.readDoubleLE(place * 8),
    firstPages: firstPages.before,
    starts: starts.before,
    coarseStarts: coarseStarts.before,
    entry(page) {
      const number = (i: number) => entries.readUInt32LE(page * ENTRY_BYTES + i * 4);
      const float = (i: number) => entries.readFloatLE(page * ENTRY_BYTES + i * 4);
      return {
        rows: number(0),
        coarseRows: number(1),
        checksums: { bytes: number(2), boxes: number(3), floats: number(4) },
        extent: [float(5), float(6), float(7), float(8)],
      };
    },
    owner: (page) => lastAtMost(firstPages.before, page),
    bytes: bytes.length + 4 * (documents + 2 * pages),
  };
}

function sums(length: number, of: (i: number) => number) {
  const before = new Uint32Array(length + 1);
  let total = 0;
  for (let i = 0; i < length; i += 1) {
    total += of(i);
    before[i + 1] = total;
  }
  return { before, total };
}

/** Last place whose number is at most `limit`, in numbers that never fall. */
function lastAtMost(numbers: Uint32Array, limit: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
