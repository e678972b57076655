import { join } from 'node:path';
import { InvoicectlError } from '../core/errors.ts';
import type { Problem } from '../core/page.ts';
import type { Sha256 } from '../core/ports.ts';
import type { EncodedDocument, PageHit, PageIndex, PageSearch, PageVectors, QueryVectors } from '../core/vectors.ts';
import { codeMemory } from './code-memory.ts';
import { mergeable, worthMerging } from './compact.ts';
import { encodePage } from './encoded-page.ts';
import { isDamage } from './failure.ts';
import { DISK, type IndexFiles } from './files.ts';
import { folderOf } from './folder.ts';
import { heatMap } from './heat.ts';
import { inspect } from './inspect.ts';
import type { Kernel } from './kernels/kernel.ts';
import type { RowPooling } from './pool-rows.ts';
import { searchPages } from './search-pages.ts';
import type { PackedDocument } from './segment-writer.ts';
import { hasBit, type Part, type Snapshot, snapshotsOf } from './snapshot.ts';
import { leftovers } from './sweep.ts';
import { upkeepOf } from './upkeep.ts';
import { ones, type Put, writerOf } from './writer.ts';

/** How a page index is opened. */
export interface IndexOptions {
  /** Name and revision of the encoder, and numbers a row. */
  readonly encoder: { readonly id: string; readonly dim: number };
  /** Made for the first search: putting needs none. */
  readonly kernel: () => Promise<Kernel>;
  /** Whether rows are kept as they were encoded too, for exact scores: four times the space. */
  readonly keepFloats?: boolean | undefined;
  /** Makes fewer rows of a page's; the factor is kept with the segments. */
  readonly pooling?: RowPooling | undefined;
  /** Whether segments are merged beside putting; else only when asked to. */
  readonly mergeBeside?: boolean | undefined;
  readonly files?: IndexFiles | undefined;
}

/** What an index holds, and what is wrong with it. */
export interface IndexHealth {
  readonly documents: number;
  readonly pages: number;
  readonly rows: number;
  readonly segments: number;
  /** Of its segments, on disk. */
  readonly bytes: number;
  /** Bytes of its codes and tables in memory. */
  readonly memory: number;
  /** Damaged segments and documents: their documents are not held any more, so encode them again. */
  readonly problems: readonly Problem[];
  /** Files that belong to no state. */
  readonly leftovers: readonly string[];
}

/** A page index on disk. */
export interface DiskIndex extends PageIndex {
  /** Merges segments until there is one, and drops what was removed. */
  compact(): Promise<void>;
  /** Takes out everything, to be encoded anew. */
  clear(): Promise<void>;
  /** Damage met so far. */
  problems(): readonly Problem[];
  /** Reads all of it and sets aside what is damaged. */
  check(): Promise<IndexHealth>;
}

/** Rows that are written in one step, about, when many are put at once. */
const BATCH_ROWS = 1 << 18;

/** Opens the vectors of one encoder in `root`; each encoder has a folder of its own there. */
export function openPageIndex(root: string, options: IndexOptions): DiskIndex {
  const { encoder, keepFloats = false, pooling, mergeBeside = true, files = DISK } = options;
  const folder = join(root, folderOf(encoder.id));
  const memory = codeMemory();
  const about = { encoder: encoder.id, dim: encoder.dim, pooling: pooling?.factor ?? 1, floats: keepFloats };
  const snapshots = snapshotsOf(files, folder, about, memory);
  const writer = writerOf(files, folder, about, snapshots);
  let kernel: Promise<Kernel> | null = null;
  const waiting: { readonly puts: readonly Put[]; resolve(): void; reject(error: unknown): void }[] = [];
  let writing: Promise<void> | null = null;
  let closed = false;

  async function holding<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    if (closed) throw new Error('The page index is closed.');
    const snapshot = await snapshots.newest();
    try {
      return await work(snapshot);
    } finally {
      await snapshot.release();
    }
  }

  const upkeep = upkeepOf(writer, snapshots, holding);

  function enqueue(puts: readonly Put[]): Promise<void> {
    if (closed) return Promise.reject(new Error('The page index is closed.'));
    return new Promise((resolve, reject) => {
      waiting.push({ puts, resolve, reject });
      writing ??= drain().finally(() => {
        writing = null;
      });
    });
  }

  /** What is put while a step is being written shares the next one: a step costs four waits for the disk. */
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = [];
      for (let rows = 0; rows < BATCH_ROWS && waiting.length > 0; ) {
        const next = waiting.shift();
        if (next === undefined) break;
        batch.push(next);
        rows += rowsOf(next.puts);
      }
      try {
        await writer.put(batch.flatMap(({ puts }) => puts));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      if (mergeBeside) upkeep.mergeBeside(worthMerging);
    }
  }

  function packed({ document, version, pages }: EncodedDocument): PackedDocument {
    if (!/^[0-9a-f]{64}$/.test(document)) throw new RangeError(`${document} is no SHA-256.`);
    const pack = (page: PageVectors) => encodePage(pooling?.pool(page) ?? page, encoder.dim, keepFloats);
    return { document, version, pages: pages.map(pack) };
  }

  function problems(): readonly Problem[] {
    const { segments, documents } = snapshots.damage;
    const errors = [...segments.values(), ...[...documents.values()].flatMap((places) => [...places.values()])];
    return errors.map((error) => ({
      code: 'HOME_CORRUPT',
      message: error.message,
      ...(error instanceof InvoicectlError && error.hint !== undefined ? { hint: error.hint } : {}),
    }));
  }

  return {
    encoder: encoder.id,

    // encoded before the first wait: what is no number is refused at once, and the caller may use its arrays again
    put: async (documents) => enqueue(documents.map(packed)),
    remove: (documents) => enqueue(documents),

    async search(query: QueryVectors, search: PageSearch): Promise<readonly PageHit[]> {
      kernel ??= options.kernel();
      const working = await kernel;
      return holding(async (snapshot) => {
        const { hits, found } = await searchPages(working, snapshot, query, encoder.dim, search);
        if (found.length > 0) await upkeep.setAside(found);
        return hits;
      });
    },

    heat: (query, key) =>
      holding(async (snapshot) => {
        const found = snapshot.find(key.document);
        if (found === null) return null;
        const { segment } = found.part;
        const [from = 0, to = 0] = segment.table.firstPages.subarray(found.place, found.place + 2);
        const page = from + key.page - 1;
        if (!Number.isInteger(page) || page < from || page >= to) return null;
        try {
          return heatMap(query, key, await segment.byteRows(page), await segment.boxes(page));
        } catch (error) {
          if (!isDamage(error)) throw error;
          await upkeep.setAside([{ ...found, error }]);
          return null;
        }
      }),

    documents: () => holding(async ({ parts }) => new Map(parts.flatMap((part) => [...documentsOf(part)]))),
    problems,

    async compact() {
      await upkeep.merging();
      await upkeep.merge(mergeable);
    },

    clear: () => writer.clear(),

    async check() {
      await holding(async ({ parts }) => {
        const found = [];
        for (const part of parts) found.push(...(await inspect(part)));
        await upkeep.setAside(found);
      });
      return holding(async ({ manifest, parts }) => {
        const counts = new Set(manifest.segments.map(({ name }) => name));
        return {
          documents: parts.reduce((sum, part) => sum + part.entry.documents - ones(part.gone), 0),
          pages: parts.reduce((sum, part) => sum + part.live.reduce((pages, live) => pages + live, 0), 0),
          rows: parts.reduce((sum, part) => sum + part.entry.rows, 0),
          segments: parts.length,
          bytes: parts.reduce((sum, part) => sum + part.entry.bytes, 0),
          memory: parts.reduce((sum, part) => sum + part.segment.table.bytes, memory.taken()),
          problems: problems(),
          leftovers: leftovers(await files.list(folder), counts).map((name) => join(folder, name)),
        };
      });
    },

    async close() {
      while (writing !== null) await writing;
      await upkeep.merging();
      closed = true;
      await snapshots.close();
      await (await kernel)?.close();
    },
  };
}

function* documentsOf({ segment: { table }, gone, entry }: Part): Generator<readonly [Sha256, number]> {
  for (let place = 0; place < entry.documents; place += 1) {
    if (!hasBit(gone, place)) yield [table.document(place), table.version(place)];
  }
}

function rowsOf(puts: readonly Put[]): number {
  let rows = 0;
  for (const put of puts) if (typeof put !== 'string') for (const page of put.pages) rows += page.rows;
  return rows;
}
