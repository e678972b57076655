import type { FieldKind } from '../../core/fields.ts';
import { valueKey } from '../../core/normal.ts';
import type { ReaderName, Reading } from '../../core/reading.ts';

/** One possible value of a field, with the readings that support it, best first. */
export interface Choice {
  readonly value: string;
  readonly readings: readonly Reading[];
  /** 0 to 1: how likely all its readers together make it. */
  readonly score: number;
  /** How likely the print says so, where it is not what was read at first sight: such a choice needs a check. */
  readonly likelihood?: number;
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

/**
 * What else the prints behind some choices may say, likeliest first: each as sure as its print is of the field, but
 * read from it with less certainty.
 */
export function otherChoices(kind: FieldKind, choices: readonly Choice[]): readonly Choice[] {
  const known = new Set(choices.map(({ value }) => valueKey(kind, value)));
  const others = new Map<string, Choice>();
  for (const { readings, score } of choices) {
    for (const reading of readings) {
      for (const { value, likelihood } of reading.alternatives ?? []) {
        const key = valueKey(kind, value);
        const before = others.get(key);
        if (known.has(key) || (before !== undefined && weightOf(before) >= score * likelihood)) continue;
        others.set(key, { value, score, likelihood, readings: [alternative(reading, value, likelihood)] });
      }
    }
  }
  return [...others.values()].sort((a, b) => weightOf(b) - weightOf(a));
}

/** A reading with another value that its print may have. */
export function alternative(reading: Reading, value: string, likelihood: number): Reading {
  const { alternatives: _, ...rest } = reading;
  return { ...rest, value, score: Math.round(reading.score * likelihood * 1000) / 1000, mended: true };
}

/** What a choice counts for among others of its field. */
export const weightOf = ({ score, likelihood = 1 }: Choice): number => score * likelihood;

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
