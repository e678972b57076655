import { availableParallelism } from 'node:os';
import { stampOf } from '../../models/local-model.ts';
import { locate } from '../../models/locate.ts';
import { MODELS } from '../../models/registry.ts';
import type { EncoderSource } from '../library.ts';

/** Numbers a row of every model that encodes pages. */
const DIM = 128;

/** The models on this machine that encode pages. Their weights are loaded when one is opened. */
export async function modelSources(device: 'cpu' | 'cuda'): Promise<readonly EncoderSource[]> {
  const sources: EncoderSource[] = [];
  for (const { name } of MODELS.filter(({ use }) => use === 'encoder')) {
    const model = await locate(name);
    if (model === null) continue;
    sources.push({
      name,
      id: stampOf(model),
      dim: DIM,
      slow: true,
      async open() {
        const { openColpali } = await import('./colpali/open.ts');
        return openColpali(model, { device, threads: availableParallelism() });
      },
    });
  }
  return sources;
}
