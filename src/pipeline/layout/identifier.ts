import { findDates } from '../../core/dates.ts';
import type { Word } from '../../core/page.ts';
import { isNumberWord } from './lexicon.ts';

/** An identifier at the start of some words. */
export interface IdentifierAt {
  readonly value: string;
  readonly words: readonly Word[];
  /** How much it looks like one, 0 to 1. */
  readonly shape: number;
  /** Words passed over before it. */
  readonly skipped: number;
}

const FILLER = /^(?:id|-|–|:|\.|is|ist|der|de|of|\/)[.:°#]*$/i;
const isFiller = (text: string) => FILLER.test(text) || (!/\d/.test(text) && isNumberWord(text));

/** The identifier that some words begin with (after "No." and the like), or `null`. */
export function identifierOf(words: readonly Word[]): IdentifierAt | null {
  let skipped = 0;
  while (skipped < words.length && isFiller(words[skipped]?.text ?? '')) skipped++;
  const first = words[skipped];
  if (first === undefined) return null;
  const groups = digitGroups(words.slice(skipped));
  const taken = groups.length > 1 ? [...groups] : [first];
  let text = bare(taken.map((w) => w.text).join(' '));
  // A prefix of capitals, or one that ends in a separator, goes on in the next word; so does a lone separator.
  for (let i = skipped + taken.length; i < words.length && i < skipped + 5; i++) {
    const word = words[i];
    const before = words[i - 1];
    if (word === undefined || before === undefined) break;
    const close = isClose(before, word);
    const prefix = !/\d/.test(text) && /^[A-Z]{1,5}[-/.]?$/.test(text) && /\d/.test(word.text);
    const joined = /[-/]$/.test(before.text) || /^[-/]/.test(word.text);
    if (!close || !(prefix || (joined && /^[-/\p{Lu}\d.]+$/u.test(word.text)))) break;
    taken.push(word);
    text = bare(taken.map((w) => w.text).join(' '));
  }
  if (!/\d/.test(text) || text.length > 40) return null;
  if (/@|^https?:|^www\.|[%€$£]/.test(text)) return null;
  const date = findDates(text)[0];
  if (date !== undefined && date.length === text.length) return null;
  if (/^[-+]?\d{1,3}(?:[., ]\d{3})*[.,]\d{2}$/.test(text)) return { value: text, words: taken, shape: 0.1, skipped };
  const digits = text.replace(/\D/g, '').length;
  const shape = /^\p{Ll}{3,}/u.test(text) ? 0.2 : Math.min(1, 0.4 + digits / 8);
  return { value: text, words: taken, shape, skipped };
}

/**
 * A number that is printed in groups of digits, up to the next wide gap: "3943 41 30". With words close behind it, who
 * knows.
 */
function digitGroups(words: readonly Word[]): readonly Word[] {
  const wide = words.findIndex((word, i) => i > 0 && !isClose(words[i - 1] as Word, word));
  const near = wide < 0 ? words : words.slice(0, wide);
  const last = near.length - 1;
  const isGroup = (word: Word, i: number) => (i === last ? /^\d{2,6}[.,;]?$/ : /^\d{2,6}$/).test(word.text);
  return near.length <= 5 && near.every(isGroup) ? near : [];
}

/** A space is a quarter of the size in most fonts, and as wide as a letter where all are of one width. */
const isClose = (before: Word, word: Word): boolean =>
  word.box.x - (before.box.x + before.box.w) < 0.7 * Math.max(word.size, before.size);

const bare = (text: string) => text.replace(/^[#:([]+/, '').replace(/[,;:.)\]]+$/, '');
