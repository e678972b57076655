import { type DateOrder, daysBetween, findDates } from '../../core/dates.ts';
import type { Announced } from './spots.ts';
import type { DocumentView } from './view.ts';

/** Days between an issue and a due date that terms of payment name most. */
const COMMON: ReadonlySet<number> = new Set([7, 10, 14, 15, 20, 21, 28, 30, 31, 45, 60, 90]);
/** Payment terms beyond this are rare. */
const LONGEST = 200;
/** Dates at the labels of one field that are looked at. */
const MOST = 3;

/**
 * The view with the order of day and month that its date of issue and its due date show, where nothing else settled it:
 * nothing is due before it is issued, or a year later. Of two orders that are both possible, the one that makes a common
 * term is the likelier, which settles nothing.
 */
export function withTermOrder(view: DocumentView, announced: readonly Announced[]): DocumentView {
  if (view.datesSettled) return view;
  const issues = datesAt('issueDate', announced);
  const dues = datesAt('dueDate', announced, 'due');
  const [dmy = [], mdy = []] = (['dmy', 'mdy'] as const).map((order) =>
    issues.flatMap((issue) => dues.map((due) => daysBetween(issue[order], due[order]))),
  );
  const possible = only(dmy, mdy, (days) => days >= 0 && days <= LONGEST);
  if (possible !== null) return { ...view, dateOrder: possible, datesSettled: true };
  const common = only(dmy, mdy, (days) => COMMON.has(days));
  return common === null ? view : { ...view, dateOrder: common };
}

/** The one order in which any of the terms fits. */
function only(dmy: readonly number[], mdy: readonly number[], fits: (days: number) => boolean): DateOrder | null {
  if (dmy.some(fits) === mdy.some(fits)) return null;
  return dmy.some(fits) ? 'dmy' : 'mdy';
}

/** The first dates at the labels of a field, in both orders. */
function datesAt(
  field: string,
  announced: readonly Announced[],
  also = `generic:${field}`,
): readonly Readonly<Record<DateOrder, string>>[] {
  const found: Record<DateOrder, string>[] = [];
  for (const { label, spots } of announced) {
    if (found.length >= MOST || !label.uses.some((use) => use.field === field || use.field === also)) continue;
    const date = spots.flatMap((spot) => findDates(spot.line.text, 'dmy').slice(0, 1))[0];
    if (date !== undefined) found.push({ dmy: date.value, mdy: date.other ?? date.value });
  }
  return found;
}
