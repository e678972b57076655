import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sha256 } from '../core/ports.ts';
import { OWNER } from '../host/owner.ts';
import { isDamage } from './failure.ts';
import type { IndexFiles } from './files.ts';
import { commitManifest, type Manifest, newest, readManifest, type SegmentEntry } from './manifest.ts';
import { type About, type PackedDocument, type SegmentSource, sourceOf, writeSegment } from './segment-writer.ts';
import { type Part, type Snapshot, type Snapshots, setBit } from './snapshot.ts';
import { sweep } from './sweep.ts';

/** What a change makes of the segments of a state; `null` when there is nothing to change (any more). */
export type Change = (snapshot: Snapshot) => readonly SegmentEntry[] | null;

/** A document that is to be put, or the id of one that is to be taken out. */
export type Put = PackedDocument | Sha256;

/** Writes segments and makes them count. */
export interface Writer {
  /** Puts and takes out documents in one step; of a document that is named twice the last counts. */
  put(puts: readonly Put[]): Promise<void>;
  /** Writes a segment that does not count yet. */
  write(source: SegmentSource, about: About): Promise<SegmentEntry>;
  /** Makes a state without anything the newest, whatever the state before: it may be damaged. */
  clear(): Promise<void>;
  /** Makes a change the newest state; `false` when there was nothing to change. `added` is removed if it does not count then. */
  commit(change: Change, added?: SegmentEntry | null): Promise<boolean>;
}

/** Segments that this process has written and that do not count yet. */
const inFlight = new Set<string>();
let written = 0;

/** How long a change waits for other processes that are faster, at most: every one of them made a change meanwhile. */
const TRIES = 500;

export function writerOf(files: IndexFiles, folder: string, about: About, snapshots: Snapshots): Writer {
  const changed = () => new Error(`The page index in ${folder} is changed by others all the time.`);
  let turn: Promise<unknown> = Promise.resolve();
  let made: Promise<void> | null = null;

  function makeFolder(): Promise<void> {
    made ??= files.makeFolder(folder).catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  }

  async function write(source: SegmentSource, about: About): Promise<SegmentEntry> {
    written += 1;
    const name = `${Date.now().toString(36)}-${written}.${OWNER}.seg`;
    inFlight.add(name);
    try {
      await makeFolder();
      const { trailer, bytes } = await writeSegment(files, join(folder, name), about, source);
      const { documents, pages, rows } = trailer;
      return { name, bytes, documents, pages, rows, gone: '' };
    } catch (error) {
      inFlight.delete(name);
      // it may be gone
      made = null;
      // a disk may be full because of it
      await files.remove(join(folder, name)).catch(() => undefined);
      throw error;
    }
  }

  async function commitNow(change: Change): Promise<Manifest | null> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const snapshot = await snapshots.newest();
      try {
        const segments = change(snapshot);
        if (segments === null) return null;
        await makeFolder();
        const next = await commitManifest(files, folder, about, snapshot.manifest, segments);
        if (next !== null) return next;
      } finally {
        await snapshot.release();
      }
      await sleep(Math.random() * Math.min(50, 2 * tries));
    }
    throw changed();
  }

  function inTurn(make: () => Promise<Manifest | null>, added: SegmentEntry | null): Promise<boolean> {
    const next = turn.then(async () => {
      let made: Manifest | null = null;
      try {
        made = await make();
        if (made !== null) snapshots.expect(made);
        return made !== null;
      } finally {
        // whether it counts is what the newest state says, also where this failed
        if (added !== null) inFlight.delete(added.name);
        await sweep(files, folder, about, inFlight, snapshots.damage, made).catch(() => undefined);
      }
    });
    turn = next.catch(() => undefined);
    return next;
  }

  async function clearNow(): Promise<Manifest | null> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const generation = newest(await files.list(folder));
      const state = await readManifest(files, folder, about, generation).catch((error: unknown) => {
        if (isDamage(error)) return { generation, id: '', segments: [] };
        throw error;
      });
      if (generation === 0) return null;
      const next = state && (await commitManifest(files, folder, about, state, []));
      if (next !== null) return next;
    }
    throw changed();
  }

  return {
    write,
    commit: (change, added = null) => inTurn(() => commitNow(change), added),
    clear: async () => void (await inTurn(clearNow, null)),
    async put(puts) {
      const last = new Map(puts.map((put) => [typeof put === 'string' ? put : put.document, put]));
      const documents = [...last.values()].filter((put) => typeof put !== 'string');
      const added = documents.length > 0 ? await write(sourceOf(documents), about) : null;
      await inTurn(() => commitNow((snapshot) => replaced(snapshot, [...last.keys()], added)), added);
    },
  };
}

/** The segments of a state without `documents`, and with one more that may hold them anew. */
function replaced(
  { manifest, parts, find }: Snapshot,
  documents: readonly Sha256[],
  added: SegmentEntry | null,
): readonly SegmentEntry[] | null {
  if (added !== null && manifest.segments.some((entry) => entry.name === added.name)) return null;
  const gone = new Map<Part, Uint8Array>();
  for (const document of documents) {
    const found = find(document);
    if (found === null) continue;
    const bits = gone.get(found.part) ?? found.part.gone.slice();
    setBit(bits, found.place);
    gone.set(found.part, bits);
  }
  if (gone.size === 0 && added === null && parts.length === manifest.segments.length) return null;
  return [...remaining(parts, gone), ...(added === null ? [] : [added])];
}

/** The entries of parts, with what is gone from them; those that nothing is left of are left out. */
export function remaining(parts: readonly Part[], gone: ReadonlyMap<Part, Uint8Array>): readonly SegmentEntry[] {
  return parts.flatMap((part) => {
    const bits = gone.get(part) ?? part.gone;
    const left = part.entry.documents - ones(bits);
    return left === 0 ? [] : [{ ...part.entry, gone: left === part.entry.documents ? '' : base64(bits) }];
  });
}

const base64 = (bits: Uint8Array) => Buffer.from(bits).toString('base64');

/** Bits that are set. */
export function ones(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
