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

/** Somebody who was weighed for the role that a field belongs to. */
export interface PartySeen {
  readonly name: string;
  readonly page: number;
  /** Probability of the role. */
  readonly share: number;
  readonly chosen: boolean;
  /** What spoke for and against it in this role, in log odds, what weighed most first. */
  readonly evidence: readonly { readonly kind: string; readonly added: number }[];
}

/** A term of the sum behind a probability. */
export interface TermSeen {
  readonly name: string;
  readonly about: string;
  /** Log odds. */
  readonly added: number;
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
  /** What made the confidence, what weighed most first; empty where the value is not given. */
  readonly terms: readonly TermSeen[];
  /** For a field of seller or buyer: who it could have been, likeliest first. */
  readonly parties: readonly PartySeen[];
  /** A value is given from this score on; totals that a sum supports are given below it too. */
  readonly threshold: number;
}
