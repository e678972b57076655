import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { InvoicectlError } from '../core/errors.ts';
import type { LocalModel } from './local-model.ts';
import { localModel, locate } from './locate.ts';
import { PATIENCE, type Patience, patiently } from './net/patience.ts';
import { prepare } from './prepare.ts';
import { cardOf, type ModelCard } from './registry.ts';
import { severally } from './severally.ts';
import { openSource } from './sources/open.ts';
import type { Listing, Source, SourceFile } from './sources/source.ts';
import { blobName, revisionOf } from './store/digest.ts';
import { download } from './store/download.ts';
import { linkTo, syncFolder, writeError, writeWhole } from './store/files.ts';
import { huggingFace, type RepoFolder, repoFolder } from './store/hugging-face.ts';
import { withLock } from './store/lock.ts';
import { type MarkedFile, type Marker, missingOf, readMarker, writeMarker } from './store/marker.ts';
import { absentOf, candidates, everyFile, selectFiles, type Wanted } from './store/select.ts';

/** Files that are fetched at the same time. */
const AT_ONCE = 4;

/** What is to be fetched. */
export interface PullOrder {
  readonly name: string;
  /** Names of terms that were accepted. */
  readonly accepted: readonly string[];
  /** Empty: what the model's card says. */
  readonly wanted: Wanted;
  /** A folder, `s3://bucket/prefix` or an address instead of the hub. */
  readonly from: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly events: PullEvents;
  readonly patience?: Patience;
  /** Makes what is to be made of the model. Another one in tests, whose graphs are none. */
  readonly prepare?: typeof prepare;
}

/** How a pull goes on. */
export interface PullEvents {
  /** What will be there when it is done. Bytes are `null` where the source does not say. */
  readonly onFiles: (files: readonly { readonly path: string; readonly bytes: number | null }[]) => void;
  /** Bytes of a file that are here so far. */
  readonly onBytes: (path: string, bytes: number) => void;
  readonly onDone: (path: string, bytes: number, fetched: number) => void;
  /** Something that a person would want to know: a pause, another process. */
  readonly onNote: (text: string) => void;
}

/** What came of it. */
export interface Pulled {
  readonly model: LocalModel;
  readonly files: readonly MarkedFile[];
  /** Bytes that came now. */
  readonly fetched: number;
}

/**
 * Brings a model onto this machine. Stopped at any moment, it goes on from there the next time, and until its end
 * there is no such model. Throws what docs/errors.md says of models.
 */
export async function pull(order: PullOrder): Promise<Pulled> {
  const card = cardOf(order.name);
  checkTerms(card, order);
  const hub = huggingFace(order.env);
  const folder = repoFolder(hub.cache, card.repo);
  if (hub.offline && order.from === null && order.wanted.length === 0) {
    const there = await locate(order.name, order.env);
    const marker = there && (await readMarker(folder, order.name));
    if (there && marker) return { model: there, files: marker.files, fetched: 0 };
  }
  const net = { env: order.env, idleMs: hub.idleMs, signal: order.signal };
  const source = await openSource(order.from, card, hub, net);
  try {
    const waiting = () => order.events.onNote(`another process is pulling ${card.name}; waiting for it`);
    return await withLock(join(folder.ours, 'pull.lock'), { signal: order.signal, onWait: waiting }, () =>
      pullFrom(source, card, folder, order),
    );
  } catch (error) {
    throw writeError(error, folder.root);
  }
}

/** Terms are asked for before anything is asked of the source. */
function checkTerms({ name, licence }: ModelCard, { accepted }: PullOrder): void {
  if (licence.accept === undefined || accepted.includes(licence.accept)) return;
  throw new InvoicectlError('MODEL_LICENCE', `${name} comes under the ${licence.name}: ${licence.url}`, {
    hint: `If you accept them: invoicectl models pull ${name} --accept ${licence.accept}`,
  });
}

async function pullFrom(source: Source, card: ModelCard, folder: RepoFolder, order: PullOrder): Promise<Pulled> {
  const { events, signal, patience = PATIENCE } = order;
  const note = (about: string, why: string, ms: number) =>
    events.onNote(ms > 0 ? `${why}; trying again in ${seconds(ms)}` : `${about}: ${why}; trying again`);
  const listing = await patiently(
    () => source.list(candidates(card, order.wanted)),
    patience,
    signal,
    (why, ms) => note(source.name, why, ms),
  );
  const chosen = choose(card, listing, source, order.wanted);
  const last = await readMarker(folder, card.name);
  const earlier = last !== null && (await missingOf(folder, last)).length === 0 ? last : null;
  const vouched = new Map((earlier?.files ?? []).map((file) => [`${file.path} ${file.digest}`, file] as const));
  const has = ({ path, digest }: SourceFile) => vouched.get(`${path} ${digest}`) ?? null;
  events.onFiles(chosen);
  await checkRoom(
    folder,
    chosen.filter((file) => has(file) === null),
  );
  const files: MarkedFile[] = [];
  let fetched = 0;
  const stop = new AbortController();
  const how = {
    source,
    blobs: folder.blobs,
    patience,
    signal: AbortSignal.any([signal, stop.signal]),
    onBytes: events.onBytes,
    onWait: note,
  };
  await severally(chosen, AT_ONCE, async (file) => {
    const before = has(file);
    try {
      const got = before === null ? await download(file, how) : { ...before, fetched: 0 };
      fetched += got.fetched;
      files.push({ path: file.path, bytes: got.bytes, digest: got.digest });
      events.onDone(file.path, got.bytes, got.fetched);
    } catch (error) {
      // The others would be fetched to their end before it is said; they go on from there the next time.
      stop.abort(error);
      throw error;
    }
  });
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const revision = listing.revision ?? revisionOf(files);
  await place(folder, revision, files);
  const snapshot = join(folder.snapshots, revision);
  const absent = await absentOf(card, snapshot, files);
  if (absent.length > 0) {
    throw new InvoicectlError(
      'MODEL_NOT_FOUND',
      `${source.name} has no ${absent.join(', ')}, where a graph has its weights.`,
    );
  }
  if (source.branch !== null) await writeWhole(join(folder.refs, ...source.branch.split('/')), revision);
  // What was fetched of the same commit in another dtype stays part of it.
  const also = earlier?.revision === revision ? earlier.files : [];
  const marker: Marker = {
    version: 1,
    name: card.name,
    revision,
    from: source.name,
    files: [...files, ...also.filter(({ path }) => files.every((file) => file.path !== path))],
    earlier: [...new Set([...(last?.earlier ?? []), ...(last === null ? [] : [last.revision])])].filter(
      (one) => one !== revision,
    ),
  };
  await writeMarker(folder, marker);
  const model = localModel(folder, marker);
  await (order.prepare ?? prepare)(model, events.onNote);
  return { model, files: marker.files, fetched };
}

/** What is taken: what the card says, or what was chosen; of a folder that somebody made for it, all of the model. */
function choose(card: ModelCard, { files }: Listing, source: Source, wanted: Wanted): readonly SourceFile[] {
  const chosen = selectFiles(card, files, wanted, source.name);
  return source.whole && wanted.length === 0 ? everyFile(card, files) : chosen;
}

/** A disk that is too small is said before it is full. */
async function checkRoom(folder: RepoFolder, files: readonly SourceFile[]): Promise<void> {
  const needed = files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const info = await statfs(folder.ours).catch(() => null);
  if (info === null) return;
  const free = info.bavail * info.bsize;
  if (needed <= free) return;
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new InvoicectlError(
    'MODELS_NOT_WRITABLE',
    `${gb(needed)} are to be fetched into ${folder.root}, and only ${gb(free)} are free.`,
    { hint: 'Make room, or choose another disk with HF_HOME.' },
  );
}

/** Gives contents their names in a snapshot. */
async function place(folder: RepoFolder, revision: string, files: readonly MarkedFile[]): Promise<void> {
  const snapshot = join(folder.snapshots, revision);
  for (const { path, digest } of files) {
    await linkTo(join(folder.blobs, blobName(digest)), join(snapshot, ...path.split('/')));
  }
  await syncFolder(snapshot);
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}
