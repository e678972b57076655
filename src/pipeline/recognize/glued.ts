import { currencyOf } from '../../core/money.ts';
import type { Word } from '../../core/page.ts';
import { isNumberWord } from '../layout/lexicon.ts';
import { printedWidth } from './font.ts';

/**
 * Places within a word where print always has a space, though an engine may not see it: each an expression of what
 * stands before and of what stands after it.
 */
const SEAMS: readonly (readonly [before: RegExp, after: RegExp])[] = [
  // "Rechnung(380)", "Steuer(MwSt.)": but "name(s)", "Rechnung(en)" and "(0)30" are one word.
  [/\p{L}{3,}[.:]?$/u, /^\((?:\d|\p{Lu}|\p{L}{3})/u],
  // "USt.19%", "Musterstr.99", "No.4711": an abbreviation and a number.
  [/^\p{L}{2,}\.$/u, /^\d/],
  // "Total:12.00", "Nr.:4711": a label and its value.
  [/\p{L}[.)]?:$/u, /^[\p{L}\d+$€£]/u],
  // "bis15.06.2013", "VAT20%": a word and a date or a rate.
  [/^\p{L}{2,}$/u, /^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:[.,]\d{1,2})?%)$/],
  // "Seite2", "innerhalb30", "Hauptstraße12a": a word, not a code, and a short number.
  [/^\p{L}?\p{Ll}{3,}$/u, /^\d{1,3}[a-z]?[.,;]?$/],
  // "181301674vom": a long number and a word, which is no unit.
  [/^\d{6,}$/, /^\p{Ll}{3,}$/u],
];
/** "InvoiceNo.", "No.A17": before the word that announces a number, and between it and the number. */
function isNumberSeam(before: string, after: string): boolean {
  const [word] = /^\p{Lu}\p{L}{0,5}[.:°º]/u.exec(after) ?? [];
  if (word !== undefined && /\p{Ll}{3}$/u.test(before)) return isNumberWord(word);
  return /[.:]$/.test(before) && /^[\p{L}\p{N}-]*\d/u.test(after) && isNumberWord(before);
}

/** "TotalEUR12.50", "TotalRM21": between a word and money with its sign. */
function isMoneySeam(before: string, after: string): boolean {
  const sign = /^(\p{Sc}|[A-Z]{2,3})\d+(?:[.,]\d{2})?$/u.exec(after)?.[1];
  return sign !== undefined && /\p{Ll}{3}$/u.test(before) && currencyOf(sign) !== null;
}

/** Addresses of the web and of mail have no spaces. */
const UNBROKEN = /@|\/\/|^www\.|\p{Ll}\.\p{Ll}/u;

/** A space that an engine overlooks, in font sizes. */
const NARROW_SPACE = 0.2;

/** A word that an engine has read without the spaces that its print must have, parted at them. */
export function partGlued(word: Word): readonly Word[] {
  const { text } = word;
  if (text.length < 4) return [word];
  for (let at = 2; at < text.length; at++) {
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const seam = isNumberSeam(before, after) || isMoneySeam(before, after);
    if (!seam && !SEAMS.some(([left, right]) => left.test(before) && right.test(after))) continue;
    // Before "Mail:name@..." is parted, "Mail:" is looked at alone.
    if (UNBROKEN.test(before.endsWith(':') ? before : text)) continue;
    return cut(word, before, after);
  }
  return [word];
}

/** Both parts with the share of the box that their characters take. What else the word may say goes with neither. */
function cut({ alternatives, ...word }: Word, before: string, after: string): readonly Word[] {
  const { box } = word;
  const [left, right] = [printedWidth(before), printedWidth(after)];
  const unit = box.w / (left + NARROW_SPACE + right);
  const start = box.x + box.w - right * unit;
  return [
    { ...word, text: before, box: { ...box, w: left * unit } },
    ...partGlued({ ...word, text: after, box: { ...box, x: start, w: right * unit } }),
  ];
}
