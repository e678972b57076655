import type { Model, Tensor } from './model.ts';

/** Weights begin at multiples of this, so that memory mapped from the file is aligned for any instruction. */
const ALIGNED = 64;
/** Bytes from which a constant is worth a place outside. */
const LARGE = 1024;

/** A model whose large constants lie in a file of their own, and the bytes of that file in pieces. */
export interface OutsourcedModel {
  readonly model: Model;
  readonly data: readonly Uint8Array[];
}

/**
 * Moves large constants to a file beside the graph. A runtime maps such a file into memory, where it would copy what
 * stands in the graph: that halves what opening the graph takes. Constants that lie outside already stay where they are.
 */
export function outsource(model: Model, location: string): OutsourcedModel {
  const data: Uint8Array[] = [];
  let length = 0;
  const move = (tensor: Tensor): Tensor => {
    const { raw } = tensor;
    if (raw === null || raw.length < LARGE) return tensor;
    const external = { location, offset: length, length: raw.length };
    const padding = (ALIGNED - (raw.length % ALIGNED)) % ALIGNED;
    data.push(raw, new Uint8Array(padding));
    length += raw.length + padding;
    return { ...tensor, raw: null, external };
  };
  const { graph } = model;
  return {
    model: { ...model, graph: { ...graph, initializers: graph.initializers.map(move) } },
    data: data,
  };
}
