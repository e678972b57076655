import type { PartyRole } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import { countryOf, mayHoldPostcode, type Place, placeOf, streetness } from './address.ts';
import type { LabelAt } from './labels.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { type Line, lineOf } from './lines.ts';
import type { DocumentView, PageView } from './view.ts';

/** Words of one line of an address. */
export interface Piece {
  readonly text: string;
  readonly words: readonly Word[];
}

/** An address on a page, taken apart, with what stands around it. */
export interface AddressBlock {
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
const KEEP: ReadonlySet<string> = new Set(['name', 'address', 'city', 'postcode', 'country']);
const CONTACT = /@|www\.|https?:|^\+?[\d ()/.-]{7,}$|\b(?:tel|fax|phone|mob|fon|tél)\b|^\p{So}/iu;
const HONORIFIC = /^(?:herrn?|frau|firma|an|mr|mrs|ms|m|mme|monsieur|madame|to|fa|société|z\. ?hd)\.?:?$/i;
const SEPARATOR = /^(?:[-–—|·•*●▪/]|\/\/)$/;

/** What a segment says at the place where an address line could be. */
interface Reach {
  readonly piece: Piece | null;
  readonly role: PartyRole | null;
  readonly stop: boolean;
}

/** Every address of a document, in reading order. */
export function addressBlocks(view: DocumentView): AddressBlock[] {
  const languages = view.lexicons.map((l) => l.language);
  return view.pages.flatMap((page) => {
    const blocks: AddressBlock[] = [];
    page.rows.forEach((row, r) => {
      for (const segment of row) {
        const block = blockAt(page, r, segment, languages);
        if (block !== null) blocks.push(block);
      }
    });
    return blocks;
  });
}

function blockAt(page: PageView, r: number, segment: Line, languages: readonly string[]): AddressBlock | null {
  if (segment.words.length > 30 || !mayHoldPostcode(segment.text)) return null;
  const own = unlabelled(segment, page.labels[r] ?? []);
  if (own.words.length === 0) return null;
  const parts = partsOf(own.words);
  const anchor = anchorOf(parts, languages);
  if (anchor === null) return null;
  const before = parts.slice(0, anchor.from);
  const inline = before.length > 0;
  const column = lineOf(page.number, own.words).box;
  const complete = before.length >= 2 && before.some((p) => streetness(p.text) >= 0.35);
  const above = complete ? { pieces: [], role: null } : walkUp(page, r, segment, column, languages);
  const pieces = [...above.pieces, ...before];
  // A postcode on a line of its own: the town is the line above it.
  const town = anchor.place.city === '' ? pieces.pop() : undefined;
  if (anchor.place.city === '' && (town === undefined || /\d/.test(town.text))) return null;
  const place = town === undefined ? anchor.place : { ...anchor.place, city: town.text.replace(/,$/, '') };
  const placeWords = [...(town?.words ?? []), ...anchor.words];
  const role = own.role ?? above.role;
  const { name, street, addressLine } = assign(pieces);
  // Digits beside a word may be anything: a street must stand by them, and no money ("Copy paper 2026 ... 104.53").
  const weak = anchor.place.sure < 0.7 && anchor.place.country === null;
  const labelled = (page.labels[r] ?? []).some(
    (l) =>
      l.segment === segment &&
      l.from === 0 &&
      own.words === segment.words &&
      l.uses.some((u) => !KEEP.has(u.field) && !/^(?:role|generic|goods):/.test(u.field)),
  );
  if (weak && (street === null || labelled || (page.amounts[r] ?? []).some((m) => m.decimals === 2))) return null;
  const country = countryBelow(page, r, column, languages);
  const after = parts[anchor.to];
  const countryCode =
    country?.code ?? anchor.place.country ?? (after === undefined ? null : countryOf(after.text, languages));
  const words = [...(name?.words ?? []), ...(street?.words ?? []), ...placeWords];
  const box = union(words.map((w) => w.box)) ?? column;
  return {
    page: page.number,
    name,
    street,
    addressLine,
    place,
    placeWords,
    country: country?.piece ?? null,
    countryCode,
    role,
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

const skipColon = (words: readonly Word[]) => (/^[:–-]$/.test(words[0]?.text ?? '') ? words.slice(1) : words);
const roleOf = (label: LabelAt) => label.uses.map((u) => ROLE_OF[u.field]).find((r) => r !== undefined) ?? null;

/** Words as the parts that commas, dashes, bars and bullets part. */
function partsOf(words: readonly Word[]): Piece[] {
  const parts: Piece[] = [];
  let open: Word[] = [];
  const close = () => {
    if (open.length > 0)
      parts.push({
        text: open
          .map((w) => w.text)
          .join(' ')
          .replace(/[,;]$/, ''),
        words: open,
      });
    open = [];
  };
  for (const word of words) {
    if (SEPARATOR.test(word.text)) close();
    else {
      open.push(word);
      if (/[,;]$/.test(word.text)) close();
    }
  }
  close();
  return parts;
}

/** The parts that hold postcode and town: all of them, or the first one or two that do. */
function anchorOf(
  parts: readonly Piece[],
  languages: readonly string[],
): { place: Place; words: readonly Word[]; from: number; to: number } | null {
  let best: { place: Place; words: readonly Word[]; from: number; to: number } | null = null;
  for (let from = 0; from < parts.length && from < 8; from++) {
    for (const size of [1, 2, 3]) {
      if (from + size > parts.length) break;
      const taken = parts.slice(from, from + size);
      const place = placeOf(taken.map((p) => p.text).join(', '), languages);
      if (place === null || (best !== null && place.sure <= best.place.sure)) continue;
      best = { place, words: taken.flatMap((p) => p.words), from, to: from + size };
    }
  }
  return best;
}

const aligned = (a: Box, b: Box, lh: number) =>
  Math.abs(a.x - b.x) < 0.8 * lh ||
  Math.abs(a.x + a.w - b.x - b.w) < 0.4 * lh ||
  Math.abs(a.x + a.w / 2 - b.x - b.w / 2) < 0.6 * lh;

/** The lines above an anchor that belong to its address, top first, and the role that a head names. */
function walkUp(
  page: PageView,
  r: number,
  segment: Line,
  column: Box,
  languages: readonly string[],
): { pieces: Piece[]; role: PartyRole | null } {
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
    const said = lineSays(here, row, page.labels[i] ?? [], languages);
    if (gap > room * lh && said.role === null) break;
    top = here.box.y;
    if (here.box.x > (row[0]?.box.x ?? 0) + lh && row[0] !== undefined) heads = row[0].box;
    if (said.piece !== null) pieces.unshift(said.piece);
    else dropped++;
    if (said.role !== null) {
      role = said.role;
      break;
    }
    if (said.stop) {
      if (said.piece !== null) pieces.shift();
      break;
    }
  }
  return { pieces, role };
}

/** What a line above an anchor is: a line of the address, a head, or something to pass over or stop at. */
function lineSays(
  segment: Line,
  row: readonly Line[],
  labels: readonly LabelAt[],
  languages: readonly string[],
): Reach {
  const own = labels.filter((l) => l.segment === segment);
  const head = own.find((l) => roleOf(l) !== null);
  if (head !== undefined) {
    const rest = skipColon(segment.words.slice(head.to));
    const ends = rest.length === 0 || head.colon;
    const short = head.from <= 2 && segment.words.length <= 5;
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
      : labels.find((l) => l.segment === left && l.from === 0 && l.to >= left.words.length - 1);
  const first = own.find((l) => l.from === 0);
  const label = first ?? beside;
  if (label !== undefined) {
    const role = roleOf(label);
    const fields = label.uses.map((u) => u.field);
    const rest = label === first ? skipColon(segment.words.slice(label.to)) : segment.words;
    if (role !== null && label === beside && label.to === left?.words.length)
      return { piece: pieceOf(rest), role, stop: true };
    if (fields.some((f) => f.startsWith('type:')) && label === first && segment.words.length - label.to < 4)
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
  if (/^[\p{L} .-]{2,30}:\s*\S*\d/u.test(segment.text)) return { piece: null, role: null, stop: false };
  if (CONTACT.test(segment.text)) return { piece: null, role: null, stop: false };
  if (segment.words.length > 9) return { piece: null, role: null, stop: true };
  return { piece: pieceOf(segment.words), role: null, stop: false };
}

const pieceOf = (words: readonly Word[]): Piece | null =>
  words.length === 0 ? null : { text: words.map((w) => w.text).join(' '), words };

/** Which line of an address is the name, which the street. */
function assign(all: readonly Piece[]): { name: Piece | null; street: Piece | null; addressLine: Piece | null } {
  const pieces = all.filter((p) => /[\p{L}\d]/u.test(p.text) && !CONTACT.test(p.text));
  let street: Piece | null = null;
  let best = 0.34;
  pieces.forEach((piece, i) => {
    // The nearer to the town, the likelier; the first of several lines is the name.
    const near = (i + 1) / pieces.length;
    const looks = streetness(piece.text);
    const s = looks + 0.15 * near - (i === 0 && pieces.length > 1 ? 0.3 : 0);
    if (s > best && looks > 0.3) [street, best] = [piece, s];
  });
  const names = pieces.filter((p) => p !== street && !HONORIFIC.test(p.text) && !/^\d[\d ]*$/.test(p.text));
  const at = street === null ? pieces.length : pieces.indexOf(street);
  const before = names.filter((p) => pieces.indexOf(p) < at);
  const [first, second] = before;
  // A name that is broken before its legal form.
  const broken =
    first !== undefined && second !== undefined && !LEGAL_FORM.test(first.text) && LEGAL_FORM.test(second.text);
  const name = broken
    ? { text: `${first.text} ${second.text}`, words: [...first.words, ...second.words] }
    : (first ?? null);
  const rest = names.filter((p) => p !== first && !(broken && p === second));
  return { name, street, addressLine: rest.at(-1) ?? null };
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

/** The column of a block down to the last line that hangs on it. */
function reachOf(page: PageView, r: number, column: Box, box: Box): Box {
  let bottom = column.y + column.h;
  let wide = box;
  for (let i = r + 1; i < page.rows.length; i++) {
    const line = page.lines[i];
    if (line === undefined || line.box.y - bottom > 2.4 * page.lineHeight) break;
    const beneath = page.rows[i]?.find((s) => aligned(s.box, column, page.lineHeight));
    if (beneath === undefined) continue;
    bottom = beneath.box.y + beneath.box.h;
    wide = union([wide, beneath.box]) ?? wide;
  }
  return wide;
}
