import type { Attribute, ExternalBytes, Graph, Model, Node, Tensor, ValueInfo } from './model.ts';
import { type Field, fieldsOf, packedVarints, signed, WireError } from './wire.ts';

const decoder = new TextDecoder();

/** Reads an ONNX file. Tensors are views into `data`. Throws `WireError` when it is none. */
export function readModel(data: Uint8Array): Model {
  let graph: Graph | null = null;
  let irVersion = 0;
  const opsets: { domain: string; version: number }[] = [];
  const rest: Field[] = [];
  for (const field of fieldsOf(data)) {
    if (field.number === 1) irVersion = int(field);
    else if (field.number === 7) graph = readGraph(bytes(field));
    else if (field.number === 8) opsets.push(readOpset(bytes(field)));
    else rest.push(field);
  }
  if (graph === null) throw new WireError('holds no graph');
  return { irVersion, opsets, graph, rest };
}

function readOpset(data: Uint8Array): { domain: string; version: number } {
  const opset = { domain: '', version: 0 };
  for (const field of fieldsOf(data)) {
    if (field.number === 1) opset.domain = text(field);
    else if (field.number === 2) opset.version = int(field);
  }
  return opset;
}

function readGraph(data: Uint8Array): Graph {
  let name = '';
  const nodes: Node[] = [];
  const initializers: Tensor[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const rest: Field[] = [];
  for (const field of fieldsOf(data)) {
    if (field.number === 1) nodes.push(readNode(bytes(field)));
    else if (field.number === 2) name = text(field);
    else if (field.number === 5) initializers.push(readTensor(bytes(field)));
    else if (field.number === 11) inputs.push(readValueInfo(bytes(field)));
    else if (field.number === 12) outputs.push(readValueInfo(bytes(field)));
    else rest.push(field);
  }
  return { name, nodes, initializers, inputs, outputs, rest };
}

function readNode(data: Uint8Array): Node {
  const node = { op: '', domain: '', name: '' };
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Attribute[] = [];
  const rest: Field[] = [];
  for (const field of fieldsOf(data)) {
    if (field.number === 1) inputs.push(text(field));
    else if (field.number === 2) outputs.push(text(field));
    else if (field.number === 3) node.name = text(field);
    else if (field.number === 4) node.op = text(field);
    else if (field.number === 5) attributes.push(readAttribute(bytes(field)));
    else if (field.number === 7) node.domain = text(field);
    else rest.push(field);
  }
  return { ...node, inputs, outputs, attributes, rest };
}

// AttributeProto.AttributeType
const KIND = { float: 1, int: 2, text: 3, tensor: 4, ints: 7 } as const;

function readAttribute(data: Uint8Array): Attribute {
  const fields = [...fieldsOf(data)];
  const find = (number: number) => fields.find((field) => field.number === number);
  const name = find(1);
  const type = find(20);
  const kind = type === undefined ? 0 : int(type);
  const named = { name: name === undefined ? '' : text(name) };
  const other = fields.filter((field) => field.number !== 1);
  // a value that equals its type's nothing (0, '') may be left out
  if (kind === KIND.float && other.length <= 2) {
    const field = find(2);
    return { ...named, value: { kind: 'float', float: field === undefined ? 0 : float(field) } };
  }
  if (kind === KIND.int && other.length <= 2) {
    const field = find(3);
    return { ...named, value: { kind: 'int', int: field === undefined ? 0n : number(field) } };
  }
  if (kind === KIND.text && other.length <= 2) {
    const field = find(4);
    return { ...named, value: { kind: 'text', bytes: field === undefined ? new Uint8Array() : bytes(field) } };
  }
  const tensor = find(5);
  if (kind === KIND.tensor && tensor !== undefined && other.length === 2) {
    return { ...named, value: { kind: 'tensor', tensor: readTensor(bytes(tensor)) } };
  }
  if (kind === KIND.ints && other.every((field) => field.number === 8 || field.number === 20)) {
    return { ...named, value: { kind: 'ints', ints: fields.filter((field) => field.number === 8).flatMap(numbers) } };
  }
  return { ...named, value: { kind: 'other', fields: other } };
}

function readTensor(data: Uint8Array): Tensor {
  let name = '';
  let type = 0;
  let raw: Uint8Array | null = null;
  const dims: number[] = [];
  const external = new Map<string, string>();
  const rest: Field[] = [];
  for (const field of fieldsOf(data)) {
    if (field.number === 1) dims.push(...numbers(field).map(size));
    else if (field.number === 2) type = int(field);
    else if (field.number === 8) name = text(field);
    else if (field.number === 9) raw = bytes(field);
    else if (field.number === 13) {
      const [key, value] = readEntry(bytes(field));
      external.set(key, value);
    } else if (field.number !== 14) rest.push(field);
  }
  return { name, type, dims, raw, external: external.size === 0 ? null : readExternal(external), rest };
}

function readEntry(data: Uint8Array): [string, string] {
  let key = '';
  let value = '';
  for (const field of fieldsOf(data)) {
    if (field.number === 1) key = text(field);
    else if (field.number === 2) value = text(field);
  }
  return [key, value];
}

function readExternal(entries: ReadonlyMap<string, string>): ExternalBytes {
  const length = entries.get('length');
  return {
    location: entries.get('location') ?? '',
    offset: decimal(entries.get('offset') ?? '0'),
    length: length === undefined ? null : decimal(length),
  };
}

function decimal(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new WireError(`${JSON.stringify(text)} is no number of bytes`);
  return Number(text);
}

function readValueInfo(data: Uint8Array): ValueInfo {
  let name = '';
  let type = 0;
  const shape: (number | string | null)[] = [];
  for (const field of fieldsOf(data)) {
    if (field.number === 1) name = text(field);
    if (field.number !== 2) continue;
    for (const kind of fieldsOf(bytes(field))) {
      if (kind.number !== 1) continue;
      for (const tensor of fieldsOf(bytes(kind))) {
        if (tensor.number === 1) type = int(tensor);
        else if (tensor.number === 2) {
          for (const dim of fieldsOf(bytes(tensor))) if (dim.number === 1) shape.push(readDim(bytes(dim)));
        }
      }
    }
  }
  return { name, type, shape, bytes: data };
}

function readDim(data: Uint8Array): number | string | null {
  for (const field of fieldsOf(data)) {
    if (field.number === 1) return int(field);
    if (field.number === 2) return text(field);
  }
  return null;
}

function bytes(field: Field): Uint8Array {
  if (field.wire !== 2) throw new WireError(`field ${field.number} holds no bytes`);
  return field.bytes;
}

function text(field: Field): string {
  return decoder.decode(bytes(field));
}

function number(field: Field): bigint {
  if (field.wire !== 0) throw new WireError(`field ${field.number} holds no number`);
  return signed(field.value);
}

function int(field: Field): number {
  return Number(number(field));
}

function numbers(field: Field): readonly bigint[] {
  return field.wire === 2 ? packedVarints(field.bytes) : [number(field)];
}

function size(value: bigint): number {
  if (value < 0n || value > 0xffff_ffff_ffffn) throw new WireError(`a size of ${value} cannot be`);
  return Number(value);
}

function float(field: Field): number {
  if (field.wire !== 5) throw new WireError(`field ${field.number} holds no float`);
  return new DataView(field.bytes.buffer, field.bytes.byteOffset, 4).getFloat32(0, true);
}
