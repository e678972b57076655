import type { Raster } from '../core/raster.ts';

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

/** What a model sees of a picture: one row a token, of the width of its embeddings. */
export interface Sight {
  /** Tiles of the picture in a grid, without the one that shows all of it; 0 when that is the only one. */
  readonly rows: number;
  readonly cols: number;
  /** How many pictures of one tile it was made into, where that is not one. */
  readonly pictures?: number;
  /** Tiles that had to be computed for it; blank ones that are known cost nothing. */
  readonly computed?: number;
  /** Number of tokens times the width. */
  readonly features: Float32Array;
}

/**
 * How a picture is shown to a model.
 * - `grid`: as its maker's processor does: cut into tiles, and all of it once more
 * - `tile`: a piece of a page in one tile, or in two where it is much longer than wide; none where nothing is printed
 * - `whole`: all of it in one tile, as the same processor does when it is told not to cut
 */
export type Detail = 'grid' | 'tile' | 'whole';

/** A part of what a user says. */
export type PromptPart = { readonly text: string } | { readonly picture: Sight };

/** A model that goes on with text and pictures. One conversation steps at a time. */
export interface VisionLanguageModel {
  /** Name and revision. */
  readonly name: string;
  readonly vocabulary: Vocabulary;
  /** The id that ends an answer. */
  readonly end: number;
  /** Looks at a picture once, for all conversations that show it. */
  look(picture: Raster, detail: Detail, signal?: AbortSignal): Promise<Sight>;
  /** The user's message and `Assistant:`, in the form of the model's chat template, all of it computed. */
  open(parts: readonly PromptPart[]): Promise<Conversation>;
  close(): Promise<void>;
}
