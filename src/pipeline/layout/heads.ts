import type { PartyRole } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import { anchorOf, assign, CONTACT, isNumber, type Piece, partsOf, pieceOf } from './address-lines.ts';
import { type AddressBlock, reachOf } from './blocks.ts';
import { countryOf } from './country.ts';
import { GOODS, type LabelAt } from './labels.ts';
import { type Line, lineOf } from './lines.ts';
import { aligned, headEnd, KEEP, roleOf, unlabelled } from './party-labels.ts';
import type { Announced, Spot } from './spots.ts';
import type { DocumentView, PageView } from './view.ts';

const NOWHERE = { postcode: null, city: '', region: null, country: null, sure: 0 } as const;
/** Lines of an address below its head, and the widest gap between two of them in line heights. */
const LINES = 6;
/** Heads of fewer letters are mostly other words ("to", "von"). */
const SHORT = 4;
const GAP = 1.3;

/** The parties that a head announces and no line of postcode and town reveals ("Bill to: Jane Doe"). */
export function headBlocks(
  view: DocumentView,
  announced: readonly Announced[],
  known: readonly AddressBlock[],
): AddressBlock[] {
  const languages = view.lexicons.map((l) => l.language);
  return announced.flatMap((a) => {
    const { label, page } = a;
    // Who holds the account that is paid to sells, nearly always.
    const role = label.uses.some((u) => u.field === 'holder') ? 'seller' : roleOf(label);
    if (role === null || label.from > 0) return [];
    if (headEnd(label) < label.segment.words.length && !label.colon) return [];
    const below = (b: AddressBlock) => b.box.y - label.box.y;
    const reach = 10 * page.lineHeight;
    const found = known.some((b) => b.page === page.number && b.role === role && below(b) > -2 && below(b) < reach);
    if (found) return [];
    const block = blockAt(a, role, known, languages);
    return block === null ? [] : [block];
  });
}

function blockAt(
  { label, spots, page }: Announced,
  role: PartyRole,
  known: readonly AddressBlock[],
  languages: readonly string[],
): AddressBlock | null {
  const usable = headEnd(label) > label.to ? spots.filter((s) => s.relation === 'below') : spots;
  const spot = usable.find((s) => s.relation !== 'right' || label.colon) ?? usable[0];
  if (spot === undefined) return null;
  const { words, row } = nameAt(spot, label, page);
  // What is a label itself is nobody's name; neither is anything in the heads of a table.
  if (known.some((b) => b.page === page.number && b.name?.words.some((w) => words.includes(w)))) return null;
  const labels = (page.labels[row] ?? []).filter((l) => l.to > 0 && l.segment.words[l.from] === words[0]);
  const inTable = [label.row, row].some((r) =>
    (page.labels[r] ?? []).some(({ uses }) => uses.some((u) => GOODS.test(u.field))),
  );
  if (inTable || labels.some((l) => l !== label && (l.colon || l.to - l.from >= words.length))) return null;
  const first = pieceOf(words);
  const below = linesBelow(page, row, lineOf(page.number, words).box, label.box);
  // The number of an account or a customer may stand before the name.
  const pieces = first === null || isNumber(first.text) ? below : [first, ...below];
  const [name] = pieces;
  if (name === undefined || name.words.length > 8 || !/[\p{Lu}\p{Lo}]/u.test(name.text) || /[@:]/.test(name.text))
    return null;
  let place: AddressBlock['place'] = NOWHERE;
  let placeWords: AddressBlock['placeWords'] = [];
  let country: Piece | null = null;
  let countryCode: string | null = null;
  const rest: Piece[] = [];
  for (const piece of pieces) {
    const code = piece === name ? null : countryOf(piece.text, languages);
    const anchor = piece === name || place !== NOWHERE ? null : anchorOf(partsOf(piece.words), languages);
    if (code !== null) [country, countryCode] = [piece, code];
    else if (anchor !== null) [place, placeWords] = [anchor.place, anchor.words];
    else if (place === NOWHERE) rest.push(piece);
  }
  const { street, addressLine } = assign(rest);
  const box = union([...pieces.flatMap((p) => p.words.map((w) => w.box))]) ?? label.box;
  return {
    kind: 'head',
    features: {
      label: 0.8,
      [spot.relation]: 1,
      long: Math.min(1, label.length / 16),
      early: page.index === 0 ? 1 - label.box.y / page.height : 0,
    },
    page: page.number,
    name: { ...name, text: name.text.replace(/[,;]$/, '') },
    street: street === name ? null : street,
    addressLine: addressLine === name ? null : addressLine,
    place,
    placeWords,
    country,
    countryCode: countryCode ?? place.country,
    role,
    roleSure: (street === null && place === NOWHERE ? 0.4 : 0.8) * (label.length < SHORT ? 0.5 : 1),
    inline: false,
    box,
    reach: reachOf(page, row, box, box),
  };
}

/** The words of a spot without a label of their own ("Name: ..."), and their row. */
function nameAt(spot: Spot, label: LabelAt, page: PageView): { words: Line['words']; row: number } {
  if (spot.relation !== 'below') return { words: spot.words, row: label.row };
  const first = spot.words[0];
  for (let row = label.row + 1; row < page.rows.length && row < label.row + 8; row++) {
    const segment = page.rows[row]?.find((s) => first !== undefined && s.words.includes(first));
    if (segment !== undefined) return { words: unlabelled(segment, page.labels[row] ?? []).words, row };
  }
  return { words: spot.words, row: label.row };
}

/** The lines that hang on a name: in its column, close together, up to the next label that is none of an address. */
function linesBelow(page: PageView, row: number, name: Box, head: Box): Piece[] {
  const pieces: Piece[] = [];
  let bottom = name.y + name.h;
  for (let r = row + 1; r < page.rows.length && pieces.length < LINES; r++) {
    const line = page.lines[r];
    if (line === undefined || line.box.y - bottom > GAP * page.lineHeight) break;
    const beside = (page.rows[r] ?? []).find((s) => aligned(s.box, head, page.lineHeight));
    const segment = page.rows[r]?.find((s) => aligned(s.box, name, page.lineHeight)) ?? beside;
    if (segment === undefined) continue;
    const label = page.labels[r]?.find((l) => l.segment === segment && l.from === 0);
    const address = label?.uses.some((u) => KEEP.has(u.field)) ?? false;
    // Below a head with its name in one line, what is neither beneath the name nor labelled may be anybody's.
    if (segment === beside && name.y < head.y + head.h && name.x > head.x + page.lineHeight && !address) break;
    if (label !== undefined && !address && (label.colon || label.to === segment.words.length)) break;
    bottom = segment.box.y + segment.box.h;
    const piece = pieceOf(unlabelled(segment, page.labels[r] ?? []).words);
    if (piece !== null && piece.words.length < 9 && !CONTACT.test(piece.text)) pieces.push(piece);
  }
  return pieces;
}
