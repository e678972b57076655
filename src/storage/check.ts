import { statSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import { InvoicectlError } from '../core/errors.ts';
import type { Depth, JobQueue, Sha256 } from '../core/ports.ts';
import type { DiskBlobs } from './blobs/disk.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** What `doctor` finds in a home folder. */
export interface Health {
  /** What SQLite's own check found wrong; empty when the file is sound. */
  readonly damage: readonly string[];
  /** Bytes of the database file. */
  readonly databaseBytes: number;
  readonly documents: { readonly pending: number; readonly completed: number; readonly failed: number };
  readonly jobs: Depth;
  readonly blobs: {
    readonly count: number;
    readonly bytes: number;
    /** Documents whose bytes are not there, or not in full. */
    readonly missing: readonly Sha256[];
    /** Bytes that belong to no document. */
    readonly orphaned: readonly Sha256[];
    /** Temporary files, of writes that go on or were cut off. */
    readonly leftovers: readonly string[];
  };
}

/**
 * Has SQLite check its file and compares the database with the blobs, by names and sizes, not by their bytes.
 * A damaged database is not compared: what it does not say is not missing.
 */
export async function check({ db, path }: Database, blobs: DiskBlobs, jobs: JobQueue): Promise<Health> {
  const damage = await damageOf(db);
  const sound = damage.length === 0;
  const documents = sound ? await db.selectFrom('documents').select(['id', 'bytes', 'status']).execute() : [];
  const unseen = new Map(documents.map(({ id, bytes }) => [id, bytes]));
  const orphaned: Sha256[] = [];
  let [count, bytes] = [0, 0];
  for await (const blob of blobs.all()) {
    count += 1;
    bytes += blob.bytes;
    const expected = unseen.get(blob.id);
    if (expected === undefined && sound) orphaned.push(blob.id);
    if (expected === blob.bytes) unseen.delete(blob.id);
  }
  const having = (status: string) => documents.filter((document) => document.status === status).length;
  return {
    damage,
    databaseBytes: statSync(path).size,
    documents: { pending: having('pending'), completed: having('completed'), failed: having('failed') },
    jobs: sound ? await jobs.depth() : { waiting: 0, leased: 0, dead: 0 },
    blobs: { count, bytes, missing: [...unseen.keys()], orphaned, leftovers: await blobs.leftovers() },
  };
}

async function damageOf(db: Kysely<Schema>): Promise<readonly string[]> {
  try {
    const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check(20)`.execute(db);
    return rows.map((row) => row.quick_check).filter((line) => line !== 'ok');
  } catch (error) {
    if (error instanceof InvoicectlError && error.code === 'HOME_CORRUPT') return [error.message];
    throw error;
  }
}
