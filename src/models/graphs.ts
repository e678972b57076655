import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DTYPES, type Dtype, suffixOf } from './dtypes.ts';
import { fileOf, type LocalModel } from './local-model.ts';
import { cardOf, type GraphSpec, type ModelCard } from './registry.ts';

/** A file of a model, where its repository has it. */
export interface ModelFile {
  /** Path in the repository, with `/`. */
  readonly path: string;
  /** `null` where nobody has said. */
  readonly bytes: number | null;
}

/** A graph in one dtype. */
export interface GraphFile<F extends ModelFile = ModelFile> {
  /** `vision_encoder` */
  readonly graph: string;
  readonly dtype: Dtype;
  readonly file: F;
  /** Weights that lie beside it in files of their own. */
  readonly data: readonly F[];
}

/** The graphs among files, of every dtype. Where a graph has several names, those of the best that is there. */
export function graphsAmong<F extends ModelFile>(card: ModelCard, files: readonly F[]): readonly GraphFile<F>[] {
  return card.graphs.flatMap((spec) => {
    for (const stem of spec.stems) {
      const found = DTYPES.flatMap((dtype) => graphAt(card, spec, stem, dtype, files));
      if (found.length > 0) return found;
    }
    return [];
  });
}

function graphAt<F extends ModelFile>(
  card: ModelCard,
  { name }: GraphSpec,
  stem: string,
  dtype: Dtype,
  files: readonly F[],
): readonly GraphFile<F>[] {
  const path = graphPath(stem, dtype, card.plain);
  const file = files.find((one) => one.path === path);
  if (file === undefined) return [];
  const data = files.filter(
    (one) => one.path.startsWith(path) && /^[._]data(?:_\d+)?$/.test(one.path.slice(path.length)),
  );
  return [{ graph: name, dtype, file, data }];
}

/** Path of a graph's file: `onnx/embed_tokens_fp16.onnx`. */
export function graphPath(stem: string, dtype: Dtype, plain: Dtype): string {
  return `${stem}${suffixOf(dtype, plain)}.onnx`;
}

/** The graphs of a model that are here. Their paths are as in its repository: see `fileOf`. */
export async function graphsOf(model: LocalModel): Promise<readonly GraphFile<FoundFile>[]> {
  return graphsAmong(cardOf(model.name), await filesIn(model.folder));
}

/** The first of `dtypes` that `graph` is there in; `null` when it is in none of them. */
export async function chooseGraph(
  model: LocalModel,
  graph: string,
  dtypes: readonly Dtype[],
): Promise<{ readonly dtype: Dtype; readonly path: string; readonly bytes: number } | null> {
  const there = (await graphsOf(model)).filter((one) => one.graph === graph);
  for (const dtype of dtypes) {
    const found = there.find((one) => one.dtype === dtype);
    if (found === undefined) continue;
    const bytes = [found.file, ...found.data].reduce((sum, file) => sum + file.bytes, 0);
    return { dtype, path: fileOf(model, found.file.path), bytes };
  }
  return null;
}

/** A file that is there, so that its size is known. */
export interface FoundFile extends ModelFile {
  readonly bytes: number;
}

/** Files in a folder and the folders in it. Links that lead nowhere are not there; an absent folder has none. */
export async function filesIn(folder: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry): Promise<FoundFile | null> => {
      const path = join(entry.parentPath, entry.name);
      const info = await stat(path).catch(() => null);
      if (info === null || !info.isFile()) return null;
      return { path: path.slice(folder.length).split(/[\\/]/).filter(Boolean).join('/'), bytes: info.size };
    }),
  );
  return found.filter((file) => file !== null).sort((a, b) => (a.path < b.path ? -1 : 1));
}
