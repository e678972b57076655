import { overlap } from '../../../core/geometry.ts';
import type { Kind } from '../../../core/kinds.ts';
import type { Word } from '../../../core/page.ts';
import { fold } from '../lexicon.ts';
import type { Line } from '../lines.ts';
import type { DocumentView, PageView } from '../view.ts';
import { type KindIndex, kindIndex } from './words.ts';

/** Words that only documents of one kind are likely to say. */
export interface PhraseAt {
  readonly kind: Kind;
  readonly sign: 'phrase' | 'tender';
  readonly words: readonly Word[];
  readonly page: number;
}

/** Pages further on are terms, which speak of everything. */
const PAGES = 3;
/** Words of the next line that a sentence may go on with. */
const REACH = 6;
/** Words of a line at a till: "VISA **** 1234  EUR 23.10". */
const TILL = 7;

/** What a document says that tells its kind, each phrase once. */
export function phrasesOf(view: DocumentView): readonly PhraseAt[] {
  const index = kindIndex(view.lexicons);
  const found = new Map<string, PhraseAt>();
  for (const page of view.pages.slice(0, PAGES)) {
    for (const [r, line] of page.lines.entries()) {
      const told = [
        ...phrasesIn(line.words, line.words.length, index),
        ...(page.rows[r] ?? []).flatMap((segment) =>
          phrasesIn([...segment.words, ...wordsBelow(segment, page, r)], segment.words.length, index),
        ),
      ];
      for (const { phrase, words } of told) {
        const key = `${phrase.kind} ${phrase.words.join(' ')}`;
        if (!found.has(key)) found.set(key, { kind: phrase.kind, sign: 'phrase', words, page: page.number });
      }
      const paid = tenderIn(line, page.amounts[r]?.length ?? 0, index);
      if (paid !== null && !found.has(paid.key))
        found.set(paid.key, { kind: 'receipt', sign: 'tender', words: paid.words, page: page.number });
    }
  }
  return [...found.values()];
}

/** The phrases that begin within the first `until` words, the longest at each. */
function phrasesIn(words: readonly Word[], until: number, index: KindIndex) {
  const keys = words.map(({ text }) => fold(text));
  return keys.slice(0, until).flatMap((key, from) => {
    const fitting = (index.phrases.get(key) ?? []).filter((phrase) =>
      phrase.words.every((word, i) => keys[from + i] === word),
    );
    const [best] = fitting.toSorted((a, b) => b.words.length - a.words.length);
    return best === undefined ? [] : [{ phrase: best, words: words.slice(from, from + best.words.length) }];
  });
}

/** The words that a segment may go on with in the line below. */
function wordsBelow(segment: Line, page: PageView, row: number): readonly Word[] {
  const { x, w, y, h } = segment.box;
  const next = page.rows[row + 1]?.find((s) => overlap(s.box.x, s.box.w, x, w) > 0);
  return next === undefined || next.box.y - (y + h) > page.lineHeight ? [] : next.words.slice(0, REACH);
}

/** The words that a line with an amount begins with, where they say how it was paid, or what came back. */
function tenderIn({ words }: Line, amounts: number, index: KindIndex) {
  if (amounts === 0 || words.length > TILL) return null;
  for (let to = Math.min(3, words.length - 1); to > 0; to--) {
    const key = fold(
      words
        .slice(0, to)
        .map((w) => w.text)
        .join(''),
    );
    if (index.tender.has(key)) return { key: `tender ${key}`, words: words.slice(0, to) };
  }
  return null;
}
