import { findDates } from '../../../core/dates.ts';
import { union } from '../../../core/geometry.ts';
import type { Word } from '../../../core/page.ts';
import type { Readings } from '../../../core/reading.ts';
import { identifierOf } from '../identifier.ts';
import { fold } from '../lexicon.ts';
import type { Announced } from '../spots.ts';
import type { DocumentView, PageView } from '../view.ts';
import { kindIndex } from './words.ts';

/** What a document has and lacks, apart from words that name its kind. */
export interface Structure {
  /** The label of an invoice's number that has one number, with the label's words. */
  readonly invoiceNumber: Found | null;
  /** The head of a column that lists several numbers of invoices. */
  readonly listed: Found | null;
  /** A column of balances, each of which follows from the one above and the amount beside it. */
  readonly running: Found | null;
  /** The time of day, as tills print it. */
  readonly time: Found | null;
  readonly has: {
    readonly amounts: boolean;
    readonly total: boolean;
    readonly tax: boolean;
    readonly dueDate: boolean;
    readonly buyer: boolean;
    readonly lines: boolean;
    readonly number: boolean;
  };
  /** Whether all print stands in one narrow column, as on a till roll. */
  readonly narrow: boolean;
}

/** Print that tells something. */
export interface Found {
  readonly words: readonly Word[];
  readonly page: number;
}

/** A reading that nobody would give says nothing. */
const LIKELY = 0.4;
/** Characters that fit beside one another on a till roll, each half as wide as the print is high. */
const ROLL = 50;

/** What there is on the pages of a document, given what was read of its fields. */
export function structureOf(
  view: DocumentView,
  announced: readonly Announced[],
  { scalars, rows }: Pick<Readings, 'scalars' | 'rows'>,
): Structure {
  const likely = (path: keyof typeof scalars) => (scalars[path]?.[0]?.score ?? 0) >= LIKELY;
  const { single, listed } = invoiceNumbers(view, announced);
  return {
    invoiceNumber: single,
    listed,
    running: runningBalance(view),
    time: timeOf(view),
    has: {
      amounts: view.pages.some(({ amounts }) =>
        amounts.flat().some(({ decimals, currency, percent }) => !percent && (decimals === 2 || currency !== null)),
      ),
      total: likely('totals.gross') || likely('totals.due') || likely('totals.net'),
      tax: likely('totals.tax') || (rows.taxes ?? []).some(({ amount }) => amount !== undefined),
      dueDate: likely('dueDate'),
      buyer: likely('buyer.name'),
      lines: (rows.lines ?? []).length > 0,
      number: likely('number'),
    },
    narrow: view.pages.every(isNarrow),
  };
}

function isNarrow({ lines }: PageView): boolean {
  const boxes = lines.map(({ box }) => box);
  const sizes = lines.flatMap(({ words }) => words.map(({ size }) => size)).sort((a, b) => a - b);
  const size = sizes[sizes.length >> 1] ?? 0;
  return (union(boxes)?.w ?? 0) <= (ROLL * size) / 2;
}

/** Labels that say "invoice" and "number": with one number, or as the head of a column of several. */
function invoiceNumbers(view: DocumentView, announced: readonly Announced[]) {
  const index = kindIndex(view.lexicons);
  const stems = [...index.titles].flatMap(([title, kind]) =>
    (kind === 'invoice' || kind === 'credit_note') && title.length > 3 ? [title] : [],
  );
  let single: Found | null = null;
  let listed: Found | null = null;
  for (const { label, spots, page } of announced) {
    if (!label.uses.some(({ field }) => field === 'number')) continue;
    const words = label.segment.words.slice(label.from, label.to);
    const key = fold(words.map(({ text }) => text).join(''));
    if (!stems.some((stem) => key.includes(stem))) continue;
    const found = { words, page: page.number };
    const below = new Set(numbersBelow(label.box, label.row, page));
    if (below.size > 1) listed ??= found;
    else if (below.size > 0 || spots.some((spot) => identifierOf(spot.words) !== null)) single ??= found;
  }
  return { single, listed };
}

/** The identifiers in the column below a label, as long as each row has an amount or a date as well. */
function numbersBelow(box: Announced['label']['box'], row: number, page: Announced['page']): readonly string[] {
  const found: string[] = [];
  for (let r = row + 1; r < page.rows.length; r++) {
    const line = page.lines[r];
    if (line === undefined) break;
    const cell = page.rows[r]?.find((s) => s.box.x < box.x + box.w && s.box.x + s.box.w > box.x);
    if (cell === undefined) {
      // A remark between two rows is no end; two of them are.
      if (found.length === 0 || line.box.y - box.y > (found.length + 3) * 3 * page.lineHeight) break;
      continue;
    }
    const id = identifierOf(cell.words);
    const has =
      (page.amounts[r] ?? []).some(({ decimals }) => decimals === 2) || findDates(line.text, 'dmy').length > 0;
    if (id === null || !has) break;
    found.push(id.value);
  }
  return found;
}

/** Rows enough for a coincidence to be none. */
const ROWS = 3;

/** Where the last amount of a row is the last one of the row before it, more or less the amount beside it. */
function runningBalance({ pages }: DocumentView): Found | null {
  for (const page of pages) {
    let before: number | null = null;
    let rows = 0;
    for (const amounts of page.amounts) {
      const money = amounts.filter(({ decimals, percent }) => decimals === 2 && !percent);
      const last = money.at(-1);
      if (last === undefined) continue;
      const balance = cents(last.value);
      const moved = money.slice(0, -1).map(({ value }) => cents(value));
      const follows =
        before !== null && moved.some((by) => by !== 0 && Math.abs(balance - (before ?? 0)) === Math.abs(by));
      rows = follows ? rows + 1 : 0;
      if (rows >= ROWS) return { words: last.words, page: page.number };
      before = moved.length > 0 || before === null ? balance : before;
    }
  }
  return null;
}

const cents = (value: string): number => Math.round(Number(value) * 100);

/** A time of day with a date beside it or with seconds. */
function timeOf({ pages, dateOrder }: DocumentView): Found | null {
  for (const page of pages) {
    for (const line of page.lines) {
      const word = line.words.find(({ text }) =>
        /^(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:[:.][0-5]\d)?(?:[ap]m)?$/i.test(text),
      );
      if (word === undefined) continue;
      const dated = findDates(line.text, dateOrder).length > 0;
      if (dated || /[:.]\d\d[:.]\d\d/.test(word.text)) return { words: [word], page: page.number };
    }
  }
  return null;
}
