import type { DecimalMark } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import type { Row } from '../../../core/reading.ts';
import { findAmounts } from '../amounts.ts';
import { readingOf } from '../candidate.ts';
import { lineOf } from '../lines.ts';
import { comesTo } from './arithmetic.ts';
import type { CellLine } from './cells.ts';
import { type HeadKind, labelOf, type Vocabulary } from './vocabulary.ts';

interface Pair {
  readonly kind: HeadKind;
  readonly page: number;
  readonly words: readonly Word[];
}

/** The values that a line gives under names of columns: "Quantity: 3", or name and value in cells side by side. */
function pairsOf(line: CellLine, vocabulary: Vocabulary): Pair[] {
  const pairs: Pair[] = [];
  let open: HeadKind | null = null;
  for (const { words } of line.cells) {
    const label = labelOf(words, vocabulary);
    const rest = label === null ? words : words.slice(label.words);
    const named =
      label !== null && (rest.length === 0 || /:$/.test(words[label.words - 1]?.text ?? '') || rest[0]?.text === ':');
    const value = named && rest[0]?.text === ':' ? rest.slice(1) : rest;
    if (named && value.length > 0) pairs.push({ kind: label.kind, page: line.page, words: value });
    else if (!named && open !== null) pairs.push({ kind: open, page: line.page, words });
    open = named && value.length === 0 ? label.kind : null;
  }
  return pairs;
}

const FIELDS = {
  position: 'position',
  description: 'description',
  articleNumber: 'articleNumber',
  buyerArticleNumber: 'buyerArticleNumber',
  gtin: 'gtin',
  unit: 'unit',
  quantity: 'quantity',
  unitPrice: 'unitPrice',
  listPrice: 'listPrice',
  priceBasis: 'priceBasis',
  taxRate: 'taxRate',
  net: 'net',
  gross: 'gross',
  amount: 'net',
} as const satisfies { readonly [K in HeadKind]?: keyof Row<'lines'> };

const NUMBERS: ReadonlySet<HeadKind> = new Set<HeadKind>([
  'quantity',
  'unitPrice',
  'listPrice',
  'priceBasis',
  'taxRate',
  'net',
  'gross',
  'amount',
]);
const isField = (kind: HeadKind): kind is keyof typeof FIELDS => kind in FIELDS;

// An item in a list of names and values is as sure as one in a table whose amounts multiply.
const SCORE = 0.7;

function rowOf(pairs: readonly Pair[], mark: DecimalMark): Row<'lines'> | null {
  const row: { -readonly [F in keyof Row<'lines'>]: Row<'lines'>[F] } = {};
  for (const { kind, page, words } of pairs) {
    // What a list says twice in other words (amount, then net amount of all) counts the first time.
    if (!isField(kind) || row[FIELDS[kind]] !== undefined) continue;
    if (!NUMBERS.has(kind)) {
      row[FIELDS[kind]] = readingOf(words.map((w) => w.text).join(' '), page, words, SCORE);
      continue;
    }
    const number = findAmounts(lineOf(page, words), mark)[0];
    if (number === undefined) continue;
    row[FIELDS[kind]] = readingOf(number.value, page, number.words, SCORE);
    const unit = words.slice(number.to);
    if (kind === 'quantity' && unit.length > 0)
      row.unit = readingOf(unit.map((w) => w.text).join(' '), page, unit, SCORE);
  }
  const { description, quantity, unitPrice, net, gross } = row;
  if (description === undefined || (net ?? gross) === undefined || (quantity ?? unitPrice) === undefined) return null;
  if (quantity !== undefined && unitPrice !== undefined && net !== undefined) {
    if (!comesTo(Number(quantity.value), Number(unitPrice.value), Number(net.value), 2)) return null;
  }
  return row;
}

/** Line items that are printed as lists of names and values, one list an item. */
export function itemBlocks(lines: readonly CellLine[], vocabulary: Vocabulary, mark: DecimalMark): Row<'lines'>[] {
  const blocks: Pair[][] = [];
  for (const pair of lines.flatMap((line) => pairsOf(line, vocabulary))) {
    const block = blocks.at(-1);
    // A name that the list has already begins the next one.
    if (block === undefined || block.some((p) => p.kind === pair.kind)) blocks.push([pair]);
    else block.push(pair);
  }
  return blocks.map((block) => rowOf(block, mark)).filter((row) => row !== null);
}
