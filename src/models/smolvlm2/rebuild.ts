import { basename } from 'node:path';
import type { Built } from '../onnx/build.ts';
import { buildDecoder } from '../onnx/build-decoder.ts';
import { buildTower } from '../onnx/build-tower.ts';
import { decoderWeights } from '../onnx/decoder-weights.ts';
import type { Precision, Precisions } from '../onnx/linear.ts';
import { loadModel, writeGraph, writeWeights } from '../onnx/store.ts';
import { towerWeights } from '../onnx/tower-weights.ts';
import type { SmolVlm2Config } from './config.ts';

/**
 * How a graph is rounded.
 * - `exact`: not at all
 * - `fine`: 8 bits, with a scale for each block of rows
 * - `fast`: what a norm has levelled shares one scale: a prompt takes two thirds of the time then, and on numbers of one
 *   size nothing more is lost
 */
export type Rounding = 'exact' | 'fine' | 'fast';
const LEVELLED: Readonly<Record<Rounding, Precision>> = { exact: 'exact', fine: 'blocks', fast: 'columns' };
const OTHER: Readonly<Record<Rounding, Precision>> = { exact: 'exact', fine: 'blocks', fast: 'blocks' };
const precisionsOf = (rounding: Rounding): Precisions => ({
  levelled: LEVELLED[rounding],
  other: OTHER[rounding],
  block: BLOCK,
});

/** Rows that share a scale. Fewer are finer; with 32 a prompt takes a fifth longer, and what is lost is hardly less. */
const BLOCK = 128;

/** Writes files by name: a path to write to is given, the file is kept when nothing fails. */
export type MakeFile = (name: string, make: (path: string) => Promise<void>) => Promise<string>;

/** The graph at `path` written anew as a decoder with keys and values in place. Throws `UnknownGraph`. Gives its path. */
export async function rebuildDecoder(
  path: string,
  { text }: SmolVlm2Config,
  rounding: Rounding,
  name: string,
  file: MakeFile,
): Promise<string> {
  const { model, floats } = await loadModel(path);
  return write(buildDecoder(decoderWeights(model.graph), text, precisionsOf(rounding), floats), name, file);
}

/** The graph at `path` written anew as a tower without masks. Throws `UnknownGraph`. Gives its path. */
export async function rebuildTower(
  path: string,
  { vision, tile, shuffle }: SmolVlm2Config,
  rounding: Rounding,
  name: string,
  file: MakeFile,
): Promise<string> {
  const { model, floats } = await loadModel(path);
  const how = precisionsOf(rounding);
  return write(buildTower(towerWeights(model.graph), { ...vision, tile, shuffle }, how, floats), name, file);
}

/** Path of the weights of a graph that was written anew. */
export const weightsOf = (graph: string): string => graph.replace(/\.onnx$/, '.weights');

async function write({ model, tensors }: Built, name: string, file: MakeFile): Promise<string> {
  const weights = await file(basename(weightsOf(`${name}.onnx`)), (path) => writeWeights(path, tensors));
  return file(`${name}.onnx`, (path) => writeGraph(path, model, tensors, basename(weights)));
}
