import type { Word } from '../../../core/page.ts';
import { fold, type Lexicon } from '../lexicon.ts';

/** Letters that digits and other letters are read for in words: "T0tal", "lnvoice", "Rechnunq". */
const LETTERS: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', '5': 's', '8': 'b', '|': 'l', q: 'g' };
/** Letters that stand close are read for one, and one for two: "Steuemr.", "Custorner". */
const RUNS = [
  ['rn', 'm'],
  ['cl', 'd'],
  ['vv', 'w'],
].flatMap(([two = '', one = '']) => [[two, one] as const, [one, two] as const]);
/** Words that runs of letters are exchanged in have so many at least: shorter ones are words of their own. */
const RUN_IN = 6;

/** What a word may be where a run of letters in it was read for another, in one place. */
function withRuns(text: string): readonly string[] {
  return RUNS.flatMap(([read, meant]) =>
    [...text.matchAll(new RegExp(read, 'g'))].map(
      ({ index }) => text.slice(0, index) + meant + text.slice(index + read.length),
    ),
  );
}

/** Shorter words are too much alike, and none is longer. */
const [SHORTEST, LONGEST] = [4, 40];
/** Without a digit among its letters, a word that the engine is as sure of as this says what it says. */
const SURE = 0.9;

const known = new WeakMap<readonly Lexicon[], ReadonlySet<string>>();

/** Every word, folded, of the labels, titles and heads of some lexicons. */
function wordsIn(lexicons: readonly Lexicon[]): ReadonlySet<string> {
  let words = known.get(lexicons);
  if (words === undefined) {
    const tables = lexicons.flatMap(({ labels, types, roles, generic, table, receipt }) =>
      [labels, types, roles, generic, table, receipt].flatMap((entries) => Object.values(entries).flat()),
    );
    words = new Set(
      tables.flatMap((label) => label.split(/[\s/-]+/).map(fold)).filter((word) => word.length >= SHORTEST),
    );
    known.set(lexicons, words);
  }
  return words;
}

/**
 * The word of a label that an unsure word must be, which is none as it was read, by the look of its characters or by
 * what the engine had in mind; `null` where it is a word of labels already, or is none.
 */
export function mendedLabel(
  { text, confidence, alternatives = [] }: Word,
  lexicons: readonly Lexicon[],
): string | null {
  if (confidence >= 1 || text.length < SHORTEST || text.length > LONGEST) return null;
  if (!/^[\p{L}\d|]+[.:]*$/u.test(text) || !/\p{L}/u.test(text)) return null;
  const mixed = /\p{L}[015|8]|[015|8]\p{L}/u.test(text);
  const suspect = mixed || /^l\p{Ll}|q/u.test(text);
  const runs = text.length >= RUN_IN ? withRuns(text) : [];
  if (!suspect && runs.length === 0 && confidence >= SURE) return null;
  const words = wordsIn(lexicons);
  if (words.has(fold(text))) return null;
  const looks = suspect
    ? [
        text.replace(/^[l1|](?=\p{Ll})/u, 'I').replace(/[0158|q]/g, (char) => LETTERS[char] ?? char),
        text.replace(/[1|]/g, 'i').replace(/[058q]/g, (char) => LETTERS[char] ?? char),
      ]
    : [];
  return [...alternatives.map((one) => one.text), ...looks, ...runs].find((read) => words.has(fold(read))) ?? null;
}
