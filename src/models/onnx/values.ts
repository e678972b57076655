import { type Tensor, TYPE } from './model.ts';
import { WireError } from './wire.ts';

/** How many values a tensor holds. */
export function count(tensor: Tensor): number {
  return tensor.dims.reduce((product, dim) => product * dim, 1);
}

/** The values of a float tensor: a view where its bytes lie right, else a copy. Throws where it is none or too short. */
export function floatsOf(tensor: Tensor): Float32Array {
  if (tensor.type !== TYPE.float) throw new WireError(`${tensor.name} holds no floats`);
  const bytes = rawOf(tensor);
  if (bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return new Float32Array(bytes.slice().buffer);
}

function rawOf(tensor: Tensor): Uint8Array {
  const wanted = count(tensor) * 4;
  if (tensor.raw !== null) {
    if (tensor.raw.length !== wanted) throw new WireError(`${tensor.name} has ${tensor.raw.length} bytes of ${wanted}`);
    return tensor.raw;
  }
  const list = tensor.rest.filter((field) => field.number === 4);
  const bytes = list.flatMap((field) => (field.wire === 0 ? [] : [field.bytes]));
  const total = bytes.reduce((sum, part) => sum + part.length, 0);
  if (total !== wanted) throw new WireError(`${tensor.name} has no values here`);
  const [only] = bytes;
  if (only !== undefined && bytes.length === 1) return only;
  const all = new Uint8Array(total);
  let at = 0;
  for (const part of bytes) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
