import { findDates } from '../../../core/dates.ts';
import type { Word } from '../../../core/page.ts';
import { mayHoldPostcode, type Place, placeOf, streetness, townOf } from '../address.ts';
import { CONTACT, partsOf } from '../address-lines.ts';
import { LEGAL_FORM } from '../legal-form.ts';
import { type Line, lineOf } from '../lines.ts';
import type { DocumentView, PageView } from '../view.ts';
import { TIME } from './shape.ts';
import type { Entry } from './summary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A line of the head of a receipt that may be the seller's name, with the address beneath it. */
export interface SellerChoice {
  readonly name: string;
  readonly words: readonly Word[];
  readonly p: number;
}

/** The seller's address as the lines beneath the name print it. */
export interface Address {
  readonly street: Line | null;
  readonly more: Line | null;
  readonly place: Place | null;
  readonly placeLine: Line | null;
  readonly region: Line | null;
}

/** Who sells: names, likeliest first, and where. */
export interface Seller {
  readonly names: readonly SellerChoice[];
  readonly address: Address;
}

type Role = 'name' | 'address' | 'register' | 'contact' | 'title' | 'other';

/** Lines that the head of a receipt has at most. */
const HEAD = 14;
/** The number of a register, in brackets behind a name or alone, with its letters. */
const REGISTER =
  /[ ,]*[([<{]? ?(?:(?:co|no|reg|roc|brn)\b[.: ]*)*(?=[\dA-Z-]*\d{4})[A-Z]{0,3}\d[\dA-Z-]*(?: ?- ?[A-Z]{1,3})?[)\]>}]?[.,]?$/i;

/** The seller as the head of a receipt names it: everything above what is sold. */
export function sellerOf(view: DocumentView, entries: readonly Entry[], vocabulary: Vocabulary): Seller {
  const [page] = view.pages;
  if (page === undefined) return { names: [], address: NOWHERE };
  const languages = view.lexicons.map((l) => l.language);
  const first = entries.find(({ page: n }) => n === 1)?.row ?? page.lines.length;
  const head = page.lines.slice(0, Math.min(HEAD, first)).filter((l) => /[\p{L}\d]{2}/u.test(l.text));
  const roles = head.map((line, i) => roleOf(line, page.lines.indexOf(line), page, vocabulary, languages, i));
  const start = roles.indexOf('name');
  const names = namesOf(head, roles, page, vocabulary);
  return { names, address: addressOf(head, roles, start, languages) };
}

const NOWHERE: Address = { street: null, more: null, place: null, placeLine: null, region: null };

function roleOf(
  line: Line,
  row: number,
  page: PageView,
  vocabulary: Vocabulary,
  languages: readonly string[],
  index: number,
): Role {
  const { text } = line;
  const digits = text.match(/\d/g)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (CONTACT.test(text)) return 'contact';
  const labels = page.labels[row] ?? [];
  const first = labels.find((l) => l.from === 0 || (l.from === 1 && !/\p{L}{3}/u.test(line.words[0]?.text ?? '')));
  const uses = (pattern: RegExp) => first?.uses.some((u) => pattern.test(u.field)) === true;
  const bare = withoutRegister(text);
  if (bare.replace(/\P{L}/gu, '').length < 3 && digits >= 4) return 'register';
  if (uses(/^(?:vatId|taxId|registrationId)$/) && digits >= 5) return 'register';
  if (findDates(text, 'dmy', languages).length > 0 || (TIME.test(text) && digits >= 3)) return 'other';
  if (uses(/^type:/) && labels.length > 0 && !LEGAL_FORM.test(text) && first !== undefined) {
    if (first.length >= 0.6 * letters || digits > 0) return 'title';
  }
  const kinds = vocabulary.kindsOf(text);
  if (
    kinds.has('title') &&
    !LEGAL_FORM.test(text) &&
    letters <= 24 &&
    streetness(text) < 0.35 &&
    isTitle(text, vocabulary)
  )
    return 'title';
  if (/:\s*\S|:$/.test(text) && !/^\p{L}{1,3}[.:]/u.test(text) && uses(/./)) return 'other';
  if (LEGAL_FORM.test(text) && streetness(text) < 0.6 && digits - (text.length - bare.length) < 3) return 'name';
  const placed = mayHoldPostcode(text) && placeOf(lastPlace(line), languages) !== null;
  if (placed || streetness(text) >= 0.35) return 'address';
  if (digits > 0 && index > 0 && digits < 0.5 * (letters + digits)) return 'address';
  if (digits >= letters) return 'other';
  if (/[@]|www\.|:\s/.test(text)) return 'other';
  return 'name';
}

/** Whether a line holds little besides a title. */
function isTitle(text: string, vocabulary: Vocabulary): boolean {
  const tokens = text.split(/\s+/).filter((t) => /\p{L}{3}/u.test(t));
  return tokens.length <= 3 && tokens.some((_, i) => vocabulary.kindsOf(tokens.slice(i).join(' ')).has('title'));
}

/** A name without the number of its register behind it. */
export const withoutRegister = (text: string): string => {
  const cut = text.replace(REGISTER, '').trim();
  return cut === '' ? '' : cut.replace(/[ ,(<[]+$/, '');
};

function namesOf(
  head: readonly Line[],
  roles: readonly Role[],
  page: PageView,
  vocabulary: Vocabulary,
): readonly SellerChoice[] {
  const addressAt = roles.indexOf('address');
  const firstName = roles.indexOf('name');
  const used = new Set<number>();
  const scored: { name: string; words: readonly Word[]; score: number }[] = [];
  head.forEach((line, i) => {
    if (roles[i] !== 'name' || used.has(i)) return;
    let words = line.words;
    const next = head[i + 1];
    const goesOn = /(?:&|\+|,| -|\b(?:and|und|et|y|e|og|och|en|of|the|de|du|di|der|dan))$/i.test(line.text);
    const onlyForm = next !== undefined && LEGAL_FORM.test(next.text) && isOnlyForm(next.text);
    if (next !== undefined && roles[i + 1] === 'name' && (goesOn || onlyForm)) {
      words = [...words, ...next.words];
      used.add(i + 1);
    }
    const all = lineOf(page.number, words);
    const operator = afterOperator(all, vocabulary);
    const bare = withoutRegister(operator.text);
    if (bare.replace(/\P{L}/gu, '').length < 3) return;
    let score = 0;
    if (i === firstName) score += 1.5;
    if (LEGAL_FORM.test(bare)) score += 2.2;
    if (bare !== operator.text || roles[i + 1] === 'register') score += 1;
    if (addressAt >= 0 && i > addressAt) score -= 1.2;
    if (addressAt >= 0 && i + 1 === addressAt) score += 0.3;
    if (operator !== all) score += 0.5;
    score += Math.min(1, Math.max(0, (line.box.h / page.lineHeight - 1) * 2));
    score -= 0.12 * i;
    const kinds = vocabulary.kindsOf(bare);
    if (kinds.has('thanks') || kinds.has('total') || kinds.has('paid') || kinds.has('clerk')) score -= 1.5;
    if (/\d/.test(bare)) score -= 0.5;
    if (bare.length < 5) score -= 1;
    scored.push({ name: bare, words: operator.words, score });
  });
  const weight = scored.reduce((sum, { score }) => sum + Math.exp(1.5 * score), Math.exp(0));
  return scored
    .map(({ name, words, score }) => ({ name, words, p: Math.exp(1.5 * score) / weight }))
    .sort((a, b) => b.p - a.p);
}

/** Whether a line is a legal form with no name of its own before it. */
const isOnlyForm = (text: string): boolean =>
  withoutRegister(text).replace(LEGAL_FORM, '').replace(/\P{L}/gu, '').length < 3;

/** What follows "operated by" is who sells. */
function afterOperator(line: Line, vocabulary: Vocabulary): Line {
  for (let from = 1; from < line.words.length; from++) {
    const before = line.words.slice(0, from);
    const text = before.map((w) => w.text).join(' ');
    const ended = before
      .slice(-3)
      .map((w) => w.text)
      .join(' ');
    if (
      vocabulary.kindsOf(ended).has('operator') &&
      !vocabulary
        .kindsOf(
          line.words
            .slice(from)
            .map((w) => w.text)
            .join(' '),
        )
        .has('operator')
    )
      return text === '' ? line : lineOf(line.page, line.words.slice(from));
  }
  return line;
}

/** The text of a line from its first part that may hold the postcode. */
function lastPlace(line: Line): string {
  const parts = partsOf(line.words);
  const at = parts.findIndex((p) => mayHoldPostcode(p.text));
  return parts
    .slice(Math.max(0, at))
    .map((p) => p.text)
    .join(', ');
}

/** The lines of the address: from the first that looks like one to the last before something else begins. */
function addressOf(
  head: readonly Line[],
  roles: readonly Role[],
  start: number,
  languages: readonly string[],
): Address {
  const from = roles.findIndex((role, i) => role === 'address' && i > Math.max(-1, start - 1));
  if (from < 0) return NOWHERE;
  const lines: Line[] = [];
  for (let i = from; i < head.length; i++) {
    const line = head[i];
    const role = roles[i];
    if (line === undefined || (role !== 'address' && role !== 'name')) break;
    if (role === 'name' && (LEGAL_FORM.test(line.text) || roles[i - 1] !== 'address')) break;
    lines.push(line);
  }
  // The last line with a postcode is the one; a number in a street is none.
  const at = lines.findLastIndex((line) => mayHoldPostcode(line.text) && placeOf(lastPlace(line), languages) !== null);
  const placeLine = at < 0 ? null : (lines[at] ?? null);
  const place = placeLine === null ? null : placeOf(lastPlace(placeLine), languages);
  const before = at < 0 ? lines : lines.slice(0, at);
  const rest = placeLine === null ? [] : restBefore(placeLine);
  const upper = [...before.map((l) => l.words), rest].filter((words) => words.length > 0);
  const below = at < 0 ? [] : lines.slice(at + 1).filter((l) => !/\d/.test(l.text));
  const line = (words: readonly Word[] | undefined) => (words === undefined ? null : lineOf(1, words));
  const more = upper.slice(1).flat();
  const town = place !== null && place.city === '' ? below.shift() : undefined;
  return {
    street: line(upper[0]),
    more: more.length === 0 ? null : lineOf(1, more),
    place: place === null || town === undefined ? place : { ...place, ...townOf(town.text) },
    placeLine,
    region: below[0] ?? null,
  };
}

/** The words of a line before the part that holds the postcode. */
function restBefore(line: Line): readonly Word[] {
  const parts = partsOf(line.words);
  const at = parts.findIndex((p) => mayHoldPostcode(p.text));
  return parts.slice(0, Math.max(0, at)).flatMap((p) => p.words);
}
