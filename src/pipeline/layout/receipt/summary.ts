import { type AmountAt, findAmounts } from '../amounts.ts';
import type { DocumentView, PageView } from '../view.ts';
import type { Kind, Vocabulary } from './vocabulary.ts';

/** An amount of a receipt with the words that say what it is. */
export interface Entry {
  readonly page: number;
  /** Index of its line on the page. */
  readonly row: number;
  readonly label: string;
  readonly kinds: ReadonlySet<Kind>;
  readonly amount: AmountAt;
  /** Whether it is one of several amounts in a row, as in the summary of taxes. */
  readonly inColumns: boolean;
  /** Whether it stands below the head of the summary of taxes. */
  readonly inSummary: boolean;
}

/** How far apart a label and its amount may lie where paper is crooked, in line heights. */
const SLIP = 1.6;
/** Amounts with two decimals below which a document is taken to print none, as where money has no cents. */
const FEW = 2;

/** Every amount of money with its label, top to bottom: of the line, or where paper is crooked of the line beside it. */
export function entriesOf(view: DocumentView, vocabulary: Vocabulary): readonly Entry[] {
  const hasCents = view.pages.flatMap((p) => p.amounts.flat()).filter((a) => a.decimals === 2).length >= FEW;
  return view.pages.flatMap((page) => entriesOn(page, view, vocabulary, hasCents));
}

function entriesOn(page: PageView, view: DocumentView, vocabulary: Vocabulary, hasCents: boolean): Entry[] {
  const rows = page.lines.map((line) => {
    const amounts = findAmounts(line, view.mark, view.monospaced).filter((a) => isMoney(a, hasCents));
    const starts = [0, ...amounts.map((a) => a.to)];
    const cells = amounts.map((amount, i) => ({ amount, label: textOf(line.words.slice(starts[i], amount.from)) }));
    return { y: line.box.y + line.box.h / 2, cells, label: textOf(line.words.slice(starts.at(-1))) };
  });
  const summaryFrom = rows.findIndex(
    ({ cells, label }) => cells.length === 0 && vocabulary.kindsOf(label).has('summary') && !/\d/.test(label),
  );
  const entries: Entry[] = [];
  const add = (row: number, label: string, amount: AmountAt, inColumns: boolean) => {
    const inSummary = summaryFrom >= 0 && row > summaryFrom;
    const kinds = vocabulary.kindsOf(label);
    // "Capital 8000 €" is no price where prices have cents.
    if (hasCents && amount.decimals === 0 && kinds.size === 0) return;
    entries.push({ page: page.number, row, label, kinds, amount, inColumns, inSummary });
  };
  rows.forEach(({ y, cells }, row) => {
    const inColumns = cells.length > 1 && cells.slice(1).some(({ label }) => !/\p{L}{2}/u.test(label));
    for (const { amount, label } of cells) {
      if (/\p{L}{2}/u.test(label) || cells.length > 1) add(row, label, amount, inColumns);
      else add(row, nearestLabel(rows, row, y, page.lineHeight), amount, false);
    }
  });
  return entries;
}

/** The label of an amount that stands alone in its line: of the nearer one of the lines above and below that have none. */
function nearestLabel(
  rows: readonly { readonly y: number; readonly cells: readonly unknown[]; readonly label: string }[],
  row: number,
  y: number,
  lineHeight: number,
): string {
  const free = [rows[row - 1], rows[row + 1]].filter(
    (other) =>
      other !== undefined &&
      other.cells.length === 0 &&
      /\p{L}{2}/u.test(other.label) &&
      Math.abs(other.y - y) < SLIP * lineHeight,
  );
  free.sort((a, b) => Math.abs((a?.y ?? 0) - y) - Math.abs((b?.y ?? 0) - y));
  return free[0]?.label ?? '';
}

const isMoney = ({ percent, decimals, currency, value }: AmountAt, hasCents: boolean): boolean =>
  !percent &&
  value.length < 12 &&
  (decimals === 2 || currency !== null || (!hasCents && decimals === 0 && Number(value) >= 10));

const textOf = (words: readonly { readonly text: string }[]): string => words.map((w) => w.text).join(' ');
