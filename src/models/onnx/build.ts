import { type Attribute, type Model, type Node, TYPE, type ValueInfo } from './model.ts';
import type { LazyTensor } from './store.ts';

/** Settings of a node: whole numbers are bigint, all other numbers floats. */
export type Settings = Readonly<Record<string, bigint | number | readonly bigint[]>>;

/** A graph under construction. Values are known by names that it makes up. */
export interface Build {
  /** Adds a node and gives its first output. `outputs`: how many; those that are `null` are left out. */
  add(op: string, inputs: readonly string[], settings?: Settings, outputs?: readonly (string | null)[]): string;
  /** Makes up a name. */
  name(hint: string): string;
  /** Adds a constant; its bytes are made when the graph is written. */
  constant(tensor: Omit<LazyTensor, 'name'>, hint: string): string;
  floats(values: readonly number[], dims?: readonly number[]): string;
  ints(values: readonly (bigint | number)[], dims?: readonly number[]): string;
  finish(inputs: readonly ValueInfo[], outputs: readonly ValueInfo[]): Built;
}

/** A graph and the constants that it is written with. */
export interface Built {
  readonly model: Model;
  readonly tensors: readonly LazyTensor[];
}

/** Operators of ONNX Runtime's own; all others are ONNX's. */
const CONTRIB = new Set([
  'DynamicQuantizeMatMul',
  'FastGelu',
  'GroupQueryAttention',
  'MatMulNBits',
  'MultiHeadAttention',
  'QuickGelu',
  'SkipLayerNormalization',
  'SkipSimplifiedLayerNormalization',
]);

/** Starts a graph. */
export function build(graphName: string): Build {
  const nodes: Node[] = [];
  const tensors: LazyTensor[] = [];
  let count = 0;
  const name = (hint: string) => `${hint}_${count++}`;
  const small = (bytes: Uint8Array, type: number, dims: readonly number[], hint: string): string => {
    const made = name(hint);
    tensors.push({ name: made, type, dims, bytes: bytes.length, inline: true, make: async () => bytes });
    return made;
  };
  return {
    name,
    add(op, inputs, settings = {}, outputs = [name(op)]) {
      nodes.push({
        op,
        domain: CONTRIB.has(op) ? 'com.microsoft' : '',
        name: name(`node_${op}`),
        inputs,
        outputs: outputs.map((output) => output ?? ''),
        attributes: Object.entries(settings).map(([key, value]) => attribute(key, value)),
        rest: [],
      });
      return outputs[0] ?? '';
    },
    constant(tensor, hint) {
      const made = name(hint);
      tensors.push({ ...tensor, name: made });
      return made;
    },
    floats: (values, dims = [values.length]) =>
      small(new Uint8Array(Float32Array.from(values).buffer), TYPE.float, dims, 'floats'),
    ints: (values, dims = [values.length]) =>
      small(new Uint8Array(BigInt64Array.from(values, BigInt).buffer), TYPE.int64, dims, 'ints'),
    finish: (inputs, outputs) => ({
      model: {
        irVersion: 8,
        opsets: [
          { domain: '', version: 17 },
          { domain: 'com.microsoft', version: 1 },
        ],
        graph: { name: graphName, nodes, initializers: [], inputs, outputs, rest: [] },
        rest: [],
      },
      tensors,
    }),
  };
}

function attribute(name: string, value: bigint | number | readonly bigint[]): Attribute {
  if (typeof value === 'bigint') return { name, value: { kind: 'int', int: value } };
  if (typeof value === 'number') return { name, value: { kind: 'float', float: value } };
  return { name, value: { kind: 'ints', ints: value } };
}

/** What a graph takes or gives: sizes, and names of those that vary. */
export function value(name: string, type: number, shape: readonly (number | string)[]): ValueInfo {
  return { name, type, shape, bytes: null };
}
