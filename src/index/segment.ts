import { crc32 } from 'node:zlib';
import type { Box } from '../core/geometry.ts';
import type { CodeMemory } from './code-memory.ts';
import { boxesIn, byteRowsIn } from './encoded-page.ts';
import { damaged } from './failure.ts';
import type { IndexFiles, OpenFile } from './files.ts';
import type { ByteRows, CodeBlock, StoredRows } from './kernels/kernel.ts';
import {
  bytesOfRow,
  LEAD_BYTES,
  placesOf,
  type Section,
  TAIL_BYTES,
  type Trailer,
  trailerIn,
  trailerPlace,
} from './segment-format.ts';
import { decodeTable, type Table } from './table.ts';

/** A segment that is open. What it reads is checked: damage is `HOME_CORRUPT`, never a wrong number. */
export interface Segment {
  /** Name of its file. */
  readonly name: string;
  readonly path: string;
  readonly trailer: Trailer;
  readonly table: Table;
  /** Its codes, read into memory the first time. */
  block(): Promise<CodeBlock>;
  /** The rows of a page in whole numbers, or as they were encoded, for a kernel to read. */
  stored(page: number, section: 'bytes' | 'floats'): StoredRows;
  byteRows(page: number): Promise<ByteRows>;
  boxes(page: number): Promise<readonly (Box | null)[]>;
  /** The bytes of pages in a section, checked where a page has a checksum of its own. */
  pages(section: Section, from: number, to: number): AsyncIterable<Uint8Array>;
  /** Reads all codes. */
  verifyCodes(): Promise<void>;
  /** Reads all else of some pages. */
  verifyPages(from: number, to: number): Promise<void>;
  /** It is closed when it has been released as often as it was held; opening holds it once. */
  hold(): void;
  release(): Promise<void>;
}

/** Bytes that are read at once from a section. */
const RUN_BYTES = 4 << 20;

/** Bytes that are read first from the end of a segment. */
const END_BYTES = 16 << 10;

/** Opens a segment and checks its lengths and its table; `null` when there is no such file. */
export async function openSegment(
  files: IndexFiles,
  path: string,
  name: string,
  memory: CodeMemory,
): Promise<Segment | null> {
  const file = await files.open(path);
  if (file === null) return null;
  try {
    if (file.bytes < LEAD_BYTES + TAIL_BYTES) throw damaged(path, 'it is too short');
    const lead = await read(file, 0, LEAD_BYTES);
    // of a small segment all that is needed, of a large one at least the tail
    const ending = await read(file, Math.max(0, file.bytes - END_BYTES), Math.min(END_BYTES, file.bytes));
    const part = async (at: number, bytes: number) => {
      const from = at - (file.bytes - ending.length);
      return from < 0 ? read(file, at, bytes) : ending.subarray(from, from + bytes);
    };
    const { at, length, checksum } = trailerPlace(path, lead, ending.subarray(-TAIL_BYTES), file.bytes);
    const trailer = trailerIn(path, await part(at, length), checksum, at);
    const { table } = placesOf(trailer);
    const bytes = Buffer.from(await part(table.at, table.bytes));
    if (crc32(bytes) !== trailer.checksums.table) throw damaged(path, 'its table does not fit its checksum');
    return segmentOf(path, name, file, trailer, decodeTable(path, bytes, trailer), memory);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function read(file: OpenFile, at: number, bytes: number): Promise<Buffer<ArrayBuffer>> {
  const into = Buffer.alloc(bytes);
  await file.read(into, at);
  return into;
}

function segmentOf(
  path: string,
  name: string,
  file: OpenFile,
  trailer: Trailer,
  table: Table,
  memory: CodeMemory,
): Segment {
  const places = placesOf(trailer);
  const { dim } = trailer;
  const { rows, coarseRows, pages } = { rows: table.starts, coarseRows: table.coarseStarts, pages: trailer.pages };
  let holders = 1;
  let loaded: Promise<CodeBlock> | null = null;
  let release = () => {};

  const startOf = (section: Section, page: number) => {
    const row = (section === 'coarse' ? coarseRows : rows)[page] ?? 0;
    return row * bytesOfRow(section, trailer);
  };

  async function partOf(section: 'bytes' | 'boxes' | 'floats', page: number): Promise<Buffer<ArrayBuffer>> {
    const from = startOf(section, page);
    // its own memory, so that numbers of four bytes in it stand where they can be read as such
    const bytes = await read(file, places[section].at + from, startOf(section, page + 1) - from);
    checkPart(section, page, bytes);
    return bytes;
  }

  function checkPart(section: 'bytes' | 'boxes' | 'floats', page: number, bytes: Uint8Array): void {
    if (crc32(bytes) === table.entry(page).checksums[section]) return;
    throw damaged(path, `the ${section} of its page ${page + 1} do not fit their checksum`);
  }

  async function load(): Promise<CodeBlock> {
    const { codes, coarse } = places;
    const up = (bytes: number) => Math.ceil(bytes / 64) * 64;
    const tableBytes = up((pages + 1) * 4);
    const piece = memory.take(up(codes.bytes) + up(coarse.bytes) + 2 * tableBytes);
    release = () => memory.give(piece);
    const at = { codes: piece.at, coarse: piece.at + up(codes.bytes) };
    const starts = at.coarse + up(coarse.bytes);
    for (const section of ['codes', 'coarse'] as const) {
      const into = new Uint8Array(piece.memory.buffer, at[section], places[section].bytes);
      await file.read(into, places[section].at);
      if (crc32(into) !== trailer.checksums[section]) throw damaged(path, 'its codes do not fit their checksum');
    }
    new Uint32Array(piece.memory.buffer, starts, pages + 1).set(rows);
    new Uint32Array(piece.memory.buffer, starts + tableBytes, pages + 1).set(coarseRows);
    const rowBytes = bytesOfRow('codes', trailer);
    return { memory: piece.memory, dim, rowBytes, pages, ...at, starts, coarseStarts: starts + tableBytes };
  }

  async function* run(section: Section, from: number, to: number): AsyncGenerator<Uint8Array> {
    if (section === 'codes' || section === 'coarse') {
      const end = startOf(section, to);
      for (let at = startOf(section, from); at < end; at += RUN_BYTES) {
        yield await read(file, places[section].at + at, Math.min(RUN_BYTES, end - at));
      }
    } else for (let page = from; page < to; page += 1) yield await partOf(section, page);
  }

  async function verifyCodes(): Promise<void> {
    for (const section of ['codes', 'coarse'] as const) {
      let sum = 0;
      for await (const bytes of run(section, 0, pages)) sum = crc32(bytes, sum);
      if (sum !== trailer.checksums[section]) throw damaged(path, 'its codes do not fit their checksum');
    }
  }

  return {
    name,
    path,
    trailer,
    table,
    block: () => {
      loaded ??= load();
      return loaded;
    },
    stored: (page, section) => ({
      dim,
      rows: table.entry(page).rows,
      async read(into) {
        if (into.length !== startOf(section, page + 1) - startOf(section, page)) throw new RangeError('not a page');
        await file.read(into, places[section].at + startOf(section, page));
        checkPart(section, page, into);
      },
    }),
    byteRows: async (page) => byteRowsIn(await partOf('bytes', page), table.entry(page).rows, dim),
    boxes: async (page) => boxesIn(await partOf('boxes', page), table.entry(page).extent),
    pages: run,
    verifyCodes,
    async verifyPages(from, to) {
      for (const section of ['bytes', 'boxes', 'floats'] as const) {
        for await (const _ of run(section, from, to));
      }
    },
    hold: () => {
      holders += 1;
    },
    async release() {
      holders -= 1;
      if (holders > 0) return;
      await loaded?.catch(() => undefined);
      release();
      await file.close();
    },
  };
}
