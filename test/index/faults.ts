import { DISK, type IndexFiles } from '../../src/index/files.ts';
import { dyingAt, type Place } from '../dying-disk.ts';

/** A disk on which the process dies at the nth operation. */
export function stoppingFiles(at = Number.POSITIVE_INFINITY, place: Place = 'before') {
  const { step, plain, done, stopped } = dyingAt(at, place);

  async function halfOf(parts: Parameters<IndexFiles['write']>[1]): Promise<Uint8Array> {
    const all: Uint8Array[] = [];
    for await (const part of parts) all.push(part);
    const bytes = Buffer.concat(all);
    return bytes.subarray(0, bytes.length / 2);
  }

  const files: IndexFiles = {
    write: (path, parts) =>
      step(
        'write',
        () => DISK.write(path, parts),
        async () => DISK.write(path, [await halfOf(parts)]),
      ),
    link: plain('link', DISK.link),
    rename: plain('rename', DISK.rename),
    remove: plain('remove', DISK.remove),
    makeFolder: plain('makeFolder', DISK.makeFolder),
    syncFolder: plain('syncFolder', DISK.syncFolder),
    list: plain('list', DISK.list),
    read: plain('read', DISK.read),
    async open(path) {
      const file = await plain('open', DISK.open)(path);
      return file && { ...file, read: plain('pread', file.read) };
    },
  };
  return { ...files, done, stopped };
}

/** Places that differ for an operation: one that reads is not there halfway, and its result is nobody's afterwards. */
export function placesOf(operation: string): readonly Place[] {
  if (['list', 'read', 'open', 'pread'].includes(operation)) return ['before'];
  return operation === 'write' ? ['before', 'half', 'after'] : ['before', 'after'];
}
