import type { EncodedDocument } from '../../src/core/vectors.ts';
import type { DiskIndex } from '../../src/index/page-index.ts';
import { documentOf, shaOf } from './vectors.ts';

const nameOf = (who: string, n: number) => `${who} ${n}`;

/** The id of the document that is put for the first time in the nth step of one of those who do so. */
export const documentNamed = (who: string, n: number) => shaOf(nameOf(who, n));

/** The nth step of a long run: most put one document for the first time and another anew, every fifth takes two out. */
function stepOf(
  who: string,
  n: number,
): { readonly put: readonly EncodedDocument[]; readonly remove: readonly string[] } {
  if (n % 5 === 4) return { put: [], remove: [documentNamed(who, n - 3), documentNamed(who, n % 7)] };
  return { put: [documentOf(nameOf(who, n), n, 1 + (n % 3)), documentOf(nameOf(who, n % 7), n, 2)], remove: [] };
}

/** Makes the nth step of one of those who do so. */
export async function makeStep(index: DiskIndex, who: string, n: number): Promise<void> {
  const { put, remove } = stepOf(who, n);
  await (put.length > 0 ? index.put(put) : index.remove(remove));
}

/** What is there of one of them before the nth step: documents with their versions. */
export function stateBefore(who: string, n: number): ReadonlyMap<string, number> {
  const state = new Map<string, number>();
  for (let i = 0; i < n; i += 1) {
    const { put, remove } = stepOf(who, i);
    for (const { document, version } of put) state.set(document, version);
    for (const document of remove) state.delete(document);
  }
  return state;
}
