import { logSumOf } from './logits.ts';
import type { Speller } from './speller.ts';
import type { Writer } from './writer.ts';

/** What is said of a page on which nothing was read. */
export interface FreelySaid {
  /** Empty where nothing was said. */
  readonly text: string;
  /** As of a value that is printed. */
  readonly score: number;
}

/** A value longer than this is none. */
const MOST_TOKENS = 64;

/** Says a value with any text that JSON may hold between quotes as it is. `null` when the budget is spent. */
export async function sayFreely(writer: Writer, { vocabulary, closing, plain }: Speller): Promise<FreelySaid | null> {
  const bytes: number[] = [];
  let total = 0;
  for (let count = 1; count <= MOST_TOKENS; count++) {
    const look = await writer.look();
    if (look === null) return null;
    const { logits, sum } = look;
    let [best, score] = [-1, logSumOf(logits, closing)];
    for (const id of plain) {
      const logit = logits[id] ?? Number.NEGATIVE_INFINITY;
      if (logit > score) [best, score] = [id, logit];
    }
    total += score - sum;
    if (best < 0) return { text: textOf(bytes), score: Math.exp(total / count) };
    bytes.push(...(vocabulary.bytes[best] ?? []));
    writer.add([best]);
  }
  return { text: '', score: 0 };
}

/** What the bytes say; nothing, where they are no text. */
function textOf(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)).trim().replace(/\s+/g, ' ');
  } catch {
    return '';
  }
}
