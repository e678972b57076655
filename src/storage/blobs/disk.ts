import { hash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import type { BlobStore, Sha256 } from '../../core/ports.ts';
import { mayBeAlive, OWNER } from '../../host/owner.ts';
import { homeError } from '../failure.ts';
import { type BlobFiles, DISK } from './files.ts';

/** Temporary files of other machines are left alone for this long: their owners cannot be asked. */
const FOREIGN_MS = 24 * 3_600_000;

/** How the blob store is opened; the defaults are what the commands use. */
export interface DiskOptions {
  readonly files?: BlobFiles;
  readonly now?: () => number;
  readonly isAlive?: (owner: string) => boolean;
}

/** A blob store in folders, with what `doctor` wants to know of it. */
export interface DiskBlobs extends BlobStore {
  /** Every blob with its size, folder by folder. */
  all(): AsyncIterable<{ readonly id: Sha256; readonly bytes: number }>;
  /** Temporary files: of writes that go on, or that were cut off. */
  leftovers(): Promise<readonly string[]>;
  /** Takes out the temporary files that nobody will finish; how many. */
  clean(): Promise<number>;
}

/** Blobs as files `<folder>/ab/abcd…`, named by their SHA-256, written beside and moved into place. */
export function diskBlobs(folder: string, options: DiskOptions = {}): DiskBlobs {
  const { files = DISK, now = Date.now, isAlive = mayBeAlive } = options;
  const temporary = join(folder, 'tmp');
  let writes = 0;

  const pathOf = (id: Sha256) => join(folder, id.slice(0, 2), id);

  async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw homeError(error, path);
    }
  }

  async function write(path: string, bytes: Uint8Array): Promise<void> {
    writes += 1;
    const beside = join(temporary, `${writes}.${OWNER}`);
    await files.makeFolder(temporary);
    await files.makeFolder(dirname(path));
    try {
      await files.write(beside, bytes);
      await files.rename(beside, path);
    } catch (error) {
      // the first error says what is wrong; one of tidying up after it would hide it
      await files.remove(beside).catch(() => undefined);
      throw error;
    }
    await files.syncFolder(dirname(path));
  }

  return {
    async put(bytes) {
      const id = hash('sha256', bytes, 'hex');
      const path = pathOf(id);
      await named(path, async () => {
        const known = await files.read(path);
        // compared, not assumed: putting a file again is how a damaged blob is mended
        if (known === null || Buffer.compare(known, bytes) !== 0) await write(path, bytes);
      });
      return id;
    },

    async get(id) {
      const path = pathOf(id);
      const bytes = await named(path, () => files.read(path));
      if (bytes !== null && hash('sha256', bytes, 'hex') !== id) {
        throw new InvoicectlError(
          'HOME_CORRUPT',
          `The stored file ${path} is damaged: its bytes do not fit its name.`,
          {
            hint: 'Ingest the original file again: that puts the stored one right.',
          },
        );
      }
      return bytes;
    },

    remove: (id) => named(pathOf(id), () => files.remove(pathOf(id))),

    async *all() {
      for (const name of await files.list(folder)) {
        if (!/^[0-9a-f]{2}$/.test(name)) continue;
        for (const id of await files.list(join(folder, name))) {
          const known = /^[0-9a-f]{64}$/.test(id) ? await files.stat(join(folder, name, id)) : null;
          if (known !== null) yield { id, bytes: known.bytes };
        }
      }
    },

    async leftovers() {
      return (await files.list(temporary)).map((name) => join(temporary, name));
    },

    clean: () =>
      named(temporary, async () => {
        let removed = 0;
        for (const name of await files.list(temporary)) {
          const path = join(temporary, name);
          const owner = name.slice(name.indexOf('.') + 1);
          const known = await files.stat(path);
          if (known === null || (isAlive(owner) && now() - known.modifiedAt < FOREIGN_MS)) continue;
          await files.remove(path);
          removed += 1;
        }
        return removed;
      }),
  };
}
