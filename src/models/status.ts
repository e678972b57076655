import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dtype } from './dtypes.ts';
import { filesIn, graphsAmong } from './graphs.ts';
import { localModel, snapshotOf } from './locate.ts';
import { MODELS, type ModelCard } from './registry.ts';
import { PARTIAL } from './store/download.ts';
import { huggingFace, repoFolder } from './store/hugging-face.ts';
import { missingOf, readMarker } from './store/marker.ts';

/**
 * Whether a model is here.
 * - `ready`: whole, and its bytes were checked when they came
 * - `unchecked`: whole, but fetched by another program; its bytes are checked when it is first used
 * - `partial`: a pull was stopped, or files were taken away
 * - `absent`: nothing of it
 */
export type ModelState = 'ready' | 'unchecked' | 'partial' | 'absent';

/** What is here of a model. */
export interface ModelStatus {
  readonly card: ModelCard;
  readonly state: ModelState;
  readonly revision: string | null;
  readonly folder: string | null;
  readonly from: string | null;
  /** Bytes of what is here. */
  readonly bytes: number;
  /** In which every graph of it is here. */
  readonly dtypes: readonly Dtype[];
}

/** What is here of every model. Reads no bytes of models. */
export async function statusOfAll(env: NodeJS.ProcessEnv): Promise<readonly ModelStatus[]> {
  return Promise.all(MODELS.map((card) => statusOf(card, env)));
}

/** What is here of one model. */
export async function statusOf(card: ModelCard, env: NodeJS.ProcessEnv): Promise<ModelStatus> {
  const folder = repoFolder(huggingFace(env).cache, card.repo);
  const marker = await readMarker(folder, card.name);
  const about = (
    state: ModelState,
    revision: string | null,
    from: string | null,
    files: readonly { readonly path: string; readonly bytes: number }[],
  ): ModelStatus => ({
    card,
    state,
    revision,
    from,
    folder: revision === null ? null : localModel(folder, { name: card.name, revision }).folder,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    dtypes: dtypesAmong(card, files),
  });
  if (marker !== null && (await missingOf(folder, marker)).length === 0) {
    return about('ready', marker.revision, marker.from, marker.files);
  }
  const found = await snapshotOf(card, folder);
  if (found !== null) return about('unchecked', found.revision, card.repo, found.files);
  const begun = marker !== null || (await readdir(folder.blobs).catch(() => [])).some((name) => name.endsWith(PARTIAL));
  if (!begun) return about('absent', null, null, []);
  const there = marker === null ? [] : await filesIn(join(folder.snapshots, marker.revision));
  return about('partial', marker?.revision ?? null, marker?.from ?? null, there);
}

function dtypesAmong(card: ModelCard, files: readonly { readonly path: string; readonly bytes: number }[]) {
  const graphs = graphsAmong(card, files);
  const everywhere = (dtype: Dtype) =>
    card.graphs.every(({ name }) => graphs.some((graph) => graph.graph === name && graph.dtype === dtype));
  return [...new Set(graphs.map(({ dtype }) => dtype))].filter(everywhere);
}
