/** A field of a protobuf message as it stands in the bytes. */
export type Field =
  | { readonly number: number; readonly wire: 0; readonly value: bigint }
  | { readonly number: number; readonly wire: 1 | 2 | 5; readonly bytes: Uint8Array };

/** Bytes that are no protobuf message of the expected kind. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** A part of a message to be written: bytes that are passed on as they are, never copied together. */
export type Chunk = Uint8Array;

const LOW_BITS = 0x7fn;

/** The fields of a message, in their order. Bytes are views into `data`. Throws `WireError`. */
export function* fieldsOf(data: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    // most are one byte
    const first = data[at];
    if (first !== undefined && first < 0x80) {
      at++;
      return BigInt(first);
    }
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = data[at++];
      if (byte === undefined) throw new WireError('ends within a number');
      value |= (BigInt(byte) & LOW_BITS) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireError('a number has no end');
  };
  const take = (length: number): Uint8Array => {
    if (length > data.length - at) throw new WireError('ends within a field');
    const bytes = data.subarray(at, at + length);
    at += length;
    return bytes;
  };
  while (at < data.length) {
    const key = varint();
    const number = Number(key >> 3n);
    if (number < 1 || number > 0x1fffffff) throw new WireError(`field ${number} cannot be`);
    const wire = Number(key & 7n);
    if (wire === 0) yield { number, wire, value: varint() };
    else if (wire === 1) yield { number, wire, bytes: take(8) };
    else if (wire === 5) yield { number, wire, bytes: take(4) };
    else if (wire === 2) yield { number, wire, bytes: take(Number(varint())) };
    else throw new WireError(`wire type ${wire} is not in use`);
  }
}

/** A signed 64-bit number, as it travels in a varint. */
export function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** The numbers of a packed repeated field. */
export function packedVarints(bytes: Uint8Array): readonly bigint[] {
  const out: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= (BigInt(byte) & LOW_BITS) << shift;
    if (byte < 0x80) {
      out.push(BigInt.asIntN(64, value));
      value = 0n;
      shift = 0n;
    } else {
      shift += 7n;
      if (shift >= 70n) throw new WireError('a number has no end');
    }
  }
  if (shift !== 0n) throw new WireError('ends within a number');
  return out;
}

function varintBytes(value: bigint): number[] {
  let rest = BigInt.asUintN(64, value);
  const out: number[] = [];
  while (rest >= 0x80n) {
    out.push(Number(rest & LOW_BITS) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}

function key(number: number, wire: number): number[] {
  return varintBytes((BigInt(number) << 3n) | BigInt(wire));
}

/** A message under construction; its parts are written one after the other. */
export interface Message {
  readonly chunks: Chunk[];
  /** Bytes of all chunks. */
  length: number;
}

/** An empty message. */
export function message(): Message {
  return { chunks: [], length: 0 };
}

function push(to: Message, chunk: Chunk): void {
  to.chunks.push(chunk);
  to.length += chunk.length;
}

/** Adds a number. */
export function putVarint(to: Message, number: number, value: bigint | number): void {
  push(to, Uint8Array.from([...key(number, 0), ...varintBytes(BigInt(value))]));
}

/** Adds a 32-bit float. */
export function putFloat(to: Message, number: number, value: number): void {
  push(to, Uint8Array.from([...key(number, 5), ...new Uint8Array(Float32Array.of(value).buffer)]));
}

/** Adds bytes, as they are. */
export function putBytes(to: Message, number: number, bytes: Uint8Array): void {
  push(to, Uint8Array.from([...key(number, 2), ...varintBytes(BigInt(bytes.length))]));
  push(to, bytes);
}

/** Adds text. */
export function putText(to: Message, number: number, text: string): void {
  putBytes(to, number, new TextEncoder().encode(text));
}

/** Adds a message. */
export function putMessage(to: Message, number: number, part: Message): void {
  push(to, Uint8Array.from([...key(number, 2), ...varintBytes(BigInt(part.length))]));
  for (const chunk of part.chunks) push(to, chunk);
}

/** Adds a field as it was read. */
export function putField(to: Message, field: Field): void {
  if (field.wire === 0) putVarint(to, field.number, field.value);
  else if (field.wire === 2) putBytes(to, field.number, field.bytes);
  else push(to, Uint8Array.from([...key(field.number, field.wire), ...field.bytes]));
}

/** All of a message in one piece, for small ones. */
export function joined(part: Message): Uint8Array {
  const out = new Uint8Array(part.length);
  let at = 0;
  for (const chunk of part.chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
