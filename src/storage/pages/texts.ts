import type { Kysely } from 'kysely';
import type { KeptPage } from '../../core/page-text.ts';
import type { PageTexts } from '../../core/ports.ts';
import { recordOf } from '../records/query.ts';
import { subjectOf } from '../records/sqlite.ts';
import type { Schema } from '../schema.ts';
import { deletePages, insertPages } from './write.ts';

/** The words of pages in the database. */
export function sqlitePageTexts(db: Kysely<Schema>): PageTexts {
  return {
    async versions() {
      const rows = await db
        .selectFrom('documents')
        .select(['id', 'words_token'])
        .where('status', '=', 'completed')
        .orderBy('seq')
        .execute();
      return new Map(rows.map(({ id, words_token }) => [id, words_token]));
    },

    async pages(document) {
      const rows = await db
        .selectFrom('pages')
        .select(['page', 'width', 'height', 'boxes', 'about', 'words'])
        .where('document', '=', document)
        .orderBy('page')
        .execute();
      return rows.map(unpacked);
    },

    keep: (document, pages) =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('documents')
          .set(({ ref }) => ({ words_token: ref('token') }))
          .where('id', '=', document)
          .where('status', '=', 'completed')
          .where('words_token', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        const rows = await tx.selectFrom('records').select(['id', 'json']).where('document', '=', document).execute();
        const records = await Promise.all(rows.map(({ id, json }) => recordOf(id, json)));
        await deletePages(tx, document);
        await insertPages(tx, document, pages, records.map(subjectOf));
        return true;
      }),
  };
}

type PageRow = Pick<Schema['pages'], 'page' | 'width' | 'height' | 'boxes' | 'about' | 'words'>;

function unpacked({ page, width, height, boxes, about, words }: PageRow): KeptPage {
  // SQLite's bytes may lie at an odd address, which 16-bit numbers may not.
  return { number: page, width, height, text: words, boxes: new Uint16Array(Uint8Array.from(boxes).buffer), about };
}
