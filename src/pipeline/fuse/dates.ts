import type { SumCheck } from '../../core/checks.ts';
import { daysBetween } from '../../core/dates.ts';
import type { Field, InvoiceRecord } from '../../core/record.ts';
import { type Choice, weightOf } from './support.ts';

/** Payment terms beyond this are rare enough to doubt the reading. */
const LONGEST_TERM_DAYS = 200;

/** Chooses the date of issue and the due date together: what is due before it is issued was read wrong. */
export function chooseDates(
  issues: readonly Choice[],
  dues: readonly Choice[],
): { readonly issueDate?: Choice; readonly dueDate?: Choice } {
  let best = Number.NEGATIVE_INFINITY;
  let chosen: { issueDate?: Choice; dueDate?: Choice } = {};
  for (const issue of [...few(issues), null]) {
    for (const due of [...few(dues), null]) {
      let score = gain(issue) + gain(due);
      if (issue !== null && due !== null) {
        const days = daysBetween(issue.value, due.value);
        score += days >= 0 && days <= LONGEST_TERM_DAYS ? 0.1 : -0.5;
      }
      if (score > best) {
        best = score;
        chosen = { ...(issue !== null && { issueDate: issue }), ...(due !== null && { dueDate: due }) };
      }
    }
  }
  return chosen;
}

/** The likeliest choices, and the likeliest of what else their prints may say. */
const few = (choices: readonly Choice[]): readonly Choice[] => {
  const printed = choices.filter(({ likelihood }) => likelihood === undefined);
  return [...printed.slice(0, 5), ...choices.slice(printed.length, printed.length + 5)];
};

const gain = (choice: Choice | null): number => (choice === null ? 0 : weightOf(choice) - 0.25);

/** Whether what is due is due after it was issued. Dates that could be read either way are not made surer by it. */
export function checkDates({ issueDate, dueDate }: InvoiceRecord['header']): readonly SumCheck[] {
  if (issueDate === undefined || dueDate === undefined) return [];
  const passed = dueDate.value >= issueDate.value;
  const message = `due ${dueDate.value} ${passed ? 'not before' : 'is before'} issue ${issueDate.value}`;
  const open = [issueDate, dueDate].some(isOpen);
  const fields = passed && open ? [] : ['issueDate', 'dueDate'];
  return [{ code: 'DUE_BEFORE_ISSUE', rule: '', passed, message, fields }];
}

/** Whether a date competes with itself, day and month exchanged. */
const isOpen = ({ value, readings }: Field): boolean =>
  readings.some((reading) => reading.value !== value && reading.value === exchanged(value));

/** An ISO date with day and month in each other's place. */
const exchanged = (date: string): string => date.replace(/-(\d\d)-(\d\d)$/, '-$2-$1');
