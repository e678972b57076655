import { type Kysely, sql } from 'kysely';
import type { TextSearch } from '../../core/ports.ts';
import type { Schema } from '../schema.ts';

/** What the invoice on a page is about weighs less than what is printed there: it is the same on all its pages. */
const ABOUT = 0.5;

/** Full-text search over the words of pages, in the database. */
export function sqliteTextSearch(db: Kysely<Schema>): TextSearch {
  return {
    async find(terms, { limit, documents }) {
      const match = matching(terms);
      if (match === null) return [];
      const among =
        documents === undefined
          ? sql``
          : sql`AND pages.document IN (SELECT value FROM json_each(${JSON.stringify([...documents])}))`;
      const { rows } = await sql<{ document: string; page: number; rank: number }>`
        SELECT pages.document, pages.page, bm25(page_terms, 1.0, ${sql.lit(ABOUT)}) AS rank
        FROM page_terms JOIN pages ON pages.id = page_terms.rowid
        WHERE page_terms MATCH ${match} ${among}
        ORDER BY rank, pages.document, pages.page LIMIT ${limit}`.execute(db);
      return rows.map(({ document, page, rank }) => ({ document, page, score: -rank }));
    },

    async spread(terms) {
      const { rows } = await sql<{ term: string; doc: number }>`
        SELECT term, doc FROM page_term_counts
        WHERE term IN (SELECT value FROM json_each(${JSON.stringify(terms)}))`.execute(db);
      const pages = await db
        .selectFrom('pages')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return { pages: pages.count, of: new Map(rows.map(({ term, doc }) => [term, doc])) };
    },
  };
}

/** A query for any of the terms. Each is quoted, so nothing in it is syntax; `null` where none has a letter or digit. */
export function matching(terms: readonly string[]): string | null {
  const quoted = terms
    .filter((term) => /[\p{L}\p{N}]/u.test(term))
    .map((term) => `"${term.replaceAll('"', ' ').replaceAll('\0', ' ')}"`);
  return quoted.length === 0 ? null : quoted.join(' OR ');
}
