import type { Alternative, Word } from './page.ts';

/** Letters and signs that are read where a digit is printed, by their shape. */
const DIGIT_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({ '0': 'OoQDU', '1': 'lIi|!', '2': 'Zz', '5': 'Ss', '6': 'Gb', '8': 'B', '9': 'gq' }).flatMap(
    ([digit, looks]) => [...looks].map((look): [string, string] => [look, digit]),
  ),
);
/** The capital that a digit most looks like. */
const CAPITAL_OF: Readonly<Record<string, string>> = { '0': 'O', '1': 'I', '2': 'Z', '5': 'S', '6': 'G', '8': 'B' };
/** Digits that pass for each other in small or worn print. */
const TWINS: Readonly<Record<string, string>> = {
  '0': '86',
  '1': '7',
  '3': '8',
  '4': '9',
  '5': '6',
  '6': '580',
  '7': '1',
  '8': '306',
  '9': '4',
};

/** The digit that a character is or looks like; `null` where it looks like none. */
export const asDigit = (char: string): string | null => (/\d/.test(char) ? char : (DIGIT_OF.get(char) ?? null));

/** The capital letter that a character is or looks like; `null` where it looks like none. */
export function asCapital(char: string): string | null {
  if (/[A-Z]/.test(char)) return char;
  if (/[a-z]/.test(char)) return char === 'l' ? 'I' : char.toUpperCase();
  return CAPITAL_OF[char] ?? null;
}

/** Whether one character can be read where the other is printed. Marks in numbers and spaces count as alike. */
export function lookAlike(a: string, b: string): boolean {
  if (a === b || (MARK.test(a) && MARK.test(b))) return true;
  if ((TWINS[a] ?? '').includes(b) && b !== '') return true;
  const digit = asDigit(a);
  if (digit !== null && digit === asDigit(b)) return true;
  const [one, other] = [asCapital(a), asCapital(b)];
  return one !== null && one === other;
}

const MARK = /[.,'’ ]/;
const MARKS = /[.,'’ ]+/g;

/** Whether a text is another read of the same print: alike character by character, marks and spaces apart. */
export function isReadOf(text: string, printed: string): boolean {
  const [a, b] = [text.replace(MARKS, ''), printed.replace(MARKS, '')];
  return a.length === b.length && [...a].every((char, i) => lookAlike(char, b[i] ?? ''));
}

/** No other read is taken to be likelier than this beside what was read: without a check it never wins. */
const MOST_LIKELY = 0.5;
/** Digits are exchanged for their twins in words that the engine is less sure of than this. */
const DOUBTFUL = 0.95;
/** How much of an engine's doubt one twin of one digit is given. */
const TWIN_SHARE = 0.2;
/** Reads of one word that are tried. */
const MOST_READS = 12;

/**
 * What else a word may say, likeliest first: what the engine itself had in mind, then, with `twins`, digits exchanged
 * for those that they pass for where it was in doubt. `confidence` is how likely that is beside the word's own text, at most 0.5. None for words
 * that are certain.
 */
export function otherReads({ text, confidence, alternatives = [] }: Word, twins: boolean): readonly Alternative[] {
  if (confidence >= 1) return [];
  const reads = new Map<string, number>();
  for (const one of alternatives) {
    const likelihood = Math.min(MOST_LIKELY, one.confidence / Math.max(confidence, 0.01));
    if (one.text !== text) reads.set(one.text, Math.max(reads.get(one.text) ?? 0, likelihood));
  }
  if (twins && confidence < DOUBTFUL) {
    const likelihood = Math.min(MOST_LIKELY, TWIN_SHARE * (1 - confidence));
    for (let i = 0; i < text.length; i++) {
      for (const twin of TWINS[text[i] ?? ''] ?? '') {
        const read = text.slice(0, i) + twin + text.slice(i + 1);
        if (!reads.has(read)) reads.set(read, likelihood);
      }
    }
  }
  return [...reads]
    .map(([read, likelihood]) => ({ text: read, confidence: likelihood }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_READS);
}

/** How sure the source is of the least sure of some words; 1 for a text layer. */
export const surenessOf = (words: readonly Word[]): number =>
  words.reduce((least, { confidence }) => Math.min(least, confidence), 1);
