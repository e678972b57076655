import { findDates } from '../../core/dates.ts';
import type { FieldKind } from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import { currenciesOf, parseAmount } from '../../core/money.ts';
import { valueKey } from '../../core/normal.ts';
import type { Page, Word } from '../../core/page.ts';

/** Where a value is printed. */
export interface Place {
  readonly text: string;
  readonly page: number;
  readonly box: Box;
}

/** Finds where a value is printed, in any notation; `null` when it is not printed or too short to be told. */
export type Locate = (kind: FieldKind, value: string) => Place | null;

/** A value of fewer letters and digits than this is found by chance. */
const SHORTEST = 3;

/** Builds, lazily and once per document, the indexes by which values are found on its pages. */
export function printedOn(pages: readonly Page[]): Locate {
  const prints = pages.filter((page) => page.words.length > 0).map(print);
  return (kind, value) => {
    for (const page of prints) {
      const words = page.find(kind, value);
      const box = words === null ? null : union(words.map((word) => word.box));
      if (words !== null && box !== null)
        return { text: words.map((word) => word.text).join(' '), page: page.number, box };
    }
    return null;
  };
}

interface Print {
  readonly number: number;
  find(kind: FieldKind, value: string): readonly Word[] | null;
}

function print(page: Page): Print {
  const { words } = page;
  const amounts = lazy(() => amountsOf(words));
  const dates = lazy(() => datesOf(words));
  const letters = lazy(() => lettersOf(words));
  return {
    number: page.number,
    find(kind, value) {
      switch (kind) {
        case 'amount':
        case 'decimal':
          return amounts().get(valueKey(kind, value)) ?? null;
        case 'date':
          return dates().get(value) ?? null;
        case 'code': {
          const word = words.find(({ text }) => text === value || currenciesOf(text).includes(value));
          return word === undefined ? null : [word];
        }
        case 'id':
        case 'text':
          return findLetters(letters(), value, words);
      }
    },
  };
}

/** Every amount that a word, or two neighbours such as `1 234,56`, can mean in either notation; the first place wins. */
function amountsOf(words: readonly Word[]): ReadonlyMap<string, readonly Word[]> {
  const found = new Map<string, readonly Word[]>();
  const note = (text: string, at: readonly Word[]) => {
    for (const mark of [',', '.'] as const) {
      const amount = parseAmount(text, mark);
      if (amount === null) continue;
      const key = valueKey('amount', amount.value);
      if (!found.has(key)) found.set(key, at);
    }
  };
  for (const [i, word] of words.entries()) {
    if (!/\d/.test(word.text)) continue;
    note(word.text, [word]);
    const next = words[i + 1];
    if (next !== undefined && /^\d{3}\b/.test(next.text) && /^\D{0,2}\d{1,3}$/.test(word.text))
      note(`${word.text} ${next.text}`, [word, next]);
  }
  return found;
}

function datesOf(words: readonly Word[]): ReadonlyMap<string, readonly Word[]> {
  const found = new Map<string, readonly Word[]>();
  const { text, wordAt } = joined(words, ' ', (word) => word.text);
  for (const order of ['dmy', 'mdy'] as const) {
    for (const date of findDates(text, order)) {
      if (!found.has(date.value))
        found.set(date.value, words.slice(wordAt(date.index), wordAt(date.index + date.length - 1) + 1));
    }
  }
  return found;
}

interface Joined {
  readonly text: string;
  /** Index of the word that the character at this offset belongs to. */
  wordAt(offset: number): number;
}

function joined(words: readonly Word[], glue: string, form: (word: Word) => string): Joined {
  const starts: number[] = [];
  let text = '';
  for (const word of words) {
    starts.push(text.length);
    text += form(word) + glue;
  }
  return {
    text,
    wordAt(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

const compact = (text: string): string => valueKey('text', text).replaceAll(' ', '');

function lettersOf(
  words: readonly Word[],
): Joined & { readonly starts: ReadonlySet<number>; readonly ends: ReadonlySet<number> } {
  const starts = new Set<number>();
  const ends = new Set<number>();
  let length = 0;
  const line = joined(words, '', (word) => {
    const form = compact(word.text);
    starts.add(length);
    length += form.length;
    ends.add(length);
    return form;
  });
  return { ...line, starts, ends };
}

/** A run of whole words that has just the letters and digits of the value; inner punctuation and spaces do not count. */
function findLetters(
  line: ReturnType<typeof lettersOf>,
  value: string,
  words: readonly Word[],
): readonly Word[] | null {
  const wanted = compact(value);
  if (wanted.length < SHORTEST) return null;
  for (let at = line.text.indexOf(wanted); at >= 0; at = line.text.indexOf(wanted, at + 1)) {
    if (!line.starts.has(at) || !line.ends.has(at + wanted.length)) continue;
    return words.slice(line.wordAt(at), line.wordAt(at + wanted.length - 1) + 1);
  }
  return null;
}

function lazy<V>(compute: () => V): () => V {
  let value: V | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}
