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
   * added since the last look. `guess`: text that probably comes next; if it is what is written then, and nothing else,
   * the next look costs no step. `null` when the budget is spent.
   */
  look(scored?: number, guess?: string): Promise<Look | null>;
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

/** What was fed on a guess, from where, and what the model thinks behind it. */
interface Guess {
  readonly tokens: readonly number[];
  readonly mark: number;
  readonly logits: Float32Array;
}

/** Opens a writer at the end of a conversation. `look` rejects when the model fails, or the signal says stop. */
export function createWriter(conversation: Conversation, vocabulary: Vocabulary, limits: Limits): Writer {
  const { budget, signal, started, now } = limits;
  const cost = { steps: 0, tokens: 0 };
  let pending: number[] = [];
  let text = '';
  let guessed: Guess | null = null;
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
    async look(scored = 0, guess = '') {
      signal.throwIfAborted();
      if (cost.tokens > budget.tokens || now() - started > budget.ms) return null;
      spell();
      const fed = pending;
      pending = [];
      const held = guessed;
      guessed = null;
      if (held !== null) {
        const { tokens, mark, logits } = held;
        if (scored === 0 && fed.length === tokens.length && fed.every((token, i) => token === tokens[i]))
          return { logits, sum: logSumExp(logits), scores: [] };
        conversation.rewind(mark);
      }
      const ahead = guess === '' ? [] : vocabulary.encode(guess);
      const { size } = vocabulary;
      cost.steps++;
      const logits = await conversation.feed([...fed, ...ahead], scored + 1 + ahead.length);
      signal.throwIfAborted();
      const row = (i: number) => logits.subarray(i * size, (i + 1) * size);
      if (ahead.length > 0)
        guessed = { tokens: ahead, mark: conversation.length - ahead.length, logits: row(scored + ahead.length) };
      const scores = fed.slice(fed.length - scored).map((token, i) => {
        const before = row(i);
        return (before[token] ?? Number.NEGATIVE_INFINITY) - logSumExp(before);
      });
      const last = row(scored);
      return { logits: last, sum: logSumExp(last), scores };
    },
    mark: () => guessed?.mark ?? conversation.length,
    rewind(mark) {
      guessed = null;
      conversation.rewind(mark);
      pending = [];
      text = '';
    },
  };
}
