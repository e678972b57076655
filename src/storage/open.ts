import { join } from 'node:path';
import type { BlobStore, JobQueue, PageTexts, RecordQuery, RecordStore, TextSearch } from '../core/ports.ts';
import { diskBlobs } from './blobs/disk.ts';
import { check, type Health } from './check.ts';
import { openDatabase } from './database.ts';
import { sqliteJobs } from './jobs/sqlite.ts';
import { sqliteTextSearch } from './pages/search.ts';
import { sqlitePageTexts } from './pages/texts.ts';
import { sqliteQuery } from './records/query.ts';
import { sqliteRecords } from './records/sqlite.ts';

/** Everything that a home folder holds. */
export interface Store {
  readonly blobs: BlobStore;
  readonly jobs: JobQueue;
  readonly records: RecordStore;
  readonly query: RecordQuery;
  readonly texts: PageTexts & TextSearch;
  check(): Promise<Health>;
  close(): Promise<void>;
}

/** Opens a home folder, made when it does not exist, and tidies up after processes that were killed. */
export async function openStore(home: string): Promise<Store> {
  const database = await openDatabase(home);
  try {
    const blobs = diskBlobs(join(home, 'blobs'));
    await blobs.clean();
    const jobs = sqliteJobs(database.db);
    return {
      blobs,
      jobs,
      records: sqliteRecords(database.db),
      query: sqliteQuery(database.db),
      texts: { ...sqlitePageTexts(database.db), ...sqliteTextSearch(database.db) },
      check: () => check(database, blobs, jobs),
      close: database.close,
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
