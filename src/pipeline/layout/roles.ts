import type { AddressBlock } from './blocks.ts';
import type { Evidence } from './evidence.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { fold } from './lexicon.ts';

/** Somebody whom a document names: all the places that print the name or the address. */
export interface Party {
  readonly blocks: readonly AddressBlock[];
}

/** A party with what speaks for each role, as log odds against being nobody. */
export interface Weighed extends Party {
  readonly evidence: readonly Evidence[];
  readonly seller: number;
  readonly buyer: number;
}

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

/** The shortest name of which another one can be the long form ("Acme", "Acme Trading Ltd"). */
const SHORTEST = 5;
/** More parties than this are a list of addresses; the first ones are enough. */
const MOST = 24;

/** Log odds that nobody is named: an invoice nearly always names who sells. */
const NOBODY = { seller: -2, buyer: -0.5 };
const NO_INVOICE = { seller: 3, buyer: 2 };

/** The blocks that name the same party joined: the same name, the same address, or a name and its long form. */
export function partiesOf(blocks: readonly AddressBlock[], letterhead: AddressBlock | null): Party[] {
  const parties: AddressBlock[][] = [];
  const nameless: AddressBlock[] = [];
  const byName = new Map<string, AddressBlock[]>();
  const byPlace = new Map<string, AddressBlock[]>();
  for (const block of blocks) {
    const name = keyOf(block);
    const { postcode } = block.place;
    const place = postcode === null || block.street === null ? '' : fold(postcode + block.street.text);
    const known =
      byName.get(name) ??
      (name === '' || block.kind === 'letterhead' ? byPlace.get(place) : undefined) ??
      longForm(byName, name);
    const party = known !== undefined && agree(known, block) ? known : [];
    if (party.length === 0) {
      // An address without a name at the top or foot of a letter is that of the letterhead.
      if (name === '' && block.role === null && block.kind === 'place' && letterhead !== null) {
        nameless.push(block);
        continue;
      }
      if (parties.length >= MOST) continue;
      parties.push(party);
    }
    party.push(block);
    if (name !== '' && !byName.has(name)) byName.set(name, party);
    if (place !== '' && !byPlace.has(place)) byPlace.set(place, party);
  }
  const sender = parties.find((party) => letterhead !== null && party.includes(letterhead));
  if (sender !== undefined) sender.push(...nameless);
  else for (const block of nameless.slice(0, MOST)) parties.push([block]);
  return parties.map((party) => ({ blocks: party }));
}

/** A name without its legal form, as it is compared. */
const keyOf = ({ name }: AddressBlock): string => {
  const text = name?.text ?? '';
  const bare = fold(text.replace(LEGAL_FORM, ' '));
  return bare.length < SHORTEST ? fold(text) : bare;
};

function longForm(byName: ReadonlyMap<string, AddressBlock[]>, name: string): AddressBlock[] | undefined {
  if (name.length < SHORTEST) return undefined;
  for (const [other, party] of byName) {
    if (other.length >= SHORTEST && (other.startsWith(name) || name.startsWith(other))) return party;
  }
  return undefined;
}

/** Heads that name different parties part even equal names. */
function agree(party: readonly AddressBlock[], block: AddressBlock): boolean {
  const sides = new Set([...party, block].map((b) => b.role).filter((r) => r === 'seller' || r === 'buyer'));
  return sides.size < 2;
}

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
