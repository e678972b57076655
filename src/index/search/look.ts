import type { PlacedWord } from '../../core/page-text.ts';
import { wordKey } from '../../core/terms.ts';
import { likeness } from './likeness.ts';
import type { Question } from './question.ts';

/** A word of a page that a word of the question may mean. */
export interface Match {
  /** Its place among the page's words. */
  readonly index: number;
  /** How alike the two are, 0 to 1. */
  readonly likeness: number;
}

/** What the words of a page say to a question. */
export interface Look {
  /** How much of what is asked stands on the page, 0 to 1: each word by its weight. */
  readonly page: number;
  /** How much of it stands together, in one line or in two that follow. */
  readonly together: number;
  /** The line that says most: places among the page's words, from the first to the one behind the last. */
  readonly line: { readonly from: number; readonly to: number } | null;
  /** Words that are meant, in the order of the page. */
  readonly matches: readonly Match[];
}

/** What two lines say together is a little less than what one says. */
const TWO_LINES = 0.9;

/** What the invoice is about counts on each of its pages, if less than what is printed on them. */
const ABOUT = 0.8;

/** Looks at a page for what a question asks. `weights` by the keys of its words; `about` as in `KeptPage`. */
export function lookAt(
  { words: asked, dates }: Question,
  weights: ReadonlyMap<string, number>,
  words: readonly PlacedWord[],
  about = '',
): Look {
  const subject = about === '' ? [] : about.split(' ');
  const dated = dates.length > 0 ? 1 : 0;
  const total = asked.reduce((sum, { key }) => sum + (weights.get(key) ?? 1), dated);
  const lines = linesOf(words);
  const keys = words.map(({ text }) => wordKey(text));
  /** Of each asked word what each line has of it. */
  const byLine = lines.map(() => new Float64Array(asked.length));
  const matches = new Map<number, number>();
  let page = 0;
  asked.forEach(({ key, stop }, a) => {
    const known = new Map<string, number>();
    let best = 0;
    lines.forEach(({ from, to }, l) => {
      const row = byLine[l];
      if (row === undefined) return;
      for (let i = from; i < to; i += 1) {
        const word = keys[i] ?? '';
        if (word === '') continue;
        let alike = known.get(word);
        if (alike === undefined) {
          alike = likeness(key, word);
          known.set(word, alike);
        }
        if (alike === 0) continue;
        row[a] = Math.max(row[a] ?? 0, alike);
        best = Math.max(best, alike);
        if (!stop) matches.set(i, Math.max(matches.get(i) ?? 0, alike));
      }
    });
    for (const word of subject) if (best < ABOUT) best = Math.max(best, ABOUT * likeness(key, word));
    page += best * (weights.get(key) ?? 1);
  });
  if (dates.some((date) => subject.includes(date))) page += dated;
  const worth = (row: Float64Array | undefined, next?: Float64Array) =>
    asked.reduce(
      (sum, { key }, a) => sum + Math.max(row?.[a] ?? 0, TWO_LINES * (next?.[a] ?? 0)) * (weights.get(key) ?? 1),
      0,
    );
  let [together, line, most] = [0, null as Look['line'], 0];
  lines.forEach((one, l) => {
    const alone = worth(byLine[l]);
    if (alone > most) [most, line] = [alone, one];
    together = Math.max(together, alone, worth(byLine[l], byLine[l + 1]), worth(byLine[l + 1], byLine[l]));
  });
  return {
    page: total > 0 ? page / total : 0,
    together: total > 0 ? together / total : 0,
    line,
    matches: [...matches].map(([index, alike]) => ({ index, likeness: alike })).sort((a, b) => a.index - b.index),
  };
}

/** Words that follow each other in reading order at one height are a line. */
function linesOf(words: readonly PlacedWord[]): readonly { readonly from: number; readonly to: number }[] {
  const lines: { from: number; to: number }[] = [];
  words.forEach(({ box }, i) => {
    const line = lines.at(-1);
    const before = words[i - 1]?.box;
    const shared = before === undefined ? 0 : Math.min(before.y + before.h, box.y + box.h) - Math.max(before.y, box.y);
    const follows = before !== undefined && shared > 0.4 * Math.min(before.h, box.h) && box.x >= before.x;
    if (line !== undefined && follows) line.to = i + 1;
    else lines.push({ from: i, to: i + 1 });
  });
  return lines;
}
