import { sql } from 'kysely';
import type { Migratable } from './migratable.ts';
import { createViews } from './views.ts';

/** Several records a document: a record has an id of its own, and says which part of its document it is. */
export async function m002(db: Migratable): Promise<void> {
  for (const view of ['evidence', 'lines', 'taxes']) await db.schema.dropView(view).execute();
  await db.schema
    .createTable('records_new')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('document', 'text', (c) => c.notNull().references('documents.id').onDelete('cascade'))
    .addColumn('part', 'integer', (c) => c.notNull())
    .addColumn('parts', 'integer', (c) => c.notNull())
    .addColumn('first_page', 'integer')
    .addColumn('verdict', 'text', (c) => c.notNull())
    .addColumn('number', 'text')
    .addColumn('number_key', 'text')
    .addColumn('type_code', 'text')
    .addColumn('issue_date', 'text')
    .addColumn('due_date', 'text')
    .addColumn('seller', 'text')
    .addColumn('seller_key', 'text')
    .addColumn('seller_vat_id', 'text')
    .addColumn('buyer', 'text')
    .addColumn('currency', 'text')
    .addColumn('gross', 'text')
    .addColumn('gross_number', 'double precision')
    .addColumn('pages', 'integer', (c) => c.notNull())
    // last, so that reading the columns before it does not walk through the pages it spills over
    .addColumn('json', 'text', (c) => c.notNull())
    .execute();
  const kept = sql.raw(
    `verdict, number, number_key, type_code, issue_date, due_date, seller, seller_key, seller_vat_id, buyer, currency,
     gross, gross_number, pages, json`,
  );
  await sql`INSERT INTO records_new (id, document, part, parts, first_page, ${kept})
    SELECT document, document, 1, 1, CASE WHEN pages > 0 THEN 1 END, ${kept} FROM records`.execute(db);
  await db.schema.dropTable('records').execute();
  await db.schema.alterTable('records_new').renameTo('records').execute();
  await db.schema.createIndex('records_number').on('records').column('number_key').execute();
  await db.schema.createIndex('records_parts').unique().on('records').columns(['document', 'part']).execute();
  await createViews(db, 'r.id AS record, r.document');
}
