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
