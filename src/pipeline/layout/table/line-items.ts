import { union } from '../../../core/geometry.ts';
import type { Word } from '../../../core/page.ts';
import type { Reading, Row } from '../../../core/reading.ts';
import type { DocumentView } from '../view.ts';
import { type CellLine, cellsOf, cutAt } from './cells.ts';
import { gridOf, holdsText } from './grid.ts';
import { findHeads, type Head, type HeadColumn } from './headers.ts';
import { itemsOf } from './items.ts';
import { type Roles, rolesOf } from './roles.ts';
import { type Core, coresOf } from './rows.ts';
import { linesOfRows, partsOf, type TextPart, textColumnsOf } from './texts.ts';
import { startsWithAny, type Vocabulary, vocabularyOf } from './vocabulary.ts';

// How exactly a word stands below the edge of a head, in font sizes.
const EDGE = 0.3;

interface Table {
  readonly heads: readonly HeadColumn[];
  readonly lines: readonly CellLine[];
  /** First line of each part that has its heads printed again. */
  readonly starts: ReadonlySet<CellLine>;
}

/** The stretches of a document below each head, those with the same heads as one table. */
function tablesOf(lines: readonly CellLine[], heads: readonly Head[]): Table[] {
  const tables = new Map<string, { heads: readonly HeadColumn[]; lines: CellLine[]; starts: Set<CellLine> }>();
  heads.forEach((head, i) => {
    if (!head.items) return;
    const edges = head.columns.filter((column) => column.kinds.some(holdsText)).map((column) => column.x0);
    const below = lines
      .slice(head.last + 1, heads[i + 1]?.first ?? lines.length)
      .map((line) => (edges.length > 1 ? cutAt(line, edges, EDGE * (line.line.words[0]?.size ?? 10)) : line));
    const key = head.columns.map((c) => c.kinds.join('+')).join();
    const table = tables.get(key) ?? { heads: head.columns, lines: [], starts: new Set() };
    tables.set(key, table);
    if (below[0] !== undefined) table.starts.add(below[0]);
    table.lines.push(...below);
  });
  return [...tables.values()];
}

/** The line items that a document's words print, in their order. */
export function readLineItems(view: DocumentView): readonly Row<'lines'>[] {
  const vocabulary = vocabularyOf(view.lexicons);
  const lines = view.pages.flatMap((page) => page.lines.map((line) => cellsOf(line, view.mark)));
  const heights = new Map(view.pages.map((page) => [page.number, page.lineHeight]));
  const heightOf = (page: number) => heights.get(page) ?? 10;
  const heads = findHeads(lines, vocabulary, heightOf);
  return tablesOf(lines, heads).flatMap((table) => readTable(table, vocabulary, heightOf(table.lines[0]?.page ?? 1)));
}

/** Lines of a table before its first row of sums: what its columns are told from. */
function bodyOf({ lines, starts }: Table, vocabulary: Vocabulary): CellLine[] {
  const body: CellLine[] = [];
  let open = true;
  for (const line of lines) {
    if (starts.has(line)) open = true;
    const first = line.cells.find((cell) => cell.number === null && /\p{L}/u.test(cell.words[0]?.text ?? ''));
    const numbers = line.cells.filter((cell) => cell.number !== null).length;
    if (first !== undefined && numbers > 0 && numbers < 3) {
      const texts = first.words.map((w) => w.text);
      if (startsWithAny(texts, vocabulary.sums) && !startsWithAny(texts, vocabulary.carried)) open = false;
    }
    if (open && numbers > 0) body.push(line);
  }
  return body;
}

function readTable(table: Table, vocabulary: Vocabulary, lineHeight: number): Row<'lines'>[] {
  const { lines } = table;
  const grid = gridOf(bodyOf(table, vocabulary), table.heads, lineHeight);
  const cores = coresOf(lines, grid);
  const roles = rolesOf(cores, grid);
  const restarts = new Set<Core>();
  let core = 0;
  lines.forEach((line, i) => {
    if (!table.starts.has(line)) return;
    while ((cores[core]?.first ?? Number.POSITIVE_INFINITY) < i) core++;
    const next = cores[core];
    if (next !== undefined) restarts.add(next);
  });
  const items = itemsOf(cores, roles, vocabulary, lines, restarts);
  const barriers = new Set<number>();
  for (const c of cores)
    if (roles.amount !== null && c.numbers.has(roles.amount))
      for (let at = c.first; at <= c.last; at++) barriers.add(at);
  lines.forEach((line, i) => {
    if (i > 0 && table.starts.has(line)) barriers.add(i - 0.5);
  });
  const own = linesOfRows(items.cores, barriers, lines, grid);
  const columns = textColumnsOf(items.cores, own, lines, grid);
  const taxed = roles.amountKind === 'net' ? false : (items.taxed ?? roles.amountKind === 'gross');
  const score = 0.4 + 0.3 * roles.proven + (items.summed ? 0.25 : 0);
  return items.cores.map((item, i) =>
    rowOf(item, partsOf(item, own[i] ?? [], lines, columns, grid), roles, taxed, score),
  );
}

function reading(page: number, words: readonly Word[], value: string, score: number): Reading {
  const text = words.map((w) => w.text).join(' ');
  return { value, text, reader: 'words', page, box: union(words.map((w) => w.box)), path: null, score };
}

const LABELLED = /^[\p{L}][\p{L} .-]{1,40}:(?: |$)/u;

/** Puts what a row holds under its names. */
function rowOf(core: Core, parts: readonly TextPart[], roles: Roles, taxed: boolean, score: number): Row<'lines'> {
  const row: { -readonly [F in keyof Row<'lines'>]: Row<'lines'>[F] } = {};
  const put = (name: keyof Row<'lines'>, at: number | null) => {
    const placed = at === null ? undefined : core.numbers.get(at);
    if (placed !== undefined) row[name] = reading(core.page, placed.number.words, placed.number.value, score);
  };
  put('quantity', roles.quantity);
  put('unitPrice', roles.unitPrice);
  put('listPrice', roles.listPrice);
  put('priceBasis', roles.priceBasis);
  put('taxRate', roles.taxRate);
  put(taxed ? 'gross' : 'net', roles.amount);
  if (row.gross === undefined) put('gross', roles.gross);
  put('position', roles.position);
  const suffix = roles.quantity === null ? undefined : core.numbers.get(roles.quantity)?.cell.suffix;
  if (suffix !== undefined && suffix.length > 0) row.unit = text(core.page, suffix, score);

  const described = parts.filter((part) => part.kind === 'description');
  const name: Word[] = [];
  const details: Word[] = [];
  described.forEach((part, i) => {
    const before = described[i - 1];
    const printed = part.words.map((w) => w.text).join(' ');
    const height = part.words[0]?.size ?? 10;
    const goesOn =
      before !== undefined && part.y - before.y <= 1.45 * height && details.length === 0 && !LABELLED.test(printed);
    if (name.length === 0 || goesOn) name.push(...part.words);
    else details.push(...part.words);
  });
  if (name.length > 0) row.description = text(core.page, name, score);
  if (details.length > 0) row.details = text(core.page, details, score);
  for (const part of parts) {
    if (part.kind === 'description' || part.kind === 'date') continue;
    const kind =
      part.kind === 'gtin' || part.kind === 'articleNumber' || part.kind === 'buyerArticleNumber'
        ? codeKind(part)
        : part.kind === 'unit' || part.kind === 'position'
          ? part.kind
          : null;
    if (kind !== null && row[kind] === undefined) row[kind] = text(core.page, part.words, score);
  }
  return row;
}

/** Article numbers and GTINs share columns: a GTIN is told by its length. */
function codeKind(part: TextPart): 'gtin' | 'articleNumber' | 'buyerArticleNumber' {
  const printed = part.words.map((w) => w.text).join('');
  if (/^\d{13,14}$/.test(printed)) return 'gtin';
  return part.kind === 'buyerArticleNumber' ? 'buyerArticleNumber' : 'articleNumber';
}

const text = (page: number, words: readonly Word[], score: number) =>
  reading(page, words, words.map((w) => w.text).join(' '), score);
