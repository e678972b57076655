import type { FieldKind } from '../../core/fields.ts';
import { valueKey } from '../../core/normal.ts';
import type { ReaderName, Reading } from '../../core/reading.ts';

/** One possible value of a field, with the readings that support it, best first. */
export interface Choice {
  readonly value: string;
  readonly readings: readonly Reading[];
  /** 0 to 1: how likely all its readers together make it. */
  readonly score: number;
}

/**
 * Groups readings by the value they mean, best first.
 * Readers are taken as independent: each lowers what is left of the doubt, several readings by one reader count once.
 */
export function weigh(kind: FieldKind, readings: readonly Reading[]): readonly Choice[] {
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const key = valueKey(kind, reading.value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [reading]);
    else group.push(reading);
  }
  const choices = [...groups.values()].map((group) => {
    group.sort((a, b) => b.score - a.score);
    const best = new Map<ReaderName, number>();
    for (const { reader, score } of group) best.set(reader, Math.max(best.get(reader) ?? 0, score));
    const doubt = [...best.values()].reduce((left, score) => left * (1 - score), 1);
    return { value: (group[0] as Reading).value, readings: group, score: 1 - doubt };
  });
  return choices.sort((a, b) => b.score - a.score);
}

/** Whether two choices rest on one and the same print, so that their agreement says nothing. */
export function isSamePrint(a: Choice, b: Choice): boolean {
  const [first, second] = [a.readings[0], b.readings[0]];
  return first !== undefined && second !== undefined && isAtSamePlace(first, second);
}

/** Whether two readings point at the same box of the same page. */
export function isAtSamePlace(a: Place, b: Place): boolean {
  if (a.box === null || b.box === null || a.page !== b.page) return false;
  return Math.abs(a.box.x - b.box.x) < 1 && Math.abs(a.box.y - b.box.y) < 1 && Math.abs(a.box.w - b.box.w) < 1;
}

type Place = Pick<Reading, 'page' | 'box'>;
