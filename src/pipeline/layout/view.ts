import type { DateOrder } from '../../core/dates.ts';
import type { DecimalMark } from '../../core/money.ts';
import type { OpenedDocument } from '../../core/page.ts';
import { type AmountAt, decideMark, findAmounts, isMonospaced } from './amounts.ts';
import { orderingOf } from './date-order.ts';
import { findLabels, type LabelAt } from './labels.ts';
import { detectLexicons, type Lexicon } from './lexicon.ts';
import { type Line, linesOf, segmentsOf } from './lines.ts';
import { mendLine } from './mend/line.ts';

/** One page as the generators of candidates look at it. */
export interface PageView {
  /** In the file, 1 for its first. An invoice may begin on any page of a file. */
  readonly number: number;
  /** In this document, 0 for its first. */
  readonly index: number;
  /** Points. */
  readonly width: number;
  /** Points. */
  readonly height: number;
  /** Lines across the whole width, top to bottom. */
  readonly lines: readonly Line[];
  /** The segments of each line: the line cut at wide gaps. */
  readonly rows: readonly (readonly Line[])[];
  /** All segments in the same order: what belongs together. */
  readonly segments: readonly Line[];
  /** The labels of each line. */
  readonly labels: readonly (readonly LabelAt[])[];
  /** The amounts and plain numbers of each line. */
  readonly amounts: readonly (readonly AmountAt[])[];
  /** Whether its words were read off a picture. */
  readonly read: boolean;
  /** Median height of a line in points: the unit of every length. */
  readonly lineHeight: number;
}

/** A document as the generators of candidates look at it. Built once. */
export interface DocumentView {
  readonly pages: readonly PageView[];
  /** Languages found, best first. */
  readonly lexicons: readonly Lexicon[];
  /** The decimal mark that the document as a whole shows. */
  readonly mark: DecimalMark;
  /** Whether all characters are of one width, so that spaces are as wide as digits. */
  readonly monospaced: boolean;
  /** The order of day and month that the document as a whole shows. */
  readonly dateOrder: DateOrder;
  /** Whether anything but habit says so. */
  readonly datesSettled: boolean;
}

/** Middle value; 0 of none. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** The page with a number; a document's pages follow one another without a gap. */
export function pageAt({ pages }: DocumentView, number: number): PageView | undefined {
  return pages[number - (pages[0]?.number ?? 1)];
}

/** The view of a document's words. */
export function viewOf(document: OpenedDocument): DocumentView {
  const printed = document.pages.map((page) => linesOf(page));
  const lexicons = detectLexicons(printed.flat().flatMap((l) => l.words.map((w) => w.text)));
  const laid = document.pages.map((page, index) => {
    const lines = (printed[index] ?? []).map((line) => mendLine(line, lexicons));
    const rows = lines.map((line) => segmentsOf(line));
    return {
      number: page.number,
      index,
      width: page.width,
      height: page.height,
      lines,
      rows,
      segments: rows.flat(),
      read: page.ocr !== null,
      lineHeight: median(lines.map((l) => l.box.h)) || 10,
    };
  });
  const lines = laid.flatMap((p) => p.lines);
  const fallback = lexicons[0];
  const { order, settled } = orderingOf(lines, lexicons);
  const mark = decideMark(lines, fallback?.decimalMark ?? '.');
  const monospaced = isMonospaced(lines);
  return {
    pages: laid.map((page) => ({
      ...page,
      labels: page.rows.map((row, i) => row.flatMap((segment) => findLabels(segment, i, lexicons))),
      amounts: page.lines.map((line) => findAmounts(line, mark, monospaced)),
    })),
    lexicons,
    mark,
    monospaced,
    dateOrder: order,
    datesSettled: settled,
  };
}
