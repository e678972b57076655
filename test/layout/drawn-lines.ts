import { readLineItems } from '../../src/pipeline/layout/table/line-items.ts';
import { viewOf } from '../../src/pipeline/layout/view.ts';
import { drawn } from './drawn.ts';

/** The values of the lines of drawn pages; fields in the order in which they are asked for, joined by a bar. */
export function lines(fields: string, ...pages: readonly string[]): string[] {
  return readLineItems(viewOf(drawn(...pages))).map((row) =>
    fields
      .split(' ')
      .map((field) => row[field as keyof typeof row]?.value ?? '-')
      .join(' | '),
  );
}
