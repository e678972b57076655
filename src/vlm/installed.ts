import { InvoicectlError } from '../core/errors.ts';
import type { DeviceChoice, VisionReader } from '../core/vision.ts';
import { stampOf } from '../models/local-model.ts';
import { locate } from '../models/locate.ts';
import { cardOf } from '../models/registry.ts';

/**
 * The reader of a model that is installed, with nothing of it loaded before it is asked; `null` where it is not here and
 * need not be. Throws `MODEL_MISSING` where it must be, `MODEL_UNKNOWN`, `USAGE` for a model that reads nothing.
 */
export async function installedReader(
  name: string,
  device: DeviceChoice,
  isRequired: boolean,
): Promise<VisionReader | null> {
  if (cardOf(name).use !== 'reader')
    throw new InvoicectlError('USAGE', `${name} finds pages and reads none.`, {
      hint: 'Models that read: invoicectl models list',
    });
  const model = await locate(name);
  if (model !== null) {
    const { openHost } = await import('./thread/host.ts');
    return openHost({ name: stampOf(model), data: { model, device } });
  }
  if (!isRequired) return null;
  throw new InvoicectlError('MODEL_MISSING', `The vision model ${name} is not on this machine.`, {
    hint: `Fetch it with: invoicectl models pull ${name}`,
  });
}
