import { sql } from 'kysely';
import type { Migratable } from './migratable.ts';
import { createViews } from './views.ts';

/** What a document is, as a column to choose by. Of older records all that is known is their type. */
export async function m003(db: Migratable): Promise<void> {
  for (const view of ['evidence', 'lines', 'taxes']) await db.schema.dropView(view).execute();
  await sql`ALTER TABLE records ADD COLUMN kind TEXT NOT NULL DEFAULT 'invoice'`.execute(db);
  await sql`UPDATE records SET kind = 'credit_note' WHERE type_code = '381'`.execute(db);
  // so that the JSON stays the last column
  await sql`ALTER TABLE records ADD COLUMN json_last TEXT NOT NULL DEFAULT ''`.execute(db);
  await sql`UPDATE records SET json_last = json`.execute(db);
  await sql`ALTER TABLE records DROP COLUMN json`.execute(db);
  await sql`ALTER TABLE records RENAME COLUMN json_last TO json`.execute(db);
  await createViews(db, 'r.id AS record, r.document', { kinds: true });
}
