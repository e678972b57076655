import { join } from 'node:path';
import type { Sha256 } from '../core/ports.ts';
import type { CodeMemory } from './code-memory.ts';
import { damaged, isDamage } from './failure.ts';
import type { IndexFiles } from './files.ts';
import { type Manifest, newest, readManifest, type SegmentEntry, type Whose } from './manifest.ts';
import { openSegment, type Segment } from './segment.ts';

/** A segment of a state, and what of it counts. */
export interface Part {
  readonly entry: SegmentEntry;
  readonly segment: Segment;
  /** One bit a document: 1 for one that does not count. */
  readonly gone: Uint8Array;
  /** One byte a page: 0 for one of a document that does not count. */
  readonly live: Uint8Array;
}

/** Where a document stands. */
export interface Place {
  readonly part: Part;
  /** Its place in the table of the segment. */
  readonly place: number;
}

/** One state of the index, open as long as somebody holds it. */
export interface Snapshot {
  readonly manifest: Manifest;
  readonly parts: readonly Part[];
  find(document: Sha256): Place | null;
  /** Opening holds it once. */
  hold(): void;
  release(): Promise<void>;
}

/** What was found damaged: whole segments, or single documents of a segment by their places. */
export interface Damage {
  readonly segments: ReadonlyMap<string, Error>;
  readonly documents: ReadonlyMap<string, ReadonlyMap<number, Error>>;
}

/** Whether the bit of `place` is set. */
export function hasBit(bits: Uint8Array, place: number): boolean {
  return (((bits[place >> 3] ?? 0) >> (place & 7)) & 1) === 1;
}

/** Sets the bit of `place`. */
export function setBit(bits: Uint8Array, place: number): void {
  bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
}

/** Bits of a segment's entry, one a document. */
export function goneOf(entry: SegmentEntry): Uint8Array {
  const bits = new Uint8Array(Math.ceil(entry.documents / 8));
  bits.set(Buffer.from(entry.gone, 'base64').subarray(0, bits.length));
  return bits;
}

/** Opens states one after the other; what a state has in common with the one before stays open. */
export interface Snapshots {
  /** The newest state, held once more for the caller. */
  newest(): Promise<Snapshot>;
  /** A state that was just made, so that it need not be read. */
  expect(manifest: Manifest): void;
  /** Notes damage that was met in reading, and makes the newest state anew without it. */
  note(part: Part, place: number | null, error: Error): void;
  readonly damage: Damage;
  close(): Promise<void>;
}

/** How often a state is looked for that is outdated while it is read. */
const TRIES = 50;

export function snapshotsOf(files: IndexFiles, folder: string, whose: Whose, memory: CodeMemory): Snapshots {
  const segments = new Map<string, Error>();
  const documents = new Map<string, Map<number, Error>>();
  /** Where documents were last seen; a snapshot says whether they still are. */
  const seen = new Map<Sha256, { readonly name: string; readonly place: number }>();
  let current: Snapshot | null = null;
  let expected: Manifest | null = null;
  let noted = false;
  let turn: Promise<unknown> = Promise.resolve();

  async function refresh(): Promise<Snapshot> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const generation = newest(await files.list(folder));
      if (current !== null && current.manifest.generation === generation && !noted) return current;
      const known = expected?.generation === generation ? expected : null;
      expected = null;
      const manifest = known ?? (await readManifest(files, folder, whose, generation));
      const parts = manifest && (await openParts(manifest));
      if (manifest === null || parts === null) continue;
      const before = current;
      noted = false;
      current = snapshotOf(manifest, parts);
      forget(current);
      await before?.release();
      return current;
    }
    throw damaged(folder, 'its state changes faster than it can be read');
  }

  /** `null` when the state was outdated meanwhile. */
  async function openParts(manifest: Manifest): Promise<readonly Part[] | null> {
    const parts: Part[] = [];
    for (const entry of manifest.segments) {
      if (segments.has(entry.name)) continue;
      const known = current?.parts.find((part) => part.entry.name === entry.name);
      known?.segment.hold();
      try {
        const segment = known?.segment ?? (await openEntry(entry));
        parts.push(partOf(entry, segment, known));
      } catch (error) {
        if (isDamage(error) && newest(await files.list(folder)) === manifest.generation) {
          segments.set(entry.name, error);
          continue;
        }
        await Promise.all(parts.map((part) => part.segment.release()));
        if (isDamage(error)) return null;
        throw error;
      }
    }
    return parts;
  }

  async function openEntry(entry: SegmentEntry): Promise<Segment> {
    const path = join(folder, entry.name);
    const segment = await openSegment(files, path, entry.name, memory);
    if (segment === null) throw damaged(path, 'it is not there');
    const { trailer } = segment;
    const same = (['documents', 'pages', 'rows'] as const).every((count) => trailer[count] === entry[count]);
    if (!same || trailer.encoder !== whose.encoder || trailer.dim !== whose.dim) {
      await segment.release();
      throw damaged(path, 'it is not the segment that it should be');
    }
    return segment;
  }

  function partOf(entry: SegmentEntry, segment: Segment, known: Part | undefined): Part {
    const spoilt = documents.get(entry.name);
    if (known !== undefined && known.entry.gone === entry.gone && !noted) return { ...known, entry };
    const gone = goneOf(entry);
    for (const place of spoilt?.keys() ?? []) setBit(gone, place);
    const live = new Uint8Array(entry.pages).fill(1);
    const { firstPages } = segment.table;
    for (let place = 0; place < entry.documents; place += 1) {
      if (hasBit(gone, place)) live.fill(0, firstPages[place], firstPages[place + 1]);
      else if (known === undefined) seen.set(segment.table.document(place), { name: entry.name, place });
    }
    return { entry, segment, gone, live };
  }

  function snapshotOf(manifest: Manifest, parts: readonly Part[]): Snapshot {
    const byName = new Map(parts.map((part) => [part.entry.name, part]));
    let holders = 1;
    return {
      manifest,
      parts,
      find(document) {
        const last = seen.get(document);
        const part = last && byName.get(last.name);
        return last === undefined || part === undefined || hasBit(part.gone, last.place)
          ? null
          : { part, place: last.place };
      },
      hold: () => {
        holders += 1;
      },
      async release() {
        holders -= 1;
        if (holders === 0) await Promise.all(parts.map((part) => part.segment.release()));
      },
    };
  }

  /** Drops what was seen and is gone, once it is more than what is there. */
  function forget({ parts, find }: Snapshot): void {
    const most = parts.reduce((sum, part) => sum + part.entry.documents, 0);
    if (seen.size <= 2 * most + 1000) return;
    for (const document of [...seen.keys()]) if (find(document) === null) seen.delete(document);
  }

  return {
    newest() {
      const next = turn.then(async () => {
        const snapshot = await refresh();
        snapshot.hold();
        return snapshot;
      });
      turn = next.catch(() => undefined);
      return next;
    },

    expect: (manifest) => {
      expected = manifest;
    },

    note(part, place, error) {
      noted = true;
      if (place === null) segments.set(part.entry.name, error);
      else {
        const places = documents.get(part.entry.name) ?? new Map<number, Error>();
        documents.set(part.entry.name, places.set(place, error));
      }
    },

    damage: { segments, documents },

    async close() {
      await turn;
      await current?.release();
      current = null;
    },
  };
}
