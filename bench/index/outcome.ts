import { median } from '../figures.ts';

/** How a method did. */
export interface Outcome {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  /** Milliseconds of all threads together: half of it on two cores that do nothing else. Of peers it is not known. */
  readonly cpu?: number;
  readonly recall1: number;
  readonly recall10: number;
  /** Bytes that are read for a question. */
  readonly bytes: number;
}

const HITS = 10;

/** The middle of the times, and what all but one in twenty stay below. */
export function timesOf(times: readonly number[]): Pick<Outcome, 'p50' | 'p95'> {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: median(times), p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN };
}

/** How much of the exact first page, and of the first ten, was found as such. */
export function recallOf(
  found: readonly (readonly number[])[],
  exact: readonly Float64Array[],
): Pick<Outcome, 'recall1' | 'recall10'> {
  const at = (n: number) => {
    const parts = found.map((pages, q) => {
      const right = order(exact[q] ?? []).slice(0, n);
      const own = new Set(pages.slice(0, n));
      return right.filter((page) => own.has(page)).length / n;
    });
    return parts.reduce((sum, part) => sum + part, 0) / parts.length;
  };
  return { recall1: at(1), recall10: at(HITS) };
}

/** Places of the scores, best first. */
export function order(scores: ArrayLike<number>): readonly number[] {
  return Array.from(scores, (_, place) => place).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

/** Outcomes under their columns; times beside the first one's. */
export function show(title: string, outcomes: readonly Outcome[]): void {
  const [first] = outcomes;
  const rows = outcomes.map((o) => [
    o.name,
    (1000 / o.p50).toFixed(1),
    o.p50.toFixed(1),
    o.p95.toFixed(1),
    o.cpu?.toFixed(1) ?? '',
    o.recall1.toFixed(3),
    o.recall10.toFixed(3),
    o.bytes > 0 ? (o.bytes / o.p50 / 1e6).toFixed(1) : '',
    first === undefined ? '' : (o.p50 / first.p50).toFixed(2),
  ]);
  const head = [
    title,
    'queries/s',
    'p50 ms',
    'p95 ms',
    'CPU ms',
    'recall@1',
    'recall@10',
    'GB/s',
    'time beside the first',
  ];
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  console.log();
  for (const row of [head, ...rows]) {
    console.log(
      `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`,
    );
  }
}
