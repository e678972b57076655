import type { PartyRole } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import { mayHoldPostcode, type Place, streetness, townOf } from './address.ts';
import { type Above, walkUp } from './address-above.ts';
import { anchorOf, assign, type Piece, partsOf, pieceOf, withWholeStreet } from './address-lines.ts';
import type { Features } from './candidate.ts';
import { countryOf } from './country.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { type Line, lineOf } from './lines.ts';
import { aligned, KEEP, unlabelled } from './party-labels.ts';
import type { DocumentView, PageView } from './view.ts';

/** A place of a page that names a party, taken apart, with what stands around it. */
export interface AddressBlock {
  /** What it was found by: a line of postcode and town, a head ("Bill to"), labels ("Name: ..."), a letterhead. */
  readonly kind: 'place' | 'head' | 'form' | 'letterhead';
  /** What speaks for its name alone, where it has no address that speaks for it. */
  readonly features: Features | null;
  readonly page: number;
  readonly name: Piece | null;
  readonly street: Piece | null;
  readonly addressLine: Piece | null;
  readonly place: Place;
  readonly placeWords: readonly Word[];
  readonly country: Piece | null;
  readonly countryCode: string | null;
  /** Role that a head above or beside it names. */
  readonly role: PartyRole | null;
  /** How sure that head is, 0 to 1. */
  readonly roleSure: number;
  /** Whether it is one line, as a sender's line or a footer is. */
  readonly inline: boolean;
  /** Name to town. */
  readonly box: Box;
  /** Column of the block from its first line to the last line that still hangs on it. */
  readonly reach: Box;
}

/** A band of a page. */
export interface Area {
  readonly page: number;
  readonly top: number;
  readonly bottom: number;
}

/** Whether a line stands in a band of its page. */
export const isIn = (line: Line | undefined, { page, top, bottom }: Area): boolean =>
  line !== undefined && line.page === page && line.box.y + line.box.h / 2 > top && line.box.y + line.box.h / 2 < bottom;

/** Every address of a document, in reading order, outside of the bands of its line items. */
export function addressBlocks(view: DocumentView, items: readonly Area[]): AddressBlock[] {
  const languages = view.lexicons.map((l) => l.language);
  return view.pages.flatMap((page) => {
    const blocks: AddressBlock[] = [];
    page.rows.forEach((row, r) => {
      // Article numbers and years in rows of line items look like postcodes.
      if (items.some((a) => isIn(page.lines[r], a))) return;
      for (const [s, part] of row.entries()) {
        const segment = withTown(page, part, row[s + 1]);
        const block = blockAt(page, r, segment, languages);
        if (block !== null) blocks.push(block);
      }
    });
    return blocks;
  });
}

/** A postcode with the town that stands apart from it. */
function withTown(page: PageView, segment: Line, next: Line | undefined): Line {
  if (next === undefined || !/^(?:[A-Z]{1,2}-)?\d[\d -]{2,6}$/.test(segment.text) || !/^\p{Lu}\p{L}+/u.test(next.text))
    return segment;
  const gap = next.box.x - segment.box.x - segment.box.w;
  return gap < 3 * page.lineHeight ? lineOf(page.number, [...segment.words, ...next.words]) : segment;
}

function blockAt(page: PageView, r: number, segment: Line, languages: readonly string[]): AddressBlock | null {
  if (segment.words.length > 30 || !mayHoldPostcode(segment.text)) return null;
  const own = unlabelled(segment, page.labels[r] ?? []);
  if (own.words.length === 0) return null;
  const all = partsOf(own.words);
  const led = (page.labels[r] ?? []).some(
    (l) =>
      l.segment === segment && l.from === 0 && l.to === all[0]?.words.length && l.uses.some((u) => KEEP.has(u.field)),
  );
  // "Sede - Gewerbepark 15 - 8400 Winterthur": the label of an address is nobody's name.
  const parts = led ? all.slice(1) : all;
  const anchor = anchorOf(parts, languages);
  if (anchor === null) return null;
  const before = withWholeStreet(parts.slice(0, anchor.from));
  const inline = before.length > 0;
  const column = lineOf(page.number, own.words).box;
  const complete = before.length >= 2 && before.some((p) => streetness(p.text) >= 0.35);
  const above: Above = complete ? { pieces: [], role: null } : walkUp(page, r, segment, column, languages);
  const pieces = [...above.pieces, ...before];
  // A postcode on a line of its own: the town is the line above it.
  const town = anchor.place.city === '' ? pieces.pop() : undefined;
  const alone = town === undefined ? null : townOf(town.text);
  if (anchor.place.city === '' && (town === undefined || /\d/.test(town.text))) return null;
  const place = alone === null ? anchor.place : { ...anchor.place, ...alone };
  const placeWords = [...(town?.words ?? []), ...anchor.words];
  const role = own.role ?? above.role;
  const { name, street, addressLine, guessed } = assign(pieces);
  // Digits beside a word may be anything: a street must stand by them, and no money ("Copy paper 2026 ... 104.53").
  const weak = anchor.place.sure < 0.7 && anchor.place.country === null;
  const labelled = (page.labels[r] ?? []).some(
    (l) =>
      l.segment === segment &&
      l.from === 0 &&
      own.words === segment.words &&
      l.uses.some((u) => !KEEP.has(u.field) && !/^(?:role|generic|goods):/.test(u.field)),
  );
  if (
    weak &&
    (street === null ||
      (guessed && role === null && !LEGAL_FORM.test(name?.text ?? '')) ||
      labelled ||
      (page.amounts[r] ?? []).some((m) => m.decimals === 2))
  )
    return null;
  const country = countryBelow(page, r, column, languages);
  const after = parts[anchor.to];
  const countryCode =
    country?.code ?? anchor.place.country ?? (after === undefined ? null : countryOf(after.text, languages));
  const words = [...(name?.words ?? []), ...(street?.words ?? []), ...placeWords];
  const box = union(words.map((w) => w.box)) ?? column;
  return {
    kind: 'place',
    features: null,
    page: page.number,
    name,
    street,
    addressLine,
    place,
    placeWords,
    country: country?.piece ?? null,
    countryCode,
    role,
    roleSure: above.beside === true ? 0.8 : 1,
    inline: inline && complete,
    box,
    reach: reachOf(page, r, column, box),
  };
}

/** The country in the line beneath an anchor. */
function countryBelow(
  page: PageView,
  r: number,
  column: Box,
  languages: readonly string[],
): { piece: Piece; code: string } | null {
  for (let i = r + 1; i < page.rows.length && i < r + 4; i++) {
    const line = page.lines[i];
    if (line === undefined || line.box.y - (column.y + column.h) > 2 * page.lineHeight) break;
    const beneath = page.rows[i]?.find((s) => aligned(s.box, column, page.lineHeight));
    if (beneath === undefined) continue;
    const code = countryOf(beneath.text, languages);
    const piece = pieceOf(beneath.words);
    return code === null || piece === null ? null : { piece, code };
  }
  return null;
}

/** The widest gap above a line that still hangs on an address, in line heights. */
const HANGS = 1.7;
/** Labels of the document as a whole: no party's. */
const DOCUMENT = /^(?:type:.*|number|issueDate|dueDate|role:.*)$/;

/** The column of a block down to the last line that hangs on it. */
export function reachOf(page: PageView, r: number, column: Box, box: Box): Box {
  let bottom = column.y + column.h;
  let wide = box;
  for (let i = r + 1; i < page.rows.length; i++) {
    const line = page.lines[i];
    if (line === undefined || line.box.y - bottom > HANGS * page.lineHeight) break;
    const beneath = page.rows[i]?.find((s) => aligned(s.box, column, page.lineHeight));
    if (beneath === undefined) continue;
    const label = page.labels[i]?.find((l) => l.segment === beneath && l.from === 0);
    if (label?.uses.some((u) => DOCUMENT.test(u.field) && u.strength === 1)) break;
    bottom = beneath.box.y + beneath.box.h;
    wide = union([wide, beneath.box]) ?? wide;
  }
  return wide;
}
