import type { Tensor } from 'onnxruntime-node';
import { narrow, widen } from './halves.ts';
import type { loadRuntime } from './session.ts';

type Runtime = Awaited<ReturnType<typeof loadRuntime>>;

/** The floats of a tensor, 16-bit ones widened; `null` when it holds none. A view that lasts as long as the tensor. */
export function floatsIn({ data, type }: Tensor): Float32Array | null {
  if (data instanceof Float32Array) return data;
  if (type !== 'float16' || !ArrayBuffer.isView(data)) return null;
  // Either kind of array that 16-bit floats come in has the same bytes.
  return widen(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
}

/** A tensor of floats in the type that an input wants: `float16`, else `float32`. */
export function floatTensor(runtime: Runtime, type: string, data: Float32Array, dims: readonly number[]): Tensor {
  return type === 'float16'
    ? new runtime.Tensor('float16', narrow(data), dims)
    : new runtime.Tensor('float32', data, dims);
}

/** A tensor of ids or of a mask. */
export function integerTensor(runtime: Runtime, values: readonly number[], dims: readonly number[]): Tensor {
  return new runtime.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}
