import type { Reading } from '../../core/reading.ts';
import type { Check, Field } from '../../core/record.ts';
import type { Contribution } from '../layout/candidate.ts';
import type { LabelSeen } from './label.ts';

/** One thing that spoke for or against a reading. */
export interface Spoke extends Contribution {
  /** What it means. */
  readonly about: string;
  /** What it added to the sum behind the score: value times weight. */
  readonly added: number;
}

/** A reading with its label, and what spoke for and against it, what weighed most first. */
export interface ReadingSeen extends Omit<Reading, 'features'> {
  readonly label: LabelSeen | null;
  readonly features: readonly Spoke[];
}

/** A value that a field could have. */
export interface CandidateSeen {
  readonly value: string;
  readonly score: number;
  readonly chosen: boolean;
  /** Best first. */
  readonly readings: readonly ReadingSeen[];
  /** The checks that bind the field, with this value in it. */
  readonly checks: readonly Check[];
}

/** Why a field of a record has the value that it has, or none. */
export interface Explanation {
  readonly field: string;
  readonly about: string;
  readonly bt: string | null;
  /** What the record says; `null` where it says nothing. */
  readonly value: string | null;
  readonly confidence: number | null;
  readonly state: Field['state'] | null;
  /** In plain words. */
  readonly why: readonly string[];
  /** Best first, whether they were given or not. */
  readonly candidates: readonly CandidateSeen[];
  /** A value is given from this score on; totals that a sum supports are given below it too. */
  readonly threshold: number;
}
