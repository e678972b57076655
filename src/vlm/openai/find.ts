import { currencyOf } from '../../core/money.ts';
import type { VisionPlace } from '../../core/vision.ts';
import { inOrder, nearLabel, placeOf } from '../decoding/place.ts';
import type { Ground, GroundWord } from '../grounding/ground.ts';
import type { Occurrence } from '../grounding/path.ts';

/** Where a text that a server gave stands, with what is printed there. */
export interface Found {
  readonly text: string;
  readonly place: VisionPlace;
}

/** Words that an answer may run over: an address, a description. */
const MOST_WORDS = 40;

/**
 * Every place of the shown words that says a text, likeliest first. Spaces and case may differ, and marks at either end;
 * no letter and no digit. A part of a word is found where it is one by itself: `123` in `No.:123`, never in `91234`.
 */
export function findText(
  ground: Ground,
  text: string,
  about: string,
  rank: (word: GroundWord) => number,
): readonly Found[] {
  const spelled = ground.words.map(({ word }) => compact(word.text));
  for (const wanted of formsOf(text)) {
    const places = spelled.flatMap((_, first) => matchAt(spelled, first, wanted, ground) ?? []);
    if (places.length > 0) return inOrder(ground, places, nearLabel(ground, about, rank)).flatMap(foundIn(ground));
  }
  return [];
}

const foundIn =
  (ground: Ground) =>
  (one: Occurrence): readonly Found[] => {
    const place = placeOf(ground, one);
    const said = one.words.flatMap((word) => ground.words[word]?.word.text ?? []);
    const last = said.length - 1;
    // Of the outer words no more than was said.
    const cut = said.map((word, i) => word.slice(i === 0 ? one.from : 0, i === last ? one.to : undefined));
    return place === null ? [] : [{ text: cut.join(' '), place }];
  };

/** How a text may be printed: as it is, without the marks at its ends, an amount without its currency. */
function formsOf(text: string): readonly string[] {
  const whole = compact(text);
  const bare = whole.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const [, before = '', number = '', behind = ''] = /^(\D*?)([-+]?\d(?:.*\d)?)(\D*)$/u.exec(whole) ?? [];
  const isMoney =
    before + behind !== '' && [before, behind].every((mark) => mark === '' || currencyOf(mark.toUpperCase()));
  return [...new Set([whole, bare, isMoney ? number : ''])].filter((one) => one !== '');
}

const compact = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/g, '');

const PART = /[\p{L}\p{N}]/u;

/** The words from `first` on that say a text; `null` where they do not. */
function matchAt(spelled: readonly string[], first: number, wanted: string, ground: Ground): Occurrence | null {
  const head = spelled[first] ?? '';
  for (let from = 0; from < head.length; from++) {
    if (head[from] !== wanted[0] || PART.test(head[from - 1] ?? '')) continue;
    const words = [first];
    let said = head.slice(from);
    while (said.length < wanted.length && wanted.startsWith(said) && words.length < MOST_WORDS) {
      const at = first + words.length;
      if (ground.words[at]?.page !== ground.words[first]?.page) break;
      said += spelled[at] ?? '';
      words.push(at);
    }
    if (!said.startsWith(wanted) || PART.test(said[wanted.length] ?? '')) continue;
    const last = ground.words[words.at(-1) ?? first]?.word.text ?? '';
    const kept = (at: number) => spelled[at]?.length === ground.words[at]?.word.text.length;
    // Where spelling it anew changed its length, the whole word is shown.
    return {
      words,
      from: kept(first) ? from : 0,
      to: kept(words.at(-1) ?? first) ? last.length - (said.length - wanted.length) : last.length,
    };
  }
  return null;
}
