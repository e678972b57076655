/** The middle value; the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** Figures in columns under a title. */
export function print(
  title: string,
  rows: readonly (readonly [name: string, figure: string, remark?: string])[],
): void {
  console.log(`\n${title}`);
  const names = Math.max(...rows.map(([name]) => name.length));
  const figures = Math.max(...rows.map(([, figure]) => figure.length));
  for (const [name, figure, remark = ''] of rows) {
    console.log(`  ${name.padEnd(names)}   ${figure.padStart(figures)}   ${remark}`.trimEnd());
  }
}
