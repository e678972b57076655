import { TOTAL_FIELDS } from '../../../core/fields.ts';
import { add, type DecimalMark } from '../../../core/money.ts';
import type { Row } from '../../../core/reading.ts';
import type { LabelAt } from '../labels.ts';
import type { Line } from '../lines.ts';
import type { DocumentView } from '../view.ts';
import { bandsOf } from './bands.ts';
import { itemBlocks } from './blocks.ts';
import { type CellLine, cellsOf } from './cells.ts';
import { gridOf } from './grid.ts';
import { findHeads } from './headers.ts';
import { guessTable } from './headless.ts';
import { amountsIn, isTaxed, itemsOf, type Printed } from './items.ts';
import { percentsIn, type Roles, rolesOf } from './roles.ts';
import { rowOf } from './row.ts';
import { type Core, coresOf } from './rows.ts';
import { type Table, tablesOf } from './tables.ts';
import { taxCodesIn } from './tax-codes.ts';
import { partsOf, type TextPart, textColumnsOf, withPositions } from './texts.ts';
import { leadingIn } from './times.ts';
import { startsWithAny, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** What one table would give, and what speaks for it. */
interface Found {
  readonly cores: readonly Core[];
  /** Its rows, given whether their amounts are with tax; `null` where only the heads can say so. */
  readonly rows: (taxed: boolean | null) => readonly Row<'lines'>[];
  /** Whether its rows print amounts. */
  readonly priced: boolean;
  /** Whether quantity times price is the amount in most rows. */
  readonly multiplied: boolean;
  /** Whether the amounts add up to an amount that is printed. */
  readonly summed: boolean;
  readonly sum: string;
  /** Whether the heads say that it is a table of line items. */
  readonly sure: boolean;
}

/** What the tables of a document have in common. */
interface Surroundings extends Printed {
  readonly view: DocumentView;
  readonly vocabulary: Vocabulary;
  readonly taxCodes: ReadonlyMap<string, string>;
  /** Lines that begin with the label of a total. */
  readonly totals: ReadonlySet<Line>;
}

/** The line items that a document's words print, in their order. */
export function readLineItems(view: DocumentView): readonly Row<'lines'>[] {
  const vocabulary = vocabularyOf(view.lexicons);
  const lines = view.pages.flatMap((page) =>
    page.lines.map((line, i) => cellsOf(line, page.amounts[i] ?? [], view.mark)),
  );
  const heights = new Map(view.pages.map((page) => [page.number, page.lineHeight]));
  const heightOf = (page: number) => heights.get(page) ?? 10;
  const percents = percentsIn(lines);
  const totals = new Set(view.pages.flatMap((page) => page.lines.filter((_, i) => isTotal(page.labels[i]?.[0]))));
  const document = { lines, percents, view, vocabulary, taxCodes: taxCodesIn(lines, percents), totals };
  const read = (table: Table) => readTable(table, document, heightOf(table.lines[0]?.page ?? 1));
  const isItems = ({ cores, sure, multiplied, summed }: Found) => cores.length > 0 && (sure || multiplied || summed);
  const found = tablesOf(lines, findHeads(lines, vocabulary, heightOf))
    .map(read)
    .filter(isItems);
  const headed = together(found, lines);
  if (headed.length > 0 && worth(headed) === PROVEN) return rowsOf(headed, document);
  const guess = guessTable(lines, vocabulary, heightOf);
  const guessed = guess === null ? null : read(guess);
  if (guessed !== null && (guessed.summed || (guessed.sure && guessed.multiplied))) {
    // Heads are what a table is known by, unless the numbers alone prove more than they do.
    if (headed.length === 0 || worth([guessed]) > worth(headed) + 1) return rowsOf([guessed], document);
  }
  return headed.length > 0 ? rowsOf(headed, document) : itemBlocks(lines, vocabulary, view.mark);
}

const isTotal = (label: LabelAt | undefined): boolean =>
  label !== undefined &&
  label.from === 0 &&
  label.uses.some(({ field, strength }) => field in TOTAL_FIELDS && strength >= 0.5);

const PROVEN = 3;

/** How much numbers prove of some tables: amounts in them, products in their rows, their sum printed. */
function worth(tables: readonly Found[]): number {
  const amounts = tables.every(({ priced }) => priced);
  const products = tables.some(({ multiplied }) => multiplied);
  return Number(amounts) + Number(products) + Number(tables.every(({ summed }) => summed));
}

/** The rows of the tables that are line items: with tax or without is a question for the sum of all of them. */
function rowsOf(tables: readonly Found[], { lines, percents }: Printed): readonly Row<'lines'>[] {
  const printed = amountsIn(
    lines,
    tables.flatMap(({ cores }) => cores),
  );
  const sum = add(...tables.map((table) => table.sum));
  const taxed = isTaxed(sum, printed, percents);
  return tables.flatMap(({ rows }) => rows(taxed));
}

/**
 * Of several tables those that are line items together. Beside one that quantities and prices speak for, amounts
 * alone (of instalments, of allowances) are line items only where the document's sums take them in.
 */
function together(found: readonly Found[], lines: readonly CellLine[]): readonly Found[] {
  const certain = found.filter(({ multiplied }) => multiplied);
  if (certain.length === 0 || certain.length === found.length) return found;
  const printed = amountsIn(lines, []);
  if (printed.has(add(...found.map(({ sum }) => sum)))) return found;
  return certain.some(({ summed }) => summed)
    ? certain
    : found.filter(({ multiplied, summed }) => multiplied || summed);
}

/** Numbers that a row has at least for another to be known as one like it. */
const FULL = 3;

/** Whether a line has a number wherever another, which is full, has one: below an allowance on a row the next one follows. */
function isLike(line: CellLine, full: CellLine | undefined): boolean {
  const numbersOf = ({ cells }: CellLine) => cells.filter((cell) => cell.number !== null);
  const wanted = full === undefined ? [] : numbersOf(full);
  const own = numbersOf(line);
  if (wanted.length < FULL || own.length < wanted.length) return false;
  return wanted.every((one) => own.some((cell) => cell.x0 < one.x1 && cell.x1 > one.x0));
}

/** Lines of a table before its first row of sums: what its columns are told from. */
function bodyOf({ lines, starts, body: known }: Table, vocabulary: Vocabulary): readonly CellLine[] {
  if (known !== null) return known;
  const body: CellLine[] = [];
  let open = true;
  let full: CellLine | undefined;
  for (const line of lines) {
    if (starts.has(line) || (!open && isLike(line, full))) open = true;
    const first = line.cells.find((cell) => cell.number === null && /\p{L}/u.test(cell.words[0]?.text ?? ''));
    const numbers = line.cells.filter((cell) => cell.number !== null).length;
    if (first !== undefined && numbers > 0 && numbers < 3) {
      const texts = first.words.map((w) => w.text);
      if (startsWithAny(texts, vocabulary.sums) && !startsWithAny(texts, vocabulary.carried)) open = false;
    }
    if (!open || numbers === 0) continue;
    body.push(line);
    full ??= numbers >= FULL ? line : undefined;
  }
  return body;
}

// Share of the rows without a quantity whose names must begin with it.
const MOST = 0.8;

/** Whether in the rows without a quantity the names begin with it: a number that times the price is the amount. */
function beginWithQuantity(
  cores: readonly Core[],
  parts: readonly (readonly TextPart[])[],
  { quantity, unitPrice, amount }: Roles,
  mark: DecimalMark,
): boolean {
  if (unitPrice === null || amount === null) return false;
  const without = cores.flatMap((core, i) => (quantity !== null && core.numbers.has(quantity) ? [] : [{ core, i }]));
  const begin = without.filter(({ core, i }) => {
    const [price, total] = [core.numbers.get(unitPrice), core.numbers.get(amount)];
    const name = parts[i]?.find((part) => part.kind === 'description');
    if (price === undefined || total === undefined || name === undefined) return false;
    return leadingIn(name.words, price.number.value, total.number.value, core.page, mark) !== null;
  });
  return begin.length > 0 && begin.length >= MOST * without.length;
}

/** The first line behind the last row that begins like a sum and has a number: no text of that row, however close. */
function sumAfter(
  cores: readonly Core[],
  lines: readonly CellLine[],
  { vocabulary, totals }: Surroundings,
): number | null {
  const last = cores.at(-1)?.last;
  if (last === undefined) return null;
  const at = lines.findIndex(({ line, cells }, i) => {
    if (i <= last || !cells.some(({ number, inner }) => number !== null || inner.length > 0)) return false;
    if (totals.has(line)) return true;
    const words = cells.find((cell) => cell.number === null)?.words ?? [];
    return startsWithAny(
      words.map((w) => w.text),
      vocabulary.sums,
    );
  });
  return at < 0 ? null : at;
}

function readTable(table: Table, document: Surroundings, lineHeight: number): Found {
  const { lines } = table;
  const { vocabulary, view, taxCodes } = document;
  const grid = gridOf(bodyOf(table, vocabulary), table.heads, lineHeight);
  const cores = coresOf(lines, grid);
  const roles = rolesOf(cores, grid, document.percents);
  const restarts = new Set<Core>();
  let core = 0;
  lines.forEach((line, i) => {
    if (!table.starts.has(line)) return;
    while ((cores[core]?.first ?? Number.POSITIVE_INFINITY) < i) core++;
    const next = cores[core];
    if (next !== undefined) restarts.add(next);
  });
  const items = itemsOf(cores, roles, vocabulary, document, restarts, table.body !== null);
  const barriers = new Set<number>();
  const told = roles.amount ?? roles.unitPrice;
  for (const c of cores)
    if (told !== null && c.numbers.has(told)) for (let at = c.first; at <= c.last; at++) barriers.add(at);
  const end = sumAfter(items.cores, lines, document);
  if (end !== null) barriers.add(end);
  const walls = new Set(lines.flatMap((line, i) => (table.starts.has(line) ? [i] : [])));
  const own = bandsOf(items.cores, { barriers, walls }, lines, grid, roles.position);
  const columns = textColumnsOf(items.cores, own, lines, grid);
  const score = 0.4 + 0.3 * roles.proven + (items.summed ? 0.25 : 0);
  const texts = items.cores.map((item, i) => partsOf(item, own[i] ?? [], lines, columns, grid));
  const parts = roles.position === null ? withPositions(texts) : texts;
  const leading = beginWithQuantity(items.cores, parts, roles, view.mark);
  const rows = (sumTaxed: boolean | null) => {
    const taxed = roles.amountKind === 'net' ? false : (sumTaxed ?? roles.amountKind === 'gross');
    const context = { roles, taxed, vocabulary, dateOrder: view.dateOrder, mark: view.mark, leading, taxCodes, score };
    return items.cores.map((item, i) => rowOf(item, parts[i] ?? [], context));
  };
  return {
    cores: items.cores,
    rows,
    priced: roles.amount !== null,
    multiplied: roles.proven >= 0.5,
    summed: items.summed,
    sum: items.sum,
    sure: table.sure,
  };
}
