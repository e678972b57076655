import type { Config } from './config.ts';
import type { BlobStore, JobQueue, RecordQuery, RecordStore } from './core/ports.ts';
import { openStore, type Store } from './storage/open.ts';

/** Everything that a command works with. */
export interface Context {
  readonly config: Config;
  readonly records: RecordStore & RecordQuery;
  readonly blobs: BlobStore;
  readonly jobs: JobQueue;
  /** Looks whether what the home folder holds is whole. */
  readonly check: Store['check'];
  close(): Promise<void>;
}

/** Opens the home folder of a config. The only place that names implementations. */
export async function openContext(config: Config): Promise<Context> {
  const { records, query, blobs, jobs, check, close } = await openStore(config.home);
  return {
    config,
    records: {
      add: records.add,
      commit: records.commit,
      remove: records.remove,
      list: query.list,
      get: query.get,
    },
    blobs,
    jobs,
    check,
    close,
  };
}
