import { equal } from '../../../core/money.ts';
import type { Announced } from '../spots.ts';
import type { DocumentView, PageView } from '../view.ts';
import type { Entry } from './summary.ts';
import { settle, totalsOf } from './total.ts';
import type { Kind, Vocabulary } from './vocabulary.ts';

/** One thing that tells a receipt of a till from an invoice, as log odds. */
export interface Sign {
  readonly name: string;
  readonly odds: number;
}

/** Characters that fit across the print: a till's roll holds 24 to 48, a sheet of paper twice as many. */
const NARROW = 54;
const SLIM = 44;
const WIDE = 72;
/** Points: rolls are 57 to 112 mm wide. */
const SHEET = 400;
const MOST_PAGES = 2;
/** A total that is likelier than this is one. */
const SURE = 0.4;
/** Log odds of being one before anything is seen. */
const PRIOR = -3;

export const TIME =
  /(?<![\d:.])(?:[01]?\d|2[0-3]) ?[:.h] ?[0-5]\d(?: ?[:.] ?[0-5]\d)?(?: ?[AaPp]\.?[Mm]?\.?)?(?![\d:])/;

/** Whether a document is not wider or longer than what tills print. */
export function mayBeReceipt({ pages: [page, ...more] }: DocumentView): boolean {
  return page !== undefined && more.length < MOST_PAGES && charactersAcross(page) <= WIDE;
}

/** What speaks for and against a document being a receipt: its width, and what only tills print. */
export function signsOf(
  view: DocumentView,
  announced: readonly Announced[],
  entries: readonly Entry[],
  vocabulary: Vocabulary,
): readonly Sign[] {
  const [page] = view.pages;
  if (page === undefined) return [];
  const across = charactersAcross(page);
  const kinds = page.lines.map((line) => vocabulary.kindsOf(line.text));
  const some = (kind: Kind) => kinds.some((all) => all.has(kind));
  const says = (kind: Kind) => entries.some((entry) => entry.kinds.has(kind));
  const announces = (field: RegExp) =>
    announced.some(({ label }) => label.uses.some((u) => u.strength === 1 && field.test(u.field)));
  const addressed = announced.some(
    ({ label }) => label.from === 0 && label.colon && label.uses.some((u) => /^role:(?:buyer|shipTo)$/.test(u.field)),
  );
  const totals = totalsOf(entries);
  const signs: readonly (readonly [name: string, odds: number, holds: boolean])[] = [
    ['narrow', 2, across <= NARROW],
    ['slim', 1, across <= SLIM],
    // What is typed on a sheet may be as narrow, a till's own page is not as wide.
    ['sheet', -1, page.width > SHEET && !page.read],
    ['pages', -3, view.pages.length > 1],
    ['account', -3, announces(/^(?:iban|bic)$/)],
    ['due', -2, announces(/^dueDate$/)],
    ['buyer', -1.5, addressed],
    ['no total', -3, !totals.some(({ p }) => p > SURE)],
    ['settled', 3, totals.some(({ value }) => isSettled(value, entries))],
    ['change', 1.5, says('change')],
    ['paid', 1, says('paid')],
    ['subtotal', 0.5, says('subtotal')],
    ['rounding', 0.5, says('rounding')],
    ['title', 1.5, some('title')],
    ['thanks', 1, some('thanks')],
    ['clerk', 1, some('clerk')],
    ['time', 1, page.lines.some(({ text }) => TIME.test(text))],
  ];
  return signs.flatMap(([name, odds, holds]) => (holds ? [{ name, odds }] : []));
}

/** Probability of being a receipt. */
export function likelihoodOf(signs: readonly Sign[]): number {
  return 1 / (1 + Math.exp(-signs.reduce((sum, { odds }) => sum + odds, PRIOR)));
}

function isSettled(value: string, entries: readonly Entry[]): boolean {
  const changes = entries.filter((e) => e.kinds.has('change'));
  return entries.some((e) => e.kinds.has('paid') && changes.some((c) => equal(settle(e.amount, c.amount), value)));
}

/** How many characters of the page's own print fit between its left and right edges. */
export function charactersAcross(page: PageView): number {
  const words = page.lines.flatMap((l) => l.words).filter(({ text }) => text.length > 1);
  const widths = words.map(({ box, text }) => box.w / text.length).toSorted((a, b) => a - b);
  const middle = widths[widths.length >> 1] ?? 0;
  if (middle <= 0) return Number.POSITIVE_INFINITY;
  const left = Math.min(...words.map(({ box }) => box.x));
  const right = Math.max(...words.map(({ box }) => box.x + box.w));
  return (right - left) / middle;
}
