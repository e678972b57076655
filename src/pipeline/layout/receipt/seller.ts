import { findDates } from '../../../core/dates.ts';
import type { Word } from '../../../core/page.ts';
import { mayHoldPostcode, type Place, placeOf, streetness, townOf } from '../address.ts';
import { CONTACT, partsOf } from '../address-lines.ts';
import { findLabels } from '../labels.ts';
import { LEGAL_FORM } from '../legal-form.ts';
import type { Lexicon } from '../lexicon.ts';
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
  const roles = head.map((line, i) => roleOf(line, page.lines.indexOf(line), view.lexicons, vocabulary, i));
  const names = namesOf(head, roles, page, vocabulary);
  const [best] = names;
  const named = best === undefined ? -1 : head.findIndex((l) => l.words.some((w) => best.words.includes(w)));
  // The name of a firm may stand below the address of its shop.
  const above = named > roles.indexOf('address') ? roles.indexOf('name') : named;
  return { names, address: addressOf(head, roles, above, languages) };
}

const NOWHERE: Address = { street: null, more: null, place: null, placeLine: null, region: null };

function roleOf(line: Line, row: number, lexicons: readonly Lexicon[], vocabulary: Vocabulary, index: number): Role {
  const { text } = line;
  const languages = lexicons.map((l) => l.language);
  const bare = withoutRegister(text);
  const digits = countOf(bare, /\d/g);
  const letters = countOf(bare, /\p{L}/gu);
  if (CONTACT.test(text) && !LEGAL_FORM.test(text)) return 'contact';
  const labels = findLabels(line, row, lexicons);
  const numbered = labels.some((l) => l.uses.some((u) => /^(?:vatId|taxId|registrationId)$/.test(u.field)));
  if (letters < 3 && countOf(text, /\d/g) >= 4 && streetness(text) < 0.35) return 'register';
  // Numbers of registers and of slips have more digits than houses and postcodes.
  if (/\d{8}/.test(bare.replace(/[ -]/g, '')) && !LEGAL_FORM.test(bare)) return 'register';
  if (numbered && countOf(text, /\d/g) >= 5 && !LEGAL_FORM.test(bare)) return 'register';
  if (findDates(text, 'dmy', languages).length > 0 || (TIME.test(text) && digits >= 3)) return 'other';
  const first = labels.find((l) => l.from === 0 || (l.from === 1 && !/\p{L}{3}/u.test(line.words[0]?.text ?? '')));
  if (first?.uses.some((u) => u.field.startsWith('type:')) === true && !LEGAL_FORM.test(text)) {
    if (first.length >= 0.6 * letters || digits > 0) return 'title';
  }
  if (!LEGAL_FORM.test(text) && isTitle(text, vocabulary)) return 'title';
  if (/:\s*\S|:$/.test(text) && first !== undefined && !/^\p{L}{1,3}[.:]/u.test(text)) return 'other';
  if (LEGAL_FORM.test(bare) && streetness(bare) < 0.6 && digits < 3) return 'name';
  // What a till prints first is a name, even where it begins with a number.
  const least = index === 0 ? 0.8 : 0.35;
  const placed = index > 0 && mayHoldPostcode(text) && placeOf(lastPlace(line), languages) !== null;
  if (placed || streetness(text) >= least) return 'address';
  if (bare !== text && index > 0 && (letters < 3 || /^[([<{]/.test(text))) return 'register';
  if (digits > 0 && index > 0 && (digits < letters || /^\p{L}{2,3}[.: ]/u.test(text))) return 'address';
  if (digits >= letters || /\d{5}/.test(bare) || /@|www\.|:\s/.test(text)) return 'other';
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
  const earlier: string[] = [];
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
    if (addressAt >= 0 && i > addressAt) score -= 2.5;
    if (addressAt >= 0 && i + 1 === addressAt) score += 0.3;
    if (operator !== all) score += 0.5;
    score += Math.min(1, Math.max(0, (line.box.h / page.lineHeight - 1) * 2));
    score -= 0.12 * i;
    const kinds = vocabulary.kindsOf(bare);
    if (kinds.has('thanks') || kinds.has('total') || kinds.has('paid') || kinds.has('clerk')) score -= 1.5;
    // "Lavender" over "Lavender Confectionery S/B": the longer one is the whole name.
    if (earlier.some((name) => bare.length > name.length + 3 && bare.startsWith(name))) score += 2;
    earlier.push(bare);
    if (/\d/.test(bare) && i > 0) score -= 0.5;
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

/** How the line of a street or a unit begins where little else tells it. */
const UNIT = /^(?:no|lot|unit|shop|level|lvl|block|blk|suite|g\/?f|[a-z]?\d+[a-z]?)[ .:,-]/i;

/**
 * The address: the lines around the one with the postcode, up to the name and down to what is something else. Without a
 * postcode, the lines beneath the name that look like one.
 */
function addressOf(head: readonly Line[], roles: readonly Role[], name: number, languages: readonly string[]): Address {
  const isPart = (i: number) => {
    const role = roles[i];
    const text = head[i]?.text ?? '';
    if (i === name || role === undefined || role === 'contact' || role === 'title' || role === 'register') return false;
    if (role === 'name') return !LEGAL_FORM.test(text);
    return role === 'address' || UNIT.test(text) || text.endsWith(',');
  };
  const isPlace = (line: Line) => mayHoldPostcode(line.text) && placeOf(lastPlace(line), languages) !== null;
  const looks = (i: number) => roles[i] === 'address' && i > name;
  const from = head.findIndex((_, i) => looks(i));
  if (from < 0) return NOWHERE;
  let to = from;
  while (to + 1 < head.length && isPart(to + 1)) to++;
  let top = from;
  while (top - 1 > name && isPart(top - 1) && (roles[top - 1] !== 'name' || top - 1 > name + 1)) top--;
  const lines = head.slice(top, to + 1);
  // A number in a street is no postcode: the last line that holds one is the place.
  const at = lines.findLastIndex((line) => isPlace(line));
  const placeLine = at < 0 ? null : (lines[at] ?? null);
  const place = placeLine === null ? null : placeOf(lastPlace(placeLine), languages);
  const before = at < 0 ? lines : lines.slice(0, at);
  const rest = placeLine === null ? [] : restBefore(placeLine);
  const upper = [...before.map((l) => l.words), rest].filter((words) => words.length > 0);
  const below = at < 0 ? [] : lines.slice(at + 1).filter((l) => !/\d/.test(l.text));
  const [street] = upper;
  const more = upper.slice(1).flat();
  const town = place !== null && place.city === '' ? below.shift() : undefined;
  return {
    street: street === undefined ? null : lineOf(1, street),
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
