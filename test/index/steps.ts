import type { EncodedDocument } from '../../src/core/vectors.ts';
import type { DiskIndex } from '../../src/index/page-index.ts';
import { documentOf, shaOf } from './vectors.ts';

/** The nth step of a long run: most put one document for the first time and another anew, every fifth takes two out. */
function stepOf(n: number): { readonly put: readonly EncodedDocument[]; readonly remove: readonly string[] } {
  if (n % 5 === 4) return { put: [], remove: [shaOf(n - 3), shaOf(n % 7)] };
  return { put: [documentOf(n, n), documentOf(n % 7, n)], remove: [] };
}

/** Makes the nth step. */
export async function makeStep(index: DiskIndex, n: number): Promise<void> {
  const { put, remove } = stepOf(n);
  await (put.length > 0 ? index.put(put) : index.remove(remove));
}

/** What is there before the nth step: documents with their versions. */
export function stateBefore(n: number): ReadonlyMap<string, number> {
  const state = new Map<string, number>();
  for (let i = 0; i < n; i += 1) {
    const { put, remove } = stepOf(i);
    for (const { document, version } of put) state.set(document, version);
    for (const document of remove) state.delete(document);
  }
  return state;
}
