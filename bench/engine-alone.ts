// Reads the pages of scanned PDFs with the OCR engine and nothing else: draws them all, says so, and answers every message
// with the milliseconds that reading them took. Started by warm-scans.ts.
import { readFileSync } from 'node:fs';
import type { PageRaster } from '../src/core/raster.ts';
import { openPpOcr } from '../src/pipeline/ocr/pp-ocr.ts';
import { openDocument } from '../src/pipeline/open.ts';
import { openPdfRasterizer } from '../src/pipeline/rasterize/rasterize.ts';
import { DPI } from '../src/pipeline/recognize/recognize.ts';

const pictures: PageRaster[] = [];
for (const path of process.argv.slice(2)) {
  const bytes = new Uint8Array(readFileSync(path));
  const rasterizer = await openPdfRasterizer(bytes);
  const { pages } = await openDocument(bytes);
  for (const { number } of pages) pictures.push(await rasterizer.page(number, { dpi: DPI, channels: 1 }));
  await rasterizer.close();
}

const engine = await openPpOcr();
process.on('message', async () => {
  const begun = performance.now();
  for (const picture of pictures) await engine.read(picture);
  process.send?.(performance.now() - begun);
});
process.send?.('ready');
