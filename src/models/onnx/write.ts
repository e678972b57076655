import type { Attribute, Graph, Model, Node, Tensor, ValueInfo } from './model.ts';
import { joined, type Message, message, putBytes, putField, putFloat, putMessage, putText, putVarint } from './wire.ts';

/** An ONNX file in pieces, to be written one after the other: tensors are the views that the model holds. */
export function writeModel(model: Model): readonly Uint8Array[] {
  const out = message();
  putVarint(out, 1, model.irVersion);
  for (const field of model.rest) if (field.number < 7) putField(out, field);
  putMessage(out, 7, graphMessage(model.graph));
  for (const { domain, version } of model.opsets) {
    const opset = message();
    if (domain !== '') putText(opset, 1, domain);
    putVarint(opset, 2, version);
    putMessage(out, 8, opset);
  }
  for (const field of model.rest) if (field.number > 7) putField(out, field);
  return out.chunks;
}

function graphMessage(graph: Graph): Message {
  const out = message();
  for (const node of graph.nodes) putMessage(out, 1, nodeMessage(node));
  putText(out, 2, graph.name);
  for (const tensor of graph.initializers) putMessage(out, 5, tensorMessage(tensor));
  for (const field of graph.rest) if (field.number < 11) putField(out, field);
  for (const value of graph.inputs) putBytes(out, 11, value.bytes ?? joined(valueMessage(value)));
  for (const value of graph.outputs) putBytes(out, 12, value.bytes ?? joined(valueMessage(value)));
  for (const field of graph.rest) if (field.number > 11) putField(out, field);
  return out;
}

function nodeMessage(node: Node): Message {
  const out = message();
  for (const name of node.inputs) putText(out, 1, name);
  for (const name of node.outputs) putText(out, 2, name);
  if (node.name !== '') putText(out, 3, node.name);
  putText(out, 4, node.op);
  for (const attribute of node.attributes) putMessage(out, 5, attributeMessage(attribute));
  if (node.domain !== '') putText(out, 7, node.domain);
  for (const field of node.rest) putField(out, field);
  return out;
}

function attributeMessage({ name, value }: Attribute): Message {
  const out = message();
  putText(out, 1, name);
  if (value.kind === 'float') {
    putFloat(out, 2, value.float);
    putVarint(out, 20, 1);
  } else if (value.kind === 'int') {
    putVarint(out, 3, value.int);
    putVarint(out, 20, 2);
  } else if (value.kind === 'text') {
    putBytes(out, 4, value.bytes);
    putVarint(out, 20, 3);
  } else if (value.kind === 'tensor') {
    putMessage(out, 5, tensorMessage(value.tensor));
    putVarint(out, 20, 4);
  } else if (value.kind === 'ints') {
    for (const int of value.ints) putVarint(out, 8, int);
    putVarint(out, 20, 7);
  } else for (const field of value.fields) putField(out, field);
  return out;
}

function tensorMessage(tensor: Tensor): Message {
  const out = message();
  for (const dim of tensor.dims) putVarint(out, 1, dim);
  putVarint(out, 2, tensor.type);
  for (const field of tensor.rest) if (field.number < 8) putField(out, field);
  if (tensor.name !== '') putText(out, 8, tensor.name);
  if (tensor.raw !== null) putBytes(out, 9, tensor.raw);
  for (const field of tensor.rest) if (field.number > 8) putField(out, field);
  if (tensor.external !== null) {
    const { location, offset, length } = tensor.external;
    const entries: [string, string][] = [
      ['location', location],
      ['offset', String(offset)],
    ];
    if (length !== null) entries.push(['length', String(length)]);
    for (const [key, value] of entries) {
      const entry = message();
      putText(entry, 1, key);
      putText(entry, 2, value);
      putMessage(out, 13, entry);
    }
    // TensorProto.DataLocation.EXTERNAL
    putVarint(out, 14, 1);
  }
  return out;
}

function valueMessage(value: ValueInfo): Message {
  const shape = message();
  for (const size of value.shape) {
    const dim = message();
    if (typeof size === 'number') putVarint(dim, 1, size);
    else if (size !== null) putText(dim, 2, size);
    putMessage(shape, 1, dim);
  }
  const tensor = message();
  putVarint(tensor, 1, value.type);
  putMessage(tensor, 2, shape);
  const kind = message();
  putMessage(kind, 1, tensor);
  const out = message();
  putText(out, 1, value.name);
  putMessage(out, 2, kind);
  return out;
}
