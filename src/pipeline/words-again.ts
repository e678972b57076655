import type { Page } from '../core/page.ts';
import { type PageText, packPage } from '../core/page-text.ts';
import { keepEngine } from './ocr/engines.ts';
import type { OpenOptions } from './open.ts';
import type { SeenPage } from './pictures.ts';
import { openWords } from './process.ts';

/**
 * The words of a document that was read before: the same pages are read off their pictures by the same engine, the same
 * are left out (those have no size).
 */
export async function wordsAgain(
  bytes: Uint8Array,
  seen: readonly SeenPage[],
  options: Pick<OpenOptions, 'file' | 'passwords'>,
): Promise<readonly PageText[]> {
  const skipPages = seen.flatMap(({ number, width }) => (width === 0 ? [number] : []));
  const engines = new Map(seen.flatMap(({ number, ocr }) => (ocr === null ? [] : [[number, ocr] as const])));
  const [name] = engines.values();
  if (name === undefined)
    return (await openWords(bytes, { ...options, skipPages, recognition: null })).document.pages.map(packPage);
  const engine = keepEngine(name);
  try {
    const recognition = { wants: ({ number }: Page) => engines.has(number), engine: engine.open };
    return (await openWords(bytes, { ...options, skipPages, recognition })).document.pages.map(packPage);
  } finally {
    await engine.close();
  }
}
