import type { AddressBlock } from './blocks.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { fold } from './lexicon.ts';

/** Somebody whom a document names: all the places that print the name or the address. */
export interface Party {
  readonly blocks: readonly AddressBlock[];
}

/** The shortest name of which another one can be the long form ("Acme", "Acme Trading Ltd"). */
const SHORTEST = 5;
/** More parties than this are a list of addresses; the first ones are enough. */
const MOST = 24;

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
