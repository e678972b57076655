import { sql } from 'kysely';
import type { Migratable } from './migratable.ts';
import { createViews } from './views.ts';

/** Documents, where they were found, their records, and the jobs; views of the records' JSON for whoever opens the file. */
export async function m001(db: Migratable): Promise<void> {
  await db.schema
    .createTable('documents')
    .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('file', 'text', (c) => c.notNull())
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('bytes', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('submitted_at', 'bigint', (c) => c.notNull())
    .addColumn('token', 'bigint', (c) => c.notNull())
    .addColumn('processed_at', 'bigint')
    .addColumn('ms', 'integer')
    .addColumn('problem', 'text')
    .execute();
  await db.schema
    .createTable('sources')
    .addColumn('document', 'text', (c) => c.notNull().references('documents.id').onDelete('cascade'))
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('file', 'text', (c) => c.notNull())
    .addColumn('found_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('sources_key', ['document', 'path'])
    .execute();
  await db.schema
    .createTable('records')
    .addColumn('document', 'text', (c) => c.primaryKey().notNull().references('documents.id').onDelete('cascade'))
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
  await db.schema
    .createTable('jobs')
    .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('document', 'text', (c) => c.notNull().unique())
    .addColumn('file', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('token', 'bigint', (c) => c.notNull())
    .addColumn('owner', 'text')
    .addColumn('visible_at', 'bigint')
    .addColumn('problem', 'text')
    .execute();
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (c) => c.primaryKey().notNull())
    .addColumn('value', 'bigint', (c) => c.notNull())
    .execute();
  await sql`INSERT INTO counters (name, value) VALUES ('token', 0)`.execute(db);
  // so that claiming a job is one statement, and tokens grow on although jobs that are done are deleted
  await sql`CREATE TRIGGER jobs_claimed AFTER UPDATE OF token ON jobs
    BEGIN UPDATE counters SET value = NEW.token WHERE name = 'token'; END`.execute(db);

  // looked up for every document, the others' columns only for a person: scanning 10,000 rows takes 2 ms
  await db.schema.createIndex('records_number').on('records').column('number_key').execute();
  await db.schema.createIndex('jobs_due').on('jobs').columns(['visible_at', 'seq']).execute();
  await createViews(db, 'r.document');
}
