import { type Amount, currencyOf, type DecimalMark, parseAmount } from '../../core/money.ts';
import type { Word } from '../../core/page.ts';
import type { AlternativeValue } from '../../core/reading.ts';
import type { Line } from './lines.ts';
import { otherAmounts } from './mend/others.ts';

/** An amount in a line: `words` from `from` (inclusive) to `to` (exclusive). */
export interface AmountAt extends Amount {
  readonly from: number;
  readonly to: number;
  readonly words: readonly Word[];
  /** Whether it is followed by, or carries, a percent sign. */
  readonly percent: boolean;
  /** What else its print may say; none of a text layer. */
  readonly alternatives: readonly AlternativeValue[];
  /** Whether it is one of the alternatives of what was read. */
  readonly mended?: boolean;
}

const NUMBER = /\d/;
// Widest space inside one number, in font sizes. A space is 0.25 to 0.3 of the size in most fonts.
const INNER_SPACE = 0.42;
// The same where justified text or a fixed column sets spaces wider.
const WIDE_SPACE = 0.75;

// Digits are about half as wide as the font is high, and spaces narrower; only where all characters are of one width
// is a space as wide as these.
const MONOSPACED = 0.58;

/** Widest space inside a number that goes on behind a word, in font sizes. */
function innerSpace({ text, box, size }: Word, next: Word, monospaced: boolean): number {
  const width = box.w / text.length / size;
  // No number of its own is printed "000" or "050,00".
  if (next.text.startsWith('0') && /^\D?[1-9]\d{0,2}$/.test(text)) return WIDE_SPACE;
  return monospaced || width > MONOSPACED ? 1.1 * width : INNER_SPACE;
}

// Words enough to know a font by, and the share of them that must agree.
const [ENOUGH, MOST] = [4, 0.95];

/** Whether all characters of a document's words are of one width: of a narrow font too, that is not told by one number. */
export function isMonospaced(lines: readonly Line[]): boolean {
  const widths = lines.flatMap(({ words }) =>
    words.flatMap(({ text, box, size }) => (/^\p{L}{3,}$/u.test(text) ? [box.w / text.length / size] : [])),
  );
  const middle = widths.toSorted((a, b) => a - b)[widths.length >> 1];
  if (middle === undefined || widths.length < ENOUGH) return false;
  return widths.filter((width) => Math.abs(width - middle) <= 0.02 * middle).length >= MOST * widths.length;
}

/** Whether a mark between two numbers stands closer to the second one. */
const leads = (before: Word, mark: Word, next: Word | undefined) =>
  next !== undefined &&
  /^[-(]?\d/.test(next.text) &&
  next.box.x - (mark.box.x + mark.box.w) < mark.box.x - (before.box.x + before.box.w);

const near = (a: Word, b: Word, limit: number) => b.box.x - (a.box.x + a.box.w) <= limit * Math.max(a.size, b.size);

/** Every amount or plain number of a line, left to right; groups parted by spaces and currency marks beside are taken in. */
export function findAmounts(line: Line, mark: DecimalMark, monospaced = false): AmountAt[] {
  const { words } = line;
  const found: AmountAt[] = [];
  let i = 0;
  while (i < words.length) {
    const first = words[i];
    if (first === undefined) break;
    const opens =
      NUMBER.test(first.text) ||
      (isMark(first.text) && words[i + 1] !== undefined && NUMBER.test(words[i + 1]?.text ?? ''));
    const hit = opens ? longest(words, i, mark, monospaced) : null;
    if (hit === null) {
      i++;
      continue;
    }
    found.push(hit);
    i = hit.to;
  }
  return found;
}

const isMark = (text: string) => currencyOf(text) !== null || /^[-−–(]$/.test(text);

const NONE: readonly AlternativeValue[] = [];

/** The amount that starts at a word and takes in most words. */
function longest(words: readonly Word[], from: number, mark: DecimalMark, monospaced: boolean): AmountAt | null {
  let text = '';
  let best: AmountAt | null = null;
  let digits = 0;
  for (let to = from; to < words.length && to < from + 7; to++) {
    const word = words[to];
    const before = words[to - 1];
    if (word === undefined) break;
    if (to > from && before !== undefined) {
      const inner = NUMBER.test(word.text) && digits > 0;
      if (!near(before, word, inner ? innerSpace(before, word, monospaced) : 1.5)) break;
      // A further group of a number parted by spaces is three digits, with decimals at most.
      if (inner && !/^\d{3}(?:[.,]\d+)?\D{0,4}$/.test(word.text)) break;
    }
    // Tills print stars before amounts, so that nothing can be added.
    const plain = word.text
      .replace(/^\*+(?=\d)/, '')
      .replace(/[*;:]$/, '')
      .replace(/^\((.*%)\)$/, '$1');
    text = `${text}${to > from ? ' ' : ''}${plain}`.replace(/^\((.*\d) ?%\)$/, '$1 %');
    if (digits > 0 && before !== undefined && isMark(plain) && leads(before, word, words[to + 1])) break;
    if (NUMBER.test(plain)) digits++;
    if (digits === 0) {
      if (!isMark(plain)) break;
      continue;
    }
    const percent = /%$/.test(text);
    const amount = parseAmount(percent ? text.replace(/ ?%$/, '') : text, mark);
    if (amount !== null)
      best = { ...amount, percent, from, to: to + 1, words: words.slice(from, to + 1), alternatives: NONE };
    else if (best !== null && !isMark(plain) && !/^\d{3}/.test(plain)) break;
    if (percent) break;
  }
  if (best === null || best.words.every(({ confidence }) => confidence >= 1)) return best;
  return { ...best, alternatives: otherAmounts(best.value, best.words, mark) };
}

/** The decimal mark that a document's amounts show, from all of its lines; `fallback` when they show none. */
export function decideMark(lines: Iterable<Line>, fallback: DecimalMark): DecimalMark {
  let [points, commas] = [0, 0];
  for (const line of lines) {
    for (const word of line.words) {
      if (!NUMBER.test(word.text) || /[./-]\d+[./-]\d/.test(word.text)) continue;
      const amount = parseAmount(word.text.replace(/%$/, ''), fallback);
      // Two decimals are how nearly all amounts are printed; section numbers and quantities weigh less.
      const weight = amount?.decimals === 2 || /[.,'’ ]\d{3}[.,]/.test(word.text) ? 3 : 1;
      if (amount?.shows === '.') points += weight;
      if (amount?.shows === ',') commas += weight;
    }
  }
  return points === commas ? fallback : points > commas ? '.' : ',';
}
