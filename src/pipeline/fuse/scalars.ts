import { keysOf, SCALARS, type ScalarPath, TOTAL_FIELDS } from '../../core/fields.ts';
import { valueKey } from '../../core/normal.ts';
import type { Reading, Readings } from '../../core/reading.ts';
import { chooseDates } from './dates.ts';
import type { Locate } from './locate.ts';
import { NOTHING_SETTLED, type Settled, settledOf } from './settled.ts';
import { type Choice, otherChoices, weigh } from './support.ts';
import { chooseTotals, type Surroundings } from './totals.ts';

/** What was chosen for a field, all that could have been chosen, and whether page and XML speak against each other. */
export interface Decision {
  readonly chosen: Choice;
  readonly choices: readonly Choice[];
  /** The page's own reading, where it differs from what the XML says and what the XML says is not printed. */
  readonly against: Reading | null;
}

/** Fields on which a page that differs from its XML is a reason to look. */
const COMPARED: ReadonlySet<ScalarPath> = new Set<ScalarPath>([
  'number',
  'issueDate',
  'currency',
  'seller.vatId',
  'totals.net',
  'totals.tax',
  'totals.gross',
  'totals.due',
]);

/** A page's reading below this is not sure enough to be held against the XML. */
const SURE_ENOUGH = 0.6;

/** A field that nobody is surer of than this is left out: no value is better than a guess. */
export const WORTH_GIVING = 0.25;

/** All that could be chosen, of every scalar field that anybody read: what is printed, best first, then what else it may say. */
export type Choices = ReadonlyMap<ScalarPath, readonly Choice[]>;

/** Groups what the readers say of each scalar field by its value. */
export function choicesOf(all: readonly Readings[], onlyTax: Reading | null, locate: Locate): Choices {
  const choices = new Map<ScalarPath, readonly Choice[]>();
  for (const [path, { kind }] of SCALARS) {
    const readings = all.flatMap(({ scalars }) => scalars[path] ?? []);
    if (path === 'totals.tax' && onlyTax !== null) readings.push(onlyTax);
    if (readings.length === 0) continue;
    const weighed = weigh(
      kind,
      readings.flatMap((reading) => withPlace(kind, reading, readings, locate)),
    );
    choices.set(path, [...weighed, ...otherChoices(kind, weighed)]);
  }
  return choices;
}

/** Decides every scalar field: totals under the sums, dates under their order, the others each by its support. */
export function decideScalars(
  choices: Choices,
  around: Surroundings,
  settled: Settled = NOTHING_SETTLED,
): ReadonlyMap<ScalarPath, Decision> {
  const decisions = new Map<ScalarPath, Decision>();
  const eligible = new Map(
    [...choices].map(([path, options]) => [path, settledOf(path, authoritative(options), settled)] as const),
  );
  const joint = jointly(eligible, around);
  for (const [path, options] of choices) {
    const chosen = joint.has(path) ? joint.get(path) : eligible.get(path)?.[0];
    if (chosen === undefined || chosen.score < WORTH_GIVING) continue;
    decisions.set(path, { chosen, choices: options, against: COMPARED.has(path) ? against(chosen, options) : null });
  }
  return decisions;
}

/** What the XML says is what the sender says: the page can contradict it, and is flagged, but does not replace it. */
function authoritative(options: readonly Choice[]): readonly Choice[] {
  const said = options.filter(isFromXml);
  return said.length > 0 ? said : options;
}

/** Whether the XML supports a choice. */
export function isFromXml({ readings }: Choice): boolean {
  return readings.some(({ reader }) => reader === 'xml');
}

/** The fields that are chosen together; a field of these that is left out maps to `undefined`. */
function jointly(
  choices: ReadonlyMap<ScalarPath, readonly Choice[]>,
  around: Surroundings,
): ReadonlyMap<ScalarPath, Choice | undefined> {
  const fields = keysOf(TOTAL_FIELDS);
  const totals = chooseTotals(
    Object.fromEntries(fields.map((name) => [name, choices.get(`totals.${name}`) ?? []])),
    around,
  );
  const dates = chooseDates(choices.get('issueDate') ?? [], choices.get('dueDate') ?? []);
  return new Map<ScalarPath, Choice | undefined>([
    ...fields.map((name): [ScalarPath, Choice | undefined] => [`totals.${name}`, totals[name]]),
    ['issueDate', dates.issueDate],
    ['dueDate', dates.dueDate],
  ]);
}

/** A reading from XML, and where its value is printed when the page's own reader has not said so. */
function withPlace(
  kind: Parameters<Locate>[0],
  reading: Reading,
  all: readonly Reading[],
  locate: Locate,
): readonly Reading[] {
  if (reading.reader !== 'xml') return [reading];
  const key = valueKey(kind, reading.value);
  if (all.some((other) => other.box !== null && valueKey(kind, other.value) === key)) return [reading];
  const place = locate(kind, reading.value);
  return place === null
    ? [reading]
    : [reading, { ...place, value: reading.value, reader: 'words', path: null, score: 0.5 }];
}

function against(chosen: Choice, options: readonly Choice[]): Reading | null {
  const printed = chosen.readings.some((reading) => reading.reader === 'words');
  if (!isFromXml(chosen) || printed) return null;
  const rival = options.find((option) => option !== chosen)?.readings[0];
  return rival !== undefined && rival.reader === 'words' && rival.score >= SURE_ENOUGH ? rival : null;
}
