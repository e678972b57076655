import { crc32 } from 'node:zlib';
import type { EncodedPage } from './encoded-page.ts';
import type { IndexFiles } from './files.ts';
import { endOf, leadOf, SECTIONS, type Section, type Trailer } from './segment-format.ts';
import { type DocumentEntry, encodeTable } from './table.ts';

/** What a segment's rows are. */
export type About = Pick<Trailer, 'encoder' | 'dim' | 'pooling' | 'floats'>;

/** What a segment is written from. */
export interface SegmentSource {
  /** No document twice. */
  readonly documents: readonly DocumentEntry[];
  /** The bytes of one section for all pages, in the order of the documents. */
  section(name: Section): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Parts are gathered to this size: a call for each part of a small page would cost more than its bytes. */
const GATHERED_BYTES = 1 << 20;

/** Writes a segment; what it says of itself. It is on the disk when this resolves; whether its name is, is for the caller. */
export async function writeSegment(
  files: IndexFiles,
  path: string,
  about: About,
  source: SegmentSource,
): Promise<{ readonly trailer: Trailer; readonly bytes: number }> {
  const pages = source.documents.flatMap((document) => document.pages);
  const table = encodeTable(source.documents);
  const sum = (of: 'rows' | 'coarseRows') => pages.reduce((total, page) => total + page[of], 0);
  const checksums = { codes: 0, coarse: 0, table: crc32(table) };
  let trailer: Trailer | null = null;
  let bytes = 0;

  async function* parts(): AsyncGenerator<Uint8Array> {
    yield leadOf();
    for (const name of SECTIONS) {
      for await (const part of source.section(name)) {
        if (name === 'codes' || name === 'coarse') checksums[name] = crc32(part, checksums[name]);
        yield part;
      }
    }
    yield table;
    trailer = {
      encoder: about.encoder,
      dim: about.dim,
      pooling: about.pooling,
      floats: about.floats,
      documents: source.documents.length,
      pages: pages.length,
      rows: sum('rows'),
      coarseRows: sum('coarseRows'),
      checksums,
    };
    yield endOf(trailer);
  }

  async function* gathered(): AsyncGenerator<Uint8Array> {
    let small: Uint8Array[] = [];
    let size = 0;
    for await (const part of parts()) {
      small.push(part);
      size += part.length;
      if (size < GATHERED_BYTES) continue;
      bytes += size;
      yield small.length === 1 ? part : Buffer.concat(small);
      [small, size] = [[], 0];
    }
    bytes += size;
    yield Buffer.concat(small);
  }

  await files.write(path, gathered());
  if (trailer === null) throw new Error('A segment was written without its end.');
  return { trailer, bytes };
}

/** A document whose pages are as a segment stores them. */
export interface PackedDocument extends DocumentEntry {
  readonly pages: readonly EncodedPage[];
}

/** A segment of pages that are in memory. */
export function sourceOf(documents: readonly PackedDocument[]): SegmentSource {
  return {
    documents,
    *section(name) {
      for (const { pages } of documents) for (const page of pages) yield page.parts[name];
    },
  };
}
