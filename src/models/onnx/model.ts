import type { Field } from './wire.ts';

/** Numbers of `TensorProto.DataType`, those that models here use. */
export const TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
} as const;

/** Where a tensor's bytes stand when they are not in the graph's own file. */
export interface ExternalBytes {
  /** File beside the graph. */
  readonly location: string;
  readonly offset: number;
  readonly length: number | null;
}

/** A constant of a graph. */
export interface Tensor {
  readonly name: string;
  /** One of `TYPE`, or another that is passed on as it is. */
  readonly type: number;
  readonly dims: readonly number[];
  /** Little-endian values, a view into the file; `null` when they are in `rest` or `external`. */
  readonly raw: Uint8Array | null;
  readonly external: ExternalBytes | null;
  /** Fields that are kept as they are: values in lists of their own type, documentation. */
  readonly rest: readonly Field[];
}

/** A named setting of a node. */
export interface Attribute {
  readonly name: string;
  readonly value:
    | { readonly kind: 'int'; readonly int: bigint }
    | { readonly kind: 'ints'; readonly ints: readonly bigint[] }
    | { readonly kind: 'float'; readonly float: number }
    | { readonly kind: 'text'; readonly bytes: Uint8Array }
    | { readonly kind: 'tensor'; readonly tensor: Tensor }
    /** Another kind, as it was read. */
    | { readonly kind: 'other'; readonly fields: readonly Field[] };
}

/** A step of a graph. Values are named; an empty name stands for an input or output that is left out. */
export interface Node {
  readonly op: string;
  /** Empty for the operators of ONNX itself. */
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly rest: readonly Field[];
}

/** What goes into a graph or comes out of it. */
export interface ValueInfo {
  readonly name: string;
  /** One of `TYPE`; 0 when it is no tensor. */
  readonly type: number;
  /** A size, the name of one, or `null` for one that is not given. */
  readonly shape: readonly (number | string | null)[];
  /** The message as it was read; written instead of the above when it is there. */
  readonly bytes: Uint8Array | null;
}

/** A graph: nodes in an order in which they can be computed. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Tensor[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Shapes of values in between and all else, as it was read. */
  readonly rest: readonly Field[];
}

/** An ONNX file. */
export interface Model {
  readonly irVersion: number;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: Graph;
  readonly rest: readonly Field[];
}
