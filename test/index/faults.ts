import { DISK, type IndexFiles } from '../../src/index/files.ts';

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
  return { ...files, done, stopped: () => dead };
}

/** Places that differ for an operation: one that reads is not there halfway, and its result is nobody's afterwards. */
export function placesOf(operation: string): readonly Place[] {
  if (['list', 'read', 'open', 'pread'].includes(operation)) return ['before'];
  return operation === 'write' ? ['before', 'half', 'after'] : ['before', 'after'];
}
