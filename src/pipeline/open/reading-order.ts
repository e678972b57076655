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
  const gaps = lines.map(gapsOf);
  const left = Math.min(...gaps.map(([first]) => first?.to ?? Number.POSITIVE_INFINITY));
  const right = Math.max(...gaps.map((line) => line.at(-1)?.from ?? 0));
  let best: { from: number; to: number; gutter: number } | null = null;
  for (let x = left + 0.2 * (right - left); x < left + 0.8 * (right - left); x += STRIP) {
    const isFree = (at: number) => gaps[at]?.some((gap) => gap.free && gap.from <= x && gap.to >= x + STRIP) === true;
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

/** White space of a line, from edge to edge of what is printed. */
interface Gap {
  readonly from: number;
  readonly to: number;
  /** Whether a gutter may run here. A line with figures on one side of it is a row of a table, and ends a column. */
  readonly free: boolean;
}

/** The white space before, between and after words that have a wide gap between them, from left to right. */
function gapsOf(line: Line): Gap[] {
  const letters = line.map(({ text }) => lettersIn(text));
  const [lettersAll, all] = [sum(letters), sum(line.map(({ text }) => text.length))];
  const gaps: Gap[] = [];
  let from = Number.NEGATIVE_INFINITY;
  let [lettersBefore, before] = [0, 0];
  const isFree = () => lettersBefore >= 0.5 * before && lettersAll - lettersBefore >= 0.5 * (all - before);
  line.forEach(({ box, size, text }, i) => {
    if (box.x - from >= 0.8 * size) gaps.push({ from, to: box.x, free: isFree() });
    from = Math.max(from, box.x + box.w);
    lettersBefore += letters[i] ?? 0;
    before += text.length;
  });
  return [...gaps, { from, to: Number.POSITIVE_INFINITY, free: isFree() }];
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

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

function middle({ box }: Word): number {
  return box.x + box.w / 2;
}
