/** Text as a model spells it: byte-level BPE, every byte a token of its own if need be. */
export interface Vocabulary {
  /** How many logits the model gives a position; ids are below it. */
  readonly size: number;
  /** The bytes that each id stands for; `null` for those that stand for no text: marks, unused ones. */
  readonly bytes: readonly (Uint8Array | null)[];
  /** The ids that the tokenizer gives a text, which may hold marks: `<end_of_utterance>`. */
  encode(text: string): readonly number[];
}

/**
 * A text that a model goes on with, and what it has computed of it so far. One step computes all tokens given at once,
 * for hardly more than one, so what is known beforehand is fed together.
 */
export interface Conversation {
  /** Tokens so far; a picture counts as many as it has features. */
  readonly length: number;
  /**
   * Adds tokens, one at least, and gives the logits after each of the last `rows` of them: `rows * size` numbers, valid
   * until the next step. Rejects when the model fails.
   */
  feed(tokens: readonly number[], rows: number): Promise<Float32Array>;
  /** Forgets all but the first `length` tokens. */
  rewind(length: number): void;
  close(): void;
}
