import { findDates } from '../../../core/dates.ts';
import { union } from '../../../core/geometry.ts';
import { parseAmount } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import type { Lexicon } from '../lexicon.ts';
import { type Line, lineOf } from '../lines.ts';
import { mendedLabel } from './label.ts';
import { mendedDate, mendedDigits, mendedNumber } from './number.ts';

/** Whether a word was read off a picture. */
const isUnsure = ({ confidence }: Word): boolean => confidence < 1;

/**
 * A line with what OCR read amiss mended where the form of a number or date, or the words of labels, leave no choice;
 * `printed` keeps it.
 */
export function mendLine(line: Line, lexicons: readonly Lexicon[]): Line {
  if (!line.words.some(isUnsure)) return line;
  const joined = joinNumbers(partAmpersands(line.words));
  const languages = lexicons.map(({ language }) => language);
  const words = mendDates(
    joined.map((word) => mendWord(word, lexicons)),
    languages,
  );
  const same = words.length === line.words.length && words.every((word, i) => word === line.words[i]);
  return same ? line : lineOf(line.page, words);
}

/**
 * The sign between two words parted from the one it was read with: print has a space on both sides of it or on none
 * ("Smith &Sons"). In between two letters of one word ("R&D") it has none.
 */
function partAmpersands(words: readonly Word[]): readonly Word[] {
  return words.flatMap((word, i) => {
    const { text, box } = word;
    if (!isUnsure(word) || text.length < 3) return [word];
    const [before, next] = [words[i - 1], words[i + 1]];
    const cut =
      before !== undefined && /^&\p{L}/u.test(text) && /\p{L}[.,]?$/u.test(before.text)
        ? 1
        : next !== undefined && /\p{L}[.,]?&$/u.test(text) && /^\p{L}/u.test(next.text)
          ? text.length - 1
          : null;
    if (cut === null) return [word];
    const w = (box.w * cut) / text.length;
    return [
      { ...mendedTo(word, text.slice(0, cut)), printed: text.slice(0, cut), box: { ...box, w } },
      { ...mendedTo(word, text.slice(cut)), printed: text.slice(cut), box: { ...box, x: box.x + w, w: box.w - w } },
    ];
  });
}

/** A word with another text; what else it may say was said of the text before. */
function mendedTo(word: Word, text: string): Word {
  const { alternatives: _, printed = word.text, ...rest } = word;
  return { ...rest, text, printed };
}

function mendWord(word: Word, lexicons: readonly Lexicon[]): Word {
  if (!isUnsure(word)) return word;
  const number = /[.,%/-]/.test(word.text) ? (mendedNumber(word.text) ?? mendedDate(word.text)) : null;
  const text = number ?? mendedLabel(word, lexicons);
  return text === null ? word : mendedTo(word, text);
}

/** Day and year beside a month that is a word: "l2 March 2O24". */
function mendDates(words: readonly Word[], languages: readonly string[]): readonly Word[] {
  const mended = words.map((word, i) => {
    const digits = isUnsure(word) && /\d/.test(word.text) ? mendedDigits(word.text) : null;
    if (digits === null) return word;
    const months = [words[i - 2], words[i - 1], words[i + 1]].filter((w) => /^\p{L}{3,12}[.,]?$/u.test(w?.text ?? ''));
    const dated = months.some((month) => findDates(`1 ${month?.text} 2000`, 'dmy', languages).length > 0);
    return dated ? mendedTo(word, digits) : word;
  });
  return mended;
}

// Widest space that OCR puts around a mark inside a number, in font sizes, and between two digits of one: less than any
// space that is printed.
const [MARK_GAP, DIGIT_GAP] = [0.75, 0.18];
const PART = /^[-−–(]?(?:\p{Sc}|[A-Z]{2,3})?[\d.,'’]+(?:\p{Sc}|[A-Z]{3}|%)?\)?$/u;
const MONEY = /\d[.,]\d{2}(?!\d)/;
const MOST_PARTS = 6;

/** Words that are one number with spaces read into it are one: "1 234 , 50", "12 .50", "4 , 5 6". */
function joinNumbers(words: readonly Word[]): readonly Word[] {
  const out: Word[] = [];
  for (let i = 0; i < words.length; ) {
    const run = numberAt(words, i);
    const first = words[i];
    if (first === undefined) break;
    out.push(run === null ? first : run.word);
    i = run === null ? i + 1 : run.to;
  }
  return out;
}

/** The number that starts at a word and goes on in the next ones, where they make one only together. */
function numberAt(words: readonly Word[], from: number): { readonly word: Word; readonly to: number } | null {
  const first = words[from];
  if (first === undefined || !isUnsure(first) || !PART.test(first.text)) return null;
  let text = first.text;
  let best: { text: string; to: number } | null = null;
  for (let to = from + 1; to < words.length && to < from + MOST_PARTS; to++) {
    const [before, word] = [words[to - 1], words[to]];
    if (before === undefined || word === undefined || !isUnsure(word) || !PART.test(word.text)) break;
    const gap = (word.box.x - before.box.x - before.box.w) / Math.max(word.size, before.size);
    // A space is printed behind a mark in lists and dates ("10. 12. 2025"), before one never.
    const apart = /^[.,]/.test(word.text) || /^[.,]$/.test(before.text) || (/[.,]$/.test(text) && /\p{Sc}/u.test(text));
    const marked = apart && !(MONEY.test(word.text) && /\d/.test(before.text));
    // The decimals behind a mark that stood apart may be parted too.
    const decimal = to > from + 1 && /[.,]\d$/.test(text) && /^\d\D*$/.test(word.text);
    // Groups of three digits are parted by spaces in print: see findAmounts.
    if (!marked && !decimal && /^\d{3}(?!\d)/.test(word.text) && /(?:^|\D)\d{1,3}$/.test(text)) break;
    if (!(gap <= (marked || decimal ? MARK_GAP : DIGIT_GAP))) break;
    text += word.text;
    if (MONEY.test(text) && !/[.,]$/.test(text) && parseAmount(text.replace(/%$/, '')) !== null)
      best = { text, to: to + 1 };
  }
  if (best === null) return null;
  const parts = words.slice(from, best.to);
  const whole = parts.filter(({ text }) => MONEY.test(text));
  // Two amounts side by side are two; a list of numbers ends with a comma each.
  if (whole.length > 1 || (whole.length === 1 && whole[0] === first)) return null;
  const { printed: _, alternatives: __, ...rest } = first;
  const box = union(parts.map((word) => word.box)) ?? first.box;
  const printed = parts.map((word) => word.printed ?? word.text).join(' ');
  return {
    word: { ...rest, box, text: best.text, printed, confidence: Math.min(...parts.map((word) => word.confidence)) },
    to: best.to,
  };
}
