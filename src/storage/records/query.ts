import { type Kysely, sql } from 'kysely';
import { InvoicectlError } from '../../core/errors.ts';
import { textKey, valueKey } from '../../core/normal.ts';
import type { Problem } from '../../core/page.ts';
import type { Filter, RecordId, RecordQuery, Summary } from '../../core/ports.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { splitId } from '../../core/record-id.ts';
import type { Schema } from '../schema.ts';

/** How records are read and written; the defaults are what the commands use. */
export interface RecordOptions {
  readonly now?: () => number;
}

/** Reads documents and their records from the database. */
export function sqliteQuery(db: Kysely<Schema>, options: RecordOptions = {}): RecordQuery {
  const { now = Date.now } = options;

  const isHeld = () => sql<boolean>`coalesce(jobs.state = 'leased' and jobs.visible_at > ${now()}, false)`;

  const summaries = () =>
    db
      .selectFrom('documents')
      .leftJoin('records', 'records.document', 'documents.id')
      .leftJoin('jobs', 'jobs.document', 'documents.id')
      .select([
        'documents.id as document',
        'records.id',
        'records.part',
        'records.parts',
        'documents.file',
        'documents.path',
        'documents.status',
        'documents.submitted_at',
        'documents.problem',
        'records.verdict',
        'records.kind',
        'records.number',
        'records.type_code',
        'records.issue_date',
        'records.due_date',
        'records.seller',
        'records.seller_vat_id',
        'records.buyer',
        'records.currency',
        'records.gross',
        'records.first_page',
        'records.pages',
        isHeld().as('held'),
      ]);

  function matching(filter: Filter) {
    const {
      documents,
      like,
      seller,
      number,
      since,
      until,
      status,
      verdict,
      kind,
      before,
      minAmount,
      maxAmount,
      limit,
    } = filter;
    let query = summaries().orderBy('documents.seq', 'desc').orderBy('records.part', 'desc');
    // One bound value however many ids there are: SQLite takes 32,766 of them, and a statement is prepared once.
    if (documents !== undefined)
      query = query.where(sql<boolean>`documents.id in (select value from json_each(${JSON.stringify(documents)}))`);
    if (like !== undefined) query = query.where(isLike(like));
    if (seller !== undefined) query = query.where('records.seller_key', 'like', `%${textKey(seller)}%`);
    if (number !== undefined) query = query.where('records.number_key', '=', valueKey('id', number));
    if (since !== undefined) query = query.where('records.issue_date', '>=', since);
    if (until !== undefined) query = query.where('records.issue_date', '<=', until);
    if (verdict !== undefined) query = query.where('records.verdict', '=', verdict);
    if (kind !== undefined) query = query.where('records.kind', '=', kind);
    if (before !== undefined)
      query = query.where('documents.seq', '<', (eb) =>
        eb.selectFrom('documents as later').select('later.seq').where('later.id', '=', before),
      );
    if (minAmount !== undefined) query = query.where('records.gross_number', '>=', Number(minAmount));
    if (maxAmount !== undefined) query = query.where('records.gross_number', '<=', Number(maxAmount));
    if (status === 'processing') query = query.where('documents.status', '=', 'pending').where(isHeld());
    else if (status !== undefined) query = query.where('documents.status', '=', status);
    if (status === 'pending') query = query.where((eb) => eb.not(isHeld()));
    return limit === undefined ? query : query.limit(limit);
  }

  /** A name may end like the id of a part, so both are looked for. */
  function isLike(like: string) {
    const { base, part } = splitId(like);
    const whole = sql<boolean>`documents.id in (${idsLike(like)})`;
    if (part === null) return whole;
    return sql<boolean>`(${whole} or (documents.id in (${idsLike(base)}) and coalesce(records.part, 1) = ${part}))`;
  }

  function idsLike(like: string) {
    const named = db
      .selectFrom('sources')
      .select('document as id')
      .where(({ or, eb }) => or([eb('path', '=', like), eb('file', '=', like)]));
    if (!/^[0-9a-f]{1,64}$/i.test(like)) return named;
    const start = like.toLowerCase();
    // ids are lower-case hexadecimal, so what begins with `start` lies from it up to it followed by "g"
    return named.union(db.selectFrom('documents').select('id').where('id', '>=', start).where('id', '<', `${start}g`));
  }

  return {
    async list(filter) {
      return (await matching(filter).execute()).map(summaryOf);
    },

    async get(id) {
      const { base, part } = splitId(id);
      const row = await summaries()
        .select('records.json')
        .where('documents.id', '=', base)
        .where(sql<boolean>`coalesce(records.part, 1) = ${part ?? 1}`)
        .executeTakeFirst();
      if (row === undefined) return null;
      const sources = await db
        .selectFrom('sources')
        .select('path')
        .where('document', '=', base)
        .orderBy('found_at')
        .orderBy('path')
        .execute();
      return {
        summary: summaryOf(row),
        paths: sources.map(({ path }) => path),
        record: row.json === null ? null : await recordOf(id, row.json),
      };
    },
  };
}

interface SummaryRow {
  readonly document: string;
  readonly id: string | null;
  readonly part: number | null;
  readonly parts: number | null;
  readonly file: string;
  readonly path: string;
  readonly status: Schema['documents']['status'];
  /** SQLite has no booleans: 0 or 1. */
  readonly held: boolean | number;
  readonly submitted_at: number;
  readonly problem: string | null;
  readonly verdict: Summary['verdict'];
  readonly kind: Summary['kind'];
  readonly number: string | null;
  readonly type_code: string | null;
  readonly issue_date: string | null;
  readonly due_date: string | null;
  readonly seller: string | null;
  readonly seller_vat_id: string | null;
  readonly buyer: string | null;
  readonly currency: string | null;
  readonly gross: string | null;
  readonly first_page: number | null;
  readonly pages: number | null;
}

function summaryOf(row: SummaryRow): Summary {
  return {
    id: row.id ?? row.document,
    document: row.document,
    part: row.part ?? 1,
    parts: row.parts ?? 1,
    file: row.file,
    path: row.path,
    status: row.status === 'pending' && row.held ? 'processing' : row.status,
    submittedAt: new Date(row.submitted_at).toISOString(),
    verdict: row.verdict,
    kind: row.kind,
    number: row.number,
    typeCode: row.type_code,
    issueDate: row.issue_date,
    dueDate: row.due_date,
    seller: row.seller,
    sellerVatId: row.seller_vat_id,
    buyer: row.buyer,
    currency: row.currency,
    gross: row.gross,
    firstPage: row.first_page,
    pages: row.pages,
    problem: row.problem === null ? null : problemOf(row.document, row.problem),
  };
}

/**
 * A stored record, checked. The schema takes longer to load than most commands take to run, so it is loaded where a
 * record is read whole.
 */
export async function recordOf(id: RecordId, json: string): Promise<InvoiceRecord> {
  const { InvoiceRecordSchema } = await import('../../core/record.ts');
  try {
    return InvoiceRecordSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw damaged(id, cause);
  }
}

function problemOf(id: RecordId, json: string): Problem {
  try {
    const value: unknown = JSON.parse(json);
    if (isProblem(value)) return value;
  } catch (cause) {
    throw damaged(id, cause);
  }
  throw damaged(id);
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  return 'code' in value && typeof value.code === 'string' && 'message' in value && typeof value.message === 'string';
}

function damaged(id: RecordId, cause?: unknown): InvoicectlError {
  return new InvoicectlError('HOME_CORRUPT', `The record of ${id} in the database is damaged.`, {
    hint: 'Ingest the file again with --force.',
    cause,
  });
}
