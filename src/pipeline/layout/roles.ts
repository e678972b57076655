import type { Weighed } from './evidence.ts';

/** A party in a role, with the probability that it is the one. */
export interface Cast {
  readonly party: Weighed;
  readonly p: number;
}

/** Who sells and who buys: the best pair, and for each role everybody with their probabilities, best first. */
export interface Roles {
  readonly seller: Cast | null;
  readonly buyer: Cast | null;
  readonly sellers: readonly Cast[];
  readonly buyers: readonly Cast[];
}

/** Log odds that nobody is named: an invoice nearly always names who sells. */
const NOBODY = { seller: -2, buyer: -0.5 };
const NO_INVOICE = { seller: 3, buyer: 2 };

/**
 * The joint choice: every pair of two parties (or nobody) as seller and buyer is weighed, one party is never both, and
 * the probability of a role is its share of all pairs. Evidence for one is evidence against the others, so two letters
 * side by side that nothing tells apart come out at one half each.
 */
export function castRoles(parties: readonly Weighed[], invoice: boolean): Roles {
  const nobody: Weighed = { blocks: [], evidence: [], ...(invoice ? NOBODY : NO_INVOICE) };
  const all = [nobody, ...parties];
  const sells = new Map<Weighed, number>();
  const buys = new Map<Weighed, number>();
  let total = 0;
  let best: { weight: number; seller: Weighed; buyer: Weighed } | null = null;
  for (const seller of all) {
    for (const buyer of all) {
      if (seller === buyer && seller !== nobody) continue;
      const weight = Math.exp(seller.seller + buyer.buyer);
      total += weight;
      sells.set(seller, (sells.get(seller) ?? 0) + weight);
      buys.set(buyer, (buys.get(buyer) ?? 0) + weight);
      if (best === null || weight > best.weight) best = { weight, seller, buyer };
    }
  }
  const ranked = (shares: ReadonlyMap<Weighed, number>): Cast[] =>
    [...shares]
      .filter(([party]) => party !== nobody)
      .map(([party, share]) => ({ party, p: share / total }))
      .sort((a, b) => b.p - a.p);
  const sellers = ranked(sells);
  const buyers = ranked(buys);
  return {
    seller: sellers.find((c) => c.party === best?.seller) ?? null,
    buyer: buyers.find((c) => c.party === best?.buyer) ?? null,
    sellers,
    buyers,
  };
}
