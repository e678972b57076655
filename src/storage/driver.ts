import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';
import { InvoicectlError } from '../core/errors.ts';
import { homeError } from './failure.ts';
import type { Schema } from './schema.ts';

/** Prepared statements that are kept: more than the commands have, so only odd filters fall out. */
const KEPT_STATEMENTS = 200;

/**
 * Waits for another's write without keeping the thread from its other work (heartbeats, another connection of this
 * very process), and takes the write lock at once: a transaction that reads first and then finds the file changed
 * could not go on.
 */
class PatientDriver extends SqliteDriver {
  readonly #sqlite: BetterSqlite.Database;
  readonly #busyMs: number;
  #connection: DatabaseConnection | null = null;

  constructor(sqlite: BetterSqlite.Database, database: SqliteDatabase, busyMs: number) {
    super({ database });
    this.#sqlite = sqlite;
    this.#busyMs = busyMs;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= patient(await super.acquireConnection(), this.#busyMs);
    return this.#connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** SQLite has rolled back by itself when the disk was full; doing it again would hide that error behind another. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#sqlite.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** A statement that finds the file locked has done nothing, so it can be run again. */
function patient(connection: DatabaseConnection, busyMs: number): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const start = performance.now();
      for (;;) {
        try {
          return await connection.executeQuery<R>(query);
        } catch (error) {
          const locked = error instanceof InvoicectlError && error.code === 'HOME_LOCKED';
          if (!locked || performance.now() - start > busyMs) throw error;
          // a write takes less than a millisecond; the spread keeps two from meeting again and again
          await sleep(1 + 4 * Math.random());
        }
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}

/** Kysely on an open SQLite file. `busyMs`: how long a statement waits for another process's write. */
export function kyselyOn(
  sqlite: BetterSqlite.Database,
  path: string,
  busyMs: number,
  onStatement?: (sql: string) => void,
): Kysely<Schema> {
  const database = preparedOnce(sqlite, path, onStatement);
  return new Kysely<Schema>({
    dialect: {
      createDriver: () => new PatientDriver(sqlite, database, busyMs),
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
}

/** Prepares each statement once and names the errors of all. */
function preparedOnce(
  sqlite: BetterSqlite.Database,
  path: string,
  onStatement?: (sql: string) => void,
): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  const named = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw homeError(error, path);
    }
  };
  return {
    prepare(text) {
      onStatement?.(text);
      const known = kept.get(text);
      if (known !== undefined) return known;
      const statement = named(() => sqlite.prepare(text));
      const made: SqliteStatement = {
        reader: statement.reader,
        all: (parameters) => named(() => statement.all(...parameters)),
        run: (parameters) => named(() => statement.run(...parameters)),
        iterate: (parameters) => named(() => statement.iterate(...parameters)),
      };
      if (kept.size >= KEPT_STATEMENTS) kept.clear();
      kept.set(text, made);
      return made;
    },
    close: () => sqlite.close(),
  };
}
