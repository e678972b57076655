import type { OpenedDocument } from '../../core/page.ts';
import type { Rasterizer } from '../../core/raster.ts';

/** Opens what draws the pages of a document. Drawing engines are loaded here, so a document that needs none pays nothing. */
export async function rasterizerFor(
  kind: Exclude<OpenedDocument['kind'], 'xml'>,
  bytes: Uint8Array,
  passwords: readonly string[] = [],
): Promise<Rasterizer> {
  if (kind === 'image') {
    const { openImageRasterizer } = await import('../images/rasterizer.ts');
    return openImageRasterizer(bytes);
  }
  const { openPdfRasterizer } = await import('../rasterize/rasterize.ts');
  return openPdfRasterizer(bytes, { passwords });
}
