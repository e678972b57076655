import { findDates } from '../../../core/dates.ts';
import { mayHoldPostcode, type Place, placeOf, streetness } from '../address.ts';
import { CONTACT, partsOf } from '../address-lines.ts';
import { findLabels, GOODS } from '../labels.ts';
import { LEGAL_FORM } from '../legal-form.ts';
import type { Lexicon } from '../lexicon.ts';
import type { Line } from '../lines.ts';
import type { DocumentView } from '../view.ts';
import { TIME } from './shape.ts';
import type { Entry } from './summary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a line of the head of a receipt is. */
export type HeadRole = 'name' | 'address' | 'register' | 'contact' | 'title' | 'other';

/** A line above what is sold. */
export interface HeadLine {
  readonly line: Line;
  readonly role: HeadRole;
  /** The postcode and town that it holds. */
  readonly place: Place | null;
}

/** Lines that the head of a receipt has at most: some begin with a survey. */
const MOST = 20;
/** Postcodes of a form of their own are surer than this. */
const SURE = 0.9;
/** The number of a register behind a name or alone, with its letters: "(728515-M)". */
const REGISTER =
  /[ ,]*(?:[([<{] ?(?:(?:co|no|reg|roc|brn)\b[.: ]*)*(?=[\dA-Z-]*\d{4})[A-Z]{0,3}\d[\dA-Z-]*(?: ?- ?[A-Z]{1,3})?[)\]>}]?|(?<= )(?:\d{4,8}-[A-Z]|[A-Z]{0,2}\d{6,}(?:-[A-Z])?))[.,]?$/i;
/** Whether a text is the name of a firm: a legal form behind something, for before it "KG" and "AS" are words. */
export const isFirm = (text: string): boolean => LEGAL_FORM.test(text.replace(/^\S+/, ''));

/** How the line of a street or a unit begins where little else tells it. */
export const UNIT = /^(?:no|lot|unit|shop|level|lvl|block|blk|suite|g\/?f|[a-z]?\d+[a-z]?)(?:[.:,-]| (?!\p{L}+$))/iu;

/** The lines above what is sold, with what each is. */
export function headOf(view: DocumentView, entries: readonly Entry[], vocabulary: Vocabulary): readonly HeadLine[] {
  const [page] = view.pages;
  if (page === undefined) return [];
  const first = entries.find((e) => e.page === 1)?.row ?? page.lines.length;
  const lines = page.lines
    .slice(0, Math.min(MOST, first))
    .map((line, row) => ({ line, row }))
    .filter(({ line }) => /[\p{L}\d]{2}/u.test(line.text));
  return lines.map(({ line, row }, i) => {
    const role = roleOf(line, row, view.lexicons, vocabulary, i);
    return { line, role, place: role === 'address' ? placeIn(line, view.lexicons) : null };
  });
}

function roleOf(
  line: Line,
  row: number,
  lexicons: readonly Lexicon[],
  vocabulary: Vocabulary,
  index: number,
): HeadRole {
  const { text } = line;
  const languages = lexicons.map((l) => l.language);
  const bare = withoutRegister(text);
  const firm = isFirm(bare);
  const digits = countOf(bare, /\d/g);
  const letters = countOf(bare, /\p{L}/gu);
  if (CONTACT.test(text) && !firm) return 'contact';
  const labels = findLabels(line, row, lexicons);
  const numbered = labels.some((l) => l.uses.some((u) => /^(?:vatId|taxId|registrationId)$/.test(u.field)));
  if (letters < 3 && countOf(text, /\d/g) >= 4 && streetness(text) < 0.35) return 'register';
  const place = index > 0 ? placeIn(line, lexicons) : null;
  if (place !== null && place.sure > SURE && !numbered) return 'address';
  // Numbers of registers and of slips have more digits than houses and postcodes.
  if (!firm && (/\d{8}/.test(bare.replace(/[ -]/g, '')) || (numbered && countOf(text, /\d/g) >= 5))) return 'register';
  if (findDates(text, 'dmy', languages).length > 0 || (TIME.test(text) && digits >= 3)) return 'other';
  const first = labels.find((l) => l.from === 0 || (l.from === 1 && !/\p{L}{3}/u.test(line.words[0]?.text ?? '')));
  const titled = first?.uses.some((u) => u.field.startsWith('type:')) === true && !firm;
  if (titled && (first.length >= 0.6 * letters || digits > 0)) return 'title';
  if (!firm && isTitle(text, vocabulary)) return 'title';
  if (/:\s*\S|:$/.test(text) && first !== undefined && !/^\p{L}{1,3}[.:]/u.test(text)) return 'other';
  if (!firm && labels.length > 1 && labels.some((l) => l.uses.some((u) => GOODS.test(u.field)))) return 'other';
  if (firm && streetness(bare) < 0.6 && digits < 3) return 'name';
  // What a till prints first is a name, even where it begins with a number.
  if (streetness(text) >= (index === 0 ? 0.8 : 0.35)) return 'address';
  if (place !== null) return 'address';
  if (bare !== text && index > 0 && (letters < 3 || /^[([<{]/.test(text))) return 'register';
  if (digits > 0 && index > 0 && (UNIT.test(text) || (text.includes(',') && digits < letters))) return 'address';
  if (digits >= letters || /(?<!#)\d{5}/.test(bare) || /@|www\.|:\s|:$/.test(text)) return 'other';
  return 'name';
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Whether a line holds little besides a title. */
function isTitle(text: string, vocabulary: Vocabulary): boolean {
  const tokens = text.split(/\s+/).filter((t) => /\p{L}{3}/u.test(t));
  return (
    tokens.length > 0 &&
    tokens.length <= 3 &&
    tokens.some((_, i) => vocabulary.kindsOf(tokens.slice(i).join(' ')).has('title'))
  );
}

/** A name without the number of its register behind it. */
export const withoutRegister = (text: string): string =>
  text
    .replace(REGISTER, '')
    .replace(/[ ,(<[]+$/, '')
    .trim();

/** Postcode and town in a line, from its first part that may hold them. */
function placeIn(line: Line, lexicons: readonly Lexicon[]): Place | null {
  if (!mayHoldPostcode(line.text)) return null;
  const parts = partsOf(line.words);
  const languages = lexicons.map((l) => l.language);
  const at = Math.max(
    0,
    parts.findIndex((p) => mayHoldPostcode(p.text)),
  );
  let lone: Place | null = null;
  // "Rice, MN 56367", "Limerick, V94 T28R": the town may be a part of its own before the postcode.
  for (const from of new Set([at, Math.max(0, at - 1)])) {
    const text = parts
      .slice(from)
      .map((p) => p.text)
      .join(', ');
    const place = placeOf(text, languages);
    if (place !== null && place.city !== '') return place;
    lone ??= place;
  }
  return lone;
}
