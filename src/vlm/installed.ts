import { existsSync } from 'node:fs';
import { InvoicectlError } from '../core/errors.ts';
import type { DeviceChoice, VisionReader } from '../core/vision.ts';
import { type LocalModel, stampOf } from '../models/local-model.ts';
import { cardOf } from '../models/registry.ts';
import { huggingFace, repoFolder } from '../models/store/hugging-face.ts';

/**
 * The reader of a model that is installed, with nothing of it loaded before it is asked; `null` where it is not here and
 * need not be. Throws `MODEL_MISSING` where it must be, `MODEL_UNKNOWN`, `USAGE` for a model that reads nothing.
 */
export async function installedReader(
  name: string,
  device: DeviceChoice,
  isRequired: boolean,
): Promise<VisionReader | null> {
  const { use, repo } = cardOf(name);
  if (use !== 'reader')
    throw new InvoicectlError('USAGE', `${name} finds pages and reads none.`, {
      hint: 'Models that read: invoicectl models list',
    });
  const model = await whereIs(name, repo);
  if (model !== null) {
    const { openHost } = await import('./thread/host.ts');
    return openHost({ name: stampOf(model), data: { model, device } });
  }
  if (!isRequired) return null;
  throw new InvoicectlError('MODEL_MISSING', `The vision model ${name} is not on this machine.`, {
    hint: `Fetch it with: invoicectl models pull ${name}`,
  });
}

/** Without its folder it is not here, which most machines know at once; a closer look loads 100 ms of modules. */
async function whereIs(name: string, repo: string): Promise<LocalModel | null> {
  if (!existsSync(repoFolder(huggingFace(process.env).cache, repo).root)) return null;
  const { locate } = await import('../models/locate.ts');
  return locate(name);
}
