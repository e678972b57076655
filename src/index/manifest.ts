import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { InvoicectlError } from '../core/errors.ts';
import { OWNER } from '../host/owner.ts';
import { damaged, newer } from './failure.ts';
import type { IndexFiles } from './files.ts';

const FORMAT = 1;
const NAME = /^manifest-(\d{12})$/;

/** States that are kept: those who come late see that they do. */
const KEPT = 4;

const SegmentEntry = z.strictObject({
  name: z.string().regex(/^[\w.@%-]+\.seg$/),
  bytes: z.int().min(0),
  documents: z.int().min(0),
  pages: z.int().min(0),
  rows: z.int().min(0),
  /** One bit a document of its table, base64: 1 for one that was removed or put anew. Empty for none. */
  gone: z.base64(),
});

const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  encoder: z.string(),
  /** Numbers a row. */
  dim: z.int().min(1),
  /** Names this state. */
  id: z.string(),
  /** The state that it was made from. */
  parent: z.string(),
  segments: z.array(SegmentEntry),
});

/** A segment that is part of the index. */
export type SegmentEntry = Readonly<z.infer<typeof SegmentEntry>>;

/** What the index holds: the segments that count. What it does not name never existed. */
export interface Manifest {
  /** Grows by one with every change. */
  readonly generation: number;
  readonly id: string;
  readonly segments: readonly SegmentEntry[];
}

/** Before the first change. */
export const EMPTY: Manifest = { generation: 0, id: '', segments: [] };

const nameOf = (generation: number) => `manifest-${String(generation).padStart(12, '0')}`;
const generationOf = (name: string) => Number(NAME.exec(name)?.[1] ?? 0);

/** The generation that is the newest among the names of a folder; 0 when there is none. */
export function newest(names: readonly string[]): number {
  return names.reduce((most, name) => Math.max(most, generationOf(name)), 0);
}

/** Names of states that nobody needs any more. */
export function outdated(names: readonly string[]): readonly string[] {
  const last = newest(names) - KEPT;
  return names.filter((name) => NAME.test(name) && generationOf(name) <= last);
}

/** Whose vectors a folder holds: the encoder's name and revision, and numbers a row. */
export interface Whose {
  readonly encoder: string;
  readonly dim: number;
}

/** Reads one state; `null` when it is not there (any more). */
export async function readManifest(
  files: IndexFiles,
  folder: string,
  { encoder, dim }: Whose,
  generation: number,
): Promise<Manifest | null> {
  if (generation === 0) return EMPTY;
  const stored = await readStored(files, folder, generation);
  if (stored === null) return null;
  if (stored.encoder !== encoder) {
    throw damaged(join(folder, nameOf(generation)), `it is of the encoder ${stored.encoder} and not of ${encoder}`);
  }
  // no damage, which would be repaired: whoever asks is wrong
  if (stored.dim !== dim) throw new RangeError(`${folder} holds rows of ${stored.dim} numbers, not of ${dim}.`);
  return { generation, id: stored.id, segments: stored.segments };
}

async function readStored(files: IndexFiles, folder: string, generation: number) {
  const path = join(folder, nameOf(generation));
  const bytes = await files.read(path);
  if (bytes === null) return null;
  // the checksum stands in front, in eight digits and a line break
  const text = Buffer.from(bytes);
  const body = text.subarray(9);
  if (text.toString('latin1', 0, 9) !== `${checksum(body)}\n`) throw unusable(path);
  const json: unknown = JSON.parse(body.toString());
  const format = z.looseObject({ format: z.int() }).safeParse(json).data?.format ?? 0;
  if (format > FORMAT) throw newer(path, format, FORMAT);
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw unusable(path);
  return parsed.data;
}

function unusable(path: string): InvoicectlError {
  return new InvoicectlError('HOME_CORRUPT', `${path} is damaged, so the page index cannot be opened.`, {
    hint: 'Run "invoicectl index --rebuild": it is made anew from the stored invoices.',
  });
}

const checksum = (body: Uint8Array) => crc32(body).toString(16).padStart(8, '0');

/** Whose vectors the newest state of a folder is of; `null` when it has none. */
export async function whoseIs(files: IndexFiles, folder: string): Promise<Whose | null> {
  const generation = newest(await files.list(folder));
  return generation === 0 ? null : readStored(files, folder, generation);
}

/**
 * Makes `segments` the state that follows `parent`; `null` when another process has made one since, and nothing is
 * changed. It is one step: a new name for a file that is on the disk in full. No lock, so none is ever left behind by
 * a process that was killed: of two that come at once, the later sees that the name is taken.
 */
export async function commitManifest(
  files: IndexFiles,
  folder: string,
  { encoder, dim }: Whose,
  parent: Manifest,
  segments: readonly SegmentEntry[],
): Promise<Manifest | null> {
  const id = randomBytes(8).toString('hex');
  const generation = parent.generation + 1;
  const body = Buffer.from(JSON.stringify({ format: FORMAT, encoder, dim, id, parent: parent.id, segments }));
  const beside = join(folder, `manifest-${id}.${OWNER}.tmp`);
  try {
    await files.write(beside, [Buffer.from(`${checksum(body)}\n`), body]);
    // what the state names is on the disk before the state is
    await files.syncFolder(folder);
    if (!(await files.link(beside, join(folder, nameOf(generation))))) return null;
    await files.syncFolder(folder);
  } finally {
    await files.remove(beside).catch(() => undefined);
  }
  return (await stands(files, folder, generation, id)) ? { generation, id, segments } : null;
}

/**
 * Whether a state that was written counts. It does not when it came so late that its name had been used, outdated and
 * freed again: then a newer one is there that was not made from it.
 */
async function stands(files: IndexFiles, folder: string, generation: number, id: string): Promise<boolean> {
  if (newest(await files.list(folder)) === generation) return true;
  if ((await readStored(files, folder, generation + 1))?.parent === id) return true;
  await files.remove(join(folder, nameOf(generation)));
  return false;
}
