import { fold } from '../layout/lexicon.ts';
import type { Announced } from '../layout/spots.ts';
import type { DocumentView, PageView } from '../layout/view.ts';

/** What a page says of its place among others: "page 2 of 3", "Blatt 2", "2/3". */
export interface Counter {
  readonly at: number;
  /** How many there are, where it says so. */
  readonly of: number | null;
  /** Whether the word for page stands beside it. */
  readonly labelled: boolean;
}

/** How much of a page's height, at the top and at the foot, counters without a label are looked for in. */
const EDGE = 0.12;

/** The counters that a page prints; a page that is bound into another document may have two. */
export function countersOf(page: PageView, view: DocumentView, announced: readonly Announced[]): readonly Counter[] {
  const between = new Set(view.lexicons.flatMap(({ pages }) => pages.of.map(fold)));
  const found: Counter[] = [];
  for (const { label, spots } of announced) {
    if (!label.uses.some(({ field }) => field === 'page')) continue;
    for (const { words } of spots) {
      const counter = read(words.slice(0, 4), between);
      if (counter === null) continue;
      found.push({ at: counter.at, of: counter.of, labelled: true });
      break;
    }
  }
  for (const { box, words } of page.segments) {
    const middle = (box.y + box.h / 2) / page.height;
    if (words.length > 4 || (middle > EDGE && middle < 1 - EDGE)) continue;
    const counter = read(words, between);
    // A number alone may be anything.
    if (counter !== null && counter.of !== null && counter.length === words.length)
      found.push({ at: counter.at, of: counter.of, labelled: false });
  }
  return found;
}

/** A page number at the start of some words, and how many of them it takes. */
function read(
  words: readonly { readonly text: string }[],
  between: ReadonlySet<string>,
): (Omit<Counter, 'labelled'> & { readonly length: number }) | null {
  const texts = words.map(({ text }) => text);
  // "2/3", "2 / 3", "2(3)", "2 of 3", "- 2 -"
  const parts = texts.join(' ').split(/([\s/|()-]+)/u);
  const numbers = parts.filter((part) => /[\p{L}\p{N}]/u.test(part));
  const at = pageNumber(numbers[0]);
  if (at === null) return null;
  const second = numbers[1];
  const named = second !== undefined && between.has(fold(second));
  const marked = /[/|(]/.test(texts.join(' ').slice(0, 9));
  const of = named ? pageNumber(numbers[2]) : marked ? pageNumber(second) : null;
  if (of === null) return { at, of: null, length: 1 };
  return of < at || of < 1 ? null : { at, of, length: texts.length };
}

/** A number as pages have it; nobody staples a thousand sheets. */
function pageNumber(text: string | undefined): number | null {
  const [, digits] = /^(\d{1,3})[.,;]?$/.exec(text ?? '') ?? [];
  return digits === undefined || Number(digits) === 0 ? null : Number(digits);
}
