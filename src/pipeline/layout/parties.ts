import type { PartyField, PartyRole } from '../../core/fields.ts';
import type { Word } from '../../core/page.ts';
import { type AddressBlock, addressBlocks, type Piece, unlabelled } from './blocks.ts';
import { type Candidate, type Features, score } from './candidate.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { fold } from './lexicon.ts';
import { type Line, lineOf } from './lines.ts';
import { partyNumbers } from './party-numbers.ts';
import type { Announced, Spot } from './spots.ts';
import type { DocumentView, PageView } from './view.ts';

/** How much speaks for a block being each party, 0 to 1. */
interface Judged {
  readonly block: AddressBlock;
  readonly seller: number;
  readonly buyer: number;
}

/** Candidates of the parties: address blocks with their roles, names at role heads, and numbers. */
export function partyCandidates(view: DocumentView, announced: readonly Announced[]): Candidate[] {
  const blocks = addressBlocks(view);
  const domains = domainsOf(view);
  const judged = judge(view, blocks, announced, domains);
  const out: Candidate[] = [];
  const best = new Map<PartyRole, AddressBlock>();
  const order = (role: 'seller' | 'buyer') => judged.filter((j) => j[role] > 0).toSorted((a, b) => b[role] - a[role]);
  const sellers = order('seller');
  const seller = sellers[0];
  // Who sells is settled first: letterheads and registers say it more surely than anything says who buys.
  const labelledBuyer = judged.find((j) => j.block.role === 'buyer');
  const buyers = order('buyer').filter((j) => j.block !== seller?.block || j.block.role === 'buyer');
  const buyer =
    labelledBuyer ?? buyers.find((j) => seller === undefined || !sameName(j.block, seller.block)) ?? buyers[0];
  if (seller !== undefined) best.set('seller', seller.block);
  if (buyer !== undefined) best.set('buyer', buyer.block);
  for (const role of ['shipTo', 'payee'] as const) {
    const block = blocks.find((b) => b.role === role);
    if (block !== undefined) best.set(role, block);
  }
  for (const [role, block] of best) {
    const sure = role === 'seller' ? seller?.seller : role === 'buyer' ? buyer?.buyer : 0.9;
    out.push(...fieldsOf(role, block, sure ?? 0.5));
    const twins = blocks.filter((b) => b !== block && sameName(b, block));
    for (const twin of twins) out.push(...fieldsOf(role, twin, (sure ?? 0.5) * 0.5));
  }
  for (const { block, seller: s } of sellers.slice(1, 3))
    if (seller !== undefined) out.push(...sharing('seller', block, seller.block, s * 0.4));
  for (const { block, buyer: s } of buyers.slice(0, 3)) {
    if (buyer !== undefined && block !== buyer.block) out.push(...sharing('buyer', block, buyer.block, s * 0.4));
  }
  out.push(...headedNames(announced, best));
  const named = out.some((c) => c.path === 'seller.name');
  out.push(...letterheadNames(view, announced, domains, !named));
  out.push(...partyNumbers(view, announced, best));
  return out;
}

const sameName = (a: AddressBlock, b: AddressBlock) =>
  a.name !== null && b.name !== null && fold(a.name.text) === fold(b.name.text);

function fieldsOf(role: PartyRole, block: AddressBlock, sure: number): Candidate[] {
  const out: Candidate[] = [];
  const features: Features = { block: 1, role: sure, place: block.place.sure * 0.5 };
  const push = (field: PartyField, value: string | null, words: readonly Word[]) => {
    if (value !== null && value !== '')
      out.push({ path: `${role}.${field}`, value, page: block.page, words, features });
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

/** The fields of a runner-up that the winner has too: a party is not put together from two addresses. */
function sharing(role: PartyRole, block: AddressBlock, winner: AddressBlock, sure: number): Candidate[] {
  const has = new Set(fieldsOf(role, winner, 1).map((c) => c.path));
  return fieldsOf(role, block, sure).filter((c) => has.has(c.path));
}

/** The words of a line that hold some of its text. */
function wordsOf(words: readonly Word[], text: string | null): readonly Word[] {
  if (text === null) return [];
  const wanted = new Set(text.split(/[ ,]+/));
  const hit = words.filter((w) => wanted.has(w.text.replace(/[,;]$/, '')) || w.text.includes(text));
  return hit.length > 0 ? hit : words;
}

function judge(
  view: DocumentView,
  blocks: readonly AddressBlock[],
  announced: readonly Announced[],
  domains: readonly string[],
): Judged[] {
  const numbers = announced.filter(({ label }) =>
    label.uses.some(
      (u) => /^(?:vatId|taxId|registrationId|iban|management|fax|web|phone|email)$/.test(u.field) && u.strength === 1,
    ),
  );
  return blocks.map((block): Judged => {
    const page = view.pages[block.page - 1];
    const height = page?.height ?? 842;
    const lh = page?.lineHeight ?? 10;
    const y = block.box.y / height;
    if (block.role === 'shipTo' || block.role === 'payee') return { block, seller: 0.02, buyer: 0.02 };
    if (block.role === 'seller') return { block, seller: 1 - 0.1 * (block.page - 1), buyer: 0 };
    if (block.role === 'buyer') return { block, seller: 0, buyer: 1 - 0.02 * blocks.indexOf(block) };
    const { reach } = block;
    const near = numbers.filter(({ label }) => {
      const b = label.box;
      return (
        label.segment.page === block.page &&
        b.x > reach.x - lh &&
        b.x < reach.x + Math.max(reach.w, 12 * lh) &&
        b.y > reach.y - lh &&
        b.y < reach.y + reach.h + 2 * lh
      );
    }).length;
    const name = fold(block.name?.text ?? '');
    const named =
      name.length > 3 &&
      domains.some(
        (d) => name.startsWith(d.slice(0, Math.max(5, name.length >> 1))) || (d.length > 4 && name.includes(d)),
      );
    const repeated = blocks.filter((b) => b !== block && sameName(b, block) && b.role !== 'buyer').length;
    const foot = y > 0.82;
    const window = block.page === 1 && !block.inline && y > 0.08 && y < 0.42;
    const senderAbove = blocks.some(
      (b) =>
        b.inline &&
        b.page === block.page &&
        b.box.y < block.box.y &&
        block.box.y - b.box.y < 6 * lh &&
        Math.abs(b.box.x - block.box.x) < 4 * lh,
    );
    const seller =
      0.2 +
      Math.min(0.35, near * 0.12) +
      (named ? 0.25 : 0) +
      (block.inline ? 0.3 : 0) +
      (foot ? 0.3 : 0) +
      (y < 0.13 && block.page === 1 ? 0.15 : 0) +
      Math.min(0.2, repeated * 0.1) -
      (senderAbove ? 0.3 : 0) -
      (block.page > 1 ? 0.1 : 0);
    const buyer =
      0.25 +
      (window ? 0.3 : 0) +
      (senderAbove ? 0.3 : 0) -
      Math.min(0.3, near * 0.1) -
      (named ? 0.25 : 0) -
      (block.inline ? 0.25 : 0) -
      (foot ? 0.3 : 0) -
      Math.min(0.2, repeated * 0.05) -
      (block.page > 1 ? 0.2 : 0);
    return { block, seller: clamp(seller), buyer: clamp(buyer) };
  });
}

const clamp = (x: number) => Math.max(0.01, Math.min(0.9, x));
const MAIL_HOSTS = /^(?:gmail|outlook|hotmail|yahoo|gmx|web|icloud|mail|example|live|orange|wanadoo|t-online|free)$/;

/** Names of the internet domains that a document prints, without the ones of mail hosts. */
function domainsOf(view: DocumentView): string[] {
  const found = new Set<string>();
  for (const page of view.pages) {
    for (const line of page.lines) {
      if (!/@|www\.|https?:/i.test(line.text)) continue;
      for (const word of line.words) {
        const host = /(?:@|www\.|https?:\/\/(?:www\.)?)([a-z0-9-]+)\.[a-z]{2,}/i.exec(word.text)?.[1]?.toLowerCase();
        if (host !== undefined && host.length > 3 && !MAIL_HOSTS.test(host)) found.add(fold(host));
      }
    }
  }
  return [...found];
}

/** Names at the heads of roles that no address follows ("Bill to: Jane Doe"). */
function headedNames(announced: readonly Announced[], best: ReadonlyMap<PartyRole, AddressBlock>): Candidate[] {
  const out: Candidate[] = [];
  for (const { label, spots, page } of announced) {
    // Who holds the account that is paid to sells, nearly always.
    const use = label.uses.find((u) => u.field.startsWith('role:') || u.field === 'holder');
    if (use === undefined) continue;
    const role = use.field === 'holder' ? 'seller' : (use.field.slice(5) as PartyRole);
    if (best.get(role)?.name != null || label.from > 0) continue;
    const whole = label.to === label.segment.words.length;
    if (!whole && !label.colon) continue;
    const spot = spots.find((s) => s.relation !== 'right' || label.colon) ?? spots[0];
    if (spot === undefined) continue;
    const words = nameWords(spot, page);
    const text = words
      .map((w) => w.text)
      .join(' ')
      .replace(/[,;]$/, '');
    if (words.length === 0 || words.length > 8 || !/\p{L}{2}/u.test(text) || /[@:]/.test(text)) continue;
    const features: Features = {
      label: 0.8,
      [spot.relation]: 1,
      long: Math.min(1, label.length / 16),
      early: page.number === 1 ? 1 - label.box.y / page.height : 0,
    };
    out.push({ path: `${role}.name`, value: text, page: page.number, words, features });
  }
  return out;
}

/** The words of a spot without a label of their own ("Name: ..."). */
function nameWords(spot: Spot, page: PageView): readonly Word[] {
  if (spot.relation !== 'below') return spot.words;
  const row = page.rows.findIndex((r) => r.some((s) => s.words.includes(spot.words[0] as Word)));
  const segment = page.rows[row]?.find((s) => s.words.includes(spot.words[0] as Word));
  return segment === undefined ? spot.words : unlabelled(segment, page.labels[row] ?? []).words;
}

/** A line of a letterhead with the legal form that was broken into the line beneath it. */
function withLegalForm(head: Line, page: PageView): Line {
  if (LEGAL_FORM.test(head.text)) return head;
  const next = page.segments.find(
    (s) =>
      s.box.y > head.box.y + head.box.h / 2 &&
      s.box.y < head.box.y + 2.5 * head.box.h &&
      Math.abs(s.box.x - head.box.x) < page.lineHeight / 2,
  );
  const form = next !== undefined && next.words.length < 4 && LEGAL_FORM.test(next.text);
  return form ? lineOf(page.number, [...head.words, ...next.words]) : head;
}

/** Large or first lines at the top of the first page: often the seller's name. */
function letterheadNames(
  view: DocumentView,
  announced: readonly Announced[],
  domains: readonly string[],
  alone: boolean,
): Candidate[] {
  const page = view.pages[0];
  if (page === undefined) return [];
  const labelled = new Set(announced.filter((a) => a.label.from === 0).map((a) => a.label.segment));
  const heads = page.segments.filter(
    (s) =>
      s.box.y < page.height * 0.25 &&
      s.words.length < 8 &&
      /\p{L}{3}/u.test(s.text) &&
      !/[@:]|\d{4}|^www\./.test(s.text) &&
      !labelled.has(s),
  );
  const found = heads.slice(0, 12).map((head, i): Candidate => {
    const segment = withLegalForm(head, page);
    const name = fold(segment.text);
    const named = domains.some((d) => name.includes(d) || d.includes(name));
    const size = Math.min(1, Math.max(0, (segment.words[0]?.size ?? 0) / page.lineHeight - 1));
    const features: Features = {
      early: 1 - segment.box.y / page.height,
      emphasis: size,
      ...(named ? { role: 0.5 } : {}),
      ...(LEGAL_FORM.test(segment.text) ? { shape: 1 } : {}),
      ...(i > 0 ? { second: 0.3 } : {}),
    };
    return { path: 'seller.name', value: segment.text, page: 1, words: segment.words, features };
  });
  // With nobody else named as the seller, the letterhead it is.
  const best = found.toSorted((a, b) => score(b.features) - score(a.features))[0];
  return found.map((c) => (alone && c === best ? { ...c, features: { ...c.features, only: 1 } } : c));
}
