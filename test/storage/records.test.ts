import { openDatabase } from '../../src/storage/database.ts';
import { sqliteQuery } from '../../src/storage/records/query.ts';
import { sqliteRecords } from '../../src/storage/records/sqlite.ts';
import { recordStoreContract } from '../contract/record-store.ts';
import { emptyHome } from './home.ts';

recordStoreContract('SQLite', async () => {
  const { db, close } = await openDatabase(emptyHome());
  return { records: sqliteRecords(db), query: sqliteQuery(db), close };
});
