import { type FileHandle, open } from 'node:fs/promises';
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

/** ONNX Runtime maps whole pages. */
const ALIGN = 4096;

/** A tensor whose bytes are made when they are written, so that only one of them is in memory. */
export interface LazyTensor {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly bytes: number;
  /** Kept in the graph's own file: shapes and places, which ONNX Runtime wants to know before it reads weights. */
  readonly inline?: boolean;
  make(): Promise<Uint8Array>;
}

/** Where each tensor lies in a file of weights. */
function layOut(tensors: readonly LazyTensor[]): readonly { readonly tensor: LazyTensor; readonly offset: number }[] {
  let at = 0;
  return tensors
    .filter(({ inline }) => inline !== true)
    .map((tensor) => {
      const offset = Math.ceil(at / ALIGN) * ALIGN;
      at = offset + tensor.bytes;
      return { tensor, offset };
    });
}

/** Writes the weights of a graph. Throws `MODELS_NOT_WRITABLE`. */
export async function writeWeights(path: string, tensors: readonly LazyTensor[]): Promise<void> {
  await writing(path, async (file) => {
    for (const { tensor, offset } of layOut(tensors)) await writeAt(file, await madeBy(tensor), offset);
  });
}

/** Writes a graph whose weights lie in the file `weights` beside it. Throws `MODELS_NOT_WRITABLE`. */
export async function writeGraph(
  path: string,
  model: Model,
  tensors: readonly LazyTensor[],
  weights: string,
): Promise<void> {
  const initializers: Tensor[] = [...model.graph.initializers];
  for (const tensor of tensors) {
    if (tensor.inline !== true) continue;
    const { name, type, dims } = tensor;
    initializers.push({ name, type, dims, rest: [], raw: await madeBy(tensor), external: null });
  }
  for (const { tensor, offset } of layOut(tensors)) {
    const { name, type, dims, bytes } = tensor;
    const external = { location: weights, offset, length: bytes };
    initializers.push({ name, type, dims, rest: [], raw: null, external });
  }
  await writing(path, async (file) => {
    let at = 0;
    for (const chunk of writeModel({ ...model, graph: { ...model.graph, initializers } })) {
      await writeAt(file, chunk, at);
      at += chunk.length;
    }
  });
}

async function madeBy({ name, bytes, make }: LazyTensor): Promise<Uint8Array> {
  const made = await make();
  if (made.length !== bytes) throw new Error(`${name} became ${made.length} bytes instead of ${bytes}`);
  return made;
}

async function writing(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    const file = await open(path, 'w');
    try {
      await write(file);
    } finally {
      await file.close();
    }
  } catch (error) {
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
