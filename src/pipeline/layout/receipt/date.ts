import { findDates } from '../../../core/dates.ts';
import { overlap } from '../../../core/geometry.ts';
import type { Word } from '../../../core/page.ts';
import { wordsAt } from '../lines.ts';
import type { Announced } from '../spots.ts';
import type { DocumentView } from '../view.ts';
import { TIME } from './shape.ts';

/** A day that may be the one of the sale. */
export interface DateChoice {
  readonly value: string;
  /** What the other order of day and month makes of it, where nothing settles the order. */
  readonly other: string | null;
  readonly words: readonly Word[];
  readonly page: number;
  readonly p: number;
}

/** Labels of days that are not the one of the sale. */
const OTHER_DAYS = /^(?:dueDate|deliveryDate|period.*|.*valid.*)$/;

/**
 * The days that a receipt prints, likeliest first. Tills print the one of the sale with the time of day and often twice;
 * other days are those of offers and of returns.
 */
export function datesOf(view: DocumentView, announced: readonly Announced[]): readonly DateChoice[] {
  const languages = view.lexicons.map((l) => l.language);
  const found = new Map<string, { choice: Omit<DateChoice, 'p'>; score: number }>();
  for (const page of view.pages) {
    page.lines.forEach((line) => {
      for (const date of findDates(line.text, view.dateOrder, languages)) {
        const words = wordsAt(line, date.index, date.length);
        const beside = `${line.text.slice(0, date.index)} ${line.text.slice(date.index + date.length)}`;
        const here = announced.filter(
          (a) =>
            a.page === page &&
            (a.spots.some((s) => s.relation !== 'below' && s.words.some((w) => words.includes(w))) ||
              (overlap(a.label.box.y, a.label.box.h, line.box.y, line.box.h) > line.box.h / 2 &&
                a.label.segment.words.some((w) => words.includes(w)))),
        );
        const uses = here.flatMap((a) => a.label.uses.map((u) => u.field));
        let score = 0;
        if (TIME.test(beside)) score += 1.5;
        if (uses.some((f) => /issueDate$/.test(f))) score += 1.5;
        if (uses.some((f) => OTHER_DAYS.test(f))) score -= 2;
        if (uses.some((f) => f.startsWith('type:') || f === 'number')) score += 0.5;
        // Two days in a line are a period.
        if (findDates(line.text, view.dateOrder, languages).length > 1 && !TIME.test(beside)) score -= 1.5;
        if (/\p{L}{4,} (?:\S+ ){2,}/u.test(beside)) score -= 0.5;
        const known = found.get(date.value);
        if (known !== undefined) {
          known.score = Math.max(known.score, score) + 0.5;
          continue;
        }
        const other = view.datesSettled ? null : date.other;
        found.set(date.value, { choice: { value: date.value, other, words, page: page.number }, score });
      }
    });
  }
  const all = [...found.values()];
  const weight = all.reduce((sum, { score }) => sum + Math.exp(1.5 * score), Math.exp(-2));
  return all.map(({ choice, score }) => ({ ...choice, p: Math.exp(1.5 * score) / weight })).sort((a, b) => b.p - a.p);
}
