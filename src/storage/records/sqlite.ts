import type { Kysely } from 'kysely';
import { textKey, valueKey } from '../../core/normal.ts';
import type { RecordStore } from '../../core/ports.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { recordId } from '../../core/record-id.ts';
import { deletePages, insertPages, type Subject } from '../pages/write.ts';
import type { Schema } from '../schema.ts';
import { type RecordOptions, recordOf } from './query.ts';

/** Writes documents and their records to the database. */
export function sqliteRecords(db: Kysely<Schema>, options: RecordOptions = {}): RecordStore {
  const { now = Date.now } = options;
  return {
    add: (source) =>
      db.transaction().execute(async (tx) => {
        const { id, file, path, bytes } = source;
        const added = await tx
          .insertInto('documents')
          .values({ id, file, path, bytes, status: 'pending', submitted_at: now(), token: 0 })
          .onConflict((c) => c.column('id').doNothing())
          .executeTakeFirst();
        await tx
          .insertInto('sources')
          .values({ document: id, path, file, found_at: now() })
          .onConflict((c) => c.doNothing())
          .execute();
        if (added.numInsertedOrUpdatedRows !== 0n) return 'new';
        const known = await tx.selectFrom('documents').select('status').where('id', '=', id).executeTakeFirst();
        return known?.status === 'completed' ? 'known' : 'new';
      }),

    commit: (id, result, token) =>
      db.transaction().execute(async (tx) => {
        const problem = result.status === 'failed' ? JSON.stringify(result.problem) : null;
        const kept =
          result.status === 'failed' &&
          (await tx.selectFrom('records').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
        const { numUpdatedRows } = await tx
          .updateTable('documents')
          .set({
            status: kept ? 'completed' : result.status,
            token,
            processed_at: now(),
            ms: Math.round(result.ms),
            problem,
            // words of an earlier result stay with its records
            ...(result.status === 'completed' && { words_token: result.pages === undefined ? null : token }),
          })
          .where('id', '=', id)
          .where('token', '<=', token)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        if (result.status === 'completed') {
          await tx.deleteFrom('records').where('document', '=', id).execute();
          await deletePages(tx, id);
          const { records, pages } = result;
          // One statement each: it is prepared once, however many there are.
          for (const [i, record] of records.entries()) {
            const place = { id: recordId(id, i + 1), document: id, part: i + 1, parts: records.length };
            await tx
              .insertInto('records')
              .values({ ...place, ...valuesOf(record) })
              .execute();
          }
          if (pages !== undefined) await insertPages(tx, id, pages, records.map(subjectOf));
        }
        return true;
      }),

    revise: (id, change) =>
      db.transaction().execute(async (tx) => {
        const row = await tx.selectFrom('records').select('json').where('id', '=', id).executeTakeFirst();
        if (row === undefined) return false;
        const changed = valuesOf(change(await recordOf(id, row.json)));
        await tx.updateTable('records').set(changed).where('id', '=', id).execute();
        return true;
      }),

    remove: (id) =>
      db.transaction().execute(async (tx) => {
        await tx.deleteFrom('jobs').where('document', '=', id).execute();
        await tx.deleteFrom('records').where('document', '=', id).execute();
        await deletePages(tx, id);
        await tx.deleteFrom('sources').where('document', '=', id).execute();
        const { numDeletedRows } = await tx.deleteFrom('documents').where('id', '=', id).executeTakeFirst();
        return numDeletedRows > 0n;
      }),
  };
}

/** What a row says of its record, beside whose it is. */
function valuesOf(record: InvoiceRecord): Omit<Schema['records'], 'id' | 'document' | 'part' | 'parts'> {
  const { header, parties, totals } = record;
  const number = header.number?.value ?? null;
  const seller = parties.seller.name?.value ?? null;
  const gross = totals.gross?.value ?? null;
  return {
    json: JSON.stringify(record),
    verdict: record.verdict,
    kind: record.kind.value,
    number,
    number_key: number === null ? null : valueKey('id', number),
    type_code: header.typeCode?.value ?? null,
    issue_date: header.issueDate?.value ?? null,
    due_date: header.dueDate?.value ?? null,
    seller,
    seller_key: seller === null ? null : textKey(seller),
    seller_vat_id: parties.seller.vatId?.value ?? null,
    buyer: parties.buyer.name?.value ?? null,
    currency: header.currency?.value ?? null,
    gross,
    gross_number: gross === null || Number.isNaN(Number(gross)) ? null : Number(gross),
    first_page: record.pages[0]?.number ?? null,
    pages: record.pages.length,
  };
}

/** What a record's pages are found by, beside what is printed on them. */
export function subjectOf({ header, parties, pages }: InvoiceRecord): Subject {
  const { seller, buyer } = parties;
  return {
    first: pages[0]?.number ?? 0,
    last: pages.at(-1)?.number ?? 0,
    words: [header.number?.value, seller.name?.value, buyer.name?.value].filter((word) => word !== undefined),
    issued: header.issueDate?.value ?? null,
  };
}
