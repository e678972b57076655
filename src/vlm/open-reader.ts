import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { InvoicectlError } from '../core/errors.ts';
import type { VisionReader } from '../core/vision.ts';
import { createVisionReader } from './reader.ts';
import { openSmolVlm2 } from './smolvlm2/open.ts';
import type { ModelSettings } from './thread/messages.ts';

/** Is there where a graphics card and its driver are, on Linux; elsewhere it is not tried unasked. */
const CARD = '/dev/nvidia0';

/**
 * Opens a model that is installed here; `auto`: on a graphics card where one is set up. Throws `MODEL_DAMAGED`,
 * `DEVICE_MISSING`, `MODEL_OUT_OF_MEMORY`.
 */
export async function openReader({ model, device }: ModelSettings): Promise<VisionReader> {
  const open = async (on: 'cpu' | 'cuda') =>
    createVisionReader(await openSmolVlm2(model, { device: on, threads: availableParallelism() }));
  if (device !== 'auto') return open(device);
  if (!existsSync(CARD)) return open('cpu');
  return open('cuda').catch((error: unknown) => {
    const isOfCard = error instanceof InvoicectlError && CARD_ONLY.has(error.code);
    return isOfCard ? open('cpu') : Promise.reject(error);
  });
}

/** What a processor may do that the card cannot. */
const CARD_ONLY: ReadonlySet<string> = new Set(['DEVICE_MISSING', 'MODEL_OUT_OF_MEMORY']);
