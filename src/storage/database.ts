import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import { InvoicectlError } from '../core/errors.ts';
import { kyselyOn } from './driver.ts';
import { codeOf, homeError } from './failure.ts';
import { makeFolder } from './folder.ts';
import { m001 } from './migrations/m001-initial.ts';
import { m002 } from './migrations/m002-parts.ts';
import { m003 } from './migrations/m003-kinds.ts';
import { m004 } from './migrations/m004-pages.ts';
import type { Migratable } from './migrations/migratable.ts';
import type { Schema } from './schema.ts';

/** In the order in which they run; a database's `user_version` is how many of them it has had. */
const MIGRATIONS: readonly ((db: Migratable) => Promise<void>)[] = [m001, m002, m003, m004];

/** How a database is opened; the defaults are what the commands use. */
export interface DatabaseOptions {
  /** How long a statement waits for another process's write. */
  readonly busyMs?: number;
  /** Sees every statement before it runs; tests throw from it to stop at an exact place. */
  readonly onStatement?: (sql: string) => void;
}

/** The open database. */
export interface Database {
  readonly path: string;
  readonly db: Kysely<Schema>;
  close(): Promise<void>;
}

/**
 * Opens HOME/invoicectl.db, made or brought up to date where needed. Throws `HOME_LOCKED`, `HOME_CORRUPT`,
 * `HOME_NEWER` or `HOME_NOT_WRITABLE`.
 */
export async function openDatabase(home: string, options: DatabaseOptions = {}): Promise<Database> {
  const path = join(home, 'invoicectl.db');
  const busyMs = options.busyMs ?? 10_000;
  try {
    makeFolder(home);
    const sqlite = new BetterSqlite(path, { timeout: busyMs });
    try {
      prepare(sqlite, busyMs);
      const version = versionOf(sqlite.pragma('user_version', { simple: true }));
      if (version > MIGRATIONS.length) throw newer(path, version);
      sqlite.pragma('busy_timeout = 0'); // from here on the driver waits
      const db = kyselyOn(sqlite, path, busyMs, options.onStatement);
      if (version < MIGRATIONS.length) await migrate(db, path);
      const close = async () => {
        await db.destroy();
        sqlite.close();
      };
      return { path, db, close };
    } catch (error) {
      sqlite.close();
      throw error;
    }
  } catch (error) {
    throw homeError(error, path);
  }
}

/**
 * Readers and one writer at a time. NORMAL: a transaction survives the death of the process; the death of the
 * machine may take back the last few, never break the file. They are then simply done again, because bytes are
 * fsynced before a document is noted; FULL would add an fsync to each of the five transactions of a document.
 */
function prepare(sqlite: BetterSqlite.Database, busyMs: number): void {
  if (sqlite.pragma('journal_mode', { simple: true }) !== 'wal') {
    // two processes that make the same new file: the change to WAL does not wait by itself
    const end = Date.now() + busyMs;
    for (;;) {
      try {
        sqlite.pragma('journal_mode = WAL');
        break;
      } catch (error) {
        if (!codeOf(error).startsWith('SQLITE_BUSY') || Date.now() > end) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
  }
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
}

async function migrate(db: Kysely<Schema>, path: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ user_version: number }>`PRAGMA user_version`.execute(tx);
    const version = versionOf(rows[0]?.user_version);
    if (version > MIGRATIONS.length) throw newer(path, version);
    for (const migration of MIGRATIONS.slice(version)) await migration(tx);
    await sql.raw(`PRAGMA user_version = ${MIGRATIONS.length}`).execute(tx);
  });
}

function versionOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function newer(path: string, version: number): InvoicectlError {
  return new InvoicectlError(
    'HOME_NEWER',
    `${path} was written by a newer version (form ${version}, known up to ${MIGRATIONS.length}).`,
    {
      hint: 'Update invoicectl, or choose another folder with --home.',
    },
  );
}
