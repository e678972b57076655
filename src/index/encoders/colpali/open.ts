import { InvoicectlError } from '../../../core/errors.ts';
import type { PageEncoder } from '../../../core/vectors.ts';
import { DTYPES } from '../../../models/dtypes.ts';
import { chooseGraph } from '../../../models/graphs.ts';
import { type LocalModel, stampOf } from '../../../models/local-model.ts';
import { partsOf } from '../../../models/onnx/parts.ts';
import type { SessionOptions } from '../../../models/onnx/session.ts';
import { WireError } from '../../../models/onnx/wire.ts';
import { cardOf } from '../../../models/registry.ts';
import { openTokenizer } from '../../../models/tokenizer.ts';
import { colpaliEncoder } from './encoder.ts';
import { FAMILIES } from './families.ts';
import { type Graphs, partedGraph, wholeGraph } from './graphs.ts';

/** Features a side that a tile of 512 pixels becomes, and a page in a square of 448. */
const SIDES = { tiles: 8, square: 32 };
/** `size.longest_edge` of every tiled model here. */
const LONGEST = 2048;
/** Every model here gives rows of this width. */
const DIM = 128;

/**
 * Opens a model that turns pages into vectors. Throws `MODEL_UNKNOWN`, `MODEL_MISSING`, `MODEL_DAMAGED`,
 * `MODEL_UNSUPPORTED`.
 */
export async function openColpali(
  model: LocalModel,
  options: Pick<SessionOptions, 'device' | 'threads'>,
): Promise<PageEncoder> {
  const family = FAMILIES[model.name];
  if (family === undefined) {
    throw new InvoicectlError('MODEL_UNSUPPORTED', `${model.name} is no model that encodes pages.`, {
      hint: `Models that do are ${Object.keys(FAMILIES).join(', ')}.`,
    });
  }
  const graph = await chooseGraph(model, 'model', [...cardOf(model.name).dtypes, ...DTYPES]);
  if (graph === null) {
    throw new InvoicectlError('MODEL_MISSING', `${model.folder} holds no graph of ${model.name}.`, {
      hint: `Fetch it: \`invoicectl models pull ${model.name}\`.`,
    });
  }
  const tokenizer = await openTokenizer(model.folder);
  const graphs = await openGraphs(model, graph.path, { ...options, name: model.name });
  return colpaliEncoder({
    id: stampOf(model),
    family,
    tokenizer,
    graphs,
    longest: LONGEST,
    side: SIDES[family.sight],
    dim: DIM,
  });
}

/** In parts where that can be done: less memory for a page, and a question costs a twentieth. */
async function openGraphs(model: LocalModel, path: string, options: SessionOptions): Promise<Graphs> {
  const parts = await partsOf(model, path, options).catch((error: unknown) => {
    // A graph that is read by ONNX Runtime only, or a folder that cannot be written: the graph as it is does as well.
    if (error instanceof WireError || isOfSystem(error)) return null;
    throw error;
  });
  return parts === null ? wholeGraph(path, options) : partedGraph(parts, options);
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
