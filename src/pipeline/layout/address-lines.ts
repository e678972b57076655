import { findDates } from '../../core/dates.ts';
import type { Word } from '../../core/page.ts';
import { LONG_NUMBER, type Place, placeOf, streetness } from './address.ts';
import { LEGAL_FORM } from './legal-form.ts';
import { LEXICONS } from './lexicon.ts';

/** Words of one line of an address. */
export interface Piece {
  readonly text: string;
  readonly words: readonly Word[];
}

/** Lines that say how to reach somebody: no part of an address. */
export const CONTACT = /@|www\.|https?:|^\+?[\d ()/.-]{7,}$|\b(?:tel|fax|phone|mob|fon|tél)\b|^\p{So}/iu;
/** Words before a name that are no name. */
export const HONORIFIC = /^(?:herrn?|frau|firma|an|mr|mrs|ms|m|mme|monsieur|madame|to|fa|société|z\. ?hd)\.?:?$/i;
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** How a line begins that says for whose hands it is: no name of a party. */
const ATTENTION = new RegExp(`^(?:${LEXICONS.flatMap((l) => l.attention.map(literal)).join('|')})(?!\\p{L})`, 'iu');
/** What parts the pieces of an address in one line. */
export const SEPARATOR = /^(?:[-–—|·•*●▪/]|\/\/)$/;

/** Words as the parts that commas, dashes, bars and bullets part. */
export function partsOf(words: readonly Word[]): Piece[] {
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
export function anchorOf(
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

/** The words of a line as one piece; `null` when there are none. */
export const pieceOf = (words: readonly Word[]): Piece | null =>
  words.length === 0 ? null : { text: words.map((w) => w.text).join(' '), words };

/** Whether a line is a number with letters at most around it: of an account or a customer, no name. */
export const isNumber = (text: string): boolean =>
  (text.match(/\d/g)?.length ?? 0) > (text.match(/\p{L}/gu)?.length ?? 0);

/** A line without a label that no lexicon knows ("Adresa: Str. ..."). */
function unprefixed(piece: Piece): Piece {
  const at = piece.words.findIndex((w) => w.text.endsWith(':'));
  const rest = at < 0 || at > 2 ? [] : piece.words.slice(at + 1);
  if (!piece.words.slice(0, at + 1).every((w) => /^[\p{L}().-]+:?$/u.test(w.text))) return piece;
  const bare = pieceOf(rest);
  return bare === null ? piece : { ...bare, text: bare.text.replace(/[,;]$/, '') };
}

/** A number, or the number of a unit or a milestone, alone. */
const UNIT = /^(?:\p{L}{1,2}\.? ?|lote? |nave |sala |unit )?\d+ ?\p{L}?$/iu;

/** Parts in which a comma before a legal form does not end the name ("Arco, Lda."). */
function withLegalForms(parts: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    const form =
      last !== undefined && LEGAL_FORM.test(part.text) && !/\p{L}{2}/u.test(part.text.replace(LEGAL_FORM, ''));
    if (form) out[out.length - 1] = { text: `${last.text}, ${part.text}`, words: [...last.words, ...part.words] };
    else out.push(part);
  }
  return out;
}

/**
 * The parts of one line with the pieces of its street joined again ("136 Dockside Ave, Unit 2", "Rua das Oliveiras, 86"):
 * from the first that looks like a street to the town, all of it is the street.
 */
export function withWholeStreet(all: readonly Piece[]): Piece[] {
  const parts = withLegalForms(all);
  const looks = (p: Piece) => streetness(p.text) > 0.3 || /^(?:\p{L}{1,5}\.? ?)?\d+ ?\p{L}?$/u.test(p.text);
  const first = parts.findIndex(
    (p, i) => looks(p) && (i > 0 || parts.length === 1 || streetness(p.text) > 0.3 || /^\d/.test(p.text)),
  );
  if (first < 0) return [...parts];
  // A number or a unit alone belongs to the street's name before it.
  const bare = UNIT.test(parts[first]?.text ?? '');
  const from = bare && first > 0 && !/^\d/.test(parts[first - 1]?.text ?? '') ? first - 1 : first;
  const street = pieceOf(parts.slice(from).flatMap((p) => p.words));
  return street === null
    ? [...parts]
    : [...parts.slice(0, from), { ...street, text: street.text.replace(/[,;]$/, '') }];
}

/** What the lines of an address are; whether only its place makes the street one. */
interface Assigned {
  readonly name: Piece | null;
  readonly street: Piece | null;
  readonly addressLine: Piece | null;
  readonly guessed: boolean;
}

/** Which line of an address is the name, which the street. */
export function assign(all: readonly Piece[]): Assigned {
  const pieces = all.map(unprefixed).filter((p) => /[\p{L}\d]/u.test(p.text) && !CONTACT.test(p.text));
  let street: Piece | null = null;
  let best = 0.34;
  pieces.forEach((piece, i) => {
    // The nearer to the town, the likelier; the first of several lines is the name.
    const near = (i + 1) / pieces.length;
    const looks = streetness(piece.text);
    const s = looks + 0.15 * near - (i === 0 && pieces.length > 1 ? 0.3 : 0);
    if (s > best && looks > 0.3) [street, best] = [piece, s];
  });
  // Where nothing looks like a street, the last line above the town with a number in it is the one.
  const guessed = street === null;
  if (guessed && pieces.length > 1) {
    street =
      pieces
        .slice(1)
        .findLast(
          ({ text }) => /\d/.test(text) && !LONG_NUMBER.test(text) && !isNumber(text) && findDates(text).length === 0,
        ) ?? null;
  }
  const names = pieces.filter(
    (p) => p !== street && !HONORIFIC.test(p.text) && !ATTENTION.test(p.text) && !isNumber(p.text),
  );
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
  return { name, street, addressLine: rest.at(-1) ?? null, guessed };
}
