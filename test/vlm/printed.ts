import { expect } from 'vitest';
import { union } from '../../src/core/geometry.ts';
import type { Page } from '../../src/core/page.ts';
import type { VisionAnswer } from '../../src/core/vision.ts';

/** The answer is what its words say, from somewhere in the first to somewhere in the last, and stands where they do. */
export function expectPrinted(answer: VisionAnswer, page: Page): void {
  const words = answer.words.map((i) => page.words[i]?.text.trim() ?? 'no word');
  const whole = words.join(' ');
  const first = words[0]?.length ?? 0;
  const last = whole.length - (words.at(-1)?.length ?? 0);
  const begins = Array.from({ length: first }, (_, i) => i).filter((i) => whole.startsWith(answer.text, i));
  expect(answer.text).not.toBe('');
  expect(begins.some((i) => i + answer.text.length > last)).toBe(true);
  expect(answer.page).toBe(page.number);
  expect(answer.box).toEqual(union(answer.words.flatMap((i) => page.words[i]?.box ?? [])));
  expect(answer.score).toBeGreaterThanOrEqual(0);
  expect(answer.score).toBeLessThanOrEqual(1);
}
