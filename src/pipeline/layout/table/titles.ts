import type { Cell, CellLine } from './cells.ts';
import type { Core } from './rows.ts';

// How much further left than the rows' text a title stands, in font sizes.
const OUTDENT = 0.5;
// A title has several rows below it: lines above nearly every row are names.
const MOST = 0.75;
// Lines above the first row in which its title is looked for.
const ABOVE = 3;

const CAPITALS = /^[^\p{Ll}\d:]*\p{Lu}{3}[^\p{Ll}\d:]*$/u;

const textOf = (cell: Cell) => cell.words.map((word) => word.text).join(' ');
const isBold = (cell: Cell) => cell.words.every((word) => word.bold);
const isCapital = (cell: Cell) => CAPITALS.test(textOf(cell));
/** The word that a numbered title begins with, and its number. */
const NUMBERED = /^(\p{L}{3,}) (\d{1,2}|[IVX]{1,4}|\p{Lu})(?=[ .:)]|$)/u;
const seriesOf = (cell: Cell) => NUMBERED.exec(textOf(cell));

/**
 * The lines that are titles of groups of rows: a text alone in its line that is bolder, in capitals, or further left
 * than the rows' own, or one of those that are numbered from the first row on ("Phase 1", "Phase 2").
 */
export function titlesOf(
  cores: readonly Core[],
  barriers: ReadonlySet<number>,
  lines: readonly CellLine[],
): ReadonlySet<number> {
  const [head, last] = [cores[0], cores.at(-1)];
  const own = cores.flatMap(({ texts }) => texts.find(({ cell }) => /\p{L}/u.test(textOf(cell)))?.cell ?? []);
  if (head === undefined || last === undefined || own.length === 0) return new Set();
  const plain = !own.some(isBold);
  const small = !own.some(isCapital);
  const left = own.length > 1 ? Math.min(...own.map((cell) => cell.x0)) : Number.NEGATIVE_INFINITY;
  const alone = (at: number) => {
    const [cell, ...others] = lines[at]?.cells ?? [];
    return cell === undefined || others.length > 0 || barriers.has(at) || cell.number !== null ? null : cell;
  };
  const first = alone(head.first - 1);
  const word = first === null || lines[head.first - 1]?.page !== head.page ? undefined : seriesOf(first)?.[1];
  const series = word !== undefined && !own.some((cell) => seriesOf(cell)?.[1] === word);
  const styled = new Set<number>();
  const serial = new Map<string, number>();
  for (let at = Math.max(0, head.first - ABOVE); at < last.first; at++) {
    const cell = alone(at);
    if (cell === null) continue;
    const size = cell.words[0]?.size ?? 10;
    if (cell.x0 < left - OUTDENT * size || (plain && isBold(cell)) || (small && isCapital(cell))) styled.add(at);
    const [, name, number] = series && at >= head.first - 1 ? (seriesOf(cell) ?? []) : [];
    if (name === word && number !== undefined) serial.set(number, serial.has(number) ? Number.NaN : at);
  }
  const most = MOST * cores.length;
  const numbered = [...serial.values()];
  const distinct = numbered.length > 1 && numbered.length < most && !numbered.some(Number.isNaN);
  return new Set([...(styled.size < most ? styled : []), ...(distinct ? numbered : [])]);
}
