import { seededRandom } from '../random.ts';

/** A seeded source of choices: the same seed gives the same choices on every machine. */
export interface Dice {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the options, as often as its weight says. */
  weigh<T>(options: readonly (readonly [weight: number, value: T])[]): T;
  shuffle<T>(list: readonly T[]): T[];
  /** One of the parts between the bars of `a|b|c`. */
  word(list: string): string;
  /** `pattern` with digits for `#`, non-zero digits for `%` and capital letters for `@`. */
  fill(pattern: string): string;
}

/** Dice for a seed. Each document has its own, so that it does not depend on how many are drawn before it. */
export function diceOf(seed: string): Dice {
  const next = seededRandom(fnv1a(seed));
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    const value = list[int(0, list.length - 1)];
    if (value === undefined) throw new Error('There is nothing to choose from.');
    return value;
  };
  return {
    int,
    chance: (probability) => next() < probability,
    pick,
    weigh(options) {
      let rest = next() * options.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of options) {
        rest -= weight;
        if (rest < 0) return value;
      }
      return pick(options)[1];
    },
    shuffle<T>(list: readonly T[]): T[] {
      return list
        .map((value) => ({ value, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value);
    },
    word: (list) => pick(list.split('|')),
    fill: (pattern) =>
      pattern.replace(/[#%@]/g, (mark) =>
        mark === '@' ? String.fromCharCode(int(65, 90)) : String(int(mark === '%' ? 1 : 0, 9)),
      ),
  };
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
