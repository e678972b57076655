import type { Alternative } from '../../core/page.ts';
import type { Glyph } from './ctc.ts';

/** Other reads of one word that are worth handing on. */
const MOST = 4;
/** Less likely, a space is no real choice. */
const LEAST = 0.05;

/**
 * What else a word may say: one of its characters read as the runner-up, or a space between two of them, likeliest
 * first. `confidence` is the word's own, times how likely that is beside what was read. `gaps`: how likely each
 * character but the first begins a word.
 */
export function alternativesOf(
  glyphs: readonly Glyph[],
  confidence: number,
  gaps: readonly number[] = [],
): readonly Alternative[] {
  const texts = glyphs.map(({ text }) => text);
  const parted = gaps.flatMap((probability, i) =>
    probability < LEAST
      ? []
      : [
          {
            text: `${texts.slice(0, i + 1).join('')} ${texts.slice(i + 1).join('')}`,
            confidence: (confidence * probability) / (1 - probability),
          },
        ],
  );
  return glyphs
    .flatMap(({ probability, rivals }, i) =>
      rivals.map((rival) => ({
        text: texts.with(i, rival.text).join(''),
        confidence: (confidence * rival.probability) / probability,
      })),
    )
    .concat(parted)
    .filter(({ text }) => text.trim() !== '')
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST);
}
