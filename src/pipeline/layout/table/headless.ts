import { overlap } from '../../../core/geometry.ts';
import { comesTo } from './arithmetic.ts';
import type { Cell, CellLine } from './cells.ts';
import type { HeadColumn } from './headers.ts';
import { type Table, under } from './tables.ts';
import { startsWithAny, type Vocabulary } from './vocabulary.ts';

// Lines whose cells are not level and still one row are closer than this, in line heights.
const LEVEL = 1.1;
// Heads are looked for in so many lines above the first row.
const HEAD_LINES = 4;
// More cells than a row of a table has.
const MOST_CELLS = 20;
// How far the edges of amounts of one column are apart, in line heights.
const EDGE = 0.35;

/** Whether among numbers one is the product of two others, told by more than one times something where `strict`. */
function multiplies(cells: readonly Cell[], strict: boolean): boolean {
  const numbers = cells.flatMap((c) => (c.number === null || c.number.percent ? [] : [c.number]));
  if (numbers.length < 3) return false;
  const values = numbers.map(({ value }) => Number(value));
  const isProduct = (total: number, at: number) => {
    if (total === 0 || (numbers[at]?.decimals === 0 && Math.abs(total) < 100)) return false;
    return numbers.some(({ decimals }, p) => {
      const price = values[p] ?? 0;
      if (p === at || (strict && Math.abs(price) === 1)) return false;
      return values.some(
        (q, i) => i !== p && i !== at && !(strict && Math.abs(q) === 1) && comesTo(q, price, total, decimals),
      );
    });
  };
  return values.some(isProduct);
}

/** Lines that multiply, alone or with the lines level with them; not sure where all of them multiply by one. */
function multiplying(
  lines: readonly CellLine[],
  lineHeight: (page: number) => number,
): { readonly rows: CellLine[]; readonly sure: boolean } {
  const rows = new Set<CellLine>();
  let sure = false;
  lines.forEach((line, i) => {
    if (!line.cells.some((cell) => cell.number !== null)) return;
    const close = (other: CellLine | undefined) =>
      other !== undefined && other.page === line.page && Math.abs(other.y - line.y) <= LEVEL * lineHeight(line.page);
    const near = [lines[i - 1], line, lines[i + 1]].filter((l) => l !== undefined && (l === line || close(l)));
    // A line that is whole is not mixed with those beside it.
    for (const group of [[line], near.filter((l) => l !== undefined)]) {
      const cells = group.flatMap((l) => l.cells);
      if (cells.length > MOST_CELLS || !multiplies(cells, false)) continue;
      for (const l of group) rows.add(l);
      sure ||= multiplies(cells, true);
      break;
    }
  });
  return { rows: lines.filter((line) => rows.has(line)), sure };
}

/**
 * Lines of text with one amount at the end whose run adds up to the amount of the line after it. Net and tax add up
 * too: two lines are a run only where a larger amount follows their sum.
 */
function adding(lines: readonly CellLine[], vocabulary: Vocabulary, lineHeight: (page: number) => number): CellLine[] {
  const columns = new Map<string, { line: CellLine; cents: number }[]>();
  for (const line of lines) {
    const last = line.cells.at(-1);
    // A sum can follow its label without a wide gap.
    const inner = last?.inner.at(-1);
    const number = last?.number ?? (inner?.words.at(-1) === last?.words.at(-1) ? inner : undefined);
    if (last === undefined || number === undefined || number.decimals === 0 || number.percent) continue;
    if (line.cells.filter((cell) => cell.number !== null).length > 1) continue;
    if (last.number !== null && line.cells.length < 2) continue;
    const edge = Math.round(last.x1 / (EDGE * lineHeight(line.page)) / 2);
    // A row's edge may fall on either side of a limit: it counts on both.
    for (const key of [edge, edge + 1]) {
      const rows = columns.get(String(key)) ?? [];
      columns.set(String(key), rows);
      rows.push({ line, cents: Math.round(Number(number.value) * 100) });
    }
  }
  const isSum = (line: CellLine) =>
    line.cells.some((cell) =>
      startsWithAny(
        cell.words.map((w) => w.text),
        vocabulary.sums,
      ),
    );
  let best: CellLine[] = [];
  for (const rows of columns.values()) {
    const starts = new Map<number, number>([[0, 0]]);
    let total = 0;
    for (const [i, { cents }] of rows.entries()) {
      const start = starts.get(total - cents);
      const run = start === undefined ? [] : rows.slice(start, i).filter((row) => row.cents !== 0);
      const enough = run.length > 2 || (run.length === 2 && rows.slice(i + 1).some((row) => row.cents > cents));
      if (start !== undefined && enough && !run.some((row) => isSum(row.line))) {
        if (i - start > best.length) best = rows.slice(start, i + 1).map((row) => row.line);
        break;
      }
      total += cents;
      if (!starts.has(total)) starts.set(total, i + 1);
    }
  }
  return best;
}

/**
 * A table whose heads are missing or in words that no lexicon has: its rows are told by numbers alone, quantity times
 * price being the amount, or amounts that add up to the next one.
 */
export function guessTable(
  lines: readonly CellLine[],
  vocabulary: Vocabulary,
  lineHeight: (page: number) => number,
): Table | null {
  const products = multiplying(lines, lineHeight);
  const sums = products.sure ? [] : adding(lines, vocabulary, lineHeight);
  const body = sums.length > 0 ? sums : products.rows;
  const first = body[0];
  if (first === undefined) return null;
  const at = lines.indexOf(first);
  const heads = strangeHeads(lines, at);
  const own = new Set(body.map((line) => line.line));
  const rest = heads.length > 0 ? under(lines.slice(at), heads) : lines.slice(at);
  return {
    heads,
    lines: rest,
    starts: new Set(),
    body: rest.filter((line) => own.has(line.line)),
    sure: products.sure,
  };
}

/** The heads above a first row, in words that no lexicon has: several texts side by side, above its numbers. */
function strangeHeads(lines: readonly CellLine[], first: number): HeadColumn[] {
  const row = lines[first];
  for (let at = first - 1; row !== undefined && at >= Math.max(0, first - HEAD_LINES); at--) {
    const line = lines[at];
    if (line === undefined || line.page !== row.page) break;
    const texts = line.cells.filter((cell) => cell.number === null);
    if (texts.length < 3 || texts.length < line.cells.length) continue;
    const numbers = row.cells.filter((cell) => cell.number !== null);
    const above = numbers.filter((n) => texts.some((t) => overlap(t.x0, t.x1 - t.x0, n.x0, n.x1 - n.x0) > 0));
    // A line of other text above a table ends before the table does.
    if (above.length * 2 < numbers.length || above.at(-1) !== numbers.at(-1)) continue;
    return texts.map(({ x0, x1, words }) => ({ kinds: [], x0, x1, words }));
  }
  return [];
}
