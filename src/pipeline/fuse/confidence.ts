import type { SumCheck } from '../../core/checks.ts';
import {
  type FieldKind,
  HEADER_FIELDS,
  PARTY_FIELDS,
  PARTY_ROLES,
  ROW_FIELDS,
  TOTAL_FIELDS,
} from '../../core/fields.ts';
import { valueKey } from '../../core/normal.ts';
import type { ReasonCode } from '../../core/reasons.ts';
import type { Field } from '../../core/record.ts';
import type { FieldAt, FieldsAt } from './binding.ts';
import table from './confidence.json' with { type: 'json' };

/**
 * What a value's probability rests on. `raw`: log odds of its readers' own scores. `rival`: the best score of another
 * value. The others are 1 where they hold: read from XML; read from XML and found on the page; a check that binds the
 * field held, several did, one failed; its check digits held, which says that it is a number of its kind and not whose;
 * sums prove the document's total; a check failed somewhere in the document; the value stands nowhere that could be
 * pointed at; OCR read it off a picture; characters that look alike were exchanged. `weak`: how far the log odds of the
 * least sure word behind it fall short of those of a sure one.
 */
export interface Evidence {
  readonly raw: number;
  readonly rival: number;
  readonly xml: number;
  readonly both: number;
  readonly held: number;
  readonly heldTwice: number;
  readonly failed: number;
  readonly digits: number;
  readonly sumsHold: number;
  readonly sumsFail: number;
  readonly unplaced: number;
  readonly ocr: number;
  readonly weak: number;
  readonly mended: number;
}

/** A field of a record as the table of probabilities knows it, and the evidence for its value. */
export interface Assessed {
  readonly path: string;
  readonly field: Field;
  /** `seller.postcode`, `lines.net`: a path without its index. */
  readonly group: string;
  readonly kind: FieldKind;
  readonly evidence: Evidence;
  /** The most that it can be believed, whatever the evidence: 1 but for what the vision model alone read. */
  readonly most: number;
}

/**
 * The most that is believed of what the vision model alone read: nothing of it has been fitted, for there are no real
 * weights here to read with. Below what a booking asks for (`verdict.ts`), so no document is approved on its word alone;
 * a sum that binds the value is evidence of its own, and a value that stands nowhere is hardly more than a guess.
 */
const MODEL_ALONE = { bound: 0.8, placed: 0.6, unplaced: 0.3 } as const;

/** Weighs the evidence for every field of a record whose confidences are still its readers' own scores. */
export function assess(fields: Iterable<FieldAt>, checks: readonly SumCheck[], at: FieldsAt): readonly Assessed[] {
  const held = new Map<Field, number>();
  const digits = new Set<Field>();
  const failed = new Set<Field>();
  for (const { code, passed, fields: paths } of checks) {
    for (const field of paths.flatMap(at)) {
      if (!passed) failed.add(field);
      else if (DIGITS.has(code)) digits.add(field);
      else held.set(field, (held.get(field) ?? 0) + 1);
    }
  }
  const sumsHold = Number(checks.some(({ code, passed }) => passed && PROVES.has(code)));
  const sumsFail = Number(checks.some(({ passed }) => !passed));
  return [...fields].map(({ path, field, bound }) => {
    const group = path.replace(/\[\d+\]/, '');
    const kind = KINDS.get(group) ?? 'text';
    const key = valueKey(kind, field.value);
    const own = field.readings.filter((reading) => valueKey(kind, reading.value) === key);
    const others = field.readings.filter((reading) => !own.includes(reading));
    const xml = own.some(({ reader }) => reader === 'xml');
    const print = xml ? 1 : Math.max(...own.map((reading) => reading.print ?? 1));
    const times = Math.max(...bound.map((one) => held.get(one) ?? 0), 0);
    const alone = own.every(({ reader }) => reader === 'model');
    const unplaced = field.state === 'unproven';
    return {
      path,
      field,
      group,
      kind,
      most: alone ? MODEL_ALONE[unplaced ? 'unplaced' : times > 0 ? 'bound' : 'placed'] : 1,
      evidence: {
        raw: logOdds(field.confidence),
        rival: Math.max(0, ...others.map(({ score }) => score)),
        xml: Number(xml),
        both: Number(xml && own.some(({ box }) => box !== null)),
        held: Number(times > 0),
        heldTwice: Number(times > 1),
        failed: Number(bound.some((one) => failed.has(one))),
        digits: Number(digits.has(field)),
        sumsHold,
        sumsFail,
        unplaced: Number(unplaced),
        ocr: Number(print < 1),
        weak: print < 1 ? logOdds(1) - logOdds(print) : 0,
        mended: Number(own.every(({ mended }) => mended === true)),
      },
    };
  });
}

/** Probability that a value is right, 0 to 1, by the fitted table. A field that it does not know counts as its kind. */
export function probability(
  { group, kind, evidence, most }: Pick<Assessed, 'group' | 'kind' | 'evidence' | 'most'>,
  { weights, kinds, groups }: ConfidenceTable = TABLE,
): number {
  const own = groups[group];
  let sum = (kinds[kind] ?? 0) + (own?.bias ?? 0) + (own?.raw ?? 0) * evidence.raw;
  for (const name of EVIDENCE) sum += weights[name] * evidence[name];
  return Math.min(1 / (1 + Math.exp(-sum)), believable(group, evidence), most);
}

/** Log odds of a name with a legal form, an address or anything else beside its place on the page: from here on. */
const SUPPORTED = 0.62;

/**
 * The most that a seller's name can be believed. No sum binds a name, and documents with only a picture of it are too
 * rare to be fitted on: a line that merely stands where names stand (a slogan, a greeting) is as sure as its reader.
 */
const believable = (group: string, { raw, xml }: Evidence): number =>
  group === 'seller.name' && xml === 0 && raw < SUPPORTED ? 1 / (1 + Math.exp(-raw)) : 1;

/** The terms of the sum behind a probability, by name; `placeOnly` and `modelOnly` are what is held back. */
export function termsOf({ group, kind, evidence, most }: Assessed): ReadonlyMap<string, number> {
  const { weights, kinds, groups } = TABLE;
  const own = groups[group];
  const terms = new Map<string, number>([
    ['kind', (kinds[kind] ?? 0) + (own?.bias ?? 0)],
    ...EVIDENCE.map((name): [string, number] => [
      name,
      (weights[name] + (name === 'raw' ? (own?.raw ?? 0) : 0)) * evidence[name],
    ]),
  ]);
  const sum = () => [...terms.values()].reduce((total, term) => total + term, 0);
  const over = sum() - evidence.raw;
  if (over > 0 && believable(group, evidence) < 1) terms.set('placeOnly', -over);
  const beyond = most < 1 ? sum() - logOdds(most) : 0;
  return beyond > 0 ? terms.set('modelOnly', -beyond) : terms;
}

/** The fitted numbers of `confidence.json`: log odds, added up. */
export interface ConfidenceTable {
  readonly weights: Readonly<Record<keyof Evidence, number>>;
  readonly kinds: Readonly<Record<FieldKind, number>>;
  /** What a field adds to its kind, and to the weight of its readers' scores. */
  readonly groups: { readonly [group: string]: { readonly bias: number; readonly raw: number } | undefined };
}

/** The table that is fitted. */
export const TABLE: ConfidenceTable = table;
const EVIDENCE = Object.keys(TABLE.weights) as readonly (keyof Evidence)[];

/** Checks that, when they hold, bind a total to other figures of the document. */
export const PROVES: ReadonlySet<string> = new Set<ReasonCode>([
  'NET_PLUS_TAX_NE_GROSS',
  'SUM_LINES_NE_NET',
  'SUM_LINES_NE_LINE_TOTAL',
]);

const DIGITS: ReadonlySet<string> = new Set<ReasonCode>(['IBAN_CHECKSUM', 'VAT_ID_CHECKSUM']);

const KINDS: ReadonlyMap<string, FieldKind> = new Map(
  [
    ['', HEADER_FIELDS] as const,
    ['totals.', TOTAL_FIELDS] as const,
    ...PARTY_ROLES.map((role) => [`${role}.`, PARTY_FIELDS] as const),
    ...Object.entries(ROW_FIELDS).map(([group, fields]) => [`${group}.`, fields] as const),
  ].flatMap(([prefix, fields]) =>
    Object.entries(fields).map(([name, { kind }]): [string, FieldKind] => [`${prefix}${name}`, kind]),
  ),
);

/** Scores of 0 and 1 are opinions, not proofs; what is no number is no opinion. */
const logOdds = (p: number): number => {
  const kept = Number.isNaN(p) ? 0.01 : Math.min(0.99, Math.max(0.01, p));
  return Math.log(kept / (1 - kept));
};
