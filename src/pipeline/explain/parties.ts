import { oddsOf } from '../layout/evidence.ts';
import type { Cast, Roles } from '../layout/roles.ts';
import type { PartySeen } from './explanation.ts';

/** A party less likely than this was never in question. */
const WORTH_SHOWING = 0.005;
const MOST = 4;

/** Who was weighed for the role that a path (`seller.name`) begins with, likeliest first; nobody for other paths. */
export function partiesFor(path: string, roles: Roles): readonly PartySeen[] {
  const [role] = path.split('.');
  if (role === 'seller') return seen(roles.sellers, roles.seller, 0);
  return role === 'buyer' ? seen(roles.buyers, roles.buyer, 1) : [];
}

function seen(casts: readonly Cast[], chosen: Cast | null, side: 0 | 1): readonly PartySeen[] {
  return casts
    .filter((cast) => cast === chosen || cast.p >= WORTH_SHOWING)
    .slice(0, MOST)
    .map((cast) => ({
      name: nameOf(cast),
      page: cast.party.blocks[0]?.page ?? 1,
      share: cast.p,
      chosen: cast === chosen,
      evidence: cast.party.evidence
        .map((one) => ({ kind: one.kind, added: oddsOf(one)[side] }))
        .filter(({ added }) => added !== 0)
        .sort((a, b) => Math.abs(b.added) - Math.abs(a.added)),
    }));
}

/** Its name, else its address. */
function nameOf({ party: { blocks } }: Cast): string {
  const named = blocks.find(({ name }) => name !== null)?.name?.text;
  const [block] = blocks;
  return named ?? [block?.street?.text, block?.place.postcode, block?.place.city].filter(Boolean).join(', ');
}
