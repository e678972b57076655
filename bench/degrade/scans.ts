import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { openPdf } from '../../src/pipeline/open.ts';
import { openPdfRasterizer } from '../../src/pipeline/rasterize/rasterize.ts';
import { type Condition, conditionOf } from './condition.ts';
import { type Scan, scanOf } from './picture.ts';

/** Raised when the same condition is drawn differently, so that what was kept is drawn again. */
const VERSION = 1;

/** A document without a text layer, and what happened to it. */
export interface ScannedFile {
  readonly path: string;
  readonly condition: Condition;
}

/**
 * The file as a PDF of pictures, degraded as variant and seed say. What was drawn before is taken from `cache`, which
 * may be deleted at any time.
 */
export async function scannedFile(
  file: string,
  variant: string,
  seed: number,
  cache = join(tmpdir(), 'invoicectl-scans'),
): Promise<ScannedFile> {
  const condition = conditionOf(variant, seed, basename(file, extname(file)));
  const bytes = readFileSync(file);
  const key = createHash('sha256')
    .update(bytes)
    .update(JSON.stringify([VERSION, seed, condition]))
    .digest('hex');
  const path = join(cache, `${key.slice(0, 24)}.pdf`);
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    await writeScans(await draw(new Uint8Array(bytes), condition, seed), unfinished);
    renameSync(unfinished, path);
  }
  return { path, condition };
}

async function draw(bytes: Uint8Array, condition: Condition, seed: number): Promise<Scan[]> {
  const { pages } = await openPdf(bytes.slice());
  const rasterizer = await openPdfRasterizer(bytes);
  try {
    const scans: Scan[] = [];
    for (const { number } of pages) {
      const drawn = await rasterizer.page(number, { dpi: condition.dpi[0], channels: 1 });
      scans.push(await scanOf(drawn, condition, seed + number));
    }
    return scans;
  } finally {
    await rasterizer.close();
  }
}

async function writeScans(scans: readonly Scan[], path: string): Promise<void> {
  // A fixed date: the same scans are the same bytes.
  const document = new PDFDocument({ autoFirstPage: false, info: { CreationDate: new Date(0) } });
  for (const { bytes, width, height } of scans) {
    document.addPage({ size: [width, height], margin: 0 });
    document.image(bytes, 0, 0, { width, height });
  }
  document.end();
  await pipeline(document, createWriteStream(path));
}
