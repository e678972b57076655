import { type Page, wordlessPage } from '../core/page.ts';
import { type PageText, wordsOf } from '../core/page-text.ts';
import type { PageTexts, Sha256 } from '../core/ports.ts';
import type { PageRaster } from '../core/raster.ts';
import type { EncodedDocument, PageEncoder, PageIndex, PageVectors } from '../core/vectors.ts';

/** Draws the pages of one document, upright. */
export interface Pictures {
  page(number: number): Promise<PageRaster>;
  close(): Promise<void>;
}

/** What an index follows, and by what means. */
export interface Followed {
  readonly texts: PageTexts;
  readonly index: PageIndex;
  /** Asked once something is to be encoded. */
  readonly encoder: () => Promise<PageEncoder>;
  /** Asked by encoders that look; the document's bytes are read for it. */
  readonly pictures: (document: Sha256) => Promise<Pictures>;
}

/** How far to go. */
export interface FollowOrder {
  /** Documents to encode at most. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told before a page is encoded, where pages are encoded one at a time, and after a batch of documents. */
  readonly onProgress?: ((progress: FollowProgress) => void) | undefined;
  /** One page at a time, each document put as soon as it is encoded: for encoders that take seconds a page. */
  readonly slow?: boolean | undefined;
}

/** Where the work is. */
export interface FollowProgress {
  readonly done: number;
  readonly of: number;
  readonly pages: number;
  readonly document?: Sha256 | undefined;
}

/** What was done, and what is left to do. */
export interface Following {
  readonly documents: number;
  readonly pages: number;
  readonly removed: number;
  /** Documents that are still to be encoded. */
  readonly left: number;
  /** Pages that could not be drawn: they are held without a row. */
  readonly failed: readonly { readonly document: Sha256; readonly page: number; readonly reason: string }[];
}

/** Rows of a batch of documents at most, about: a few megabytes. */
const BATCH_PAGES = 64;

/** Documents whose pages an index does not hold as they are now, in the order they came in. Such without words are none. */
export async function pendingIn(texts: PageTexts, index: PageIndex): Promise<readonly [Sha256, number][]> {
  const held = await index.documents();
  return [...(await texts.versions())].flatMap(([document, version]): readonly [Sha256, number][] =>
    version === null || held.get(document) === version ? [] : [[document, version]],
  );
}

/**
 * Brings an index up to what the store holds: takes out what is gone, encodes what is new or was read again. What was
 * encoded before it is stopped stays, so the next call goes on from there.
 */
export async function follow(
  { texts, index, encoder, pictures }: Followed,
  { limit = Number.POSITIVE_INFINITY, signal, onProgress, slow = false }: FollowOrder = {},
): Promise<Following> {
  const known = await texts.versions();
  const gone = [...(await index.documents()).keys()].filter((document) => !known.has(document));
  if (gone.length > 0) await index.remove(gone);
  const pending = await pendingIn(texts, index);
  const wanted = pending.slice(0, limit);
  const failed: { document: Sha256; page: number; reason: string }[] = [];
  let [documents, pages] = [0, 0];
  let batch: EncodedDocument[] = [];
  let batchPages = 0;

  async function flush(): Promise<void> {
    if (batch.length === 0) return;
    await index.put(batch);
    documents += batch.length;
    batch = [];
    batchPages = 0;
    onProgress?.({ done: documents, of: wanted.length, pages });
  }

  for (const [document, version] of wanted) {
    if (signal?.aborted) break;
    const kept = await texts.pages(document);
    const opened = drawing(() => pictures(document));
    const encoded: PageVectors[] = [];
    try {
      const working = await encoder();
      for (const page of kept) {
        if (signal?.aborted && slow) break;
        if (slow) onProgress?.({ done: documents, of: wanted.length, pages, document });
        const drawn = opened.page(page.number);
        encoded.push(
          ...(await working.encodePages([{ page: pageOf(page), draw: drawn.draw }]).catch(drawn.excuse(working.dim))),
        );
        const { reason } = drawn.failure;
        if (reason !== null) failed.push({ document, page: page.number, reason });
        pages += 1;
      }
    } finally {
      await opened.close();
    }
    if (encoded.length < kept.length) break;
    batch.push({ document, version, pages: encoded });
    batchPages += kept.length;
    if (slow || batchPages >= BATCH_PAGES) await flush();
  }
  await flush();
  return { documents, pages, removed: gone.length, left: pending.length - documents, failed };
}

/** The page as an encoder takes it: what search does not keep is what words mostly are. */
function pageOf(text: PageText): Page {
  const { number, width, height } = text;
  const words = wordsOf(text).map(({ text: word, box }) => ({
    text: word,
    box,
    size: box.h,
    bold: false,
    confidence: 1,
  }));
  return { ...wordlessPage(number, { width, height }), textLayer: words.length > 0 ? 'good' : 'missing', words };
}

/** Opens the pictures of a document when the first is asked for, and tells a page that cannot be drawn from a failing encoder. */
function drawing(open: () => Promise<Pictures>) {
  let opened: Promise<Pictures> | null = null;
  return {
    page(number: number) {
      const failure: { reason: string | null } = { reason: null };
      return {
        failure,
        async draw(): Promise<PageRaster> {
          try {
            opened ??= open();
            return await (await opened).page(number);
          } catch (error) {
            failure.reason = error instanceof Error ? error.message : String(error);
            throw error;
          }
        },
        excuse:
          (dim: number) =>
          (error: unknown): readonly PageVectors[] => {
            if (failure.reason === null) throw error;
            return [{ dim, data: new Float32Array(0), boxes: [] }];
          },
      };
    },
    async close(): Promise<void> {
      await (await opened?.catch(() => null))?.close();
    },
  };
}
