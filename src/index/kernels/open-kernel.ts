import { availableParallelism } from 'node:os';
import type { MultiVector } from '../../core/vectors.ts';
import { placesOfBest } from './best.ts';
import type { CodeBlock, Kept, Kernel, Scan } from './kernel.ts';
import { openPool, type Pool } from './pool.ts';
import { rowsOf, type Tables, tablesOf } from './question.ts';
import { MOST_THREADS, WIDEST } from './simd.ts';
import { openStaging, scoreStored } from './stored.ts';
import { CODES_PIECE, type CodeSection, shared } from './task.ts';

/** How the kernels run. */
export interface KernelSettings {
  /** Threads beside this one; without it as many as there are cores. */
  readonly threads?: number;
  /** Plain TypeScript even where WebAssembly could. */
  readonly plain?: boolean;
  /** Looks at all codes of all pages, however many. */
  readonly thorough?: boolean;
}

// Of how many pages all codes are looked at: so many, and a part of all. See bench/index/kernels.ts for what that costs
// in recall.
const LOOK_AT = 2000;
const LOOK_AT_PART = 1 / 20;

/** Comparisons of a piece: about half a millisecond of work, so that threads end together. */
const PIECE_COST = 1_000_000;

/** Opens the kernels: one for the process, as each memory's scratch is theirs. */
export function openKernel(settings: KernelSettings = {}): Kernel {
  const threads = Math.min(settings.threads ?? availableParallelism(), MOST_THREADS - 1);
  const pool = openPool(threads, settings.plain ?? false);
  const staging = openStaging();
  return {
    name: pool.name,
    scan: (query, scan) => scanBlocks(pool, query, scan, settings.thorough ?? false),
    rescore: (query, pages) => scoreStored(pool, staging, 'bytes', query, pages),
    exact: (query, pages) => scoreStored(pool, staging, 'floats', query, pages),
    close: () => pool.close(),
  };
}

async function scanBlocks(pool: Pool, query: MultiVector, scan: Scan, thorough: boolean): Promise<readonly Kept[]> {
  const rows = rowsOf(query);
  const [block] = scan.blocks;
  if (block === undefined || rows.length === 0) return [];
  if (query.dim !== block.dim || scan.blocks.some(({ dim }) => dim !== block.dim)) {
    throw new RangeError(`A question of ${query.dim} numbers a row was put to pages of ${block.dim}`);
  }
  if (query.dim > WIDEST) throw new RangeError(`Rows of more than ${WIDEST} numbers cannot be searched`);
  const tables = tablesOf(rows, block.rowBytes);
  let pages: Uint32Array = wantedPages(scan);
  const looks = Math.max(scan.keep, LOOK_AT, Math.ceil(pages.length * LOOK_AT_PART));
  if (!thorough && pages.length > looks) {
    const sums = await score(pool, tables, sectionsOf(scan.blocks, true), pages);
    pages = Uint32Array.from(placesOfBest(sums, looks), (place) => pages[place] ?? 0);
  }
  const sections = sectionsOf(scan.blocks, false);
  const sums = await score(pool, tables, sections, pages);
  // signs say of a product of unit rows what this many of them would
  const unit = Math.sqrt(query.dim * (2 / Math.PI));
  return placesOfBest(sums, scan.keep)
    .map((place) => ({ page: pages[place] ?? 0, sum: sums[place] ?? 0 }))
    .sort((a, b) => b.sum - a.sum || a.page - b.page)
    .map(({ page, sum }) => {
      const at = sections.findLastIndex(({ first }) => first <= page);
      const score = (tables.step * sum + tables.lowest) / unit;
      return { block: at, page: page - (sections[at]?.first ?? 0), score };
    });
}

/** Numbers, over all blocks, of the wanted pages that have rows. */
function wantedPages({ blocks, wanted }: Scan): Uint32Array {
  const pages = shared(
    Uint32Array,
    blocks.reduce((sum, block) => sum + block.pages, 0),
  );
  let count = 0;
  let first = 0;
  for (const [at, block] of blocks.entries()) {
    const starts = new Uint32Array(block.memory.buffer, block.starts, block.pages + 1);
    const flags = wanted[at];
    for (let page = 0; page < block.pages; page += 1) {
      if (flags?.[page] !== 0 && starts[page] !== starts[page + 1]) pages[count++] = first + page;
    }
    first += block.pages;
  }
  return pages.subarray(0, count);
}

function sectionsOf(blocks: readonly CodeBlock[], coarse: boolean): readonly CodeSection[] {
  let first = 0;
  return blocks.map((block) => {
    const { memory, rowBytes, pages } = block;
    const codes = coarse ? block.coarse : block.codes;
    const starts = coarse ? block.coarseStarts : block.starts;
    const section = { memory, rowBytes, pages, codes, starts, first };
    first += pages;
    return section;
  });
}

async function score(pool: Pool, tables: Tables, sections: readonly CodeSection[], pages: Uint32Array) {
  const list = pages.buffer instanceof SharedArrayBuffer ? pages : shared(Uint32Array, pages.length);
  if (list !== pages) list.set(pages);
  const out = shared(Uint32Array, pages.length);
  const rows = sections.reduce((sum, { memory, starts, pages }) => {
    const [first = 0] = new Uint32Array(memory.buffer, starts, 1);
    const [last = 0] = new Uint32Array(memory.buffer, starts + pages * 4, 1);
    return sum + last - first;
  }, 0);
  const all = sections.reduce((sum, { pages }) => sum + pages, 0);
  const cost = (rows / all) * tables.queries;
  const piece = Math.min(CODES_PIECE, Math.max(1, Math.floor(PIECE_COST / cost)));
  await pool.run({ kind: 'codes', sections, tables, piece, list, out }, cost * pages.length);
  return out;
}
