import { availableParallelism } from 'node:os';
import { DTYPES } from '../dtypes.ts';
import { chooseGraph } from '../graphs.ts';
import type { LocalModel } from '../local-model.ts';
import { cardOf } from '../registry.ts';
import { writeError } from '../store/files.ts';
import { partsOf } from './parts.ts';
import { WireError } from './wire.ts';

/** Parts the graph of a page encoder while somebody waits for a pull anyway, so that no question does. */
export async function prepareEncoder(model: LocalModel): Promise<void> {
  const graph = await chooseGraph(model, 'model', [...cardOf(model.name).dtypes, ...DTYPES]);
  if (graph === null) return;
  try {
    await partsOf(model, graph.path, { device: 'cpu', threads: availableParallelism(), name: model.name });
  } catch (error) {
    // A graph that only ONNX Runtime can read is used as it is.
    if (!(error instanceof WireError)) throw writeError(error, model.prepared);
  }
}
