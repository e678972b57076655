import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Depth, JobQueue, Sha256 } from '../core/ports.ts';
import type { DiskBlobs } from './blobs/disk.ts';
import type { Database } from './database.ts';
import { homeError } from './failure.ts';

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

/** Compares the database with the blobs and has SQLite check its file. Reads names and sizes, not the bytes. */
export async function check({ db, path }: Database, blobs: DiskBlobs, jobs: JobQueue): Promise<Health> {
  const found = await sql<{ quick_check: string }>`PRAGMA quick_check(20)`.execute(db);
  const documents = await db.selectFrom('documents').select(['id', 'bytes', 'status']).execute();
  const unseen = new Map(documents.map(({ id, bytes }) => [id, bytes]));
  const orphaned: Sha256[] = [];
  const cut: Sha256[] = [];
  let count = 0;
  let bytes = 0;
  for await (const blob of blobs.all()) {
    count += 1;
    bytes += blob.bytes;
    const expected = unseen.get(blob.id);
    if (expected === undefined) orphaned.push(blob.id);
    else if (expected !== blob.bytes) cut.push(blob.id);
    unseen.delete(blob.id);
  }
  const having = (status: string) => documents.filter((document) => document.status === status).length;
  return {
    damage: found.rows.map((row) => row.quick_check).filter((line) => line !== 'ok'),
    databaseBytes: (
      await stat(path).catch((error: unknown) => {
        throw homeError(error, path);
      })
    ).size,
    documents: { pending: having('pending'), completed: having('completed'), failed: having('failed') },
    jobs: await jobs.depth(),
    blobs: { count, bytes, missing: [...cut, ...unseen.keys()], orphaned, leftovers: await blobs.leftovers() },
  };
}
