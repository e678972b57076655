import type { Word } from '../../core/page.ts';

/** Lines of words in the order a person reads them. */
export function inReadingOrder(lines: readonly (readonly Word[])[]): Word[] {
  return lines.flat();
}
