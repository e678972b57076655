import type { Word } from '../../../core/page.ts';
import { LEGAL_FORM } from '../legal-form.ts';
import { fold } from '../lexicon.ts';
import { type Line, lineOf } from '../lines.ts';
import type { DocumentView, PageView } from '../view.ts';
import { type ReceiptAddress, receiptAddress } from './address.ts';
import { type HeadLine, headOf, isFirm, withoutRegister } from './head.ts';
import type { Entry } from './summary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A line of the head of a receipt that may be the seller's name. */
export interface SellerName {
  readonly name: string;
  readonly words: readonly Word[];
  /** Probability. */
  readonly p: number;
}

/** Who sells: names, likeliest first, and where. */
export interface Seller {
  readonly names: readonly SellerName[];
  readonly address: ReceiptAddress | null;
}

/** How far above its address a name stands at most, in lines. */
const NEAR = 4;
/** Sharpens the weights of names into probabilities. */
const SHARP = 1.5;
/** A line goes on in the next one behind these. */
const GOES_ON = /(?:&|\+| -|\b(?:and|und|et|y|e|og|och|en|of|the|de|du|di|der|dan))$/i;

/** A line goes on from the one before with these. */
const GOES_BACK = /^(?:&|di|de|du|des|der|dos|da|do|by|of|und|van) /;

/** The seller as the head of a receipt names it: everything above what is sold. */
export function sellerOf(view: DocumentView, entries: readonly Entry[], vocabulary: Vocabulary): Seller {
  const [page] = view.pages;
  if (page === undefined) return { names: [], address: null };
  const head = headOf(view, entries, vocabulary);
  const address = receiptAddress(head);
  const stops = new Set(view.lexicons.flatMap((l) => l.stopWords.map(fold)));
  return { names: namesOf(head, address, page, vocabulary, stops), address };
}

function namesOf(
  head: readonly HeadLine[],
  address: ReceiptAddress | null,
  page: PageView,
  vocabulary: Vocabulary,
  stops: ReadonlySet<string>,
): readonly SellerName[] {
  const top = address === null ? null : nameAbove(head, address);
  const first = top === null ? head.findIndex(({ role }) => role === 'name') : firstOf(head, top);
  const joined = new Set<number>();
  const earlier: string[] = [];
  const scored: { name: string; words: readonly Word[]; score: number }[] = [];
  head.forEach(({ line, role }, i) => {
    if ((role !== 'name' && i !== top) || joined.has(i) || isIn(address, i)) return;
    const next = head[i + 1];
    const goesOn =
      next?.role === 'name' &&
      (GOES_ON.test(line.text) || GOES_BACK.test(next.line.text) || isOnlyForm(next.line.text));
    if (goesOn) joined.add(i + 1);
    const whole = goesOn ? lineOf(page.number, [...line.words, ...next.line.words]) : line;
    const told = afterOperator(whole, vocabulary);
    const name = withoutRegister(told.text);
    if (name.replace(/\P{L}/gu, '').length < 3) return;
    const numbered = name !== told.text || head[i + (goesOn ? 2 : 1)]?.role === 'register';
    const kinds = vocabulary.kindsOf(name);
    const prose = told.words.filter((w) => stops.has(fold(w.text))).length;
    let score = -0.12 * i + Math.min(1, Math.max(0, (line.box.h / page.lineHeight - 1) * 2));
    if (i === first) score += 1.5;
    if (isFirm(name)) score += 2.2;
    if (numbered) score += 1;
    if (told !== whole) score += 0.5;
    if (top !== null) score += i > top ? -2.5 : i === top ? 0.5 : i <= top - NEAR ? -1.5 : 0;
    if (!isFirm(name) && kinds.has('thanks')) score -= 3;
    if (!isFirm(name) && (kinds.has('total') || kinds.has('paid'))) score -= 1;
    // In brackets stands what belongs to another name.
    if (/^[([]/.test(line.text)) score -= 2.5;
    // "Lavender" over "Lavender Confectionery S/B": the longer one is the whole name.
    if (earlier.some((other) => name.length > other.length + 3 && name.startsWith(other))) score += 2;
    if (/\d/.test(name) && i > 0) score -= 0.4;
    if (name.length < 5) score -= 1;
    score -= 0.5 * Math.max(0, prose - 1);
    earlier.push(name);
    scored.push({ name, words: told.words, score });
  });
  const weight = scored.reduce((sum, { score }) => sum + Math.exp(SHARP * score), 1);
  return scored
    .map(({ name, words, score }) => ({ name, words, p: Math.exp(SHARP * score) / weight }))
    .sort((a, b) => b.p - a.p);
}

const isIn = (address: ReceiptAddress | null, i: number): boolean =>
  address !== null && i >= address.from && i < address.to;

/** The line of the name that an address hangs on: the next one above it, or what looks like a street with none above. */
function nameAbove(head: readonly HeadLine[], { from }: ReceiptAddress): number | null {
  const at = head.findLastIndex(({ role }, i) => i < from && role === 'name');
  if (at >= 0) return at;
  return head[from - 1]?.role === 'address' ? from - 1 : null;
}

/** The first of the names that stand together above an address. */
function firstOf(head: readonly HeadLine[], top: number): number {
  let first = top;
  for (let i = top - 1; i > top - NEAR && i >= 0; i--) {
    if (head[i]?.role === 'name') first = i;
    else if (head[i]?.role !== 'register') break;
  }
  return first;
}

/** Whether a line is a legal form with no name of its own before it. */
const isOnlyForm = (text: string): boolean =>
  LEGAL_FORM.test(text) && withoutRegister(text).replace(LEGAL_FORM, '').replace(/\P{L}/gu, '').length < 3;

/** Who follows "operated by" at the beginning of a line. */
function afterOperator(line: Line, vocabulary: Vocabulary): Line {
  for (let to = Math.min(4, line.words.length - 1); to > 0; to--) {
    const text = line.words
      .slice(0, to)
      .map((w) => w.text)
      .join(' ');
    if (vocabulary.kindsOf(text).has('operator')) return lineOf(line.page, line.words.slice(to));
  }
  return line;
}
