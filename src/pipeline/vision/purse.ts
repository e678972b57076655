import type { VisionBudget, VisionReply } from '../../core/vision.ts';

/** What is left of the budget of each page of a document. */
export interface Purse {
  /** What a request on some pages may cost; `null` where it is not worth beginning. `tiles` are those it shows. */
  for(pages: readonly number[], tiles: number): VisionBudget | null;
  /** Takes off what a request on some pages has cost. */
  pay(pages: readonly number[], cost: Pick<VisionReply['cost'], 'tiles' | 'steps' | 'ms'>): void;
}

/** Milliseconds that a tile takes on two cores before any has been measured. */
const TILE_MS = 1700;
/** Less is not enough for one answer. */
const LEAST: VisionBudget = { tokens: 8, ms: 500 };
/** Pages of one document that are shown: a long invoice says what it has to say on a few. */
const MOST_PAGES = 4;

/** A purse with the same budget for every page. */
export function purseOf(budget: VisionBudget): Purse {
  const spent = new Map<number, VisionBudget>();
  let measured: { readonly tiles: number; readonly ms: number } = { tiles: 0, ms: 0 };
  const left = (page: number): VisionBudget => {
    const { tokens, ms } = spent.get(page) ?? { tokens: 0, ms: 0 };
    return { tokens: budget.tokens - tokens, ms: budget.ms - ms };
  };
  return {
    for(pages, tiles) {
      const fresh = new Set(pages.filter((page) => !spent.has(page)));
      if (spent.size + fresh.size > MOST_PAGES) return null;
      const all = pages.map(left);
      const tokens = Math.min(...all.map((one) => one.tokens));
      const ms = Math.min(...all.map((one) => one.ms));
      const perTile = measured.tiles === 0 ? TILE_MS : measured.ms / measured.tiles;
      return tokens < LEAST.tokens || ms < Math.max(LEAST.ms, tiles * perTile) ? null : { tokens, ms: Math.floor(ms) };
    },
    pay(pages, { tiles, steps, ms }) {
      if (tiles > 0) measured = { tiles: measured.tiles + tiles, ms: measured.ms + ms };
      for (const page of new Set(pages)) {
        const before = spent.get(page) ?? { tokens: 0, ms: 0 };
        spent.set(page, { tokens: before.tokens + steps, ms: before.ms + ms });
      }
    },
  };
}
