import type { Word } from '../../core/page.ts';

/** Fewest lines on either side of a gutter for them to be columns. */
const MIN_LINES = 5;
/** Width of the strips that are tried as a gutter, in points. */
const STRIP = 6;

type Line = readonly Word[];

/**
 * Lines from top to bottom, each from left to right, but columns of running text one after the other. Only running text
 * is taken apart: what stands side by side in a table, or as a label and its value, is read across.
 */
export function inReadingOrder(lines: readonly Line[]): Word[] {
  const columns = lines.length < 2 * MIN_LINES ? null : findColumns(lines);
  if (!columns) return lines.flat();
  const { from, to, gutter } = columns;
  const block = lines.slice(from, to);
  return [
    ...inReadingOrder(lines.slice(0, from)),
    ...inReadingOrder(side(block, (word) => middle(word) < gutter)),
    ...inReadingOrder(side(block, (word) => middle(word) >= gutter)),
    ...inReadingOrder(lines.slice(to)),
  ];
}

/** The longest run of lines that a gutter parts into two columns of running text. */
function findColumns(lines: readonly Line[]): { from: number; to: number; gutter: number } | null {
  const spans = lines.map(segments);
  const left = Math.min(...spans.map((line) => line[0]?.from ?? Number.POSITIVE_INFINITY));
  const right = Math.max(...spans.map((line) => line.at(-1)?.to ?? 0));
  let best: { from: number; to: number; gutter: number } | null = null;
  for (let x = left + 0.2 * (right - left); x < left + 0.8 * (right - left); x += STRIP) {
    const isFree = (at: number) => {
      const free = spans[at]?.every((span) => span.to <= x || span.from >= x + STRIP) === true;
      // A line with figures on one side is a row of a table, and ends a column.
      return (
        free &&
        !isFigures(lines[at]?.filter((word) => middle(word) < x)) &&
        !isFigures(lines[at]?.filter((word) => middle(word) >= x))
      );
    };
    for (let from = 0; from < lines.length; from++) {
      if (!isFree(from)) continue;
      let to = from + 1;
      while (to < lines.length && isFree(to)) to++;
      const gutter = x + STRIP / 2;
      const longer = to - from > (best ? best.to - best.from : 2 * MIN_LINES - 1);
      if (longer && isColumnPair(lines.slice(from, to), gutter)) best = { from, to, gutter };
      from = to;
    }
  }
  return best;
}

function isColumnPair(block: readonly Line[], gutter: number): boolean {
  return (
    isRunningText(side(block, (word) => middle(word) < gutter)) &&
    isRunningText(side(block, (word) => middle(word) >= gutter))
  );
}

function isFigures(line: Line | undefined): boolean {
  return line !== undefined && line.length > 0 && letterShare(line) < 0.5;
}

function letterShare(words: readonly Word[]): number {
  const text = words.map((word) => word.text).join('');
  return (text.match(/\p{L}/gu)?.length ?? 0) / text.length;
}

/** Lines of several words, mostly letters, most of them about as long as the longest. */
function isRunningText(lines: readonly Line[]): boolean {
  if (lines.length < MIN_LINES) return false;
  const words = lines.flat();
  if (words.length < 4 * lines.length) return false;
  if (letterShare(words) < 0.75) return false;
  const widths = lines.map((line) => {
    const last = line.at(-1);
    return last ? last.box.x + last.box.w - (line[0]?.box.x ?? 0) : 0;
  });
  const longest = Math.max(...widths);
  return widths.filter((width) => width > 0.7 * longest).length >= 0.6 * lines.length;
}

function side(lines: readonly Line[], has: (word: Word) => boolean): Line[] {
  return lines.map((line) => line.filter(has)).filter((line) => line.length > 0);
}

/** Words without a wide gap between them. */
function segments(line: Line): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const { box, size } of line) {
    const last = spans.at(-1);
    if (last && box.x - last.to < 0.8 * size) last.to = Math.max(last.to, box.x + box.w);
    else spans.push({ from: box.x, to: box.x + box.w });
  }
  return spans;
}

function middle({ box }: Word): number {
  return box.x + box.w / 2;
}
