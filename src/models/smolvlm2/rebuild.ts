import { basename } from 'node:path';
import type { Built } from '../onnx/build.ts';
import { buildDecoder } from '../onnx/build-decoder.ts';
import { buildTower } from '../onnx/build-tower.ts';
import { decoderWeights } from '../onnx/decoder-weights.ts';
import type { Precision } from '../onnx/linear.ts';
import { loadModel, writeGraph, writeWeights } from '../onnx/store.ts';
import { towerWeights } from '../onnx/tower-weights.ts';
import type { SmolVlm2Config } from './config.ts';

/** Rows that share a scale. Fewer are finer; with 32 a prompt takes a fifth longer, and what is lost is hardly less. */
const BLOCK = 128;

/** Writes files by name: a path to write to is given, the file is kept when nothing fails. */
export type MakeFile = (name: string, make: (path: string) => Promise<void>) => Promise<string>;

/** The graph at `path` written anew as a decoder with keys and values in place. Throws `UnknownGraph`. Gives its path. */
export async function rebuildDecoder(
  path: string,
  { text }: SmolVlm2Config,
  precision: Precision,
  name: string,
  file: MakeFile,
): Promise<string> {
  const { model, floats } = await loadModel(path);
  const how = { layers: precision, head: precision, block: BLOCK };
  return write(buildDecoder(decoderWeights(model.graph), text, how, floats), name, file);
}

/** The graph at `path` written anew as a tower without masks. Throws `UnknownGraph`. Gives its path. */
export async function rebuildTower(
  path: string,
  { vision, tile, shuffle }: SmolVlm2Config,
  precision: Precision,
  name: string,
  file: MakeFile,
): Promise<string> {
  const { model, floats } = await loadModel(path);
  const how = {
    attention: precision,
    widen: precision,
    narrow: precision,
    connector: precision,
    block: BLOCK,
  };
  return write(buildTower(towerWeights(model.graph), { ...vision, tile, shuffle }, how, floats), name, file);
}

async function write({ model, tensors }: Built, name: string, file: MakeFile): Promise<string> {
  const weights = await file(`${name}.weights`, (path) => writeWeights(path, tensors));
  return file(`${name}.onnx`, (path) => writeGraph(path, model, tensors, basename(weights)));
}
