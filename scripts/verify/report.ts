/** Says what holds and what does not, and remembers whether all did. */
export interface Report {
  /** Something that is the same or is not. */
  same(what: string, holds: boolean, note?: string): void;
  /** Something that may be off by less than `limit`. */
  near(what: string, difference: number, limit: number): void;
  readonly failed: number;
}

/** A report that is written line by line. */
export function createReport(write: (line: string) => void): Report {
  let failed = 0;
  const line = (holds: boolean, text: string) => {
    if (!holds) failed++;
    write(`${holds ? 'ok  ' : 'FAIL'} ${text}`);
  };
  return {
    same: (what, holds, note = '') => line(holds, note === '' ? what : `${what}: ${note}`),
    near: (what, difference, limit) =>
      line(difference < limit, `${what}: off by ${difference.toExponential(1)}, less than ${limit} is asked`),
    get failed() {
      return failed;
    },
  };
}

/** The largest of some differences; not a number where one is none, which is less than nothing. */
export function largest(differences: Iterable<number>): number {
  let worst = 0;
  for (const one of differences) if (!(one <= worst)) worst = one;
  return worst;
}
