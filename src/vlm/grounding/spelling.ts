import { seamsOf } from './seams.ts';

/** A way to write a word in JSON, byte by byte. */
export interface Spelling {
  readonly bytes: Uint8Array;
  /** Where an answer may begin: how many bytes are before it, and how many characters of the word's text. */
  readonly starts: readonly Mark[];
  /** Where one may end. */
  readonly ends: readonly Mark[];
}

interface Mark {
  readonly byte: number;
  readonly at: number;
}

/**
 * What print has and a model hardly writes: quotes and dashes of typesetters, ligatures, forms of a letter that depend
 * on its place, wide forms, spaces that do not break, and what is not seen at all.
 */
const PLAIN: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/[\u00ad\u200b-\u200f\u2060\ufeff]/g, () => ''],
  [/[\u2018-\u201b]/g, () => "'"],
  [/[\u201c-\u201f]/g, () => '"'],
  [/[\u2010-\u2013\u2212]/g, () => '-'],
  [/\s/g, () => ' '],
  [/[\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\uff01-\uffee]/g, (found) => found.normalize('NFKC')],
];

const encoder = new TextEncoder();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const ASCII = /^[\x21-\x7e]+$/;

/**
 * How a word may be written: as printed, and plainly or with its accents composed where that is another way. What is
 * answered is the print in each case. None for a word of blanks.
 */
export function spellingsOf(text: string): readonly Spelling[] {
  const start = text.length - text.trimStart().length;
  const print = text.trim();
  if (print === '') return [];
  const seams = seamsOf(print);
  if (ASCII.test(print)) return [spell([...print], start, seams)];
  const letters = [...graphemes.segment(print)].map(({ segment }) => segment);
  const composed = letters.map((letter) => letter.normalize('NFC'));
  const plain = composed.map((letter) => PLAIN.reduce((all, [from, to]) => all.replace(from, to), letter));
  const seen = new Set<string>();
  return [letters, composed, plain].flatMap((written) => {
    const whole = written.join('');
    if (whole.trim() === '' || seen.has(whole)) return [];
    seen.add(whole);
    return [spell(written, start, seams, letters)];
  });
}

/** One spelling: what is written for each character, and the characters of the print that it stands for. */
function spell(
  written: readonly string[],
  start: number,
  seams: { readonly starts: readonly number[]; readonly ends: readonly number[] },
  print: readonly string[] = written,
): Spelling {
  const parts = written.map((letter) => encoder.encode(JSON.stringify(letter).slice(1, -1)));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const starts = [{ byte: 0, at: start }];
  const ends: Mark[] = [];
  let [byte, at] = [0, 0];
  parts.forEach((part, i) => {
    if (byte > 0 && byte < bytes.length) {
      if (seams.starts.includes(at)) starts.push({ byte, at: start + at });
      if (seams.ends.includes(at)) ends.push({ byte, at: start + at });
    }
    bytes.set(part, byte);
    byte += part.length;
    at += print[i]?.length ?? 0;
  });
  return { bytes, starts, ends: [...ends, { byte, at: start + at }] };
}
