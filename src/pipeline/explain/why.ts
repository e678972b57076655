import type { FieldPath } from '../../core/field-path.ts';
import type { Readings } from '../../core/reading.ts';
import type { Field } from '../../core/record.ts';
import type { CandidateSeen, PartySeen, ReadingSeen } from './explanation.ts';

/** What is known of a field when it is put into words. */
export interface Case {
  readonly path: FieldPath;
  /** What the record says. */
  readonly field: Field | undefined;
  readonly candidates: readonly CandidateSeen[];
  readonly threshold: number;
  readonly parties: readonly PartySeen[];
  readonly readings: readonly Readings[];
  /** A bare XML document has none. */
  readonly hasPages: boolean;
}

/** Why a field has its value, or none: sentences for a person, the most important first. */
export function reasonsWhy(given: Case): readonly string[] {
  const { path, field, candidates, threshold } = given;
  const chosen = candidates.find((candidate) => candidate.chosen);
  const changed = readsAnew(field, chosen);
  if (chosen === undefined) return [...changed, ...whyNothing(path, candidates, threshold)];
  const own = path.kind === 'row' ? whyRow(path, given) : whyBest(chosen, given);
  return [...changed, ...own, ...whyParty(path, given.parties), ...after(chosen)];
}

/** The record may be older than the program, or corrected by a person. */
function readsAnew(field: Field | undefined, chosen: CandidateSeen | undefined): readonly string[] {
  if (field?.state === 'corrected') return ['A person has set this value; what follows is what was read.'];
  if (field?.value === chosen?.value) return [];
  const now = chosen === undefined ? 'finds nothing' : `finds ${chosen.value}`;
  return [`This version of the program ${now} here: ingest --force brings the record up to date.`];
}

function whyNothing(path: FieldPath, [best]: readonly CandidateSeen[], threshold: number): readonly string[] {
  if (best === undefined)
    return [path.kind === 'row' ? 'No reader saw one in this row.' : 'Not found: no reader saw a candidate.'];
  const limit = `a value is given from ${points(threshold)} on`;
  if (best.score < threshold)
    return [`Not found: the best candidate, ${best.value}, has a score of ${points(best.score)}, and ${limit}.`];
  const failed = messages(best, false);
  return [
    `Not found: ${best.value} (${points(best.score)}) would have been sure enough, but what it is chosen with fits better without it.`,
    ...(failed.length > 0 ? [`With it: ${failed.join('; ')}.`] : []),
  ];
}

function whyRow(path: FieldPath & { readonly kind: 'row' }, { readings, candidates }: Case): readonly string[] {
  const own = readings.filter(({ rows }) => (rows[path.group]?.length ?? 0) > 0).map(({ reader }) => reader);
  const [first, ...others] = own;
  const rows =
    others.length > 0
      ? `The rows are those of ${first}, the reader most trusted that saw any; the same rows as ${others.join(' and ')} saw them add their evidence.`
      : `The rows are those that ${first ?? 'nobody'} saw; nobody else saw any.`;
  const rest = candidates.filter(({ chosen }) => !chosen);
  return [rows, ...rest.map(({ value, readings: [one] }) => `${one?.reader ?? 'another reader'} saw ${value} here.`)];
}

function whyBest(chosen: CandidateSeen, { candidates, hasPages }: Case): readonly string[] {
  const rivals = candidates.filter((candidate) => candidate !== chosen);
  const better = rivals.find((rival) => rival.score > chosen.score);
  const place = placeOf(chosen.readings[0]);
  const xml = chosen.readings.find(({ reader }) => reader === 'xml');
  const [next] = rivals;
  if (xml !== undefined && (next === undefined || !isFrom(next, 'xml'))) {
    const page = chosen.readings.find(({ box }) => box !== null)?.page;
    const printed = page ? ` Page ${page} prints it.` : hasPages ? ' It is not found on the pages.' : '';
    if (next === undefined) return [`The e-invoice says so.${printed}`];
    const best = `The page's own best is ${next.value} (${points(next.score)}).`;
    return [`The e-invoice says so, which comes before what is printed.${printed} ${best}`];
  }
  if (better !== undefined) {
    const [failed, holds] = [messages(better, false), messages(chosen, true)];
    return [
      `By itself ${better.value} is better (${points(better.score)} against ${points(chosen.score)}), but fields that bind one another are chosen together.`,
      ...(failed.length > 0 ? [`With ${better.value}: ${failed.join('; ')}.`] : []),
      ...(holds.length > 0 ? [`With ${chosen.value}: ${holds.join('; ')}.`] : []),
      ...(place === '' ? [] : [`It ${place}.`]),
    ];
  }
  if (next === undefined) return [`It is the only candidate${place === '' ? '' : `, and ${place}`}.`];
  const theirs = placeOf(next.readings[0]);
  return [
    `It has the best score, ${points(chosen.score)}${place === '' ? '' : `: it ${place}`}. The next, ${next.value} (${points(next.score)})${theirs === '' ? ' does less well' : `, ${theirs}`}.`,
    ...contrast(chosen.readings[0], next.readings[0]),
  ];
}

/** Seller and buyer are chosen together, each with all of its fields. */
function whyParty({ path }: FieldPath, parties: readonly PartySeen[]): readonly string[] {
  const [chosen, ...others] = parties.toSorted((a, b) => Number(b.chosen) - Number(a.chosen));
  if (chosen === undefined || !chosen.chosen) return [];
  const [other] = others;
  const against = other === undefined ? 'nobody else comes near' : `${other.name} with ${points(other.share)}`;
  const role = path.split('.')[0];
  return [
    `Seller and buyer are chosen together: ${chosen.name} is the ${role} with ${points(chosen.share)}, ${against}.`,
  ];
}

/** What else bears on the value that was chosen. */
function after(chosen: CandidateSeen): readonly string[] {
  const readers = [...new Set(chosen.readings.map(({ reader }) => reader))];
  const failed = messages(chosen, false);
  return [
    ...(readers.length > 1 ? [`${readers.join(' and ')} say the same, independently.`] : []),
    ...(failed.length > 0 ? [`Against it: ${failed.join('; ')}.`] : []),
  ];
}

/** How much a feature has to tell two readings apart to be named. */
const NOTABLE = 0.3;

/** The few features that tell two readings apart, from the better one's side. */
function contrast(better: ReadingSeen | undefined, other: ReadingSeen | undefined): readonly string[] {
  if (better === undefined || other === undefined || better.features.length === 0 || other.features.length === 0)
    return [];
  const addedBy = (reading: ReadingSeen, name: string) =>
    reading.features.find((spoke) => spoke.name === name)?.added ?? 0;
  const about = new Map([...other.features, ...better.features].map((spoke) => [spoke.name, spoke.about]));
  const told = [...about]
    .map(([name, text]) => ({ text, mine: addedBy(better, name), theirs: addedBy(other, name) }))
    .filter(({ mine, theirs }) => mine - theirs >= NOTABLE)
    .sort((a, b) => b.mine - b.theirs - (a.mine - a.theirs))
    .slice(0, 3)
    .map(({ text, mine, theirs }) => `${text} (${signed(mine)} against ${signed(theirs)})`);
  return told.length === 0 ? [] : [`What tells them apart: ${told.join('; ')}.`];
}

const RELATIONS = {
  after: (label: string) => `follows its label "${label}"`,
  right: (label: string) => `has its label "${label}" to the left`,
  below: (label: string) => `has its label "${label}" above`,
} as const;

function placeOf(reading: ReadingSeen | undefined): string {
  if (reading?.label) return RELATIONS[reading.label.relation](reading.label.text);
  const has = (name: string) => reading?.features.some((spoke) => spoke.name === name && spoke.value > 0) === true;
  if (has('title')) return 'stands in the title';
  if (has('block')) return 'stands in an address block';
  return has('only') ? 'is the only one of its kind' : '';
}

const isFrom = ({ readings }: CandidateSeen, reader: string): boolean => readings.some((one) => one.reader === reader);

const messages = ({ checks }: CandidateSeen, passed: boolean): readonly string[] =>
  checks.filter((check) => check.passed === passed).map(({ message }) => message);

/** A score as records show it, `.97`: rounded down, so that only certainty looks like it. */
const points = (score: number): string => (Math.floor(score * 100 + 1e-9) / 100).toFixed(2).replace(/^0/, '');

const signed = (added: number): string => (added > 0 ? `+${added.toFixed(1)}` : added.toFixed(1));
