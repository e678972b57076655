import type { Box } from './geometry.ts';
import type { Page } from './page.ts';
import type { Raster } from './raster.ts';

/**
 * When the vision model is asked.
 * - `auto`: for what the other readers left unproven or conflicting, where a model is installed
 * - `always`: for every field
 * - `off`: never
 */
export const VLM_MODES = ['auto', 'always', 'off'] as const;
export type VlmMode = (typeof VLM_MODES)[number];

/** Where models run; `auto`: on a graphics card where there is one that can. */
export const DEVICE_CHOICES = ['auto', 'cpu', 'cuda'] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

/** A piece of a page, or all of it, that is shown to the model. */
export interface Region {
  /** Number of the page, 1 for the first. */
  readonly page: number;
  /** Points. */
  readonly box: Box;
  /** What is printed there, upright. */
  readonly picture: Raster;
}

/** Something that is asked: a field of the record, or a person's question. */
export interface Question {
  /** Comes back with the answer: a field's path. */
  readonly key: string;
  /** What is asked for, in the words that the model is prompted with: `total amount due`. */
  readonly about: string;
}

/** Questions on the same regions of a document. */
export interface VisionRequest {
  /** Pages whose words may be said, as they are printed. */
  readonly pages: readonly Page[];
  /** What is shown, in this order; only words that stand in them may be said. */
  readonly regions: readonly Region[];
  readonly questions: readonly Question[];
  /** Columns of a table that is to be read row by row, in reading order, no word twice. */
  readonly table?: { readonly columns: readonly Question[]; readonly maxRows: number };
  readonly budget: VisionBudget;
}

/** What an answer may cost. What is not answered within it is left unanswered. */
export interface VisionBudget {
  /** Tokens that may be generated. */
  readonly tokens: number;
  readonly ms: number;
}

/** Where an answer stands. */
export interface VisionPlace {
  /** Page of the words, and where they stand in `Page.words`, in the order in which they are said. */
  readonly page: number;
  readonly words: readonly number[];
  /** Box around the words. Points. */
  readonly box: Box;
}

/**
 * Words on the page that answer a question. Where there are none, because no word of the page is known or because a
 * server said what is not printed, the answer stands nowhere: no words, no page, no box, and it proves nothing.
 */
export interface VisionAnswer {
  readonly key: string;
  /** As printed, one space between words; part of a word where the answer begins or ends within one. */
  readonly text: string;
  /** Page of the words, and where they stand in `Page.words`. */
  readonly page: number | null;
  readonly words: readonly number[];
  /** Box around the words. Points. */
  readonly box: Box | null;
  /**
   * Where else the same text stands among what was shown. The answer's own place is the one in the region that was
   * shown first, then the nearest to a word of the question, then the first in reading order.
   */
  readonly elsewhere?: readonly VisionPlace[];
  /** Mean probability of its tokens (the geometric one) among what was allowed and what was not, 0 to 1. */
  readonly score: number;
}

/** What the model says. A question without an answer was answered with nothing. */
export interface VisionReply {
  readonly answers: readonly VisionAnswer[];
  readonly rows: readonly (readonly VisionAnswer[])[];
  /** Set when the budget ran out: questions from here on were not asked. */
  readonly unasked: readonly string[];
  /** What it cost. */
  readonly cost: { readonly tiles: number; readonly prompt: number; readonly steps: number; readonly ms: number };
}

/** Looks at pictures of pages and reads what is asked for. */
export interface VisionReader {
  /** Name and revision, kept with what it read. */
  readonly name: string;
  /** Rejects when the model fails or `signal` says so: a problem on the record, never a value. */
  read(request: VisionRequest, signal: AbortSignal): Promise<VisionReply>;
  close(): Promise<void>;
}

/** A place where the answer to a question may stand. */
export interface FoundPlace {
  /** Number of the page, 1 for the first. */
  readonly page: number;
  /** Points. */
  readonly box: Box;
}

/** Finds where in some pages answers may stand: the page index, asked about one document. */
export interface PlaceFinder {
  /** For each question, as it may be worded on the pages, the places that fit it best, best first. */
  find(pages: readonly Page[], questions: readonly string[]): Promise<readonly (readonly FoundPlace[])[]>;
}
