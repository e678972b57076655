import type { Box } from '../../core/geometry.ts';
import { valueKey } from '../../core/normal.ts';
import type { Reading } from '../../core/reading.ts';

/** A place on a page, 1 for the first. */
export interface Spot {
  readonly page: number;
  readonly box: Box;
}

/** Where a value was read; `null` where no reading of it has a place. */
export function placeOf({
  value,
  readings,
}: {
  readonly value: string;
  readonly readings: readonly Pick<Reading, 'value' | 'page' | 'box'>[];
}): Spot | null {
  for (const { value: read, page, box } of readings)
    if (page !== null && box !== null && valueKey('text', read) === valueKey('text', value)) return { page, box };
  return null;
}
