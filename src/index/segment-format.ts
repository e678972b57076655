import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { damaged, newer } from './failure.ts';
import { codeBytes } from './quantise.ts';

/**
 * A segment, from its first byte to its last. All numbers are little-endian.
 *
 *     lead      magic, format
 *     codes     16 bytes a row of 128 numbers, page after page: what a search reads into memory
 *     coarse    a few codes a page
 *     bytes     a page: its scales (32-bit floats), then its rows in whole numbers
 *     boxes     a row: left, top, right, bottom in 65535ths of the page's extent
 *     floats    the rows as they were encoded, where they are kept
 *     table     documents: SHA-256, number of pages, version; pages: rows, coarse rows, checksums, extent
 *     trailer   JSON: encoder, counts, checksums
 *     tail      magic, format, length and checksum of the trailer, its own checksum
 *
 * What is counted comes before what counts it, so a segment is written in one go, whatever its size.
 */
export const FORMAT = 1;
const MAGIC = Buffer.from('ICTLPAGE');
export const LEAD_BYTES = 16;
export const TAIL_BYTES = 32;

/** Bytes of a table's entry for a document: SHA-256, number of pages, version. */
export const DOCUMENT_BYTES = 44;
/** Bytes of its entry for a page. */
export const ENTRY_BYTES = 36;

export const SECTIONS = ['codes', 'coarse', 'bytes', 'boxes', 'floats'] as const;
export type Section = (typeof SECTIONS)[number];

const count = z.int().min(0).max(0xffffffff);
const Trailer = z.strictObject({
  encoder: z.string(),
  /** Numbers a row. */
  dim: z.int().min(1).max(0xffff),
  /** Rows that were merged into one before they were stored; 1 for none. */
  pooling: z.number().min(1),
  /** Whether the rows are there as they were encoded, too. */
  floats: z.boolean(),
  documents: count,
  pages: count,
  rows: count,
  coarseRows: count,
  checksums: z.strictObject({ codes: count, coarse: count, table: count }),
});

/** What a segment says of itself. */
export type Trailer = Readonly<z.infer<typeof Trailer>>;

/** The first bytes of every segment. */
export function leadOf(): Buffer {
  const lead = Buffer.alloc(LEAD_BYTES);
  MAGIC.copy(lead);
  lead.writeUInt32LE(FORMAT, 8);
  return lead;
}

/** The last bytes of a segment: the trailer and the tail that finds it. */
export function endOf(trailer: Trailer): Buffer {
  const json = Buffer.from(JSON.stringify(trailer));
  const tail = Buffer.alloc(TAIL_BYTES);
  MAGIC.copy(tail);
  tail.writeUInt32LE(FORMAT, 8);
  tail.writeUInt32LE(json.length, 12);
  tail.writeUInt32LE(crc32(json), 16);
  tail.writeUInt32LE(crc32(tail.subarray(0, TAIL_BYTES - 4)), TAIL_BYTES - 4);
  return Buffer.concat([json, tail]);
}

/** Checks the lead and the tail; where the trailer begins, its length and its checksum. */
export function trailerPlace(path: string, lead: Buffer, tail: Buffer, size: number) {
  if (!tail.subarray(0, 8).equals(MAGIC) || tail.readUInt32LE(TAIL_BYTES - 4) !== crc32(tail.subarray(0, -4))) {
    throw damaged(path, 'it does not end as a segment of the page index does');
  }
  const format = tail.readUInt32LE(8);
  if (format > FORMAT) throw newer(path, format, FORMAT);
  if (!lead.equals(leadOf())) throw damaged(path, 'it does not begin as a segment of the page index does');
  const length = tail.readUInt32LE(12);
  const at = size - TAIL_BYTES - length;
  if (at < LEAD_BYTES) throw damaged(path, 'its parts are longer than the file');
  return { at, length, checksum: tail.readUInt32LE(16) };
}

/** The trailer in `json`; its counts are those that the file has room for. */
export function trailerIn(path: string, json: Buffer, checksum: number, at: number): Trailer {
  if (crc32(json) !== checksum) throw damaged(path, 'its description does not fit its checksum');
  const parsed = Trailer.safeParse(JSON.parse(json.toString()));
  if (!parsed.success) throw damaged(path, 'its description is not one');
  const { table } = placesOf(parsed.data);
  if (table.at + table.bytes !== at) throw damaged(path, 'its parts are not as long as the file');
  return parsed.data;
}

/** Where each part of a segment stands, by its counts. */
export function placesOf(trailer: Trailer): Readonly<Record<Section | 'table', { at: number; bytes: number }>> {
  let at = LEAD_BYTES;
  const place = (bytes: number) => {
    const start = at;
    at += bytes;
    return { at: start, bytes };
  };
  return {
    codes: place(trailer.rows * bytesOfRow('codes', trailer)),
    coarse: place(trailer.coarseRows * bytesOfRow('coarse', trailer)),
    bytes: place(trailer.rows * bytesOfRow('bytes', trailer)),
    boxes: place(trailer.rows * bytesOfRow('boxes', trailer)),
    floats: place(trailer.rows * bytesOfRow('floats', trailer)),
    table: place(trailer.documents * DOCUMENT_BYTES + trailer.pages * ENTRY_BYTES),
  };
}

/** Bytes that a row takes in a section. */
export function bytesOfRow(section: Section, { dim, floats }: Pick<Trailer, 'dim' | 'floats'>): number {
  switch (section) {
    case 'codes':
    case 'coarse':
      return codeBytes(dim);
    case 'bytes':
      return dim + 4;
    case 'boxes':
      return 8;
    case 'floats':
      return floats ? dim * 4 : 0;
  }
}
