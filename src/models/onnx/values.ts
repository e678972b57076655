import { type Tensor, TYPE } from './model.ts';
import { packedVarints, signed, WireError } from './wire.ts';

/** How many values a tensor holds. */
export function count(tensor: Tensor): number {
  return tensor.dims.reduce((product, dim) => product * dim, 1);
}

/** The values of a float tensor: a view where its bytes lie right, else a copy. Throws where it is none or too short. */
export function floatsOf(tensor: Tensor): Float32Array {
  if (tensor.type !== TYPE.float) throw new WireError(`${tensor.name} holds no floats`);
  const bytes = rawOf(tensor, 4, 4);
  if (bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return new Float32Array(bytes.slice().buffer);
}

/** The values of an integer tensor. */
export function intsOf(tensor: Tensor): readonly bigint[] {
  const width = tensor.type === TYPE.int64 ? 8 : tensor.type === TYPE.int32 ? 4 : 0;
  if (width === 0) throw new WireError(`${tensor.name} holds no integers`);
  const list = tensor.rest.filter((field) => field.number === (width === 8 ? 7 : 5));
  if (tensor.raw === null && list.length > 0) {
    return list.flatMap((field) => (field.wire === 0 ? [signed(field.value)] : packedVarints(field.bytes)));
  }
  const bytes = rawOf(tensor, width, 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / width }, (_, i) =>
    width === 8 ? view.getBigInt64(i * 8, true) : BigInt(view.getInt32(i * 4, true)),
  );
}

function rawOf(tensor: Tensor, width: number, listNumber: number): Uint8Array {
  const wanted = count(tensor) * width;
  if (tensor.raw !== null) {
    if (tensor.raw.length !== wanted) throw new WireError(`${tensor.name} has ${tensor.raw.length} bytes of ${wanted}`);
    return tensor.raw;
  }
  const list = tensor.rest.filter((field) => field.number === listNumber);
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
