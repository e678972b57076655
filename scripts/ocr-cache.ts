import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OcrEngine, OcrPage } from '../src/core/ocr.ts';

/** An engine that remembers what it read. */
export interface OcrMemory {
  /** The engine, for the pages of one document that are read in their order. */
  of(document: Uint8Array): OcrEngine;
  readonly counts: { read: number; remembered: number };
}

/**
 * Wraps an engine so that a page it has read before is not read again: layouts are changed far more often than engines.
 * What was read is kept as JSON in `folder`, by the document and the page's turn. Delete the folder when the engine, or
 * what draws the pages for it, has changed.
 */
export function ocrMemory(
  name: string,
  open: () => Promise<OcrEngine>,
  folder = join(tmpdir(), 'invoicectl-ocr'),
): OcrMemory {
  mkdirSync(folder, { recursive: true });
  const counts = { read: 0, remembered: 0 };
  const of = (document: Uint8Array): OcrEngine => {
    const key = createHash('sha256').update(name).update(document).digest('hex').slice(0, 32);
    let page = 0;
    return {
      name,
      async read(picture): Promise<OcrPage> {
        const file = join(folder, `${key}-${++page}.json`);
        if (existsSync(file)) {
          counts.remembered++;
          return JSON.parse(readFileSync(file, 'utf8')) as OcrPage;
        }
        const seen = await (await open()).read(picture);
        counts.read++;
        const unfinished = `${file}.${process.pid}`;
        writeFileSync(unfinished, JSON.stringify(seen));
        renameSync(unfinished, file);
        return seen;
      },
      close: () => Promise.resolve(),
    };
  };
  return { of, counts };
}
