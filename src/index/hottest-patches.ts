import type { Sha256 } from '../core/ports.ts';
import type { PageEncoder, PageIndex } from '../core/vectors.ts';
import type { FoundPlace } from '../core/vision.ts';

/** Places that are given for one question. */
const MOST = 3;
/** Pages of a document that are looked at for one question. */
const PAGES = 4;

/** For each question the patches that say most to it, on the pages of a document that fit it best. */
export async function hottestPatches(
  encoder: PageEncoder,
  index: PageIndex,
  document: Sha256,
  questions: readonly string[],
): Promise<readonly (readonly FoundPlace[])[]> {
  const found: (readonly FoundPlace[])[] = [];
  for (const question of questions) {
    const query = await encoder.encodeQuery(question);
    const hits = await index.search(query, { limit: PAGES, documents: new Set([document]) });
    const spots = [];
    for (const { page } of hits) {
      const heat = await index.heat(query, { document, page });
      for (const spot of heat?.spots ?? []) spots.push({ page, ...spot });
    }
    spots.sort((a, b) => b.heat - a.heat);
    found.push(spots.slice(0, MOST).map(({ page, box }) => ({ page, box })));
  }
  return found;
}
