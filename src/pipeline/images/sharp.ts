import type { Sharp, SharpOptions } from 'sharp';

/** Opens a picture for decoding. */
export type OpenSharp = (bytes: Uint8Array, options: SharpOptions) => Sharp;

/** Loads the decoder, which keeps nothing of one picture for the next and runs on the thread that asks. */
export async function loadSharp(): Promise<OpenSharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
