import { InvoicectlError } from '../core/errors.ts';
import type { VisionReader } from '../core/vision.ts';
import { DTYPES } from '../models/dtypes.ts';
import { chooseGraph } from '../models/graphs.ts';
import { stampOf } from '../models/local-model.ts';
import { cardOf } from '../models/registry.ts';
import { createVisionReader } from './reader.ts';
import { openPublished } from './smolvlm2/open.ts';
import type { ModelSettings } from './thread/messages.ts';

/** Opens a model that is installed here. Throws `MODEL_DAMAGED`, `DEVICE_MISSING`, `MODEL_OUT_OF_MEMORY`. */
export async function openReader({ model, device }: ModelSettings): Promise<VisionReader> {
  const card = cardOf(model.name);
  const path = async (graph: string) => {
    const found = await chooseGraph(model, graph, [...card.dtypes, ...DTYPES]);
    if (found === null) throw new InvoicectlError('MODEL_DAMAGED', `${model.name} has no graph called ${graph}.`);
    return found.path;
  };
  const [vision, embeddings, decoder] = await Promise.all([
    path('vision_encoder'),
    path('embed_tokens'),
    path('decoder_model_merged'),
  ]);
  const { availableParallelism } = await import('node:os');
  const options = {
    device: device === 'cuda' ? 'cuda' : 'cpu',
    threads: availableParallelism(),
    name: stampOf(model),
  } as const;
  return createVisionReader(await openPublished({ folder: model.folder, vision, embeddings, decoder }, options));
}
