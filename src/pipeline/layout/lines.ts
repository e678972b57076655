import { type Box, overlap, union } from '../../core/geometry.ts';
import type { Page, Word } from '../../core/page.ts';

/** Words that stand side by side, left to right. */
export interface Line {
  /** 1 for the first. */
  readonly page: number;
  readonly words: readonly Word[];
  readonly box: Box;
  /** The words joined by one space. */
  readonly text: string;
}

/** A line of words that are not empty and already in order. */
export function lineOf(page: number, words: readonly Word[]): Line {
  const box = union(words.map((w) => w.box)) ?? { x: 0, y: 0, w: 0, h: 0 };
  return { page, words, box, text: words.map((w) => w.text).join(' ') };
}

/** Nothing to clean in these: no letter beyond ASCII, and no colon. */
const PLAIN = /^[\x21-\x39\x3b-\x7e]+$/;
const LABEL_GLUED = /^(\p{L}[\p{L}\p{M}.()/-]*:)(?!\/\/)(\S+)$/u;

/** A word with a part of its text, which begins at `from`, and that part of what else it may say. */
function part({ alternatives, ...word }: Word, from: number, text: string): Word {
  const own = alternatives?.flatMap((one) =>
    one.text.length === word.text.length ? [{ ...one, text: one.text.slice(from, from + text.length) }] : [],
  );
  return { ...word, text, ...(own !== undefined && { alternatives: own }) };
}

/** Words with what is noise taken out (glyphs without meaning) and labels parted from the value glued to them. */
function clean(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (const word of words) {
    if (PLAIN.test(word.text)) {
      out.push(word);
      continue;
    }
    const text = word.text.replace(/[\p{Co}\p{Cc}\ufffd\u200b-\u200f\ufeff\u00ad]/gu, '').trim();
    if (text === '') continue;
    const glued = LABEL_GLUED.exec(text);
    if (glued?.[1] !== undefined && glued[2] !== undefined) {
      const cut = (word.box.w * glued[1].length) / text.length;
      out.push({ ...part(word, 0, glued[1]), box: { ...word.box, w: cut } });
      out.push({
        ...part(word, glued[1].length, glued[2]),
        box: { ...word.box, x: word.box.x + cut, w: word.box.w - cut },
      });
    } else out.push(text === word.text ? word : { ...word, text });
  }
  return out;
}

/** Print so much higher than wide, and than its font, runs up or down the page. */
const [SIDEWAYS, TALL] = [1.5, 1.3];

/** Whether a word runs up or down the page. */
export const isSideways = ({ text, box, size }: Word): boolean =>
  text.length > 2 && box.h > SIDEWAYS * box.w && box.h > TALL * size;

/**
 * The words of a page as lines from top to bottom, each across the whole width. What runs up or down the margin crosses
 * many of them and is part of none: it comes last.
 */
export function linesOf(page: Page): Line[] {
  const printed = clean(page.words);
  const upright = printed.filter((word) => !isSideways(word));
  if (upright.length === printed.length) return levelLines(page.number, upright);
  return [...levelLines(page.number, upright), ...sidewaysLines(page.number, printed.filter(isSideways))];
}

/** Words that run up the page, which nearly all do that are not level: those of one column are a line. */
function sidewaysLines(page: number, words: readonly Word[]): Line[] {
  const columns: Word[][] = [];
  for (const word of words.toSorted((a, b) => a.box.x - b.box.x)) {
    const { x, w } = word.box;
    const own = columns.find(([first]) => first !== undefined && overlap(first.box.x, first.box.w, x, w) > w / 2);
    if (own === undefined) columns.push([word]);
    else own.push(word);
  }
  return columns.map((column) =>
    lineOf(
      page,
      column.sort((a, b) => b.box.y - a.box.y),
    ),
  );
}

/** Words beside each other as lines. */
function levelLines(page: number, level: readonly Word[]): Line[] {
  const words = level.toSorted((a, b) => a.box.y + a.box.h / 2 - (b.box.y + b.box.h / 2));
  const open: { words: Word[]; y: number; h: number }[] = [];
  const rows: { words: Word[]; y: number; h: number }[] = [];
  for (const word of words) {
    const { y, h } = word.box;
    let best: (typeof rows)[number] | undefined;
    let bestShare = 0.5;
    for (let i = open.length - 1; i >= 0; i--) {
      const row = open[i];
      if (row === undefined) continue;
      if (row.y + row.h < y) {
        open.splice(i, 1);
        continue;
      }
      const share = overlap(row.y, row.h, y, h) / Math.min(row.h, h);
      if (!(share > bestShare)) continue;
      // A word that lies over another of the row belongs to a row of its own.
      const covered = row.words.some(
        (o) => overlap(o.box.x, o.box.w, word.box.x, word.box.w) > 0.5 * Math.min(o.box.w, word.box.w),
      );
      if (!covered) [best, bestShare] = [row, share];
    }
    if (best === undefined) {
      best = { words: [], y, h };
      open.push(best);
      rows.push(best);
    }
    best.words.push(word);
  }
  return rows
    .map((row) =>
      lineOf(
        page,
        row.words.sort((a, b) => a.box.x - b.box.x),
      ),
    )
    .sort((a, b) => a.box.y + a.box.h / 2 - (b.box.y + b.box.h / 2));
}

/** A line cut where the gap between two words is wider than `gap` times their font size. */
export function segmentsOf(line: Line, gap = 1.1): Line[] {
  const segments: Line[] = [];
  let start = 0;
  line.words.forEach((word, i) => {
    const next = line.words[i + 1];
    const space = next === undefined ? Number.POSITIVE_INFINITY : next.box.x - (word.box.x + word.box.w);
    if (space > gap * Math.max(word.size, next?.size ?? 0)) {
      const whole = start === 0 && next === undefined;
      segments.push(whole ? line : lineOf(line.page, line.words.slice(start, i + 1)));
      start = i + 1;
    }
  });
  return segments;
}

/** The words of a line behind a stretch of its text. */
export function wordsAt(line: Line, index: number, length: number): readonly Word[] {
  let at = 0;
  return line.words.filter((word) => {
    const start = at;
    at += word.text.length + 1;
    return start < index + length && start + word.text.length > index;
  });
}
