import { type Kysely, sql } from 'kysely';
import type { PageText } from '../../core/page-text.ts';
import { monthTerm, termsOf } from '../../core/terms.ts';
import type { Schema } from '../schema.ts';

/** What an invoice is found by on any of its pages: `from` the first `to` the last of them in the file. */
export interface Subject {
  readonly first: number;
  readonly last: number;
  /** Its number and its parties. */
  readonly words: readonly string[];
  /** ISO date. */
  readonly issued: string | null;
}

/** Takes out the pages of a document; a trigger takes out their terms. */
export async function deletePages(db: Kysely<Schema>, document: string): Promise<void> {
  await db.deleteFrom('pages').where('document', '=', document).execute();
}

/** Writes the pages of a document that has none. */
export async function insertPages(
  db: Kysely<Schema>,
  document: string,
  pages: readonly PageText[],
  subjects: readonly Subject[],
): Promise<void> {
  for (const { number, width, height, text, boxes } of pages) {
    const packed = new Uint8Array(boxes.buffer, boxes.byteOffset, boxes.byteLength);
    const about = subjects.flatMap((subject) => aboutOf(subject, number)).join(' ');
    const { id } = await db
      .insertInto('pages')
      .values({ document, page: number, width, height, boxes: packed, about, words: text })
      .returning('id')
      .executeTakeFirstOrThrow();
    const printed = text.split('\n').flatMap(termsOf).join(' ');
    await sql`INSERT INTO page_terms (rowid, printed, about) VALUES (${id}, ${printed}, ${about})`.execute(db);
  }
}

/** Terms of a subject, where it covers page `number`; a month is a term of its own (`monthTerm`). */
function aboutOf({ first, last, words, issued }: Subject, number: number): readonly string[] {
  if (number < first || number > last) return [];
  const terms = words.flatMap((text) => text.split(/\s+/)).flatMap(termsOf);
  if (issued === null) return terms;
  const [year = '', month = ''] = issued.split('-');
  return [...terms, issued.replaceAll('-', ''), monthTerm(year, month), year];
}
