import { TYPE } from '../onnx/model.ts';
import { loadModel } from '../onnx/store.ts';

/** Where the rows of an embedding stand in a file, so that no more of them is read than is asked for. */
export interface EmbeddingTable {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly rows: number;
  /** 32-bit floats a row. */
  readonly width: number;
}

/** The table of a graph that looks rows up and does nothing else; `null` where it does more, or keeps them otherwise. */
export async function embeddingTable(path: string): Promise<EmbeddingTable | null> {
  const { graph } = (await loadModel(path)).model;
  const [node, ...more] = graph.nodes.filter(({ op }) => op !== 'Constant' && op !== 'Identity');
  const table = graph.initializers.find(({ name }) => name === node?.inputs[0]);
  if (node?.op !== 'Gather' || more.length > 0 || table?.type !== TYPE.float || table.raw === null) return null;
  const [rows = 0, width = 0] = table.dims;
  if (table.dims.length !== 2 || table.raw.length !== rows * width * 4) return null;
  // tensors are views into the file
  return { offset: table.raw.byteOffset, rows, width };
}
