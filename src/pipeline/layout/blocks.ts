import type { PartyRole } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import { mayHoldPostcode, type Place, streetness, townOf } from './address.ts';
import {
  anchorOf,
  assign,
  CONTACT,
  type Piece,
  partsOf,
  pieceOf,
  SEPARATOR,
  withWholeStreet,
} from './address-lines.ts';
import type { Features } from './candidate.ts';
import { countryOf } from './country.ts';
import type { LabelAt } from './labels.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { type Line, lineOf } from './lines.ts';
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

const ROLE_OF: Readonly<Record<string, PartyRole>> = {
  'role:seller': 'seller',
  'role:buyer': 'buyer',
  'role:shipTo': 'shipTo',
  'role:payee': 'payee',
};
/** Labels of the parts of an address. */
export const KEEP: ReadonlySet<string> = new Set(['name', 'address', 'city', 'postcode', 'region', 'country']);
/** What a segment says at the place where an address line could be. */
interface Reach {
  readonly piece: Piece | null;
  readonly role: PartyRole | null;
  readonly stop: boolean;
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
  const parts = partsOf(own.words);
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

/** A segment's words without the label that leads it; the role, where that label names one. */
export function unlabelled(
  segment: Line,
  labels: readonly LabelAt[],
): { words: readonly Word[]; role: PartyRole | null } {
  const label = labels.find((l) => l.segment === segment && l.from === 0);
  if (label === undefined) return { words: segment.words, role: null };
  const role = roleOf(label);
  const keep = label.uses.some((u) => KEEP.has(u.field)) || (role !== null && label.colon);
  if (!keep || (!label.colon && role === null)) return { words: segment.words, role: null };
  return { words: skipColon(segment.words.slice(label.to)), role };
}

/** Words without a lone colon or dash before them. */
export const skipColon = (words: readonly Word[]) => (/^[:–-]$/.test(words[0]?.text ?? '') ? words.slice(1) : words);
/**
 * Where a head ends in its line: behind the label, or at the end of the line where the same is said in another language
 * ("Klant / Bill to").
 */
export function headEnd({ segment: { words }, to }: LabelAt): number {
  const rest = words.slice(to);
  const twice = /^[/|]/.test(rest[0]?.text ?? '') && rest.length <= 5 && !rest.some((w) => /\d/.test(w.text));
  return twice ? words.length : to;
}

/** The role that a label announces. */
export const roleOf = (label: LabelAt): PartyRole | null =>
  // "Firma: ..." says a name, whoever it is of.
  label.uses.some((u) => u.field === 'name')
    ? null
    : (label.uses.map((u) => ROLE_OF[u.field]).find((r) => r !== undefined) ?? null);

/** Whether two lines stand in one column: left, right or centred. */
export const aligned = (a: Box, b: Box, lh: number) =>
  Math.abs(a.x - b.x) < 0.8 * lh ||
  Math.abs(a.x + a.w - b.x - b.w) < 0.4 * lh ||
  Math.abs(a.x + a.w / 2 - b.x - b.w / 2) < 0.6 * lh;

interface Above {
  readonly pieces: Piece[];
  readonly role: PartyRole | null;
  /** Whether the head holds the name in its own line: what stands below may be somebody else's. */
  readonly beside?: boolean;
}

/** The lines above an anchor that belong to its address, top first, and the role that a head names. */
function walkUp(page: PageView, r: number, segment: Line, column: Box, languages: readonly string[]): Above {
  const pieces: Piece[] = [];
  const lh = page.lineHeight;
  let top = segment.box.y;
  let dropped = 0;
  let role: PartyRole | null = null;
  let heads: Box | null = null;
  for (let i = r - 1; i >= 0 && pieces.length < 7 && dropped < 6; i--) {
    const line = page.lines[i];
    const row = page.rows[i];
    if (line === undefined || row === undefined) break;
    if (line.box.y > top) continue;
    // Once name and street are there, a wider gap parts them from what stands above.
    const room = pieces.length > 1 ? 1.3 : 2.2;
    const gap = top - (line.box.y + line.box.h);
    if (gap > 2.8 * lh) break;
    const here = row.find((s) => {
      const label = (page.labels[i] ?? []).find((l) => l.segment === s && l.from === 0);
      const box = label === undefined ? s.box : lineOf(page.number, s.words.slice(label.to)).box;
      return (
        aligned(s.box, column, lh) || (label !== undefined && label.to < s.words.length && aligned(box, column, lh))
      );
    });
    if (here === undefined) {
      // A head that stands out to the left of its lines.
      const out = (page.labels[i] ?? []).find(
        (l) =>
          l.from === 0 &&
          headEnd(l) === l.segment.words.length &&
          roleOf(l) !== null &&
          Math.abs(l.box.x - column.x) < 3 * lh,
      );
      if (out !== undefined) {
        role = roleOf(out);
        break;
      }
      // A head over a column of labels ("Buyer" over "Name: | ...").
      const head = row[0];
      const label =
        heads === null || head === undefined || row.length > 1
          ? undefined
          : page.labels[i]?.find((l) => l.segment === head && l.from === 0);
      if (
        label !== undefined &&
        head !== undefined &&
        heads !== null &&
        roleOf(label) !== null &&
        aligned(head.box, heads, lh)
      ) {
        role = roleOf(label);
        break;
      }
      continue;
    }
    const said = lineSays(here, row, page.labels[i] ?? [], hasLines(page, i, here), languages);
    if (gap > room * lh && said.role === null) break;
    top = here.box.y;
    if (here.box.x > (row[0]?.box.x ?? 0) + lh && row[0] !== undefined) heads = row[0].box;
    if (said.piece !== null) pieces.unshift(said.piece);
    else dropped++;
    if (said.role !== null) return { pieces, role: said.role, beside: said.piece !== null };
    if (said.stop) {
      if (said.piece !== null) pieces.shift();
      break;
    }
  }
  return { pieces, role };
}

/** Whether what stands to the left of a segment is a head with lines of its own beneath it. */
function hasLines(page: PageView, r: number, segment: Line): boolean {
  const row = page.rows[r] ?? [];
  const left = row[row.indexOf(segment) - 1];
  const next = page.lines[r + 1];
  if (left === undefined || next === undefined || next.box.y - left.box.y > 2.5 * page.lineHeight) return false;
  const beneath = page.rows[r + 1]?.find((s) => Math.abs(s.box.x - left.box.x) < page.lineHeight / 2);
  return beneath !== undefined && !page.labels[r + 1]?.some((l) => l.segment === beneath && l.from === 0);
}

/** What a line above an anchor is: a line of the address, a head, or something to pass over or stop at. */
function lineSays(
  segment: Line,
  row: readonly Line[],
  labels: readonly LabelAt[],
  lines: boolean,
  languages: readonly string[],
): Reach {
  const own = labels.filter((l) => l.segment === segment);
  const head = own.find((l) => roleOf(l) !== null);
  if (head !== undefined) {
    const rest = skipColon(segment.words.slice(headEnd(head)));
    const ends = rest.length === 0 || head.colon;
    const short = (head.from <= 2 && segment.words.length <= 5) || headEnd(head) > head.to;
    if (ends && (head.from === 0 || short)) return { piece: pieceOf(rest), role: roleOf(head), stop: true };
  }
  const left = row[row.indexOf(segment) - 1];
  const right = row[row.indexOf(segment) + 1];
  // "Number | : 123": a label with its value in a column of its own.
  if (right?.text.startsWith(':')) return { piece: null, role: null, stop: false };
  if (left !== undefined && /:$/.test(left.text) && !labels.some((l) => l.segment === left && l.from === 0)) {
    return { piece: null, role: null, stop: false };
  }
  const beside =
    left === undefined
      ? undefined
      : labels.find(
          (l) => l.segment === left && l.from === 0 && !left.words.slice(l.to).some((w) => /[\p{L}\d]/u.test(w.text)),
        );
  const first = own.find((l) => l.from === 0);
  const label = first ?? beside;
  if (label !== undefined) {
    const role = roleOf(label);
    const fields = label.uses.map((u) => u.field);
    const rest = label === first ? skipColon(segment.words.slice(label.to)) : segment.words;
    if (role !== null && label === beside && label.to === left?.words.length && !lines)
      return { piece: pieceOf(rest), role, stop: true };
    if (
      fields.some((f) => f.startsWith('type:')) &&
      label === first &&
      segment.words.length - label.to < 6 &&
      !LEGAL_FORM.test(segment.text)
    )
      return { piece: null, role: null, stop: true };
    if (fields.some((f) => KEEP.has(f)) && (label.colon || label === beside))
      return { piece: pieceOf(rest), role: null, stop: false };
    const means = label.uses.some(
      (u) => !KEEP.has(u.field) && !/^(?:role|type|goods):/.test(u.field) && (u.strength > 0.5 || label.colon),
    );
    if (
      label.to === segment.words.length &&
      label === first &&
      label.uses.every((u) => u.field.startsWith('generic:'))
    ) {
      return { piece: null, role: null, stop: false };
    }
    if (means && (label.colon || label.to === segment.words.length || (label === first && /\d/.test(segment.text)))) {
      return { piece: null, role: null, stop: false };
    }
  }
  const parts = partsOf(segment.words);
  const anchor = anchorOf(parts, languages);
  const sender = parts.length > 2 && segment.words.some((w) => SEPARATOR.test(w.text));
  if (sender || (anchor !== null && anchor.place.sure > 0.7)) return { piece: null, role: null, stop: true };
  if (/^[^:]{1,30}:$/.test(segment.text)) return { piece: null, role: null, stop: false };
  if (/^[\p{L} .-]{2,30}:\s*\S*\d/u.test(segment.text) && streetness(segment.text) < 0.35)
    return { piece: null, role: null, stop: false };
  if (CONTACT.test(segment.text)) return { piece: null, role: null, stop: false };
  if (segment.words.length > 9) return { piece: null, role: null, stop: true };
  return { piece: pieceOf(segment.words), role: null, stop: false };
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
