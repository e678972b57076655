import type { PageRaster } from '../../core/raster.ts';
import { turned } from './pixels.ts';
import type { Scan } from './scan.ts';

/** Decodes the JPEG that a page is, in grey. `null` where the decoder cannot: pdfium's may. */
export async function decodeScan({ jpeg, width, height, turns, dpi }: Scan): Promise<PageRaster | null> {
  const { decodeFrame } = await import('../images/decode.ts');
  const frame = { index: 0, width, height, density: null, camera: false };
  try {
    const { raster, damage } = await decodeFrame(jpeg, 'jpeg', frame, { channels: 1, width, height });
    return { ...turned(raster, turns), dpi, ...(damage === null ? {} : { damage }) };
  } catch {
    return null;
  }
}
