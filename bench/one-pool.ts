import { join } from 'node:path';
import { resolveConfig } from '../src/config.ts';
import { openContext, openReaders } from '../src/context.ts';
import { inTemporaryFolder } from './corpus.ts';

/** A document in memory. */
export interface InMemory {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads documents on one thread of this process, as `ingest` does, all through one pool, so that it is warm from the
 * second reading on. `read` gives the milliseconds from the first byte to the last committed row.
 */
export async function inOnePool(
  use: (read: (documents: readonly InMemory[]) => Promise<number>) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const config = await resolveConfig({ home: join(folder, 'home'), jobs: '1' }, {});
    const pool = await openReaders(config, { eInvoices: true, passwords: [] });
    const context = await openContext(config);
    let left = 0;
    let next = () => {};
    let more = true;
    const working = context.work({
      pool,
      signal: new AbortController().signal,
      more: () => more,
      onPage: () => {},
      onResult: () => {
        left--;
        if (left === 0) next();
      },
    });
    await use(async (documents) => {
      const done = new Promise<void>((resolve) => {
        next = resolve;
      });
      left = documents.length;
      const begun = performance.now();
      for (const { path, bytes } of documents) await context.submit(bytes, { file: path, path }, false);
      await done;
      return performance.now() - begun;
    });
    more = false;
    await working;
    await pool.close();
    await context.close();
  });
}
