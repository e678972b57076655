import type { Candidate } from './candidate.ts';
import type { LabelUse } from './labels.ts';
import { fold, type Lexicon } from './lexicon.ts';
import { lineOf } from './lines.ts';
import { placeFeatures } from './place-features.ts';
import type { Announced, Spot } from './spots.ts';

/** Widest gap inside a sentence of terms, in line heights: what stands beyond is in another column. */
const WITHIN = 2;

/** The payment terms at their label: the rest of its line, or what stands beside or beneath it. */
export function paymentTerms(a: Announced, use: LabelUse, lexicons: readonly Lexicon[]): Candidate | null {
  const { label, page, spots } = a;
  const heading = isHeading(a, lexicons);
  const own = heading ? [] : label.segment.words.slice(label.to).filter((word) => word.text !== ':');
  const beside = spots.find((spot) => spot.relation === 'right');
  const joins = beside !== undefined && !heading && (own.length === 0 || beside.distance <= WITHIN);
  const words = joins ? [...own, ...beside.words] : own;
  const line = lineOf(page.number, words);
  const below = (spot: Spot) => spot.relation === 'below' && saysTerms(spot.line.text, lexicons);
  const spot =
    words.length > 1
      ? { relation: 'after' as const, words, line, distance: 0 }
      : spots.find((one) => (heading ? below(one) : one.words.length > 1));
  if (spot === undefined) return null;
  const features = placeFeatures(a, use, spot, 0);
  return { path: 'paymentTerms', value: spot.line.text, page: page.number, words: spot.words, features };
}

/** Whether a label is only how the title of a document's small print begins: "Terms & Conditions". */
function isHeading({ label }: Announced, lexicons: readonly Lexicon[]): boolean {
  const text = fold(
    label.segment.words
      .slice(label.from)
      .map((word) => word.text)
      .join(' '),
  );
  return lexicons.some(({ pages }) => pages.terms.some((title) => fold(title) === text));
}

/** Whether a text has a word that terms of payment have. */
function saysTerms(text: string, lexicons: readonly Lexicon[]): boolean {
  const words = ` ${text.split(/\s+/).map(fold).join(' ')} `;
  return lexicons.some(({ terms }) => terms.some((term) => words.includes(` ${term.split(' ').map(fold).join(' ')} `)));
}
