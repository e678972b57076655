import { overlap } from '../../../core/geometry.ts';
import { currencyOf } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import { fold } from '../lexicon.ts';
import type { Cell, CellLine } from './cells.ts';
import { right } from './cells.ts';
import { type HeadKind, kindOf, type Vocabulary } from './vocabulary.ts';

/** One column head. A head of several lines can name several things that stand one below the other. */
export interface HeadColumn {
  readonly kinds: readonly HeadKind[];
  readonly x0: number;
  readonly x1: number;
  readonly words: readonly Word[];
}

/** The heads of a table: lines `first` to `last` of the document. */
export interface Head {
  readonly first: number;
  readonly last: number;
  readonly columns: readonly HeadColumn[];
  /** Whether it heads line items for sure, or perhaps (amounts of anything); else some other table, which ends the one above. */
  readonly items: 'surely' | 'perhaps' | 'no';
}

interface Match {
  readonly words: readonly Word[];
  readonly kind: HeadKind;
}

// Widest gap inside one head on one line, in font sizes.
const HEAD_GAP = 0.8;
// Widest space inside a head whose words are no heads by themselves.
const WIDEST_SPACE = 1.5;
// Share of a line's words that heads must explain: running text names columns too.
const DENSE = 0.5;
// Distance of the lines of one head, in line heights.
const STEP = 1.55;
const CLOSE = 1.25;
// Words of one head in one of its lines: many where all are heads, few where none is.
const [LONG, MEDIUM, SHORT] = [4, 3, 2];

/** Heads named in a line, the longest entry first, left to right. */
function matchesOf(words: readonly Word[], vocabulary: Vocabulary): Match[] {
  const found: Match[] = [];
  for (let i = 0; i < words.length; ) {
    let hit: Match | null = null;
    let key = '';
    for (let n = 1; i + n <= words.length; n++) {
      const word = words[i + n - 1];
      const before = words[i + n - 2];
      if (word === undefined) break;
      // Two heads side by side can read like one ("VAT" and "Amount"): the gap between columns tells.
      const gap = n > 1 && before !== undefined ? (word.box.x - right(before)) / word.size : 0;
      if (gap > WIDEST_SPACE || (gap > HEAD_GAP && vocabulary.heads.has(fold(word.text)))) break;
      key += fold(word.text);
      const kind = vocabulary.heads.get(key);
      if (kind !== undefined) hit = { words: words.slice(i, i + n), kind };
      else if (!vocabulary.openings.has(key)) break;
    }
    if (hit !== null) found.push(hit);
    i += hit?.words.length ?? 1;
  }
  return found;
}

const hasNumber = (line: CellLine) =>
  line.cells.some(
    ({ number, inner }) => (number?.decimals ?? 0) > 0 || number?.percent === true || inner.some((n) => n.decimals > 0),
  ) || line.cells.filter((cell) => cell.number !== null).length > 1;

/** The cells of a head's line: cut at gaps, and where one named head follows another without one. */
function headCells(line: CellLine, matches: readonly Match[]): { x0: number; x1: number; words: readonly Word[] }[] {
  const starts = new Set(matches.map((m) => m.words[0]));
  const owner = new Map(matches.flatMap((m) => m.words.map((w) => [w, m] as const)));
  const cells: Word[][] = [];
  line.line.words.forEach((word, i) => {
    const before = line.line.words[i - 1];
    const cell = cells.at(-1);
    const wide = before === undefined || word.box.x - right(before) > HEAD_GAP * word.size;
    const sameMatch = before !== undefined && owner.has(word) && owner.get(word) === owner.get(before);
    const cut =
      starts.has(word) &&
      cell?.some((w) => owner.has(w)) === true &&
      (before === undefined || word.box.x - right(before) > 0.4 * word.size);
    if (cell === undefined || (wide && !sameMatch) || cut) cells.push([word]);
    else cell.push(word);
  });
  return cells.map((words) => ({ words, x0: words[0]?.box.x ?? 0, x1: Math.max(...words.map(right)) }));
}

/** Whether a set of kinds heads line items, another table, or nothing (`null`). */
function judge(kinds: ReadonlySet<HeadKind>): Head['items'] | null {
  if (kinds.size < 2) return null;
  const has = (...names: readonly HeadKind[]) => names.some((name) => kinds.has(name));
  const priced = has('quantity', 'unitPrice');
  const amount = has('net', 'gross', 'amount');
  if (has('basis') && !has('unitPrice')) return 'no';
  if (priced && (amount || has('unitPrice'))) return 'surely';
  if (priced && kinds.size >= 3 && has('description', 'articleNumber', 'position', 'gtin')) return 'surely';
  if (has('description', 'gtin') && amount) return 'surely';
  if (has('articleNumber', 'position', 'date') && amount) return 'perhaps';
  if (has('taxAmount') && has('taxRate', 'net', 'amount')) return 'no';
  return null;
}

/** The words of a head without the currency of its column. */
function namesOf(words: readonly Word[]): string[] {
  const names = words.filter((word) => currencyOf(word.text.replace(/[()[\]]/g, '')) === null);
  return (names.length > 0 ? names : words).map((word) => word.text);
}

/** What the lines of one head name: two lines one thing where they read on. */
function linesKinds(lines: readonly (readonly string[])[], vocabulary: Vocabulary): (HeadKind | null)[] {
  const kinds: (HeadKind | null)[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [line, next] = [lines[i] ?? [], lines[i + 1]];
    const both = next === undefined ? undefined : vocabulary.heads.get(fold([...line, ...next].join('')));
    if (both !== undefined) i++;
    kinds.push(both ?? kindOf(line, vocabulary));
  }
  return kinds;
}

/** Lays the cells of a head's lines one below the other. */
function stack(rows: readonly ReturnType<typeof headCells>[], vocabulary: Vocabulary): HeadColumn[] {
  const columns: { x0: number; x1: number; lines: (readonly Word[])[] }[] = [];
  for (const row of rows) {
    for (const cell of row) {
      const width = cell.x1 - cell.x0;
      let best: (typeof columns)[number] | undefined;
      let most = 0;
      for (const column of columns) {
        const share =
          overlap(column.x0, column.x1 - column.x0, cell.x0, width) / Math.min(width, column.x1 - column.x0);
        // A head that spans several lower ones is none of them.
        if (share > Math.max(0.3, most)) [best, most] = [column, share];
      }
      if (best === undefined) columns.push({ x0: cell.x0, x1: cell.x1, lines: [cell.words] });
      else {
        best.lines.push(cell.words);
        best.x0 = Math.min(best.x0, cell.x0);
        best.x1 = Math.max(best.x1, cell.x1);
      }
    }
  }
  return columns
    .map(({ x0, x1, lines }) => {
      const words = lines.flat();
      const texts = namesOf(words);
      const whole = vocabulary.heads.get(fold(texts.join('')));
      const kinds = whole === undefined ? linesKinds(lines.map(namesOf), vocabulary) : [whole];
      const known = [...new Set(kinds.filter((kind) => kind !== null))];
      const joined = kindOf(texts, vocabulary);
      return { x0, x1, words, kinds: known.length > 0 ? known : joined === null ? [] : [joined] };
    })
    .sort((a, b) => a.x0 - b.x0);
}

/** Every head of a table in a document's lines, from top to bottom. `lineHeight` gives the median height of a page's lines. */
export function findHeads(
  lines: readonly CellLine[],
  vocabulary: Vocabulary,
  lineHeight: (page: number) => number,
): Head[] {
  const heads: Head[] = [];
  const matched = lines.map((line) => matchesOf(line.line.words, vocabulary));
  const dense = (i: number) => {
    const words = lines[i]?.line.words.length ?? 0;
    return words > 0 && (matched[i] ?? []).reduce((sum, m) => sum + m.words.length, 0) / words >= DENSE;
  };
  let free = 0;
  lines.forEach((line, i) => {
    if (i < free || hasNumber(line) || !dense(i)) return;
    const own = matched[i] ?? [];
    const height = lineHeight(line.page);
    const joins = (at: number, from: CellLine) => {
      const other = lines[at];
      if (other === undefined || at < free || other.page !== line.page || hasNumber(other)) return false;
      const step = Math.abs(other.y - from.y) / height;
      const shorter = (most: number) => other.cells.every((cell) => cell.words.length <= most);
      if (step <= STEP && dense(at) && shorter(LONG)) return true;
      const some = (matched[at] ?? []).length > 0;
      return step <= (some ? STEP : CLOSE) && shorter(some ? MEDIUM : SHORT) && touches(other, line);
    };
    // Two columns can have their second name in the next line ("Description | Extended / price").
    const several = new Set(own.map((m) => m.kind)).size > 1;
    if (!several && !(line.cells.length > 1 && joins(i + 1, line))) return;
    let first = i;
    let last = i;
    while (i - first < 4 && joins(first - 1, lines[first] ?? line)) first--;
    while (last - i < 4 && joins(last + 1, lines[last] ?? line)) last++;
    const rows = lines.slice(first, last + 1).map((l, k) => headCells(l, matched[first + k] ?? []));
    const columns = stack(rows, vocabulary);
    const verdict = judge(new Set(columns.flatMap((c) => c.kinds)));
    if (verdict === null || columns.filter((column) => column.kinds.length > 0).length < 2) return;
    heads.push({ first, last, columns, items: verdict });
    free = last + 1;
  });
  return heads;
}

/** Whether every cell of a line stands within the width of another line. */
function touches(a: CellLine, b: CellLine): boolean {
  const x0 = b.cells[0]?.x0 ?? 0;
  const x1 = b.cells.at(-1)?.x1 ?? 0;
  return a.cells.every((cell: Cell) => overlap(cell.x0, cell.x1 - cell.x0, x0, x1 - x0) > 0);
}
