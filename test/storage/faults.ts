import { type BlobFiles, DISK } from '../../src/storage/blobs/files.ts';
import { dyingAt, type Place } from '../dying-disk.ts';

/** A disk on which the process dies at the nth operation. */
export function stoppingFiles(at = Number.POSITIVE_INFINITY, place: Place = 'before') {
  const { step, plain, done, stopped } = dyingAt(at, place);

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
    stopped,
    writes: () => done.filter((name) => !['read', 'list', 'stat'].includes(name)),
  };
}
