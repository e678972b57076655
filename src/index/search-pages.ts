import { InvoicectlError } from '../core/errors.ts';
import type { MultiVector, PageHit, PageSearch } from '../core/vectors.ts';
import { isDamage } from './failure.ts';
import type { Found } from './inspect.ts';
import type { CodeBlock, Kept, Kernel, StoredRows } from './kernels/kernel.ts';
import type { Part, Snapshot } from './snapshot.ts';

/** Pages whose rows are read and scored anew, at least: recall is lost where the codes' order is believed for fewer. */
const RESCORED = 200;
/** The same, for each page that is asked for. */
const RESCORED_A_HIT = 4;

/** The best pages of a snapshot, and what was found damaged on the way. */
export async function searchPages(
  kernel: Kernel,
  snapshot: Snapshot,
  question: MultiVector,
  dim: number,
  { limit, documents, exact = false }: PageSearch,
): Promise<{ readonly hits: readonly PageHit[]; readonly found: readonly Found[] }> {
  const found: Found[] = [];
  const query = rowsThatAsk(question, dim);
  if (limit < 1 || query.data.length === 0) return { hits: [], found };
  const wanted = documents === undefined ? null : wantedPages(snapshot, documents);

  const parts: Part[] = [];
  const blocks: CodeBlock[] = [];
  for (const part of snapshot.parts) {
    if (part.entry.pages === 0 || (wanted !== null && !wanted.has(part))) continue;
    try {
      blocks.push(await part.segment.block());
      parts.push(part);
    } catch (error) {
      if (!isDamage(error)) throw error;
      found.push({ part, place: null, error });
    }
  }
  const keep = Math.max(RESCORED, RESCORED_A_HIT * limit);
  const scan = { blocks, wanted: parts.map((part) => wanted?.get(part) ?? part.live), keep };
  const candidates = (await kernel.scan(query, scan)).flatMap((kept) => {
    const part = parts[kept.block];
    return part === undefined ? [] : [{ part, page: kept.page, kept }];
  });

  const damaged = new Set<Kept>();
  const rows = candidates.map(({ part, page, kept }) => {
    const section = exact && part.segment.trailer.floats ? 'floats' : 'bytes';
    const stored = part.segment.stored(page, section);
    return {
      section,
      stored: checked(stored, (error) => {
        damaged.add(kept);
        found.push({ part, place: part.segment.table.owner(page), error });
      }),
    };
  });
  const scores = new Float64Array(candidates.length);
  for (const section of ['bytes', 'floats'] as const) {
    const places = rows.flatMap((row, i) => (row.section === section ? [i] : []));
    if (places.length === 0) continue;
    const pages = places.flatMap((i) => rows[i]?.stored ?? []);
    const some = await (section === 'bytes' ? kernel.rescore(query, pages) : kernel.exact(query, pages));
    for (const [n, i] of places.entries()) scores[i] = some[n] ?? 0;
  }
  const hits = candidates.flatMap(
    (
      {
        part: {
          segment: { table },
        },
        page,
        kept,
      },
      i,
    ) => {
      if (damaged.has(kept)) return [];
      const owner = table.owner(page);
      return [
        { document: table.document(owner), page: page - (table.firstPages[owner] ?? 0) + 1, score: scores[i] ?? 0 },
      ];
    },
  );
  return { hits: hits.sort(byScore).slice(0, limit), found };
}

/** Best first; equal ones by document and page. */
function byScore(a: PageHit, b: PageHit): number {
  return b.score - a.score || (a.document < b.document ? -1 : a.document > b.document ? 1 : a.page - b.page);
}

/** A question's rows but for those of zeros; refuses what is no number or of another width. */
function rowsThatAsk({ dim, data }: MultiVector, wanted: number): MultiVector {
  if (dim !== wanted || data.length % dim !== 0) throw unfit(`its rows are ${dim} wide and not ${wanted}`);
  if (!data.every(Number.isFinite)) throw unfit('a value in it is no number');
  const kept: number[] = [];
  for (let at = 0; at < data.length; at += dim) {
    const row = data.subarray(at, at + dim);
    if (row.some((value) => value !== 0)) kept.push(...row);
  }
  return { dim, data: Float32Array.from(kept) };
}

function unfit(why: string): InvoicectlError {
  return new InvoicectlError('VECTORS_UNFIT', `The question cannot be searched for: ${why}.`);
}

/** The pages of some documents, part by part; a part without any is not in it. */
function wantedPages(snapshot: Snapshot, documents: PageSearch['documents'] & {}): ReadonlyMap<Part, Uint8Array> {
  const wanted = new Map<Part, Uint8Array>();
  for (const document of documents) {
    const found = snapshot.find(document);
    if (found === null) continue;
    const pages = wanted.get(found.part) ?? new Uint8Array(found.part.entry.pages);
    const { firstPages } = found.part.segment.table;
    wanted.set(found.part, pages.fill(1, firstPages[found.place], firstPages[found.place + 1]));
  }
  return wanted;
}

/** Rows that are read as zeros where they are damaged, so that the other pages of a search are scored all the same. */
function checked(rows: StoredRows, note: (error: Error) => void): StoredRows {
  return {
    ...rows,
    async read(into) {
      try {
        await rows.read(into);
      } catch (error) {
        if (!isDamage(error)) throw error;
        into.fill(0);
        note(error);
      }
    },
  };
}
