import type { DecimalMark } from '../../../core/money.ts';
import type { Word } from '../../../core/page.ts';
import { type AmountAt, findAmounts } from '../amounts.ts';
import { isSideways, type Line, lineOf } from '../lines.ts';
import { timesOf } from './times.ts';

/** Words of a line that no wide gap parts: what stands in one field of a table, as long as columns do not touch. */
export interface Cell {
  readonly words: readonly Word[];
  readonly x0: number;
  readonly x1: number;
  /** The number that the cell is, with nothing but a unit or a code behind it; `null` when the cell is text. */
  readonly number: AmountAt | null;
  /** The words behind the number. */
  readonly suffix: readonly Word[];
  /** Numbers inside a text: those of a column whose gap to the text is narrow are among them. */
  readonly inner: readonly AmountAt[];
}

/** A line in cells. */
export interface CellLine {
  readonly page: number;
  /** Centre of the line, points from the top of the page. */
  readonly y: number;
  readonly line: Line;
  readonly cells: readonly Cell[];
}

// A space is 0.25 to 0.3 of the font size in most fonts, and up to twice that in justified text.
const CELL_GAP = 0.75;
// What may follow a number and leave it a number: "3 Std.", "19 % VAT (S)", "500 g".
const SUFFIX_WORDS = 3;
const SUFFIX_LETTERS = 14;

/** Right edge of a word. */
export const right = (word: Word): number => word.box.x + word.box.w;

/** A cell of words that stand side by side. `numbers` are those of the line that lie among the words. */
export function cellOf(words: readonly Word[], numbers: readonly AmountAt[]): Cell {
  const x0 = words[0]?.box.x ?? 0;
  const x1 = words.reduce((edge, word) => Math.max(edge, right(word)), x0);
  const first = numbers[0];
  if (first !== undefined && first.words[0] === words[0]) {
    const suffix = words.slice(first.words.length);
    const letters = suffix.reduce((sum, word) => sum + word.text.length, 0);
    if (suffix.length <= SUFFIX_WORDS && letters <= SUFFIX_LETTERS) {
      return { words, x0, x1, number: first, suffix, inner: [] };
    }
  }
  return { words, x0, x1, number: null, suffix: [], inner: numbers };
}

// Rulings drawn with characters, and dots that lead to an amount.
const RULING = /^(?:[|¦│┃║]+|[._·…‥-]{3,})$/;

/** Whether a word is part of the line: not what runs up or down the margin across it, and no ruling. */
const isText = (word: Word) => !isSideways(word) && !RULING.test(word.text);

// Two amounts of columns that touch, printed as one word.
const TOUCHING = /^([-(]?\p{Sc}?\d[\d.,']*)(-?\p{Sc}\d[\d.,']*)$/u;

// A price for one of something: "$50/hr", "12.50/m²". Without a sign or decimals it may be half a code.
const PER = /^(-?(?:\p{Sc}\d[\d.,']*|\d[\d.,']*[.,]\d{2}\p{Sc}?|\d+\p{Sc}))(\/\p{L}[\p{L}²³]{0,9}\.?)$/u;

function partTouching(word: Word): Word[] {
  const [, first, second] = TOUCHING.exec(word.text) ?? PER.exec(word.text) ?? [];
  if (first === undefined || second === undefined) return [word];
  const w = (word.box.w * first.length) / word.text.length;
  return [
    { ...word, text: first, box: { ...word.box, w } },
    { ...word, text: second, box: { ...word.box, x: word.box.x + w, w: word.box.w - w } },
  ];
}

// A unit that is printed without a space behind its number.
const GLUED = /^(-?\d[\d.,]*)(\p{L}[\p{L}²³]{0,3}\.?)$/u;

/** A cell that is a number and a unit without a space between them. */
function partGlued(cell: Cell, page: number, mark: DecimalMark): Cell {
  const [word, ...others] = cell.words;
  if (word === undefined || others.length > 0 || cell.number !== null) return cell;
  const [, digits, unit] = GLUED.exec(word.text) ?? [];
  if (digits === undefined || unit === undefined) return cell;
  const w = (word.box.w * digits.length) / word.text.length;
  const words = [
    { ...word, text: digits, box: { ...word.box, w } },
    { ...word, text: unit, box: { ...word.box, x: word.box.x + w, w: word.box.w - w } },
  ];
  const number = findAmounts(lineOf(page, words.slice(0, 1)), mark);
  return number.length === 1 ? cellOf(words, number) : cell;
}

/** A cell that is nothing but quantity times price is two. */
function partTimes(cell: Cell, numbers: readonly AmountAt[]): readonly Cell[] {
  const times = numbers.length === 2 ? timesOf(cell.words, numbers) : null;
  if (times?.from !== 0) return [cell];
  const at = cell.words.findIndex((word) => word === times.price.words[0]);
  return [cellOf(cell.words.slice(0, at), [times.quantity]), cellOf(cell.words.slice(at), [times.price])];
}

/** Cuts a line, whose amounts are known, into cells: at wide gaps, and between a number and the number after it. */
export function cellsOf(printed: Line, amounts: readonly AmountAt[], mark: DecimalMark): CellLine {
  const line = printed.words.every((word) => isText(word) && !TOUCHING.test(word.text) && !PER.test(word.text))
    ? printed
    : lineOf(printed.page, printed.words.filter(isText).flatMap(partTouching));
  const { words } = line;
  const numbers = line === printed ? amounts : findAmounts(line, mark);
  const cells: Cell[] = [];
  let start = 0;
  let next = 0;
  let taken: AmountAt[] = [];
  for (let i = 0; i < words.length; ) {
    const number = numbers[next]?.from === i ? numbers[next] : undefined;
    const word = words[i];
    const before = words[i - 1];
    if (word === undefined) break;
    if (before !== undefined && i > start) {
      const gap = word.box.x - right(before);
      const afterNumber =
        number !== undefined && taken.at(-1)?.to === i && taken.length === 1 && taken[0]?.from === start;
      if (gap > CELL_GAP * Math.max(word.size, before.size) || afterNumber) {
        cells.push(...partTimes(cellOf(words.slice(start, i), taken), taken));
        start = i;
        taken = [];
      }
    }
    if (number !== undefined) {
      taken.push(number);
      next++;
      i = number.to;
    } else i++;
  }
  if (start < words.length) cells.push(...partTimes(cellOf(words.slice(start), taken), taken));
  // A word alone at the start of a line is part of a text that is wrapped.
  const parted = cells.map((cell, i) => (i > 0 || cells.length > 2 ? partGlued(cell, line.page, mark) : cell));
  return { page: line.page, y: line.box.y + line.box.h / 2, line, cells: parted };
}

/** Parts an inner number from the text around it. */
export function splitCell(cell: Cell, number: AmountAt): readonly Cell[] {
  const at = cell.words.findIndex((word) => word === number.words[0]);
  const end = at + number.words.length;
  const before = cell.words.slice(0, at);
  const among = (words: readonly Word[]) => cell.inner.filter((n) => words.some((word) => word === n.words[0]));
  const after = cell.words.slice(at);
  const tail = cellOf(after, among(after));
  const parts =
    tail.number === null
      ? [cellOf(number.words, [number]), cellOf(cell.words.slice(end), among(cell.words.slice(end)))]
      : [tail];
  return before.length === 0 ? parts : [cellOf(before, among(before)), ...parts];
}

/** Cuts the text of a line where a word stands exactly below the left edge of a head: columns of text can touch. */
export function cutAt(line: CellLine, edges: readonly number[], tolerance: number): CellLine {
  const cells = line.cells.flatMap((cell) => {
    if (!edges.some((x) => Math.abs(x - cell.x0) <= tolerance)) return [cell];
    const at = cell.words.findIndex((word, i) => {
      const before = cell.words[i - 1];
      if (before === undefined || word.box.x - right(before) < 0.3 * word.size) return false;
      return edges.some((x) => Math.abs(x - word.box.x) <= tolerance);
    });
    if (at < 1) return [cell];
    const numbers = cell.number === null ? cell.inner : [cell.number];
    return [cell.words.slice(0, at), cell.words.slice(at)].map((words) =>
      cellOf(
        words,
        numbers.filter((n) => n.words.every((w) => words.includes(w))),
      ),
    );
  });
  return { ...line, cells };
}
