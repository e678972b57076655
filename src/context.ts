import type { Config } from './config.ts';
import type { BlobStore, JobQueue, RecordQuery, RecordStore } from './core/ports.ts';
import { documentHandler, type Tools } from './pipeline/handle.ts';
import { type Submitted, submit } from './pipeline/submit.ts';
import { work } from './pipeline/worker.ts';
import { openStore, type Store } from './storage/open.ts';

/** Everything that a command works with. */
export interface Context {
  readonly config: Config;
  readonly records: RecordStore & RecordQuery;
  readonly blobs: BlobStore;
  readonly jobs: JobQueue;
  /** Takes a document in. `force`: it is read again although it is known. */
  submit(
    bytes: Uint8Array,
    source: { readonly file: string; readonly path: string },
    force: boolean,
  ): Promise<Submitted>;
  /** Reads what is queued, on threads, until nothing is left and nothing more comes. */
  work(order: WorkOrder): Promise<void>;
  /** Looks whether what the home folder holds is whole. */
  readonly check: Store['check'];
  close(): Promise<void>;
}

/** How the queue is to be worked off. */
export interface WorkOrder {
  readonly eInvoices: boolean;
  readonly passwords: readonly string[];
  /** Aborted when the work is to stop. */
  readonly signal: AbortSignal;
  /** Whether more documents may still be taken in. */
  readonly more: () => boolean;
  readonly onPage: NonNullable<Tools['onPage']>;
  readonly onResult: NonNullable<Tools['onResult']>;
}

/** Opens the home folder of a config. The only place that names implementations. */
export async function openContext(config: Config): Promise<Context> {
  const { records, query, blobs, jobs, check, close } = await openStore(config.home);
  const both = { add: records.add, commit: records.commit, remove: records.remove, list: query.list, get: query.get };
  return {
    config,
    records: both,
    blobs,
    jobs,
    check,
    close,
    submit: (bytes, source, force) => submit(bytes, source, { blobs, records, jobs }, force),
    async work({ eInvoices, passwords, signal, more, onPage, onResult }) {
      const { openPool, PAGE_LIMIT_MS } = await import('./pipeline/threads/pool.ts');
      const pool = openPool({ threads: config.jobs, pageLimitMs: PAGE_LIMIT_MS, passwords, eInvoices });
      try {
        const handler = documentHandler({ blobs, records: both, pool, onPage, onResult });
        await work({ ...handler, queue: jobs, slots: config.jobs, signal, more });
      } finally {
        await pool.close();
      }
    },
  };
}
