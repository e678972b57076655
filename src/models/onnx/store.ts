import { type FileHandle, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import { writeError } from '../store/files.ts';
import type { Model, Tensor } from './model.ts';
import { readModel } from './read.ts';
import { count, floatsOf } from './values.ts';
import { WireError } from './wire.ts';
import { writeModel } from './write.ts';

/** An ONNX file in memory, its external weights still on disk. */
export interface LoadedModel {
  readonly model: Model;
  /** Values of a float tensor, wherever they are. Throws `WireError`. */
  floats(tensor: Tensor): Promise<Float32Array>;
}

/** Reads an ONNX file. Throws `MODEL_DAMAGED`. */
export async function loadModel(path: string): Promise<LoadedModel> {
  const model = parse(path, await readWhole(path));
  return {
    model,
    async floats(tensor) {
      if (tensor.external === null) return floatsOf(tensor);
      const { location, offset, length } = tensor.external;
      if (basename(location) !== location) throw new WireError(`${tensor.name} lies outside of the model's folder`);
      const wanted = count(tensor) * 4;
      if (length !== null && length !== wanted) throw new WireError(`${tensor.name} has ${length} bytes of ${wanted}`);
      const bytes = await readPart(join(dirname(path), location), offset, wanted);
      return floatsOf({ ...tensor, raw: bytes, external: null });
    },
  };
}

function parse(path: string, bytes: Uint8Array): Model {
  try {
    return readModel(bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new InvoicectlError('MODEL_DAMAGED', `${path} is no ONNX file: it ${error.message}.`, { cause: error });
  }
}

/** Node reads files of up to 2 GB in one go. */
const AT_ONCE = 1 << 30;

async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await fill(file, 0, new Uint8Array(size), path);
  } finally {
    await file.close();
  }
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    return await fill(file, offset, new Uint8Array(length), path);
  } finally {
    await file.close();
  }
}

async function fill(file: FileHandle, from: number, out: Uint8Array, path: string): Promise<Uint8Array> {
  let at = 0;
  while (at < out.length) {
    const { bytesRead } = await file.read(out, at, Math.min(AT_ONCE, out.length - at), from + at);
    if (bytesRead === 0) throw new WireError(`${path} ends at ${from + at}, before its weights do`);
    at += bytesRead;
  }
  return out;
}

/** Weights from this size on go into a file of their own, which ONNX Runtime maps instead of reading it. Bytes. */
const OUTSIDE = 1024;
/** ONNX Runtime maps whole pages. */
const ALIGN = 4096;

/** A tensor whose bytes are made when they are written, so that only one of them is in memory. */
export interface LazyTensor {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly bytes: number;
  make(): Promise<Uint8Array>;
}

/** Writes a graph to `path`, and its weights to `path` + `_data`, each whole or not at all. Throws `MODELS_NOT_WRITABLE`. */
export async function saveModel(path: string, model: Model, tensors: readonly LazyTensor[]): Promise<void> {
  const data = `${path}_data`;
  try {
    const initializers: Tensor[] = [...model.graph.initializers];
    const weights = await open(data, 'w');
    try {
      let at = 0;
      for (const { name, type, dims, bytes, make } of tensors) {
        const made = await make();
        if (made.length !== bytes) throw new Error(`${name} became ${made.length} bytes instead of ${bytes}`);
        const base = { name, type, dims, rest: [] };
        if (bytes < OUTSIDE) {
          initializers.push({ ...base, raw: made, external: null });
          continue;
        }
        at = Math.ceil(at / ALIGN) * ALIGN;
        await writeAt(weights, made, at);
        initializers.push({ ...base, raw: null, external: { location: basename(data), offset: at, length: bytes } });
        at += bytes;
      }
      await weights.sync();
    } finally {
      await weights.close();
    }
    const file = await open(path, 'w');
    try {
      let at = 0;
      for (const chunk of writeModel({ ...model, graph: { ...model.graph, initializers } })) {
        await writeAt(file, chunk, at);
        at += chunk.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await Promise.all([path, data].map((one) => rm(one, { force: true })));
    throw writeError(error, path);
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(AT_ONCE, bytes.length - done), at + done);
    done += bytesWritten;
  }
}
