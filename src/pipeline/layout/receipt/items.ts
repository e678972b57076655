import { add, equal, multiply } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import type { Row } from '../../../core/reading.ts';
import { type AmountAt, findAmounts } from '../amounts.ts';
import { readingOf } from '../candidate.ts';
import { lineOf } from '../lines.ts';
import type { DocumentView, PageView } from '../view.ts';
import type { Entry } from './summary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a receipt sells. */
export interface ReceiptItems {
  readonly rows: readonly Row<'lines'>[];
  /** What their amounts add up to. */
  readonly sum: string;
}

/** A line of a receipt between its head and its totals. */
interface ItemLine {
  readonly row: number;
  /** The amount at its right end. */
  readonly amount: AmountAt | null;
  readonly quantity: AmountAt | null;
  readonly price: AmountAt | null;
  /** What is left of its words: a name, or nothing. */
  readonly words: readonly Word[];
}

/** Signs of multiplication between quantity and price. */
const TIMES = /^(?:[x×*@]|[x×*@]?\(|à|a)$/i;
const CODE = /^[#*]?[\d-]{5,}[*#]?$/;
const TAX_CODE = /^[(*]?(?:[A-Z]{1,2}\d?|\d|\*+|#)[)*#]?$/;
/** No receipt of more lines is looked at in this way. */
const MOST = 300;

/**
 * The items of a receipt. Each has an amount at the right; quantity and price stand in the same line or in one of their
 * own, the name before it, above or below it, always on the same side.
 */
export function itemsOf(view: DocumentView, entries: readonly Entry[], vocabulary: Vocabulary): ReceiptItems | null {
  const [page] = view.pages;
  if (page === undefined || page.lines.length > MOST) return null;
  const end = entries.find((e) => e.page === 1 && isSum(e))?.row ?? page.lines.length;
  const start = entries.find((e) => e.page === 1 && e.row < end)?.row ?? end;
  if (start >= end) return null;
  const lines: ItemLine[] = [];
  for (let row = start; row < end; row++) lines.push(itemLine(page, row, view));
  const above = page.lines[start - 1];
  const before = above === undefined || isHead(page, start - 1, vocabulary) ? null : itemLine(page, start - 1, view);
  const first = before !== null && before.amount === null && isName(before.words) ? [before] : [];
  const rows = rowsOf([...first, ...lines], page.number);
  return rows.length === 0 ? null : { rows, sum: add('0', ...rows.map((row) => row.net?.value ?? '0')) };
}

/** Whether an entry begins the totals. */
const isSum = ({ kinds }: Entry): boolean =>
  kinds.has('subtotal') ||
  kinds.has('final') ||
  kinds.has('change') ||
  (kinds.has('total') && !kinds.has('saved')) ||
  kinds.has('tax') ||
  (kinds.has('paid') && !kinds.has('saved'));

/** Whether a line is of the head of the receipt: of columns, of the title, of clerk and time. */
function isHead(page: PageView, row: number, vocabulary: Vocabulary): boolean {
  const text = page.lines[row]?.text ?? '';
  const kinds = vocabulary.kindsOf(text);
  if (kinds.has('title') || kinds.has('clerk') || /:|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}/.test(text)) return true;
  return (page.labels[row] ?? []).length > 0;
}

function itemLine(page: PageView, row: number, view: DocumentView): ItemLine {
  const printed = page.lines[row];
  if (printed === undefined) return { row, amount: null, quantity: null, price: null, words: [] };
  const line = lineOf(page.number, printed.words.flatMap(partTimes));
  const numbers = findAmounts(line, view.mark, view.monospaced);
  const last = numbers.filter((n) => !n.percent && (n.decimals === 2 || n.currency !== null)).at(-1) ?? null;
  // "2 pcs x 1.19", "40.21 l x 1.789": what is multiplied is no amount.
  const factor = numbers.some((n, i) => {
    const before = line.words[n.from - 1];
    return (
      i > 0 && before !== undefined && TIMES.test(before.text) && (n === last || last === null || n.from >= last.to)
    );
  });
  const amount = factor ? null : last;
  const [quantity, price] = amount === null ? factorsAlone(numbers, factor) : factors(numbers, amount);
  const taken = new Set([amount, quantity, price].flatMap((n) => n?.words ?? []));
  const edge = amount === null ? Number.POSITIVE_INFINITY : (amount.words[0]?.box.x ?? 0);
  const isNoise = (w: Word, i: number) =>
    taken.has(w) ||
    CODE.test(w.text) ||
    (w.box.x > edge && TAX_CODE.test(w.text)) ||
    (TIMES.test(w.text) && [line.words[i - 1], line.words[i + 1]].some((o) => o === undefined || taken.has(o)));
  const words = line.words.filter((w, i) => !isNoise(w, i));
  // What is left of a line of factors is a unit.
  return { row, amount, quantity, price, words: factor && words.length < 2 ? [] : words };
}

/** "2x" and "2.50*3" as the words that they stand for. */
function partTimes(word: Word): Word[] {
  const parts = /^(\d+(?:[.,]\d+)?)([x×*@])(\d[\d.,]*)?$|^([x×*@])(\d[\d.,]*)$/i.exec(word.text);
  const texts = parts?.slice(1).filter((part) => part !== undefined) ?? [word.text];
  let at = 0;
  return texts.map((text) => {
    const x = word.box.x + (word.box.w * at) / word.text.length;
    at += text.length;
    return { ...word, text, box: { ...word.box, x, w: (word.box.w * text.length) / word.text.length } };
  });
}

/** Quantity and price that make an amount; a quantity alone before a name. */
function factors(numbers: readonly AmountAt[], amount: AmountAt): readonly [AmountAt | null, AmountAt | null] {
  const others = numbers.filter((n) => n !== amount && !n.percent && n.from < amount.from && Number(n.value) > 0);
  for (const quantity of others) {
    for (const price of others) {
      if (quantity === price || price.decimals < 2 || Number(quantity.value) > 9999) continue;
      if (equal(multiply(quantity.value, price.value), amount.value, '0.011')) return [quantity, price];
    }
  }
  const first = others[0];
  const counts = first !== undefined && first.from === 0 && first.decimals === 0 && Number(first.value) < 1000;
  const price = others.find((n) => equal(n.value, amount.value)) ?? null;
  return [counts ? first : null, price];
}

/** "2 x 1.29" in a line of its own. */
function factorsAlone(numbers: readonly AmountAt[], factor: boolean): readonly [AmountAt | null, AmountAt | null] {
  const [quantity, price] = numbers;
  return factor && numbers.length === 2 && quantity !== undefined && price !== undefined
    ? [quantity, price]
    : [null, null];
}

/** Whether words name something: one of them is more than a unit or a code. */
const isName = (words: readonly Word[]): boolean =>
  words.some(({ text }) => /^[^\d]*$/.test(text) && /\p{L}{3}/u.test(text));

function rowsOf(lines: readonly ItemLine[], page: number): Row<'lines'>[] {
  const priced = lines.filter((l) => l.amount !== null);
  const named = priced.filter((l) => isName(l.words)).length;
  // Names stand in the line of the amount, or in one of their own: above it where the first one is above the first amount.
  const own = 2 * named > priced.length;
  const firstPriced = lines.findIndex((l) => l.amount !== null);
  const above = lines.slice(0, firstPriced).some((l) => isName(l.words));
  const rows: Row<'lines'>[] = [];
  lines.forEach((line, i) => {
    const { amount } = line;
    if (amount === null) return;
    const beside = isName(line.words) ? line.words : nameNear(lines, i, own || above);
    const below = own && line.price === null ? factorsBelow(lines, i) : null;
    const quantity = line.price === null ? (below?.quantity ?? line.quantity) : line.quantity;
    const price = line.price ?? below?.price ?? null;
    const of = (a: AmountAt) => readingOf(a.value, page, a.words, 0.7);
    if (Number(amount.value) === 0 && quantity === null) return;
    const words = beside.length > 0 ? beside : line.words;
    if (words.length === 0) return;
    rows.push({
      description: readingOf(words.map((w) => w.text).join(' '), page, words, 0.7),
      ...(quantity === null ? {} : { quantity: of(quantity) }),
      ...(price === null ? {} : { unitPrice: of(price) }),
      net: of(amount),
    });
  });
  return rows;
}

/** The factors in a line of their own beneath an amount, behind what is left of a long name. */
function factorsBelow(lines: readonly ItemLine[], at: number): ItemLine | null {
  for (const line of lines.slice(at + 1, at + 3)) {
    if (line.amount !== null) return null;
    if (line.price !== null && !isName(line.words)) return line;
  }
  return null;
}

/** The nearest line with a name and without an amount on one side of a line, before the next amount. */
function nameNear(lines: readonly ItemLine[], at: number, above: boolean): readonly Word[] {
  const step = above ? -1 : 1;
  for (let i = at + step; i >= 0 && i < lines.length; i += step) {
    const line = lines[i];
    if (line === undefined || line.amount !== null) break;
    if (isName(line.words)) return line.words;
  }
  return [];
}
