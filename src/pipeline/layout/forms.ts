import type { PartyRole } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import { anchorOf, type Piece, partsOf, pieceOf, withWholeStreet } from './address-lines.ts';
import type { AddressBlock } from './blocks.ts';
import { countryOf } from './country.ts';
import type { LabelAt } from './labels.ts';
import { headEnd, KEEP, roleOf } from './party-labels.ts';
import type { Announced } from './spots.ts';
import type { DocumentView, PageView } from './view.ts';

/** The part of a page below a head of a party in which labels say everything ("Buyer", "Name: ...", "VAT no.: ..."). */
export interface Section {
  readonly page: number;
  readonly role: PartyRole;
  readonly box: Box;
}

/** How far a section reaches below its head, and the widest gap in it, in line heights. */
const DEEP = 16;
const GAP = 2.2;
/** How far below a name outside of any section the labels of its address may stand, in line heights. */
const NEAR = 8;

/** The sections of a document. */
export function sectionsOf(announced: readonly Announced[]): Section[] {
  return announced.flatMap(({ label, page }): Section[] => {
    const role = roleOf(label);
    const { words } = label.segment;
    const named = label.colon && label.from === 0;
    if (role === null || (headEnd(label) < words.length && !named) || label.from > 2) return [];
    const lh = page.lineHeight;
    const beside = (page.rows[label.row] ?? []).find(
      (s) =>
        s.box.x > label.segment.box.x &&
        (page.labels[label.row] ?? []).some((l) => l.segment === s && roleOf(l) !== null),
    );
    const x = label.segment.box.x - lh;
    const right = beside === undefined ? page.width : beside.box.x - lh;
    const bottom = bottomOf(page, label.row, x, right);
    return bottom === null
      ? []
      : [{ page: page.number, role, box: { x, y: label.box.y, w: right - x, h: bottom - label.box.y } }];
  });
}

const PARTY = new Set([
  'vatId',
  'taxId',
  'registrationId',
  'email',
  'phone',
  'fax',
  'web',
  'contact',
  'customerNumber',
]);
const isParty = ({ uses }: LabelAt): boolean => uses.some((u) => KEEP.has(u.field) || PARTY.has(u.field));

/** Where the labels below a head end; `null` when fewer than two stand there. */
function bottomOf(page: PageView, head: number, x: number, right: number): number | null {
  const top = page.lines[head]?.box ?? { y: 0, h: 0 };
  let bottom = top.y + top.h;
  let labels = 0;
  for (let r = head + 1; r < page.rows.length; r++) {
    const line = page.lines[r];
    if (line === undefined || line.box.y - bottom > GAP * page.lineHeight) break;
    if (line.box.y - top.y > DEEP * page.lineHeight) break;
    const inside = (page.rows[r] ?? []).filter((s) => s.box.x >= x && s.box.x < right);
    if (inside.length === 0) continue;
    const own = (page.labels[r] ?? []).filter((l) => l.from === 0 && inside.includes(l.segment));
    if (own.some((l) => roleOf(l) !== null && l.to === l.segment.words.length)) break;
    const said = own.filter((l) => l.colon && isParty(l)).length;
    if (labels === 0 && !own.some((l) => l.colon && isParty(l) && l.segment === inside[0])) return null;
    if (own.some((l) => l.uses.some((u) => u.field.startsWith('goods:') || u.field.startsWith('type:')) && !l.colon))
      break;
    labels += said;
    bottom = line.box.y + line.box.h;
  }
  return labels < 2 ? null : bottom;
}

/** The section that a word stands in. */
export const sectionAt = (sections: readonly Section[], page: number, box: Box): Section | undefined =>
  sections.find(
    (s) =>
      s.page === page && box.x >= s.box.x && box.x < s.box.x + s.box.w && box.y >= s.box.y && box.y < s.box.y + s.box.h,
  );

/** The parties whose name, street and town labels announce one by one. */
export function formBlocks(
  view: DocumentView,
  announced: readonly Announced[],
  sections: readonly Section[],
  known: readonly AddressBlock[],
): AddressBlock[] {
  const languages = view.lexicons.map((l) => l.language);
  const named = new Set<Word>(known.flatMap((b) => b.name?.words ?? []));
  const fields = announced.filter(({ label }) => label.colon);
  return fields.flatMap((a): AddressBlock[] => {
    const { label, page } = a;
    if (label.from > 0 || !label.uses.some((u) => u.field === 'name')) return [];
    const name = saidAt(a);
    if (name === null || name.words.length > 9 || name.words.some((w) => named.has(w))) return [];
    if (!/\p{L}{2}/u.test(name.text) || /[@:]/.test(name.text)) return [];
    const section = sectionAt(sections, page.number, label.box);
    const near = (b: Announced) =>
      b.page === page &&
      (section !== undefined
        ? sectionAt([section], page.number, b.label.box) !== undefined
        : Math.abs(b.label.box.x - label.box.x) < page.lineHeight &&
          b.label.box.y >= label.box.y &&
          b.label.box.y - label.box.y < NEAR * page.lineHeight);
    const mine = fields.filter(near);
    const said = (field: string): Piece | null => {
      const hit = mine.find((b) => b.label.uses.some((u) => u.field === field));
      return hit === undefined ? null : saidAt(hit);
    };
    return [formOf(page, name, said, section?.role ?? null, languages)];
  });
}

function formOf(
  page: PageView,
  name: Piece,
  said: (field: string) => Piece | null,
  role: PartyRole | null,
  languages: readonly string[],
): AddressBlock {
  const address = said('address');
  const parts = partsOf(address?.words ?? []);
  const found = anchorOf(parts, languages);
  // A street and its number look like a town and its postcode.
  const anchor = found !== null && (found.from > 0 || found.place.sure >= 0.7) ? found : null;
  const street = anchor === null ? address : (withWholeStreet(parts.slice(0, anchor.from)).at(-1) ?? null);
  const city = said('city');
  const postcode = said('postcode');
  const country = said('country');
  const region = said('region');
  const inCity = city === null ? null : anchorOf(partsOf(city.words), languages);
  const place = anchor?.place ?? inCity?.place;
  const pieces = [name, street, city, postcode, country].flatMap((p) => p?.words ?? []);
  const box = union(pieces.map((w) => w.box)) ?? { x: 0, y: 0, w: 0, h: 0 };
  return {
    kind: 'form',
    features: null,
    page: page.number,
    name,
    street: street === name ? null : street,
    addressLine: null,
    place: {
      postcode: place?.postcode ?? (postcode !== null && /\d/.test(postcode.text) ? postcode.text : null),
      city: inCity?.place.city ?? city?.text ?? place?.city ?? '',
      region: place?.region ?? region?.text ?? null,
      country: place?.country ?? null,
      sure: 0.8,
    },
    placeWords: [...(anchor?.words ?? []), ...(city?.words ?? []), ...(postcode?.words ?? [])],
    country,
    countryCode: country === null ? (place?.country ?? null) : countryOf(country.text, languages),
    role,
    roleSure: 1,
    inline: false,
    box,
    reach: box,
  };
}

/** What stands behind a label or to its right. */
function saidAt({ spots }: Announced): Piece | null {
  const spot = spots.find((s) => s.relation !== 'below');
  const piece = spot === undefined ? null : pieceOf(spot.words);
  return piece === null ? null : { ...piece, text: piece.text.replace(/[,;]$/, '') };
}
