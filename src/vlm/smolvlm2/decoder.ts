/** A decoder with the keys and values of one text. */
export interface DecoderText {
  readonly length: number;
  /** Adds positions, and gives the logits after the last `rows` of them, valid until the next step. */
  step(embeddings: Float32Array, rows: number): Promise<Float32Array>;
  rewind(length: number): void;
  close(): void;
}

/** A decoder; its texts take turns. */
export interface Decoder {
  begin(): DecoderText;
  close(): Promise<void>;
}

/** Logits that are no numbers: a model that is damaged or was asked too much of its number type. */
export function finite(logits: Float32Array): Float32Array {
  for (const logit of logits) if (Number.isNaN(logit)) throw new Error('the decoder gave no numbers');
  return logits;
}
