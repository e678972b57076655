import { overlap } from '../../../core/geometry.ts';
import { isBooked, type Kind } from '../../../core/kinds.ts';
import type { Word } from '../../../core/page.ts';
import { fold, isNumberWord } from '../lexicon.ts';
import type { Line } from '../lines.ts';
import type { DocumentView, PageView } from '../view.ts';
import { type KindIndex, kindIndex } from './words.ts';

/** Words that are the title of a kind of document, or the label of its number. */
export interface TitleAt {
  readonly kind: Kind;
  readonly role: 'title' | 'number';
  readonly words: readonly Word[];
  readonly page: number;
  /** How much it looks like the title of the document, 0 to 1. */
  readonly share: number;
}

/** Words of the longest title, and what may follow it: "2nd reminder for invoice no. 7 of 5 March". */
const LONGEST = 5;
const TAIL = 7;
/** Words that may stand before a title: "Subject: our offer". */
const BEFORE = 4;
/** Letters set apart: "I N V O I C E". */
const SPACED = 24;
/** Ordinals that a reminder begins with. */
const ORDINAL = /^\d{1,2}(?:\.|[ªº°]|st|nd|rd|th|e|er|ème|a|o)?$/;
/** Pages further on are terms, time sheets and pictures. */
const PAGES = 6;

/** Every title and every label of a number that names a kind of document, best first. */
export function titlesOf(view: DocumentView): readonly TitleAt[] {
  const index = kindIndex(view.lexicons);
  return view.pages
    .slice(0, PAGES)
    .flatMap((page, i) => titlesOn(page, i, index))
    .sort((a, b) => b.share - a.share);
}

/** How plain a title is that nobody overlooks. */
export const PLAIN = 0.42;

/** Whether the plainest title of a document is that of a delivery note, a reminder or another thing that is not booked. */
export function isOtherwiseTitled(view: DocumentView): boolean {
  const plainest = titlesOf(view).find(({ role }) => role === 'title');
  return plainest !== undefined && plainest.share > PLAIN && plainest.kind !== 'other' && !isBooked(plainest.kind);
}

function titlesOn(page: PageView, at: number, index: KindIndex): TitleAt[] {
  const body = bodySize(page);
  return page.rows.flatMap((row, r) =>
    row.flatMap((segment): TitleAt[] => {
      const found = matchIn(segment, page, r, index);
      if (found === null) return [];
      const { words } = segment;
      const label = found.label || (words[found.to - 1]?.text.endsWith(':') ?? false) || words[found.to]?.text === ':';
      const tail = words.slice(found.to);
      const first = words[found.from];
      if (first === undefined) return [];
      const size = first.size / body;
      const bold = first.bold && !isMostlyBold(page);
      const capitals = /^\P{Ll}{3,}$/u.test(first.text);
      const emphasis = Math.min(1, Math.max(0, size - 1) / 0.6 + (bold ? 0.3 : 0) + (capitals ? 0.25 : 0));
      let share = 0.45 + 0.55 * emphasis;
      if (found.from > 0) share *= 0.4;
      if (tail.length > TAIL) share *= 0.4;
      const stands = first.box.y / page.height;
      if (stands > 0.6) share *= 0.25;
      else if (stands > 0.45) share *= 0.6;
      const numbered = /\d/.test(tail[0]?.text ?? '') || tail.some(({ text }) => isNumberWord(text));
      const beside = numbered || row.some((other) => other.box.x > segment.box.x && isValueOrLabel(other, page, r));
      // At the size of the text, what has a value beside it is the label of one.
      if (label && emphasis < 0.5) share *= 0.15;
      else if (emphasis < 0.35 && beside) share *= 0.45;
      if (at > 0) share *= 0.3;
      const title = { kind: found.kind, role: 'title' as const, words: found.words, page: page.number, share };
      const isNumber = found.label || (beside && numbered);
      return isNumber ? [title, { ...title, role: 'number', share: at > 0 ? 0.3 : 1 }] : [title];
    }),
  );
}

/** Whether a segment is the value of a label to its left, or a label itself, as in the head of a table. */
function isValueOrLabel(segment: Line, page: PageView, row: number): boolean {
  if (/\d/.test(segment.words[0]?.text ?? '')) return true;
  return page.labels[row]?.some((l) => l.segment === segment && l.from === 0 && l.to === segment.words.length) ?? false;
}

interface Match {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly words: readonly Word[];
  /** Whether it is the label of a number: "Quote no.", "Angebotsnummer". */
  readonly label: boolean;
}

/** The title in a segment: the first, except that a reminder of an invoice is a reminder. */
function matchIn(segment: Line, page: PageView, row: number, index: KindIndex): Match | null {
  const { words } = segment;
  const start = ORDINAL.test(words[0]?.text ?? '') ? 1 : 0;
  let best: Match | null = null;
  for (let from = start; from < words.length && from <= start + BEFORE; from++) {
    const match = matchAt(segment, from, page, row, index);
    if (match === null) continue;
    if (best === null)
      best = start === 1 && from === 1 ? { ...match, from: 0, words: words.slice(0, match.to) } : match;
    else if (ABOUT.has(match.kind) && !ABOUT.has(best.kind)) return { ...match, from: best.from };
    from = match.to - 1;
  }
  return best;
}

/** Kinds that name the invoices they are about in their titles. */
const ABOUT: ReadonlySet<Kind> = new Set<Kind>(['reminder', 'statement', 'remittance_advice']);

function matchAt(segment: Line, from: number, page: PageView, row: number, index: KindIndex): Match | null {
  const { words } = segment;
  const spaced = words.length - from > 4 && words.slice(from, from + 4).every(({ text }) => /^\p{L}$/u.test(text));
  const most = Math.min(words.length, from + (spaced ? SPACED : LONGEST));
  for (let to = most; to > from; to--) {
    const kind = kindOf(words.slice(from, to), index);
    if (kind === null) continue;
    const label = page.labels[row]?.find((l) => l.segment === segment && l.from === from);
    const next = words[to]?.text ?? '';
    const numbered = to < words.length && (isNumberWord(next) || /^(?:#|n[°ºr.]|nr|no\b)/i.test(next));
    // "Invoice address", "Order date" announce something else.
    if (label !== undefined && label.to > to && !numbered) return null;
    if (index.dates.has(fold(next))) return null;
    const below = to === words.length ? wrapped(segment, from, page, row, index) : null;
    if (below !== null) return { ...below, from, to };
    return { kind, from, to, words: words.slice(from, to), label: numbered };
  }
  return numberOf(words, from, index);
}

/** The kind that some words are the whole title of; of two in one word the first: "Rechnung/Lieferschein". */
function kindOf(words: readonly Word[], index: KindIndex): Kind | null {
  const text = words.map((w) => w.text).join(' ');
  const key = fold(text);
  const known = index.titles.get(key);
  if (known !== undefined) return known;
  if (words.length > 1) return null;
  const slash = text.indexOf('/');
  if (slash > 3) return index.titles.get(fold(text.slice(0, slash))) ?? null;
  const ending = index.endings.find(([end]) => key.length > end.length + 2 && key.endsWith(end));
  return ending?.[1] ?? null;
}

/** The label of a number in one word ("Angebotsnummer", "Lieferschein-Nr.") or with the word for number first ("N° de devis"). */
function numberOf(words: readonly Word[], from: number, index: KindIndex): Match | null {
  const first = words[from];
  if (first === undefined) return null;
  const key = fold(first.text);
  for (let length = Math.min(key.length - 2, 30); length > 4; length--) {
    const kind = index.titles.get(key.slice(0, length));
    if (kind === undefined) continue;
    const rest = key.slice(length).replace(/^(?:s|es|n|en)(?=n)/, '');
    if (!isNumberWord(rest) && !/^n(?:umm?er|ro?)$/.test(rest)) return null;
    return { kind, from, to: from + 1, words: [first], label: true };
  }
  if (!isNumberWord(first.text)) return null;
  const skip = /^d(?:e|i|el|u|a|o|ella|el')$/i.test(words[from + 1]?.text ?? '') ? 2 : 1;
  for (let to = Math.min(words.length, from + skip + 3); to > from + skip; to--) {
    const kind = kindOf(words.slice(from + skip, to), index);
    if (kind !== null) return { kind, from, to, words: words.slice(from, to), label: true };
  }
  return null;
}

/** The title that goes on in the line below, in the same print: "ORDER / CONFIRMATION". */
function wrapped(segment: Line, from: number, page: PageView, row: number, index: KindIndex): Match | null {
  const size = segment.words[from]?.size ?? 0;
  const next = page.rows[row + 1]?.find(
    (s) =>
      Math.abs((s.words[0]?.size ?? 0) - size) < size / 10 &&
      s.box.y - (segment.box.y + segment.box.h) < size &&
      overlap(s.box.x, s.box.w, segment.box.x, segment.box.w) > 0,
  );
  if (next === undefined || next.words.length > 2) return null;
  const words = [...segment.words.slice(from), ...next.words];
  const kind = kindOf(words, index);
  return kind === null ? null : { kind, from, to: segment.words.length, words, label: false };
}

/** Middle size of the words of a page: what is larger stands out. */
function bodySize(page: PageView): number {
  const sizes = page.lines.flatMap(({ words }) => words.map(({ size }) => size)).sort((a, b) => a - b);
  return sizes[sizes.length >> 1] || page.lineHeight;
}

function isMostlyBold(page: PageView): boolean {
  const words = page.lines.flatMap((line) => line.words);
  return words.filter(({ bold }) => bold).length * 2 > words.length;
}
