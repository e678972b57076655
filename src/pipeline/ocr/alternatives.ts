import type { Alternative } from '../../core/page.ts';
import type { Glyph } from './ctc.ts';

/** Other reads of one word that are worth handing on. */
const MOST = 6;

/**
 * What else a word may say: one of its characters read as the runner-up, likeliest first. `confidence` is the word's
 * own, times how likely that character is beside the one that was read.
 */
export function alternativesOf(glyphs: readonly Glyph[], confidence: number): readonly Alternative[] {
  const texts = glyphs.map(({ text }) => text);
  return glyphs
    .flatMap(({ probability, rivals }, i) =>
      rivals.map((rival) => ({
        text: texts.with(i, rival.text).join(''),
        confidence: (confidence * rival.probability) / probability,
      })),
    )
    .filter(({ text }) => text.trim() !== '')
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST);
}
