import type { PartyField, PartyRole } from '../../core/fields.ts';
import type { Word } from '../../core/page.ts';
import type { Row } from '../../core/reading.ts';
import type { Piece } from './address-lines.ts';
import { type AddressBlock, type Area, addressBlocks, isIn } from './blocks.ts';
import type { Candidate, Features } from './candidate.ts';
import { domainsOf } from './domains.ts';
import { weighParties } from './evidence.ts';
import { formBlocks, sectionAt, sectionsOf } from './forms.ts';
import { headBlocks } from './heads.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { letterheadBlocks } from './letterhead.ts';
import { type Party, partiesOf } from './party.ts';
import { partyNumbers } from './party-numbers.ts';
import { type Cast, castRoles, type Roles } from './roles.ts';
import type { Announced } from './spots.ts';
import type { DocumentView } from './view.ts';

const ADDRESS = /\.(?:street|addressLine|postcode|city|region)$/;
/** A party below this is not worth naming beside a better one. */
const RIVAL = 0.05;

/** Whom a document names, and in which roles. */
interface Casting {
  readonly roles: Roles;
  /** Every place that gives an address. */
  readonly addressed: readonly AddressBlock[];
  readonly sections: ReturnType<typeof sectionsOf>;
}

/** Finds whom a document names, and the roles that are likeliest for all of them together. */
export function castParties(
  view: DocumentView,
  announced: readonly Announced[],
  accounts: readonly Row<'accounts'>[],
  lines: readonly Row<'lines'>[],
): Casting {
  const items = areasOf(lines);
  const outside = announced.filter(({ label }) => !items.some((a) => isIn(label.segment, a)));
  const sections = sectionsOf(outside);
  const placed = addressBlocks(view, items).map((block): AddressBlock => {
    const at = block.name?.words[0]?.box ?? block.box;
    return block.role === null ? { ...block, role: sectionAt(sections, block.page, at)?.role ?? null } : block;
  });
  // Below a head whose labels say everything, the form reads the address.
  const whole = placed.filter((b) => b.name !== null || sectionAt(sections, b.page, b.box) === undefined);
  const headed = [...whole, ...headBlocks(view, outside, whole)];
  const addressed = [...headed, ...formBlocks(view, outside, sections, headed)];
  const domains = domainsOf(view);
  const names = [...new Set(domains.map((d) => d.name))];
  const heads = letterheadBlocks(view, announced, names, addressed, items);
  const letterhead = heads[0] ?? null;
  const invoice =
    lines.length > 0 ||
    announced.some(({ label }) => label.uses.some((u) => u.field.startsWith('type:') || u.field === 'number'));
  const blocks = [...addressed, ...heads];
  const roles = castRoles(
    weighParties(partiesOf(blocks, letterhead), { view, announced, domains, accounts, blocks, letterhead }),
    invoice,
  );
  return { roles, addressed, sections };
}

/** Candidates of the parties: what the places of each say, as likely as its role. */
export function partyCandidates(
  view: DocumentView,
  announced: readonly Announced[],
  accounts: readonly Row<'accounts'>[],
  lines: readonly Row<'lines'>[],
): Candidate[] {
  const { roles, addressed, sections } = castParties(view, announced, accounts, lines);
  const best = new Map<PartyRole, readonly AddressBlock[]>();
  const out: Candidate[] = [];
  for (const role of ['seller', 'buyer'] as const) {
    const cast = roles[role];
    if (cast !== null) best.set(role, cast.party.blocks);
    out.push(...roleCandidates(role, cast, role === 'seller' ? roles.sellers : roles.buyers));
  }
  for (const role of ['shipTo', 'payee'] as const) {
    const block = addressed.find((b) => b.role === role);
    if (block === undefined) continue;
    best.set(role, [block]);
    out.push(...fieldsOf(role, block, 0.9, 1));
  }
  const doubts = new Map((['seller', 'buyer'] as const).map((role) => [role, doubtOf(roles[role]?.p ?? 1)] as const));
  out.push(...partyNumbers(view, announced, { best, sections, doubts }));
  return out;
}

/** The bands of the pages that hold line items, from their first line to their last. */
function areasOf(lines: readonly Row<'lines'>[]): Area[] {
  const areas = new Map<number, Area>();
  for (const line of lines) {
    for (const { page, box } of Object.values(line)) {
      if (page === null || box === null) continue;
      const { top, bottom } = areas.get(page) ?? { top: box.y, bottom: box.y };
      areas.set(page, { page, top: Math.min(top, box.y), bottom: Math.max(bottom, box.y + box.h) });
    }
  }
  return [...areas.values()];
}

/** The fields of the party in a role, and for each of them what the runners-up have. */
function roleCandidates(role: 'seller' | 'buyer', cast: Cast | null, all: readonly Cast[]): Candidate[] {
  if (cast === null) return [];
  const main = mainOf(cast.party);
  const registered = registeredName(cast.party, main);
  const out = fieldsOf(role, registered === null ? main : { ...main, name: registered }, cast.p, 1);
  // Another place of the same party supports what the main one says, and gives what that one has nothing of.
  const said = new Set(out.map((c) => `${c.path} ${c.value}`));
  const addressed = main.street !== null || main.place.city !== '';
  for (const twin of cast.party.blocks.filter((b) => b !== main)) {
    const more = fieldsOf(role, twin, cast.p, 0.5);
    out.push(...more.filter((c) => !addressed || said.has(`${c.path} ${c.value}`) || !ADDRESS.test(c.path)));
  }
  // A party is not put together from two addresses: a runner-up says only what the winner says too.
  const has = new Set(out.map((c) => c.path));
  for (const { party, p } of all.filter((c) => c !== cast && c.p > RIVAL).slice(0, 3)) {
    out.push(...fieldsOf(role, mainOf(party), p, 1).filter((c) => has.has(c.path)));
  }
  return out;
}

/** The name with its legal form, where the main place leaves that out and no head says that it is the name. */
function registeredName({ blocks }: Party, { name, role }: AddressBlock): Piece | null {
  if (name === null || role !== null || LEGAL_FORM.test(name.text)) return null;
  return blocks.find((b) => b.name !== null && LEGAL_FORM.test(b.name.text))?.name ?? null;
}

/** The place that says most of a party: a head over it, a full address, the first. */
function mainOf({ blocks }: Party): AddressBlock {
  const worth = (b: AddressBlock) =>
    (b.role === null ? 0 : b.role === 'seller' || b.role === 'buyer' ? 4 * b.roleSure : -1) +
    (b.name === null ? 0 : 2) +
    (b.street === null ? 0 : 2) +
    (b.place.city === '' ? 0 : 2) -
    (b.kind === 'head' ? 1 : 0) -
    (b.kind === 'letterhead' ? 1 : 0);
  return blocks.reduce((best, b) => (worth(b) > worth(best) ? b : best));
}

/**
 * The fields that a block gives a role. `p` is how likely the party has the role; `share` is below 1 for a further
 * place that names it.
 */
function fieldsOf(role: PartyRole, block: AddressBlock, p: number, share: number): Candidate[] {
  const out: Candidate[] = [];
  const sure: Features = { role: p * share, against: doubtOf(p) };
  const features: Features =
    block.kind === 'place' || block.kind === 'form'
      ? { block: 1, place: block.place.sure * 0.5, ...sure }
      : { ...block.features, ...sure };
  const push = (field: PartyField, value: string | null, words: readonly Word[], own: Features = features) => {
    if (value !== null && value !== '')
      out.push({ path: `${role}.${field}`, value, page: block.page, words, features: own });
  };
  const pushPiece = (field: PartyField, piece: Piece | null) =>
    piece !== null && push(field, piece.text.replace(/[,;]$/, ''), piece.words);
  pushPiece('name', block.name);
  pushPiece('street', block.street);
  pushPiece('addressLine', block.addressLine);
  const { postcode, city, region } = block.place;
  push('postcode', postcode, wordsOf(block.placeWords, postcode));
  push('city', city, wordsOf(block.placeWords, city));
  push('region', region, wordsOf(block.placeWords, region));
  push('country', block.countryCode, block.country?.words ?? block.placeWords);
  return out;
}

/** Roles that nothing tells apart are worth a question: at one half the score falls below one half. */
const doubtOf = (p: number): number => Math.min(1, 2.8 * (1 - p));

/** The words of a line that hold some of its text. */
function wordsOf(words: readonly Word[], text: string | null): readonly Word[] {
  if (text === null) return [];
  const wanted = new Set(text.split(/[ ,]+/));
  const hit = words.filter((w) => wanted.has(w.text.replace(/[,;]$/, '')) || w.text.includes(text));
  return hit.length > 0 ? hit : words;
}
