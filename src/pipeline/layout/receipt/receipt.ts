import type { ScalarPath } from '../../../core/fields.ts';
import type { Word } from '../../../core/page.ts';
import type { Candidate } from '../candidate.ts';
import type { Line } from '../lines.ts';
import type { Announced } from '../spots.ts';
import type { DocumentView } from '../view.ts';
import { datesOf } from './date.ts';
import { sellerOf } from './seller.ts';
import { likelihoodOf, mayBeReceipt, type Sign, signsOf } from './shape.ts';
import { type Entry, entriesOf } from './summary.ts';
import { totalsOf } from './total.ts';
import { lexiconsOf, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** A document that was printed by a till, and what tells that it was. */
export interface Receipt {
  readonly view: DocumentView;
  readonly vocabulary: Vocabulary;
  readonly entries: readonly Entry[];
  readonly signs: readonly Sign[];
  /** Probability of being a receipt. */
  readonly p: number;
}

/** How likely a document has to be a receipt to be read as one. */
const READ_FROM = 0.6;

/** The receipt that a document is; `null` for everything else. */
export function receiptOf(view: DocumentView, announced: readonly Announced[]): Receipt | null {
  // Most documents are no receipt by their width alone, and need no closer look.
  if (!mayBeReceipt(view)) return null;
  const texts = view.pages.flatMap((page) => page.lines.map((line) => line.text));
  const vocabulary = vocabularyOf(lexiconsOf(texts, view.lexicons));
  const entries = entriesOf(view, vocabulary);
  const signs = signsOf(view, announced, entries, vocabulary);
  const p = likelihoodOf(signs);
  return p < READ_FROM ? null : { view, vocabulary, entries, signs, p };
}

/** Fields that a receipt's own reading replaces; its labels mean other things than an invoice's. */
export const REPLACED =
  /^(?:totals\.(?:gross|due|prepaid|rounding|withheld|earlierBalance)|issueDate|dueDate|seller\.(?:name|street|addressLine|postcode|city|region)|buyer\..*|(?:shipTo|payee)\..*)$/;

/** What a receipt says of its seller, its day and its total. */
export function receiptCandidates(receipt: Receipt, announced: readonly Announced[]): readonly Candidate[] {
  const { view, entries, vocabulary } = receipt;
  const out: Candidate[] = [];
  const push = (path: ScalarPath, value: string, page: number, words: readonly Word[], p: number) => {
    if (value !== '' && words.length > 0) out.push({ path, value, page, words, features: { till: 1 }, share: p });
  };
  for (const { value, entry, p, rounding } of totalsOf(entries).slice(0, 5)) {
    push('totals.gross', value, entry.page, entry.amount.words, p);
    if (rounding !== null) push('totals.rounding', rounding.amount.value, rounding.page, rounding.amount.words, p);
  }
  for (const { value, other, words, page, p } of datesOf(view, announced).slice(0, 5)) {
    push('issueDate', value, page, words, other === null ? p : 0.6 * p);
    if (other !== null) push('issueDate', other, page, words, 0.4 * p);
  }
  const { names, address } = sellerOf(view, entries, vocabulary);
  for (const { name, words, p } of names.slice(0, 4)) push('seller.name', name, 1, words, p);
  const line = (path: ScalarPath, at: Line | null) =>
    at !== null && push(path, at.text.replace(/[ ,.;]+$/, ''), 1, at.words, 0.8);
  line('seller.street', address.street);
  line('seller.addressLine', address.more);
  line('seller.region', address.region);
  const { place, placeLine } = address;
  if (place !== null && placeLine !== null) {
    push('seller.postcode', place.postcode ?? '', 1, placeLine.words, 0.8);
    push('seller.city', place.city, 1, placeLine.words, 0.8);
    if (place.region !== null) push('seller.region', place.region, 1, placeLine.words, 0.8);
  }
  return out;
}
