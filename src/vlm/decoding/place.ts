import { type Box, union } from '../../core/geometry.ts';
import type { VisionPlace } from '../../core/vision.ts';
import type { Ground, GroundWord } from '../grounding/ground.ts';
import type { Occurrence } from '../grounding/path.ts';

/** What makes one of the places that say the same likelier than another: less is better, the first number first. */
export type Preference = (words: readonly GroundWord[]) => readonly number[];

/** Puts the places that say the same in the order of a preference, of equals the first in reading order first. */
export function inOrder(
  ground: Ground,
  occurrences: readonly Occurrence[],
  preference: Preference,
): readonly Occurrence[] {
  const weighed = occurrences.map((one) => {
    const words = one.words.flatMap((word) => ground.words[word] ?? []);
    const first = words[0];
    return { one, weights: [...preference(words), first?.page ?? 0, first?.index ?? 0, words.length] };
  });
  return weighed
    .sort((a, b) => a.weights.reduce((sum, weight, i) => sum || weight - (b.weights[i] ?? 0), 0))
    .map(({ one }) => one);
}

/** Where an occurrence stands; `null` of one without words. */
export function placeOf(ground: Ground, { words }: Occurrence): VisionPlace | null {
  const said = words.flatMap((word) => ground.words[word] ?? []);
  const box = union(said.map(({ word }) => word.box));
  const page = said[0]?.page;
  return box === null || page === undefined ? null : { page, words: said.map(({ index }) => index), box };
}

/** Words of a question that may be its label on the page. */
const LABEL = /[\p{L}\p{M}]{3,}/gu;

/**
 * Prefers what stands in a region that was shown before another, then what is near to a word of the question: a label
 * stands on the left of its value, or above it.
 */
export function nearLabel(ground: Ground, about: string, rank: (word: GroundWord) => number): Preference {
  const asked = new Set(wordsIn(about));
  const labels = ground.words.filter(({ word }) => wordsIn(word.text).some((one) => asked.has(one)));
  return (words) => {
    const box = union(words.map(({ word }) => word.box));
    const said = new Set(words);
    const near = labels.flatMap((label) =>
      box === null || said.has(label) || label.page !== words[0]?.page ? [] : [distance(label.word.box, box)],
    );
    return [Math.max(...words.map(rank)), Math.min(...near)];
  };
}

const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(LABEL) ?? [];

/** How far a value is from its label; what is on the left or above counts twice as far. */
function distance(label: Box, value: Box): number {
  const across = Math.max(0, value.x - label.x - label.w) + 2 * Math.max(0, label.x - value.x - value.w);
  const down = Math.max(0, value.y - label.y - label.h) + 2 * Math.max(0, label.y - value.y - value.h);
  return across + 2 * down;
}
