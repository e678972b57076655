import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Box } from '../../src/core/geometry.ts';
import type { Page } from '../../src/core/page.ts';
import type { PageRaster, Raster } from '../../src/core/raster.ts';
import type { Region } from '../../src/core/vision.ts';
import { openPdf } from '../../src/pipeline/open.ts';
import { openPdfRasterizer } from '../../src/pipeline/rasterize/rasterize.ts';
import { openFiles } from '../../src/vlm/smolvlm2/open.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** The small SmolVLM2 of the fixtures. */
export function openTiny() {
  const folder = `${fixtures}models/smolvlm2-tiny`;
  const files = {
    folder,
    tower: { path: `${folder}/onnx/vision_encoder.onnx`, rebuilt: false },
    embeddings: `${folder}/onnx/embed_tokens.onnx`,
    decoder: { path: `${folder}/onnx/decoder_model_merged.onnx`, rebuilt: false },
    table: null,
  };
  return openFiles(files, 'tiny@1', { device: 'cpu', threads: 2, name: 'tiny' });
}

/** The first page of an invoice of the fixtures, and its picture. */
export async function firstPage(
  file: string,
  dpi = 130,
): Promise<{ readonly page: Page; readonly picture: PageRaster }> {
  const bytes = new Uint8Array(readFileSync(`${fixtures}invoices/${file}`));
  const page = (await openPdf(bytes.slice())).pages[0];
  if (page === undefined) throw new Error(`${file} has no page`);
  const drawing = await openPdfRasterizer(bytes);
  const picture = await drawing.page(1, { dpi, channels: 1 });
  await drawing.close();
  return { page, picture };
}

/** A piece of a page, as it is shown. */
export function regionOf(page: Page, picture: PageRaster, box: Box): Region {
  const scale = picture.width / page.width;
  const [left, top] = [Math.round(box.x * scale), Math.round(box.y * scale)];
  const width = Math.min(picture.width - left, Math.round(box.w * scale));
  const height = Math.min(picture.height - top, Math.round(box.h * scale));
  const { channels } = picture;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * channels;
    data.set(picture.data.subarray(from, from + width * channels), y * width * channels);
  }
  const cut: Raster = { width, height, channels, data };
  return { page: page.number, box, picture: cut };
}
