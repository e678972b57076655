import { type Flow, flowOf, type LinearNode, scaleOf, UnknownGraph } from './flow.ts';
import type { Graph, Tensor } from './model.ts';

/** Weights of a layer, each `[from, to]`; norms have one number a column. */
export interface DecoderLayer {
  readonly attentionNorm: Tensor;
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly out: Tensor;
  readonly mlpNorm: Tensor;
  readonly gate: Tensor;
  readonly up: Tensor;
  readonly down: Tensor;
}

/** Weights of a decoder of Llama's kind. */
export interface DecoderWeights {
  readonly layers: readonly DecoderLayer[];
  readonly norm: Tensor;
  readonly head: Tensor;
}

/**
 * Finds the weights of a decoder by where values come from and go to, whatever its exporter called them and however it
 * wrote norms, rotations and masks. Throws `UnknownGraph` where a part is missing; that the parts are joined as in
 * Llama is not looked at here, but proven by running both graphs (see `prove.ts`).
 */
export function decoderWeights(graph: Graph): DecoderWeights {
  const flow = flowOf(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const layers: DecoderLayer[] = [];
  while (outputs.has(`present.${layers.length}.value`)) layers.push(layerOf(flow, layers.length));
  if (layers.length === 0) throw new UnknownGraph('there is no present.0.value');
  const head = flow.back('logits');
  return { layers, norm: scaleOf(flow, head.input), head: head.weight };
}

function layerOf(flow: Flow, i: number): DecoderLayer {
  const key = flow.back(`present.${i}.key`);
  const value = flow.back(`present.${i}.value`);
  if (key.input !== value.input) throw new UnknownGraph(`layer ${i}: keys and values come from different places`);
  const query = only(
    linearsOf(flow, value.input).filter(({ node }) => node !== key.node && node !== value.node),
    `layer ${i}: query`,
  );
  const out = first(flow.forward(value.node.outputs[0] ?? ''), `layer ${i}: out`);
  const wide = first(flow.forward(out.node.outputs[0] ?? ''), `layer ${i}: gate`);
  const pair = linearsOf(flow, wide.input);
  const gate = only(
    pair.filter(({ node }) => isGated(flow, node.outputs[0] ?? '')),
    `layer ${i}: gate`,
  );
  const up = only(
    pair.filter(({ node }) => node !== gate.node),
    `layer ${i}: up`,
  );
  const down = first(flow.forward(gate.node.outputs[0] ?? ''), `layer ${i}: down`);
  return {
    attentionNorm: scaleOf(flow, value.input),
    query: query.weight,
    key: key.weight,
    value: value.weight,
    out: out.weight,
    mlpNorm: scaleOf(flow, wide.input),
    gate: gate.weight,
    up: up.weight,
    down: down.weight,
  };
}

function isGated(flow: Flow, value: string): boolean {
  return flow.consumers(value).some(({ op }) => ['Sigmoid', 'Silu', 'Swish', 'QuickGelu'].includes(op));
}

function linearsOf(flow: Flow, value: string): readonly LinearNode[] {
  return flow.consumers(value).flatMap((node) => flow.linear(node) ?? []);
}

function only(found: readonly LinearNode[], what: string): LinearNode {
  const [one] = found;
  if (one === undefined || found.length !== 1) throw new UnknownGraph(`${what}: ${found.length} weights`);
  return one;
}

function first([one]: readonly LinearNode[], what: string): LinearNode {
  if (one === undefined) throw new UnknownGraph(`${what}: no weight`);
  return one;
}
