import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../failure.ts';

/** The few things that the blob store does to a disk. Tests put their own in between and stop at any of them. */
export interface BlobFiles {
  /** Whole and durable when it resolves; the file must not exist. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Replaces what is at `to`, in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** `null` when there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  /** Names in a folder, none when it does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** `null` when there is no such file. */
  stat(path: string): Promise<{ readonly bytes: number; readonly modifiedAt: number } | null>;
}

async function unless<T>(absent: T, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return absent;
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no fsync of folders; its file systems keep the order of names themselves
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The disk itself. */
export const DISK: BlobFiles = {
  async write(path, bytes) {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  async makeFolder(path) {
    const first = await mkdir(path, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = path; ; made = dirname(made)) {
      await syncFolder(dirname(made));
      if (made === first || made === dirname(made)) return;
    }
  },
  syncFolder,
  remove: (path) => rm(path, { force: true }),
  read: (path) => unless(null, readFile(path)),
  list: (path) => unless([], readdir(path)),
  stat: (path) =>
    unless(
      null,
      stat(path).then((s) => ({ bytes: s.size, modifiedAt: s.mtimeMs })),
    ),
};
