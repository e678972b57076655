import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { codeOf, damaged, diskError } from './failure.ts';

/** A file that is being read from, at any place. */
export interface OpenFile {
  readonly bytes: number;
  /** Fills `into` with what stands at `at`; `HOME_CORRUPT` when the file ends before. */
  read(into: Uint8Array, at: number): Promise<void>;
  close(): Promise<void>;
}

/** What the page index asks of a disk: every operation of its files goes through here. */
export interface IndexFiles {
  /** Writes a new file and waits until it is on the disk. The name of the file is not, until its folder is synced. */
  write(path: string, parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void>;
  /** Gives a file a name beside or in place of its own, at once and in full; `false`, and nothing is done, when there is a file of that name. */
  link(from: string, to: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** One that is not there is removed already. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** Names in a folder; none when it is not there. */
  list(path: string): Promise<readonly string[]>;
  /** `null` when it is not there. */
  read(path: string): Promise<Uint8Array | null>;
  /** `null` when it is not there. */
  open(path: string): Promise<OpenFile | null>;
}

/** The disk itself. */
export const DISK: IndexFiles = {
  write: (path, parts) =>
    named(path, async () => {
      const file = await open(path, 'wx', 0o600);
      try {
        for await (const part of parts) await writeAll(file, part);
        await file.sync();
      } finally {
        await file.close();
      }
    }),

  link: (from, to) =>
    named(to, async () => {
      try {
        await link(from, to);
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        if (!NO_LINKS.has(codeOf(error))) throw error;
        return renameAside(from, to);
      }
    }),

  rename: (from, to) => named(to, () => rename(from, to)),
  remove: (path) => named(path, () => rm(path, { force: true })),
  makeFolder: (path) => named(path, async () => void (await mkdir(path, { recursive: true, mode: 0o700 }))),

  async syncFolder(path) {
    // Windows has no handle of a folder to sync; its file system logs names by itself
    if (process.platform === 'win32') return;
    await named(path, async () => {
      const folder = await open(path, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    });
  },

  list: (path) => named(path, async () => (await orNull(readdir(path))) ?? []),
  read: (path) => named(path, () => orNull<Uint8Array>(readFile(path))),

  open: (path) =>
    named(path, async () => {
      const file = await orNull(open(path, 'r'));
      if (file === null) return null;
      const { size } = await file.stat();
      return {
        bytes: size,
        read: (into, at) =>
          named(path, async () => {
            for (let done = 0; done < into.length; ) {
              const length = Math.min(into.length - done, MOST_AT_ONCE);
              const { bytesRead } = await file.read(into, done, length, at + done);
              if (bytesRead === 0) throw damaged(path, `it ends at ${at + done}`);
              done += bytesRead;
            }
          }),
        close: () => file.close(),
      };
    }),
};

/** File systems without second names (exFAT, some network drives) say one of these. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

/** Bytes of one call: the system's own limit is just below 2 GiB. */
const MOST_AT_ONCE = 1 << 30;

type Handle = Awaited<ReturnType<typeof open>>;

async function writeAll(file: Handle, part: Uint8Array): Promise<void> {
  for (let done = 0; done < part.length; ) done += (await file.write(part, done)).bytesWritten;
}

/** Where there are no links: as safe when the process is killed, and not quite when two processes come in the same instant. */
export async function renameAside(from: string, to: string): Promise<boolean> {
  if ((await orNull(stat(to))) !== null) return false;
  await rename(from, to);
  return true;
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error, path);
  }
}
