import type { Graph, Node, Tensor } from './model.ts';

/** A graph whose parts are not those that a reader of it knows: it is run as it is. */
export class UnknownGraph extends Error {
  override readonly name = 'UnknownGraph';
}

/** A multiplication with a weight: `[…, rows] x [rows, cols]`. */
export interface LinearNode {
  readonly node: Node;
  /** Place in the order of the graph. */
  readonly at: number;
  readonly input: string;
  readonly weight: Tensor;
}

/** Where values of a graph come from and go to. */
export interface Flow {
  readonly graph: Graph;
  producer(value: string): Node | undefined;
  consumers(value: string): readonly Node[];
  weight(value: string): Tensor | undefined;
  linear(node: Node): LinearNode | null;
  /** The one multiplication with a weight that a value comes from, through anything that keeps what it says. */
  back(value: string): LinearNode;
  /** The multiplications with a weight that a value flows into first, in the order of the graph. */
  forward(value: string): readonly LinearNode[];
}

/** Operators whose first input is what they say; the others are shapes and places. */
const PASSES = new Set(['Reshape', 'Transpose', 'Slice', 'Expand', 'Unsqueeze', 'Squeeze', 'Cast', 'Identity', 'Neg']);
const JOINS = new Set(['Add', 'Mul', 'Sub', 'Div', 'Concat']);

/** Follows the values of a graph. */
export function flowOf(graph: Graph): Flow {
  const order = new Map(graph.nodes.map((node, i) => [node, i]));
  const producers = new Map<string, Node>();
  const consumers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) producers.set(output, node);
    for (const input of new Set(node.inputs)) {
      const list = consumers.get(input);
      if (list === undefined) consumers.set(input, [node]);
      else list.push(node);
    }
  }
  const weights = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  for (const node of graph.nodes) {
    const [attribute] = node.attributes;
    const [output] = node.outputs;
    // an exporter writes equal weights once, and the others as being the same
    const same = node.op === 'Identity' ? weights.get(node.inputs[0] ?? '') : undefined;
    if (same !== undefined && output !== undefined) weights.set(output, same);
    if (node.op !== 'Constant' || attribute?.value.kind !== 'tensor' || output === undefined) continue;
    weights.set(output, { ...attribute.value.tensor, name: output });
  }

  const flow: Flow = {
    graph,
    producer: (value) => producers.get(value),
    consumers: (value) => consumers.get(value) ?? [],
    weight: (value) => weights.get(value),
    linear(node) {
      const [input, right] = node.inputs;
      if (node.op !== 'MatMul' || input === undefined || right === undefined) return null;
      const weight = weights.get(right);
      if (weight === undefined || weight.dims.length !== 2) return null;
      return { node, at: order.get(node) ?? 0, input, weight };
    },
    back(value) {
      const found = new Set<Node>();
      const seen = new Set<string>();
      const todo = [value];
      for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        const node = producers.get(next);
        if (node === undefined) continue;
        if (flow.linear(node) !== null) found.add(node);
        else if (PASSES.has(node.op)) todo.push(node.inputs[0] ?? '');
        else if (JOINS.has(node.op)) todo.push(...node.inputs);
      }
      const [only] = found;
      const linear = only === undefined ? null : flow.linear(only);
      if (linear === null || found.size !== 1) throw new UnknownGraph(`${value} comes from ${found.size} weights`);
      return linear;
    },
    forward(value) {
      const found = new Map<Node, LinearNode>();
      const seen = new Set<string>();
      const todo = [value];
      for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        for (const node of flow.consumers(next)) {
          if (node.op === 'Shape') continue;
          const linear = flow.linear(node);
          if (linear !== null) found.set(node, linear);
          else todo.push(...node.outputs);
        }
      }
      return [...found.values()].sort((a, b) => a.at - b.at);
    },
  };
  return flow;
}

/** The weight that a value was multiplied with last, one number a column: of a norm. */
export function scaleOf(flow: Flow, value: string): Tensor {
  const node = flow.producer(value);
  const found = node?.inputs.flatMap((input) => flow.weight(input) ?? []).filter(({ dims }) => dims.length === 1);
  const [scale] = found ?? [];
  if (node === undefined || scale === undefined) throw new UnknownGraph(`${value} comes from no norm`);
  return scale;
}
