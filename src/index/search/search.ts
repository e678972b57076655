import { wordsOf } from '../../core/page-text.ts';
import type { PageTexts, Sha256, TextSearch } from '../../core/ports.ts';
import type { PageEncoder, PageHit, PageIndex, PageKey } from '../../core/vectors.ts';
import { lookAt } from './look.ts';
import { questionOf } from './question.ts';
import { weightsOf } from './weigh.ts';

/** An encoder with the pages that it has encoded so far. */
export interface Searched {
  readonly encoder: PageEncoder;
  readonly index: PageIndex;
  /** Whether it may not have encoded all pages yet: what it does not hold is not held against a page. */
  readonly partial: boolean;
}

/** What is searched. */
export interface SearchTools {
  readonly texts: PageTexts & TextSearch;
  readonly indexes: readonly Searched[];
}

/** How it is searched. */
export interface SearchWish {
  readonly limit: number;
  readonly documents?: ReadonlySet<Sha256> | undefined;
  readonly exact?: boolean | undefined;
  /** Whether a page of these documents is wanted: a file may hold pages of other invoices. */
  readonly among?: ((key: PageKey) => boolean) | undefined;
}

/** A page that was found, and what each way of looking says of it: 0 to 1, where it looked there. */
export interface FoundPage extends PageKey {
  readonly score: number;
  /** How much of what is asked stands on it, 0 to 1; each word by its weight. */
  readonly covered: number;
  /** By encoder; `words` is the full-text search. */
  readonly by: Readonly<Record<string, number>>;
}

/** Candidates that each way of looking brings, at least: the best of one may be far down in another. */
const CANDIDATES = 100;
/** What makes up a score: how the rankings place a page, what of the question stands on it, and what stands together. */
const WEIGHTS = { fused: 0.4, page: 0.3, together: 0.3 } as const;
/** Of all candidates the best are looked at word by word. */
const LOOKED_AT = 40;

/**
 * Pages that fit a question, best first. Late interaction of every encoder and whole words (BM25) bring candidates; the
 * best of them are looked at word by word.
 */
export async function searchPages(
  text: string,
  { texts, indexes }: SearchTools,
  { limit, documents, exact, among }: SearchWish,
): Promise<readonly FoundPage[]> {
  const question = questionOf(text);
  if (question.words.length === 0 || documents?.size === 0) return [];
  const most = Math.max(CANDIDATES, 4 * limit);
  const words = question.words.filter(({ stop }) => !stop);
  const terms = (words.length > 0 ? words : question.words).flatMap((word) => word.terms);
  const all = [...new Set([...terms, ...question.dates])];
  const ways = [
    {
      name: 'words',
      held: null,
      hits: await wantedOf((count) => texts.find(all, { limit: count, documents }), most, among),
    },
    ...(await Promise.all(
      indexes.map(async ({ encoder, index, partial }) => {
        const query = await encoder.encodeQuery(text);
        return {
          name: encoder.id,
          held: partial ? await index.documents() : null,
          hits: await wantedOf((count) => index.search(query, { limit: count, documents, exact }), most, among),
        };
      }),
    )),
  ];
  const candidates = fused(ways).slice(0, Math.max(LOOKED_AT, 2 * limit));
  const weights = await weightsOf(question, texts);
  const looked: FoundPage[] = [];
  for (const candidate of candidates) {
    const page = (await texts.pages(candidate.document)).find(({ number }) => number === candidate.page);
    // Removed a moment ago: an index may still hold it.
    if (page === undefined) continue;
    const { page: covered, together } = lookAt(question, weights, wordsOf(page), page.about);
    const score = WEIGHTS.fused * candidate.score + WEIGHTS.page * covered + WEIGHTS.together * together;
    looked.push({ ...candidate, covered, score });
  }
  return looked.sort(byScore).slice(0, limit);
}

/** The best `most` hits that are wanted: further down is looked as long as unwanted ones take up their places. */
async function wantedOf<Hit extends PageKey>(
  find: (count: number) => Promise<readonly Hit[]>,
  most: number,
  among: SearchWish['among'],
): Promise<readonly Hit[]> {
  for (let count = most; ; count *= 4) {
    const hits = await find(count);
    const wanted = among === undefined ? hits : hits.filter(among);
    if (wanted.length >= most || hits.length < count) return wanted.slice(0, most);
  }
}

type Candidate = Omit<FoundPage, 'covered'>;

interface Way {
  readonly name: string;
  /** Documents that it knows; `null` for all. */
  readonly held: { has(document: Sha256): boolean } | null;
  readonly hits: readonly Pick<PageHit, 'document' | 'page' | 'score'>[];
}

/**
 * Joins rankings by the mean of their scores. Each is brought to 1 for its best page and 0 for the last of its
 * candidates, which is what a page gets that is not among them. A ranking has no say about documents that it does not know.
 */
function fused(ways: readonly Way[]): readonly Candidate[] {
  const found = new Map<string, PageKey & { by: Record<string, number> }>();
  for (const { name, held, hits } of ways) {
    const best = hits[0]?.score ?? 0;
    // A model says about as much to all pages: what counts is what it says more.
    const least = hits.length >= CANDIDATES || held !== null ? (hits.at(-1)?.score ?? 0) : 0;
    for (const { document, page, score } of hits) {
      const key = `${document}/${page}`;
      const entry = found.get(key) ?? { document, page, by: {} };
      entry.by[name] = best > least ? Math.max(0, (score - least) / (best - least)) : 1;
      found.set(key, entry);
    }
  }
  return [...found.values()]
    .map(({ document, page, by }) => ({
      document,
      page,
      by,
      score: meanOf(ways.filter(({ held }) => held === null || held.has(document)).map(({ name }) => by[name] ?? 0)),
    }))
    .sort(byScore);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Best first; equal ones in the order of document and page. */
function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || (a.document < b.document ? -1 : a.document > b.document ? 1 : a.page - b.page);
}
