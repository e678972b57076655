import { type BlobFiles, DISK } from '../../src/storage/blobs/files.ts';

/** Where an operation is stopped. Halfway through is halfway through writing a file; any other either is or is not done. */
export type Place = 'before' | 'half' | 'after';

/** A disk on which the process dies at the nth operation: nothing that comes later reaches it. */
export function stoppingFiles(at = Number.POSITIVE_INFINITY, place: Place = 'before') {
  const done: string[] = [];
  let dead = false;

  async function step<T>(name: string, whole: () => Promise<T>, half: () => Promise<unknown>): Promise<T> {
    if (dead) throw new Error('stopped before');
    done.push(name);
    if (done.length !== at) return whole();
    dead = true;
    if (place === 'half') await half();
    if (place === 'after') await whole();
    throw new Error(`stopped ${place} ${name}`);
  }

  const plain =
    <A extends readonly unknown[], T>(name: string, run: (...args: A) => Promise<T>) =>
    (...args: A) =>
      step(
        name,
        () => run(...args),
        async () => undefined,
      );

  const files: BlobFiles = {
    write: (path, bytes) =>
      step(
        'write',
        () => DISK.write(path, bytes),
        () => DISK.write(path, bytes.subarray(0, bytes.length / 2)),
      ),
    rename: plain('rename', DISK.rename),
    makeFolder: plain('makeFolder', DISK.makeFolder),
    syncFolder: plain('syncFolder', DISK.syncFolder),
    remove: plain('remove', DISK.remove),
    read: plain('read', DISK.read),
    list: plain('list', DISK.list),
    stat: plain('stat', DISK.stat),
  };
  return {
    ...files,
    count: () => done.length,
    stopped: () => dead,
    writes: () => done.filter((name) => !['read', 'list', 'stat'].includes(name)),
  };
}
