import type { Question, VisionAnswer } from '../../core/vision.ts';
import type { Ground } from '../grounding/ground.ts';
import { begin, type Path } from '../grounding/path.ts';
import { answerOf, memberOf } from './fields.ts';
import { logSumOf } from './logits.ts';
import type { Preference } from './place.ts';
import type { Speller } from './speller.ts';
import { sayValue } from './value.ts';
import type { Writer } from './writer.ts';

/** Cells of a row stand so many lines apart at most: a description of several lines, with its amount beside any. */
const REACH = 3;

/** Rows that were read, and whether the budget was spent before their end. */
export interface ReadRows {
  readonly rows: readonly (readonly VisionAnswer[])[];
  readonly spent: boolean;
}

/**
 * Reads a table row by row, as an array of objects; the writer stands behind its opening bracket. A row begins on a line below the one on which the row before it
 * begins, its cells are near to each other, and what is taken is not there any more. It ends where the model says so,
 * where a row has no cell, and where no word is left. A row that the budget cuts off is not kept.
 */
export async function askRows(
  writer: Writer,
  speller: Speller,
  ground: Ground,
  { columns, maxRows }: { readonly columns: readonly Question[]; readonly maxRows: number },
): Promise<ReadRows> {
  const rows: VisionAnswer[][] = [];
  const taken = new Set<number>();
  const positions = new Map(ground.words.map(({ page, index }, i) => [`${page}:${index}`, i]));
  let top = -1;
  while (rows.length < maxRows) {
    const last = Math.max(-1, ...ground.words.flatMap(({ line }, i) => (taken.has(i) ? [] : [line])));
    if (last <= top) break;
    const look = await writer.look();
    if (look === null) return { rows, spent: true };
    if (logSumOf(look.logits, speller.noMore) >= logSumOf(look.logits, speller.another)) break;
    writer.write(rows.length === 0 ? '{' : ', {');
    const row: VisionAnswer[] = [];
    const lines: number[] = [];
    for (const [i, { key, about }] of columns.entries()) {
      writer.write(memberOf(about, i));
      const next = columns[i + 1];
      const after = next === undefined ? '}' : memberOf(next.about, i + 1);
      const start = begin(ground, freeWords(ground, taken, top, lines));
      const said = await sayValue(writer, speller, start, `"${after}`);
      if (said === null) return { rows, spent: true };
      const answer = answerOf(key, said, besideLines(lines));
      writer.write('"');
      if (answer === null) continue;
      row.push(answer);
      for (const index of answer.words) {
        const word = positions.get(`${answer.page}:${index}`) ?? -1;
        taken.add(word);
        lines.push(ground.words[word]?.line ?? 0);
      }
    }
    writer.write('}');
    if (row.length === 0) break;
    rows.push(row);
    top = Math.min(...lines);
  }
  writer.write(']');
  return { rows, spent: false };
}

/** The words that a cell may have. */
function freeWords(ground: Ground, taken: ReadonlySet<number>, top: number, row: readonly number[]): Path['free'] {
  const [from, to] = [Math.max(top + 1, Math.min(...row) - REACH), Math.max(...row) + REACH];
  return Uint8Array.from(ground.words, ({ line }, word) => {
    const near = row.length === 0 ? line > top : line >= from && line <= to;
    return near && !taken.has(word) ? 1 : 0;
  });
}

/** Prefers what stands on the lines of the row so far, then what is further up. */
function besideLines(row: readonly number[]): Preference {
  const [from, to] = [Math.min(...row), Math.max(...row)];
  return (words) => {
    const lines = words.map(({ line }) => line);
    const apart = row.length === 0 ? 0 : Math.max(0, from - Math.max(...lines), Math.min(...lines) - to);
    return [apart, Math.min(...lines)];
  };
}
