import type { Box } from '../../core/geometry.ts';
import type { Reading, Row } from '../../core/reading.ts';
import { HONORIFIC } from './address-lines.ts';
import type { AddressBlock } from './blocks.ts';
import type { Domain } from './domains.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { fold } from './lexicon.ts';
import type { Party } from './party.ts';
import { roleOf } from './party-labels.ts';
import { yours } from './party-numbers.ts';
import type { Announced } from './spots.ts';
import { type DocumentView, type PageView, pageAt } from './view.ts';

/** One thing that tells who a party is, and how much of it there is. */
export interface Evidence {
  readonly kind: Kind;
  readonly times: number;
}

/**
 * What tells who a party is: log odds for the seller and for the buyer. The order of size is what counts: a head over
 * the address settles it, place and neighbours only lean.
 */
const WEIGHTS = {
  /** Any address; a line at the top without one. */
  address: [1, 0.5],
  letterhead: [-0.6, -4],
  bestLetterhead: [1.2, 0],
  form: [0.8, 0.4],
  /** Heads: "Supplier", "Bill to", "Ship to", "Pay to"; the account holder. */
  headSeller: [6, -6],
  headBuyer: [-6, 6],
  headShipTo: [-4, -1.4],
  headPayee: [0.5, -3],
  namedSeller: [3.5, -3],
  namedBuyer: [-3, 3.5],
  /** How to reach and pay somebody, and the register: printed of the seller. Both may print tax numbers and telephones. */
  seat: [0.9, -0.6],
  contact: [0.35, -0.15],
  yours: [-1.5, 1.5],
  domain: [1.8, -1.5],
  domainInside: [0.6, -0.3],
  account: [1.2, -0.6],
  /** Where it stands. */
  senderLine: [2.2, -2],
  foot: [2, -2.5],
  top: [0.8, -0.2],
  first: [0.3, 0],
  window: [0, 1.2],
  belowSender: [-2, 2],
  later: [-1, -2],
  emphasis: [1.5, -0.8],
  legalForm: [1.3, 0],
  salutation: [-1, 1.2],
  repeated: [1, -0.5],
} as const satisfies Record<string, readonly [seller: number, buyer: number]>;
type Kind = keyof typeof WEIGHTS;

/** Labels of what is printed of the seller alone, and of what both parties may have. */
const SEAT = new Set(['registrationId', 'iban', 'bic', 'bank', 'account', 'bankCode', 'management', 'fax', 'web']);
const CONTACTS = new Set(['vatId', 'taxId', 'phone', 'email']);
/** Parts of a page's height: above is a letterhead, below is a footer, between is the window of an envelope. */
const TOP = 0.13;
const FOOT = 0.82;
const LOWER = 0.5;
const WINDOW = [0.08, 0.42] as const;

/** What a document says around its parties. */
export interface Surroundings {
  readonly view: DocumentView;
  readonly announced: readonly Announced[];
  readonly domains: readonly Domain[];
  readonly accounts: readonly Row<'accounts'>[];
  readonly blocks: readonly AddressBlock[];
  /** The likeliest of the letterheads. */
  readonly letterhead: AddressBlock | null;
}

/** A party with what speaks for each role, as log odds against being nobody. */
export interface Weighed extends Party {
  readonly evidence: readonly Evidence[];
  readonly seller: number;
  readonly buyer: number;
}

/** The parties with what tells who they are. */
export function weighParties(parties: readonly Party[], around: Surroundings): Weighed[] {
  const places = new Set(parties.flatMap((p) => p.blocks.map((b) => b.countryCode)).filter((c) => c !== null));
  return parties.map((party, i) => {
    const evidence = [...evidenceOf(party, around, places.size > 1), ...(i === 0 ? [once('first')] : [])];
    const sum = (side: 0 | 1) => evidence.reduce((s, one) => s + oddsOf(one)[side], 0);
    return { ...party, evidence, seller: sum(0), buyer: sum(1) };
  });
}

/** What a piece of evidence adds to the log odds of the seller and of the buyer. */
export function oddsOf({ kind, times }: Evidence): readonly [seller: number, buyer: number] {
  const [seller, buyer] = WEIGHTS[kind];
  return [seller * times, buyer * times];
}

const once = (kind: Kind, times = 1): Evidence => ({ kind, times });

/** The evidence of all places of a party: of each kind the strongest, for what is said twice is not twice as true. */
function evidenceOf(party: Party, around: Surroundings, abroad: boolean): Evidence[] {
  const most = new Map<Kind, number>();
  const found = [...party.blocks.flatMap((b) => ofBlock(b, around)), ...ofName(party, around, abroad)];
  for (const { kind, times } of found) most.set(kind, Math.max(most.get(kind) ?? 0, times));
  // A letterhead whose address is known is that address's emphasis; of a party that is not only delivered to, the rest counts.
  if (most.has('address') || most.has('form')) most.delete('letterhead');
  if (most.has('headBuyer') || most.has('headSeller')) most.delete('headShipTo');
  return [...most].map(([kind, times]) => ({ kind, times }));
}

const HEADS = { seller: 'headSeller', buyer: 'headBuyer', shipTo: 'headShipTo', payee: 'headPayee' } as const;

function ofBlock(block: AddressBlock, around: Surroundings): Evidence[] {
  const { view, domains, blocks, letterhead } = around;
  const page = pageAt(view, block.page);
  if (page === undefined) return [];
  const lh = page.lineHeight;
  const y = block.box.y / page.height;
  const out: Evidence[] = [once(...basis(block))];
  if (block.role !== null && block.role !== 'taxRepresentative') out.push(once(HEADS[block.role], block.roleSure));
  const size = (block.name?.words[0]?.size ?? 0) / lh - 1;
  if (size > 0.1) out.push(once('emphasis', Math.min(1, size)));
  if (block.kind === 'letterhead') {
    if (block === letterhead) out.push(once('bestLetterhead'));
    if (block.name !== null && LEGAL_FORM.test(block.name.text)) out.push(once('legalForm'));
    if (y < TOP) out.push(once('top', 1 - y / TOP / 2));
    return out;
  }
  const { near, mine } = labelsIn(block, around, lh);
  if (near.seat > 0) out.push(once('seat', Math.min(3, near.seat)));
  if (near.contact > 0) out.push(once('contact', Math.min(2, near.contact)));
  if (mine) out.push(once('yours'));
  if (domains.some((d) => d.page === block.page && within(d.box, block.reach, lh) && isNameOf(d.name, block)))
    out.push(once('domainInside'));
  if (block.name !== null && HONORIFIC.test(block.name.words[0]?.text ?? '')) out.push(once('salutation'));
  if (block.inline) out.push(once('senderLine'));
  if (y > FOOT) out.push(once('foot'));
  if (page.index > 0) out.push(once('later'));
  else {
    if (y < TOP) out.push(once('top'));
    if (!block.inline && y > WINDOW[0] && y < WINDOW[1]) out.push(once('window'));
  }
  const sender = blocks.some(
    (b) =>
      b.inline &&
      b.page === block.page &&
      b.box.y < block.box.y &&
      block.box.y - b.box.y < 6 * lh &&
      Math.abs(b.box.x - block.box.x) < 4 * lh,
  );
  if (sender) out.push(once('belowSender'));
  return out;
}

/** What there is at all: digits before a word are no address yet. */
function basis({ kind, street, name, role, countryCode, place }: AddressBlock): [Kind, number] {
  if (kind === 'letterhead' || kind === 'form') return [kind, 1];
  const bare = street === null && countryCode === null && role === null && place.sure < 0.9;
  return ['address', bare ? (name === null ? -1 : 0) : 1];
}

const within = (box: Box, reach: Box, lh: number): boolean =>
  box.x > reach.x - lh &&
  box.x < reach.x + Math.max(reach.w, 12 * lh) &&
  box.y > reach.y - lh &&
  box.y < reach.y + reach.h + 2 * lh;

function labelsIn(block: AddressBlock, { announced, view }: Surroundings, lh: number) {
  const kinds = { seat: new Set<string>(), contact: new Set<string>() };
  let mine = false;
  for (const a of announced) {
    const { label } = a;
    if (label.segment.page !== block.page || !within(label.box, block.reach, lh)) continue;
    const aligned = Math.abs(label.box.x - block.reach.x) < 3 * lh;
    if (yours(a, view)) {
      if (aligned) mine = true;
      continue;
    }
    for (const { field, strength } of label.uses) {
      if (strength < 0.5) continue;
      if (SEAT.has(field)) kinds.seat.add(field);
      if (CONTACTS.has(field)) kinds.contact.add(field);
      if ((field === 'buyerVatId' || field === 'customerNumber') && aligned) mine = true;
    }
  }
  return { near: { seat: kinds.seat.size, contact: kinds.contact.size }, mine };
}

/** Whether a domain is made of a block's name. */
function isNameOf(domain: string, block: AddressBlock): boolean {
  const name = fold(block.name?.text ?? '');
  if (name.length < 4) return false;
  return (
    name.startsWith(domain.slice(0, Math.max(5, name.length >> 1))) || (domain.length > 4 && name.includes(domain))
  );
}

/** Evidence of a party's name and country in the rest of the document. */
function ofName(party: Party, around: Surroundings, abroad: boolean): Evidence[] {
  const out: Evidence[] = [];
  const { domains, accounts, view, announced } = around;
  const named = party.blocks.filter((b) => b.name !== null);
  const outside = domains.filter((d) => !around.blocks.some((b) => b.page === d.page && within(d.box, b.reach, 10)));
  if (outside.some((d) => named.some((b) => isNameOf(d.name, b)))) out.push(once('domain'));
  const country = party.blocks.find((b) => b.countryCode !== null)?.countryCode;
  const banks = accounts.flatMap(({ iban }) => iban?.value.slice(0, 2) ?? []);
  if (abroad && country != null && banks.includes(country)) out.push(once('account'));
  const holders = accounts.flatMap(({ holder }) => holder ?? []);
  if (holders.some((h: Reading) => named.some((b) => fold(h.value).startsWith(fold(b.name?.text ?? '-')))))
    out.push(once('namedSeller'));
  const name = named.find((b) => b.kind !== 'letterhead')?.name?.text ?? named[0]?.name?.text ?? '';
  if (name.length > 3) out.push(...mentions(name, party, view.pages, announced));
  return out;
}

/** Where else a name is printed: behind a label that says whose it is, or alone where letterheads and footers stand. */
function mentions(name: string, party: Party, pages: readonly PageView[], announced: readonly Announced[]): Evidence[] {
  const out: Evidence[] = [];
  let repeated = 0;
  const isOwn = (page: number, box: Box) =>
    party.blocks.some(
      (b) =>
        b.page === page &&
        box.y > b.box.y - 1 &&
        box.y < b.box.y + b.box.h &&
        box.x > b.box.x - 1 &&
        box.x < b.box.x + b.box.w,
    );
  for (const page of pages) {
    page.segments.forEach((segment) => {
      if (!segment.text.includes(name)) return;
      if (isOwn(page.number, segment.box)) return;
      const y = segment.box.y / page.height;
      if (y > LOWER || (page.index > 0 && y < TOP)) repeated++;
    });
  }
  for (const { label, spots, page } of announced) {
    if (label.from > 0 || !label.colon) continue;
    const role = label.uses.some((u) => u.field === 'holder') ? 'seller' : roleOf(label);
    if (role !== 'seller' && role !== 'buyer') continue;
    const spot = spots.find((s) => s.relation !== 'below') ?? spots[0];
    if (spot?.line.text.startsWith(name) && !isOwn(page.number, spot.line.box))
      out.push(once(role === 'seller' ? 'namedSeller' : 'namedBuyer'));
  }
  if (repeated > 0) out.push(once('repeated', Math.min(2, repeated)));
  return out;
}
