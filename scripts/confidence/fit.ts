import type { Assessed, ConfidenceTable, Evidence } from '../../src/pipeline/fuse/confidence.ts';

/** How far a group may leave its kind before the data has to insist: the more a weight is shared, the freer it is. */
const RIDGE = { shared: 0.5, kind: 0.5, group: 2, slope: 6 };
const ROUNDS = 60;
/**
 * What every piece of evidence is worth before there is data, and on which side of zero it stays: a check that fails
 * never makes a value likelier, however many test invoices with wrong sums say otherwise.
 */
const PRIOR: Readonly<Record<keyof Evidence, number>> = {
  raw: 0.8,
  rival: -1,
  xml: 2,
  both: 1,
  held: 1,
  heldTwice: 0.5,
  failed: -2,
  digits: 0.5,
  sumsHold: 0.5,
  sumsFail: -0.5,
  unplaced: -1,
  ocr: -0.2,
  weak: -0.4,
  mended: -1,
};
/** Evidence that only documents read off pictures have. */
const OF_PICTURES: ReadonlySet<string> = new Set<keyof Evidence>(['ocr', 'weak', 'mended']);
/** Holds a number where it is. */
const FIXED = 1e9;

/** A field of which fewer values could be judged counts as its kind. */
const FEWEST = 12;

/** A value, whether it is right, and how much it counts. */
export interface Labelled {
  readonly assessed: Pick<Assessed, 'group' | 'kind' | 'evidence'>;
  readonly right: boolean;
  readonly weight: number;
}

/**
 * Fits the table of probabilities by ridge logistic regression (Newton's method): weights shared by all fields, an
 * offset for each kind of value, and for each field an offset and a slope on its readers' scores. With `kept`, a table
 * that was fitted on text layers, only what is of pictures is fitted, and all of its other numbers stay.
 */
export function fitTable(data: readonly Labelled[], kept?: ConfidenceTable): ConfidenceTable {
  const first = data[0];
  if (first === undefined) throw new Error('There is nothing to fit on.');
  const names = Object.keys(first.assessed.evidence) as (keyof Evidence)[];
  const kinds = [...new Set(data.map(({ assessed }) => assessed.kind))].sort();
  const times = new Map<string, number>();
  for (const { assessed } of data) times.set(assessed.group, (times.get(assessed.group) ?? 0) + 1);
  const groups =
    kept === undefined
      ? [...times].flatMap(([group, n]) => (n >= FEWEST ? [group] : [])).sort()
      : Object.keys(kept.groups);
  const kindAt = new Map(kinds.map((kind, i) => [kind, names.length + i]));
  const groupAt = new Map(groups.map((group, i) => [group, names.length + kinds.length + 2 * i]));
  const size = names.length + kinds.length + 2 * groups.length;

  /** The few columns of a row that are not 0. */
  const rows = data.map(({ assessed, right, weight }) => {
    const at: [number, number][] = names.map((name, i) => [i, assessed.evidence[name]]);
    at.push([kindAt.get(assessed.kind) ?? 0, 1]);
    const group = groupAt.get(assessed.group);
    if (group !== undefined) at.push([group, 1], [group + 1, assessed.evidence.raw]);
    return { at: at.filter(([, value]) => value !== 0), y: Number(right), weight };
  });
  const ridge = Float64Array.from({ length: size }, (_, i) => {
    if (kept !== undefined && !OF_PICTURES.has(names[i] ?? '')) return FIXED;
    if (i < names.length) return RIDGE.shared;
    if (i < names.length + kinds.length) return RIDGE.kind;
    return (i - names.length - kinds.length) % 2 === 0 ? RIDGE.group : RIDGE.slope;
  });
  const prior = Float64Array.from({ length: size }, (_, i) => PRIOR[names[i] as keyof Evidence] ?? 0);
  if (kept !== undefined) {
    for (const [i, name] of names.entries()) if (!OF_PICTURES.has(name)) prior[i] = kept.weights[name];
    for (const [kind, i] of kindAt) prior[i] = kept.kinds[kind];
    for (const [group, i] of groupAt)
      [prior[i], prior[i + 1]] = [kept.groups[group]?.bias ?? 0, kept.groups[group]?.raw ?? 0];
  }
  const w = Float64Array.from(prior);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = w.map((value, i) => (ridge[i] ?? 0) * (value - (prior[i] ?? 0)));
    const hessian = Array.from({ length: size }, (_, i) => {
      const line = new Float64Array(size);
      line[i] = ridge[i] ?? 0;
      return line;
    });
    for (const { at, y, weight } of rows) {
      const p = 1 / (1 + Math.exp(-at.reduce((sum, [i, value]) => sum + (w[i] ?? 0) * value, 0)));
      for (const [i, a] of at) {
        gradient[i] = (gradient[i] ?? 0) + weight * (p - y) * a;
        const line = hessian[i] as Float64Array;
        for (const [j, b] of at) line[j] = (line[j] ?? 0) + weight * p * (1 - p) * a * b;
      }
    }
    const step = solve(hessian, gradient);
    for (let i = 0; i < size; i++) {
      const next = (w[i] ?? 0) - (step[i] ?? 0);
      const expected = prior[i] ?? 0;
      // A quarter of what was expected is the least that is believed; of a failed check, all of it.
      const bound = names[i] === 'failed' ? expected : expected / 4;
      w[i] = expected > 0 ? Math.max(next, bound) : expected < 0 ? Math.min(next, bound) : next;
    }
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  const at = (i: number | undefined) => Math.round((w[i ?? -1] ?? 0) * 1000) / 1000;
  if (kept !== undefined) {
    const own = names.flatMap((name, i) => (OF_PICTURES.has(name) ? [[name, at(i)] as const] : []));
    return { ...kept, weights: { ...kept.weights, ...Object.fromEntries(own) } };
  }
  return {
    weights: Object.fromEntries(names.map((name, i) => [name, at(i)])) as ConfidenceTable['weights'],
    kinds: Object.fromEntries(kinds.map((kind) => [kind, at(kindAt.get(kind))])) as ConfidenceTable['kinds'],
    groups: Object.fromEntries(
      groups.map((group) => [group, { bias: at(groupAt.get(group)), raw: at((groupAt.get(group) ?? 0) + 1) }]),
    ),
  };
}

/** Solves a symmetric, positive definite system of equations (Cholesky). */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const lower = matrix.map((line) => Float64Array.from(line));
  const of = (i: number) => lower[i] as Float64Array;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = of(i)[j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (of(i)[k] ?? 0) * (of(j)[k] ?? 0);
      of(i)[j] = i === j ? Math.sqrt(sum) : sum / (of(j)[j] ?? 1);
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] ?? 0) - (of(i)[k] ?? 0) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / (of(i)[i] ?? 1);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = (x[i] ?? 0) - (of(k)[i] ?? 0) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / (of(i)[i] ?? 1);
  }
  return x;
}
