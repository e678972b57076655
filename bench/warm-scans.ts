// Reads scanned pages in this process, over and over, and writes the milliseconds a page of each round as JSON: once for
// the whole way from bytes to committed row, once for what the OCR engine alone needs for the same pictures.
import { readFileSync } from 'node:fs';
import type { PageRaster } from '../src/core/raster.ts';
import { openPpOcr } from '../src/pipeline/ocr/pp-ocr.ts';
import { openDocument } from '../src/pipeline/open.ts';
import { openPdfRasterizer } from '../src/pipeline/rasterize/rasterize.ts';
import { DPI } from '../src/pipeline/recognize/recognize.ts';
import { corpus, unlike } from './corpus.ts';
import { scannedFile } from './degrade/scans.ts';
import { inOnePool } from './one-pool.ts';

const ROUNDS = 3;
const FILES = 6;

const { files } = corpus();
const chosen = Array.from({ length: FILES }, (_, i) => files[Math.floor((i * files.length) / FILES)] ?? '');
const scans = await Promise.all(chosen.map((file) => scannedFile(file, 'clean', 1)));
const originals = scans.map(({ path }) => ({ path, bytes: new Uint8Array(readFileSync(path)) }));

const pictures: PageRaster[] = [];
for (const { bytes } of originals) {
  const rasterizer = await openPdfRasterizer(bytes);
  const { pages } = await openDocument(bytes);
  for (const { number } of pages) pictures.push(await rasterizer.page(number, { dpi: DPI, channels: 1 }));
  await rasterizer.close();
}

const engine = await openPpOcr();
const rows: number[] = [];
const alone: number[] = [];
await inOnePool(async (read) => {
  for (let round = 0; round <= ROUNDS; round++) {
    const ms = await read(originals.map(({ path, bytes }) => ({ path, bytes: unlike(bytes, round) })));
    const begun = performance.now();
    for (const picture of pictures) await engine.read(picture);
    // The first round warms both up.
    if (round > 0) {
      rows.push(ms / pictures.length);
      alone.push((performance.now() - begun) / pictures.length);
    }
  }
});
console.log(JSON.stringify({ pages: pictures.length, files: originals.length, rows, alone }));
process.exit();
