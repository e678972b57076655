import { type Flow, flowOf, type LinearNode, UnknownGraph } from './flow.ts';
import type { Graph, Tensor } from './model.ts';

/** A weight `[from, to]` and what is added to its result. */
export interface Biased {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** Weights of a layer; norms have a weight and a bias, each one number a column. */
export interface TowerLayer {
  readonly attentionNorm: Biased;
  readonly query: Biased;
  readonly key: Biased;
  readonly value: Biased;
  readonly out: Biased;
  readonly mlpNorm: Biased;
  readonly widen: Biased;
  readonly narrow: Biased;
}

/** Weights of a vision tower of SigLIP's kind, and of what makes a decoder's rows of its patches. */
export interface TowerWeights {
  /** `[width, colours, side, side]` */
  readonly patch: Biased;
  /** `[patches, width]` */
  readonly positions: Tensor;
  readonly layers: readonly TowerLayer[];
  readonly norm: Biased;
  /** `[width * shuffle * shuffle, width of the decoder]` */
  readonly connector: Tensor;
}

/** Finds the weights of a vision tower by where values come from and go to. Throws `UnknownGraph`; see `decoderWeights`. */
export function towerWeights(graph: Graph): TowerWeights {
  const flow = flowOf(graph);
  const convolution = graph.nodes.find(({ op }) => op === 'Conv');
  const [patch, patchBias] = (convolution?.inputs.slice(1) ?? []).map((name) => flow.weight(name));
  if (patch === undefined || patchBias === undefined || patch.dims.length !== 4) throw new UnknownGraph('no patches');
  const width = patch.dims[0] ?? 0;
  const positions = [...tablesOf(flow)].find(({ dims }) => dims.length === 2 && dims[1] === width);
  if (positions === undefined) throw new UnknownGraph('no positions');

  const linears = graph.nodes.flatMap((node) => flow.linear(node) ?? []);
  const connector = linears.at(-1);
  if (connector === undefined || linears.length % 6 !== 1) throw new UnknownGraph(`${linears.length} weights`);
  const layers: TowerLayer[] = [];
  for (let at = 0; at + 6 < linears.length; at += 6) layers.push(layerOf(flow, linears.slice(at, at + 6), at / 6));
  return {
    patch: { weight: patch, bias: patchBias },
    positions,
    layers,
    norm: normBefore(flow, connector.input),
    connector: connector.weight,
  };
}

function layerOf(flow: Flow, six: readonly LinearNode[], i: number): TowerLayer {
  const [a, b, c, out, widen, narrow] = six;
  if (!a || !b || !c || !out || !widen || !narrow) throw new UnknownGraph(`layer ${i}: weights`);
  if (a.input !== b.input || a.input !== c.input) throw new UnknownGraph(`layer ${i}: attention of several inputs`);
  const [query, key, value] = rolesOf(flow, [a, b, c], i);
  return {
    attentionNorm: normAt(flow, a.input),
    query: biased(flow, query),
    key: biased(flow, key),
    value: biased(flow, value),
    out: biased(flow, out),
    mlpNorm: normAt(flow, widen.input),
    widen: biased(flow, widen),
    narrow: biased(flow, narrow),
  };
}

/** Which of three is query, key and value: the scores are query x key, and what comes of them is x value. */
function rolesOf(flow: Flow, three: readonly LinearNode[], i: number): [LinearNode, LinearNode, LinearNode] {
  for (const value of three) {
    const product = nextProduct(flow, value.node.outputs[0] ?? '');
    if (product === null || product.side !== 1) continue;
    const rest = three.filter((one) => one !== value);
    const sides = rest.map((one) => nextProduct(flow, one.node.outputs[0] ?? ''));
    const query = rest.find((_, k) => sides[k]?.side === 0);
    const key = rest.find((_, k) => sides[k]?.side === 1);
    if (query !== undefined && key !== undefined && sides[0]?.at === sides[1]?.at && product.at !== sides[0]?.at) {
      return [query, key, value];
    }
  }
  throw new UnknownGraph(`layer ${i}: no attention`);
}

/** The first product of two values that a value goes into, and on which side it stands. */
function nextProduct(flow: Flow, from: string): { at: number; side: number } | null {
  const seen = new Set<string>();
  let values = [from];
  while (values.length > 0) {
    const next: string[] = [];
    for (const value of values) {
      if (seen.has(value)) continue;
      seen.add(value);
      for (const node of flow.consumers(value)) {
        if (node.op === 'Shape') continue;
        if (node.op === 'MatMul') return { at: flow.graph.nodes.indexOf(node), side: node.inputs.indexOf(value) };
        next.push(...node.outputs);
      }
    }
    values = next;
  }
  return null;
}

function biased(flow: Flow, { node, weight }: LinearNode): Biased {
  for (const next of flow.consumers(node.outputs[0] ?? '')) {
    if (next.op !== 'Add') continue;
    const bias = next.inputs
      .flatMap((input) => flow.weight(input) ?? [])
      .find(({ dims }) => dims[0] === weight.dims[1]);
    if (bias !== undefined && bias.dims.length === 1) return { weight, bias };
  }
  throw new UnknownGraph(`${weight.name} has no bias`);
}

/** The norm that made a value: the operator, or a product and a sum. */
function normAt(flow: Flow, value: string): Biased {
  const node = flow.producer(value);
  const [first, second] = (node?.inputs ?? []).flatMap((input) => flow.weight(input) ?? []);
  if (node?.op === 'LayerNormalization' && first !== undefined && second !== undefined) {
    return { weight: first, bias: second };
  }
  const scaled = node?.inputs.map((input) => flow.producer(input)).find((one) => one?.op === 'Mul');
  const weight = scaled?.inputs.flatMap((input) => flow.weight(input) ?? []).find(({ dims }) => dims.length === 1);
  if (node?.op !== 'Add' || first === undefined || weight === undefined) throw new UnknownGraph(`${value}: no norm`);
  return { weight, bias: first };
}

/** The norm before a value, through what only moves numbers. */
function normBefore(flow: Flow, value: string): Biased {
  let at = value;
  for (;;) {
    const node = flow.producer(at);
    if (node === undefined) throw new UnknownGraph(`${value}: no norm before it`);
    if (!['Reshape', 'Transpose', 'Identity', 'Cast'].includes(node.op)) return normAt(flow, at);
    at = node.inputs[0] ?? '';
  }
}

function* tablesOf(flow: Flow): Generator<Tensor> {
  for (const { op, inputs } of flow.graph.nodes) {
    if (op !== 'Gather' && op !== 'Add') continue;
    for (const input of inputs) {
      const table = flow.weight(input);
      if (table !== undefined) yield table.dims.length === 3 ? { ...table, dims: table.dims.slice(1) } : table;
    }
  }
}
