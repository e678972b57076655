import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import PDFDocument from 'pdfkit';
import type { Raster } from '../../src/core/raster.ts';
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
    await writeScans(await draw(file, condition, seed), unfinished);
    renameSync(unfinished, path);
  }
  return { path, condition };
}

async function draw(file: string, condition: Condition, seed: number): Promise<Scan[]> {
  const folder = mkdtempSync(join(tmpdir(), 'invoicectl-scan-'));
  try {
    await promisify(execFile)('pdftoppm', ['-gray', '-r', String(condition.dpi[0]), file, join(folder, 'page')]);
    const scans: Scan[] = [];
    for (const [i, name] of readdirSync(folder).sort().entries()) {
      scans.push(await scanOf(rasterOf(readFileSync(join(folder, name))), condition, seed + i));
    }
    return scans;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A grey picture in Netpbm's form. */
function rasterOf(file: Buffer): Raster {
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 64)) ?? [];
  if (head === undefined) throw new Error('pdftoppm has drawn something else than grey');
  return { width: Number(width), height: Number(height), channels: 1, data: file.subarray(head.length) };
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
