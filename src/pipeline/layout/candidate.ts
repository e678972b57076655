import { surenessOf } from '../../core/confusions.ts';
import type { ScalarPath } from '../../core/fields.ts';
import { union } from '../../core/geometry.ts';
import type { Word } from '../../core/page.ts';
import type { AlternativeValue, Reading } from '../../core/reading.ts';
import weights from './weights.json' with { type: 'json' };

/** What can speak for or against a candidate; each between 0 and 1, absent when it does not apply. */
export type Feature = Exclude<keyof typeof weights, 'bias'>;
export type Features = { readonly [F in Feature]?: number };

/** A value that a field might have, where it stands, and what speaks for it. */
export interface Candidate {
  readonly path: ScalarPath;
  /** Normalised as a reading's value. */
  readonly value: string;
  readonly page: number;
  readonly words: readonly Word[];
  readonly features: Features;
  /** How likely the text means this value, where it can be read in several ways; 1 when absent. */
  readonly share?: number;
  /** What else the same print may say. */
  readonly alternatives?: readonly AlternativeValue[] | undefined;
  /** Whether the value is not what its words say to the letter. */
  readonly mended?: boolean | undefined;
}

/** Score of a set of features, 0 to 1: a logistic sum over the table of weights. */
export function score(features: Features): number {
  let sum = weights.bias;
  for (const [name, value] of Object.entries(features)) sum += weights[name as Feature] * value;
  return 1 / (1 + Math.exp(-sum));
}

/** What one feature adds to the sum behind a score. */
export interface Contribution {
  readonly name: string;
  /** How far it applies, 0 to 1. */
  readonly value: number;
  readonly weight: number;
}

/** The terms of the sum behind a score: every feature, and what every candidate begins with. */
export function contributions(features: Readonly<Record<string, number>>): readonly Contribution[] {
  const table: Readonly<Record<string, number>> = weights;
  return Object.entries({ ...features, bias: 1 }).map(([name, value]) => ({ name, value, weight: table[name] ?? 0 }));
}

/** How much of its score a reading keeps that is of mended words. */
const MENDED = 0.9;

/** A reading of some words; `alternatives` are what else they may say, `mended` says that the value is not theirs to the letter. */
export function readingOf(
  value: string,
  page: number,
  words: readonly Word[],
  probability: number,
  { alternatives = [], mended: exchanged = false }: Pick<Candidate, 'alternatives' | 'mended'> = {},
): Reading {
  const print = surenessOf(words);
  const mended = print < 1 && (exchanged || words.some((w) => w.printed !== undefined));
  return {
    value,
    text: words.map((w) => w.printed ?? w.text).join(' '),
    reader: 'words',
    page,
    box: union(words.map((w) => w.box)),
    path: null,
    score: Math.round((mended ? MENDED * probability : probability) * 1000) / 1000,
    ...(print < 1 && { print: Math.floor(print * 1000) / 1000 }),
    ...(mended && { mended }),
    ...(alternatives.length > 0 && { alternatives }),
  };
}

/** The best candidates of each field, best first; equal values are one, and count a little more for standing twice. */
export function rank(candidates: Iterable<Candidate>, keep = 5): { [P in ScalarPath]?: readonly Reading[] } {
  const fields = new Map<ScalarPath, Map<string, { best: Candidate; p: number; times: number }>>();
  for (const candidate of candidates) {
    const values = fields.get(candidate.path) ?? new Map();
    fields.set(candidate.path, values);
    const p = score(candidate.features) * (candidate.share ?? 1);
    const known = values.get(candidate.value);
    if (known === undefined) values.set(candidate.value, { best: candidate, p, times: 1 });
    else {
      known.times++;
      if (p > known.p) [known.best, known.p] = [candidate, p];
    }
  }
  const scalars: { [P in ScalarPath]?: readonly Reading[] } = {};
  for (const [path, values] of fields) {
    scalars[path] = [...values.values()]
      .map(({ best, p, times }) => ({
        ...readingOf(best.value, best.page, best.words, p + (1 - p) * 0.1 * Math.min(2, times - 1), best),
        features: best.features,
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, keep);
  }
  return scalars;
}
