import { sql } from 'kysely';
import type { Migratable } from './migratable.ts';

/**
 * The words of pages, for search. `documents.words_token` is the token of the result that they are of; of documents that
 * were read before it is null, and `index` reads their words from their bytes.
 */
export async function m004(db: Migratable): Promise<void> {
  await sql`ALTER TABLE documents ADD COLUMN words_token BIGINT`.execute(db);
  await db.schema
    .createTable('pages')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('document', 'text', (c) => c.notNull().references('documents.id').onDelete('cascade'))
    .addColumn('page', 'integer', (c) => c.notNull())
    .addColumn('width', 'double precision', (c) => c.notNull())
    .addColumn('height', 'double precision', (c) => c.notNull())
    .addColumn('boxes', 'blob', (c) => c.notNull())
    .addColumn('about', 'text', (c) => c.notNull())
    // last, so that reading the columns before it does not walk through the pages it spills over
    .addColumn('words', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('pages_key').unique().on('pages').columns(['document', 'page']).execute();
  // Terms come folded (core/terms.ts), so the tokenizer has nothing to do but part them. No text is kept twice.
  await sql`CREATE VIRTUAL TABLE page_terms USING fts5(printed, about,
    content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0")`.execute(db);
  await sql`CREATE VIRTUAL TABLE page_term_counts USING fts5vocab('page_terms', 'row')`.execute(db);
  await sql`CREATE TRIGGER pages_deleted AFTER DELETE ON pages
    BEGIN DELETE FROM page_terms WHERE rowid = OLD.id; END`.execute(db);
}
