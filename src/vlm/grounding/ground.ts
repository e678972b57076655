import type { Page, Word } from '../../core/page.ts';
import { flowOf } from './flow.ts';
import { spellingsOf } from './spelling.ts';

/** A word that may be said. */
export interface GroundWord {
  readonly page: number;
  /** Where it stands in `Page.words`. */
  readonly index: number;
  readonly word: Word;
  /** The line that it is on, counted over all pages from the first line of the first. */
  readonly line: number;
  /** Positions at which its spellings begin. */
  readonly heads: readonly number[];
}

/** Where a text may go on behind a word: positions at which words begin. */
export interface Next {
  readonly beside: readonly number[];
  /** Whether the word beside it may follow without a blank. */
  readonly touching: boolean;
  readonly below: readonly number[];
}

/**
 * All that may be said, as one run of bytes: every spelling of every word, each followed by two positions of its own.
 * A position is a place in it, and the next byte of an answer is the byte that stands there.
 */
export interface Ground {
  readonly words: readonly GroundWord[];
  /** What comes behind each of the words. */
  readonly next: readonly Next[];
  /** The byte at each position; at `BEHIND` and `BREAK` there is none. */
  readonly bytes: Int16Array;
  /** Index of the word that each position is of. */
  readonly wordAt: Int32Array;
  /** Where in the text of its word an answer begins that begins at a position; -1 where none may. */
  readonly beginsAt: Int32Array;
  /** The same for its end. */
  readonly endsAt: Int32Array;
  /** Positions at which an answer may begin. */
  readonly starts: readonly number[];
}

/** Behind a spelling: a blank, a line break or a touching word comes next. */
export const BEHIND = -1;
/** Between the two characters of an escaped line break. */
export const BREAK = -2;

/** The words of a page that are shown. */
export interface ShownWords {
  readonly page: Page;
  /** Where they stand in `Page.words`. */
  readonly shown: readonly number[];
}

/** Lays out the words that are shown; what is not shown is not there. */
export function layGround(pages: readonly ShownWords[]): Ground {
  const words: GroundWord[] = [];
  const next: Next[] = [];
  const bytes: number[] = [];
  const wordAt: number[] = [];
  const begins: (readonly [position: number, at: number])[] = [];
  const ends: (readonly [position: number, at: number])[] = [];
  let line = 0;
  for (const { page, shown } of pages) {
    const printed = shown.flatMap((index) => {
      const word = page.words[index];
      const spellings = word === undefined ? [] : spellingsOf(word.text);
      return word === undefined || spellings.length === 0 ? [] : [{ index, word, spellings }];
    });
    const flow = flowOf(printed.map(({ word }) => word));
    const first = words.length;
    printed.forEach(({ index, word, spellings }, i) => {
      const heads = spellings.map((spelling) => {
        const head = bytes.length;
        for (const byte of spelling.bytes) bytes.push(byte);
        bytes.push(BEHIND, BREAK);
        while (wordAt.length < bytes.length) wordAt.push(first + i);
        begins.push(...spelling.starts.map(({ byte, at }) => [head + byte, at] as const));
        ends.push(...spelling.ends.map(({ byte, at }) => [head + byte, at] as const));
        return head;
      });
      words.push({ page: page.number, index, word, line: line + (flow.line[i] ?? 0), heads });
    });
    const headsOf = (indices: readonly number[]) => indices.flatMap((other) => words[first + other]?.heads ?? []);
    for (const { beside, touching, below } of flow.onward)
      next.push({ beside: headsOf(beside === null ? [] : [beside]), touching, below: headsOf(below) });
    line += 1 + Math.max(-1, ...flow.line);
  }
  const beginsAt = new Int32Array(bytes.length).fill(-1);
  const endsAt = new Int32Array(bytes.length).fill(-1);
  for (const [position, at] of begins) beginsAt[position] = at;
  for (const [position, at] of ends) endsAt[position] = at;
  return {
    words,
    next,
    bytes: Int16Array.from(bytes),
    wordAt: Int32Array.from(wordAt),
    beginsAt,
    endsAt,
    starts: begins.map(([position]) => position),
  };
}
