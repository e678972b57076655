import type { Readings } from '../../core/reading.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import { NOTHING_SETTLED, type Settled, settledBy } from './settled.ts';

/** Readings that are fused together, and what the vision model cannot change. */
export interface Joined {
  readonly all: readonly Readings[];
  readonly settled: Settled;
}

/**
 * What the model read beside what the others did. `record` is what the others make of the document, `null` where they
 * found nothing to read. Rows of the model are given only where they add up and those of the words do not.
 */
export function joinModel(readings: readonly Readings[], seen: Readings, record: InvoiceRecord | null): Joined {
  const others = seen.rows.lines === undefined ? readings : readings.map(withoutLines);
  return { all: [...others, seen], settled: record === null ? NOTHING_SETTLED : settledBy(record) };
}

function withoutLines(readings: Readings): Readings {
  const { lines: _, ...rows } = readings.rows;
  return { ...readings, rows };
}
