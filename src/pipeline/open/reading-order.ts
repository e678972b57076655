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
  const wordy = lines.filter((line) => line.length >= 4 && letterShare(line) > 0.5);
  const columns = wordy.length < MIN_LINES ? null : findColumns(lines);
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
  const prints = lines.map(printOf);
  const left = Math.min(...spans.map((line) => line[0]?.from ?? Number.POSITIVE_INFINITY));
  const right = Math.max(...spans.map((line) => line.at(-1)?.to ?? 0));
  let best: { from: number; to: number; gutter: number } | null = null;
  for (let x = left + 0.2 * (right - left); x < left + 0.8 * (right - left); x += STRIP) {
    const isFree = (at: number) => {
      const print = prints[at];
      const clear = spans[at]?.every((span) => span.to <= x || span.from >= x + STRIP) === true;
      return clear && print !== undefined && !isTableRow(print, x);
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

/** Where the words of a line are, and how many letters and characters stand before each and in all. */
interface Print {
  readonly middles: readonly number[];
  readonly letters: readonly number[];
  readonly all: readonly number[];
}

/** Measures a line once for all gutters that are tried. */
function printOf(line: Line): Print {
  const letters = [0];
  const all = [0];
  line.forEach(({ text }, i) => {
    letters.push((letters[i] ?? 0) + lettersIn(text));
    all.push((all[i] ?? 0) + text.length);
  });
  return { middles: line.map(middle), letters, all };
}

/** A line with figures on one side of the gutter is a row of a table, and ends a column. */
function isTableRow({ middles, letters, all }: Print, gutter: number): boolean {
  const first = middles.findIndex((x) => x >= gutter);
  const cut = first < 0 ? middles.length : first;
  const [lettersBefore = 0, before = 0] = [letters[cut], all[cut]];
  const [lettersAll = 0, whole = 0] = [letters.at(-1), all.at(-1)];
  return lettersBefore < 0.5 * before || lettersAll - lettersBefore < 0.5 * (whole - before);
}

function letterShare(words: readonly Word[]): number {
  let letters = 0;
  let all = 0;
  for (const { text } of words) {
    all += text.length;
    letters += lettersIn(text);
  }
  return letters / all;
}

function lettersIn(text: string): number {
  let letters = 0;
  for (let i = 0; i < text.length; i++) {
    // From U+00C0 on nearly everything is a letter; this is a hot loop and a share, not a count.
    const code = text.charCodeAt(i) | 0x20;
    if ((code >= 0x61 && code <= 0x7a) || code >= 0xe0) letters++;
  }
  return letters;
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
