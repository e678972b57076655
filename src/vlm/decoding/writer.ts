import type { VisionBudget } from '../../core/vision.ts';
import type { Conversation, Vocabulary } from '../language-model.ts';
import { logSumExp } from './logits.ts';

/** What the model thinks at the end of what is written. */
export interface Look {
  /** The logits of the next token; valid until the next look. */
  readonly logits: Float32Array;
  /** Logarithm of the sum of their exponentials. */
  readonly sum: number;
  /** How likely each of the tokens was that were to be scored, as logarithms of probabilities. */
  readonly scores: readonly number[];
}

/** Writes a text that is partly known. What is known costs no step of its own: it is fed with the next look. */
export interface Writer {
  /** Adds text that is known. */
  write(text: string): void;
  /** Adds tokens that were generated; they count. */
  add(tokens: readonly number[]): void;
  /** Adds tokens that were generated before, and counted. */
  again(tokens: readonly number[]): void;
  /**
   * One step of the model: feeds what was added. `scored`: how many of the last tokens are to be scored, all of them
   * added since the last look. `null` when the budget is spent.
   */
  look(scored?: number): Promise<Look | null>;
  /** Where the text ends that has been fed; `rewind` goes back to it and forgets what was added since. */
  mark(): number;
  rewind(mark: number): void;
  /** Steps so far, and tokens that were generated in them. */
  readonly cost: { readonly steps: number; readonly tokens: number };
}

/** What ends the writing: a budget, counted from `started`, and a signal. `now`: milliseconds of a clock that never goes back. */
export interface Limits {
  readonly budget: VisionBudget;
  readonly signal: AbortSignal;
  readonly started: number;
  readonly now: () => number;
}

/** Opens a writer at the end of a conversation. `look` rejects when the model fails, or the signal says stop. */
export function createWriter(conversation: Conversation, vocabulary: Vocabulary, limits: Limits): Writer {
  const { budget, signal, started, now } = limits;
  const cost = { steps: 0, tokens: 0 };
  let pending: number[] = [];
  let text = '';
  const spell = () => {
    if (text !== '') pending.push(...vocabulary.encode(text));
    text = '';
  };
  const again = (tokens: readonly number[]) => {
    spell();
    pending.push(...tokens);
  };
  return {
    cost,
    write(more) {
      text += more;
    },
    again,
    add(tokens) {
      again(tokens);
      cost.tokens += tokens.length;
    },
    async look(scored = 0) {
      signal.throwIfAborted();
      if (cost.tokens > budget.tokens || now() - started > budget.ms) return null;
      spell();
      const rows = scored + 1;
      const fed = pending;
      pending = [];
      cost.steps++;
      const { size } = vocabulary;
      const logits = await conversation.feed(fed, rows);
      signal.throwIfAborted();
      const row = (i: number) => logits.subarray(i * size, (i + 1) * size);
      const scores = fed.slice(fed.length - scored).map((token, i) => {
        const before = row(i);
        return (before[token] ?? Number.NEGATIVE_INFINITY) - logSumExp(before);
      });
      const last = row(scored);
      return { logits: last, sum: logSumExp(last), scores };
    },
    mark: () => conversation.length,
    rewind(mark) {
      conversation.rewind(mark);
      pending = [];
      text = '';
    },
  };
}
