import { expect, test } from 'vitest';
import { chooseDates } from '../../src/pipeline/fuse/dates.ts';
import type { Choice } from '../../src/pipeline/fuse/support.ts';

const choice = (value: string, score: number): Choice => ({ value, score, readings: [] });

test('a due date before the date of issue gives way to one after it', () => {
  const { issueDate, dueDate } = chooseDates(
    [choice('2024-03-05', 0.9)],
    [choice('2024-02-05', 0.6), choice('2024-04-04', 0.5)],
  );
  expect([issueDate?.value, dueDate?.value]).toEqual(['2024-03-05', '2024-04-04']);
});

test('without a due date the best date of issue stands', () => {
  expect(chooseDates([choice('2024-03-05', 0.9), choice('2024-03-06', 0.4)], [])).toEqual({
    issueDate: choice('2024-03-05', 0.9),
  });
});
