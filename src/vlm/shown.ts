import type { Box } from '../core/geometry.ts';
import type { Page } from '../core/page.ts';
import type { Region } from '../core/vision.ts';
import type { GroundWord, ShownWords } from './grounding/ground.ts';

/** The words that stand in the regions: those whose middle does. Pages in the order in which they are shown. */
export function shownWords(pages: readonly Page[], regions: readonly Region[]): readonly ShownWords[] {
  return [...new Set(regions.map(({ page }) => page))].flatMap((number) => {
    const page = pages.find((one) => one.number === number);
    const boxes = regions.flatMap((region) => (region.page === number ? [region.box] : []));
    if (page === undefined) return [];
    const shown = [...page.words.entries()].flatMap(([i, { box }]) => (boxes.some((b) => holds(b, box)) ? [i] : []));
    return [{ page, shown }];
  });
}

/** The number of the first region that a word stands in. */
export function regionRank(regions: readonly Region[]): (word: GroundWord) => number {
  return ({ page, word }) => {
    const found = regions.findIndex((region) => region.page === page && holds(region.box, word.box));
    return found < 0 ? regions.length : found;
  };
}

function holds(region: Box, { x, y, w, h }: Box): boolean {
  const [across, down] = [x + w / 2 - region.x, y + h / 2 - region.y];
  return across >= 0 && across <= region.w && down >= 0 && down <= region.h;
}
