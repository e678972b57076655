import { type Graph, type Model, type Node, TYPE, type ValueInfo } from './model.ts';
import { joined, message, putMessage, putText, putVarint } from './wire.ts';

/** A graph in two parts: the second goes on from a value that the first computes. */
export interface SplitModel {
  readonly first: Model;
  readonly second: Model;
  /** The value that passes between them: output of the first, input of the second. */
  readonly seam: string;
}

/**
 * Parts what is computed of `inputs` alone from all else, at the latest single value that everything of them passes
 * through: the vision tower of a model that also reads words. The parts together compute what the whole did, by
 * construction. `null` where there is no such value.
 */
export function split(model: Model, inputs: readonly string[]): SplitModel | null {
  const { graph } = model;
  const own = new Set(inputs);
  const outputs = graph.outputs.map(({ name }) => name);
  const makers = makersOf(graph);
  for (const node of ofInputsAlone(graph, own).reverse()) {
    for (const seam of node.outputs) {
      const type = typeOf(seam, graph, makers);
      if (type !== TYPE.float && type !== TYPE.float16) continue;
      const after = needed(outputs, makers, new Set([seam]));
      if (!after.has(seam) || inputs.some((name) => after.has(name))) continue;
      const value = unshaped(seam, type);
      const before = needed([seam], makers, new Set());
      return {
        seam,
        first: { ...model, graph: part(graph, before, graph.inputs, [value]) },
        second: { ...model, graph: part(graph, after, [...graph.inputs, value], graph.outputs, seam) },
      };
    }
  }
  return null;
}

/** Nodes that depend on the given inputs and on no other, in the order of the graph. */
function ofInputsAlone(graph: Graph, own: ReadonlySet<string>): Node[] {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  // For each value: whether it depends on them, whether on another.
  const from = new Map<string, { readonly own: boolean; readonly other: boolean }>();
  for (const { name } of graph.inputs) {
    if (!constants.has(name)) from.set(name, { own: own.has(name), other: !own.has(name) });
  }
  return graph.nodes.filter((node) => {
    const depends = node.inputs.map((name) => from.get(name));
    const both = { own: depends.some((one) => one?.own), other: depends.some((one) => one?.other) };
    for (const name of node.outputs) from.set(name, both);
    return both.own && !both.other;
  });
}

function makersOf(graph: Graph): ReadonlyMap<string, Node> {
  return new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
}

/** Every value that is needed to compute the wanted ones; of what the given ones are made is not asked. */
function needed(wanted: readonly string[], makers: ReadonlyMap<string, Node>, given: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const open = [...wanted];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === '' || found.has(name)) continue;
    found.add(name);
    const node = given.has(name) ? undefined : makers.get(name);
    if (node !== undefined) open.push(...node.inputs, ...node.outputs);
  }
  return found;
}

function part(
  graph: Graph,
  values: ReadonlySet<string>,
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  given?: string,
): Graph {
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => node.outputs.some((name) => name !== given && values.has(name))),
    initializers: graph.initializers.filter(({ name }) => values.has(name)),
    inputs: inputs.filter(({ name }) => values.has(name)),
    outputs,
    // Shapes of values in between, some of which are no longer there, are found anew by whoever runs it.
    rest: graph.rest.filter((field) => field.number !== 13),
  };
}

/** The type of a value, by what it is made of. 0 where that is not known: such a value is no seam. */
function typeOf(value: string, graph: Graph, makers: ReadonlyMap<string, Node>): number {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const inputs = new Map(graph.inputs.map((input) => [input.name, input]));
  let name = value;
  for (let steps = 0; steps < graph.nodes.length; steps++) {
    const known = constants.get(name)?.type ?? inputs.get(name)?.type;
    if (known !== undefined) return known;
    const node = makers.get(name);
    if (node === undefined || node.outputs[0] !== name) return 0;
    if (INTEGERS.has(node.op)) return TYPE.int64;
    if (TRUTHS.has(node.op)) return TYPE.bool;
    const told = toldBy(node);
    if (told !== 0) return told;
    // What multiplies by quantised weights, or gives back numbers of them, has the type of its scales or of its input.
    name = (node.op === 'DequantizeLinear' || node.op === 'Where' ? node.inputs[1] : node.inputs[0]) ?? '';
  }
  return 0;
}

const INTEGERS = new Set(['Shape', 'Size', 'NonZero', 'ArgMax', 'ArgMin']);
const TRUTHS = new Set([
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
  'Not',
  'And',
  'Or',
  'Xor',
  'IsNaN',
]);

function toldBy({ op, attributes }: Node): number {
  const value = (name: string) => attributes.find((attribute) => attribute.name === name)?.value;
  const to = op === 'Cast' ? value('to') : undefined;
  if (to?.kind === 'int') return Number(to.int);
  const constant = op === 'Constant' || op === 'ConstantOfShape' ? value('value') : undefined;
  if (constant?.kind === 'tensor') return constant.tensor.type;
  return op === 'ConstantOfShape' ? TYPE.float : 0;
}

/** A tensor of a type, with no word on its shape. */
function unshaped(name: string, type: number): ValueInfo {
  const tensor = message();
  putVarint(tensor, 1, type);
  const kind = message();
  putMessage(kind, 1, tensor);
  const out = message();
  putText(out, 1, name);
  putMessage(out, 2, kind);
  return { name, type, shape: [], bytes: joined(out) };
}
