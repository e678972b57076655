import type { Box } from './geometry.ts';

/** One printed word. Text-layer words and OCR words have the same form, so every later step is the same code. */
export interface Word {
  readonly text: string;
  readonly box: Box;
  /** Height of the font in points. */
  readonly size: number;
  readonly bold: boolean;
  /** How sure the source is of the text: 1 for a text layer, the engine's own probability for OCR. */
  readonly confidence: number;
  /**
   * What else the same print may say, likeliest first, where the source is not sure: other characters, other marks in
   * numbers. Never what is certain, so a text layer's words have none.
   */
  readonly alternatives?: readonly Alternative[];
  /** What the source read, where `text` is that mended: characters that look alike taken for each other. */
  readonly printed?: string;
}

/** Another way to read a printed word, and how likely it is beside the word's own `confidence`. */
export interface Alternative {
  readonly text: string;
  readonly confidence: number;
}

/**
 * What a page's text layer is worth.
 * - `good`: what is printed can be taken from it
 * - `missing`: no text at all
 * - `garbage`: characters without meaning (fonts without a usable encoding)
 * - `hidden`: invisible text over a picture, so an earlier OCR's opinion
 * - `partial`: some text, but a picture that covers much of the page may hold more
 */
export type TextLayer = 'good' | 'missing' | 'garbage' | 'hidden' | 'partial';

/** One page as a person sees it: crop box and rotation are applied, a crooked scan is levelled. */
export interface Page {
  /** 1 for the first. */
  readonly number: number;
  /** The label that the file gives the page ("iv", "A-1"), where it gives one. */
  readonly label: string | null;
  /** Points. */
  readonly width: number;
  /** Points. */
  readonly height: number;
  /** Degrees clockwise that the page is turned by, as the file asks or its print demands: 0, 90, 180 or 270. Already applied. */
  readonly rotation: number;
  /** Degrees clockwise that the print of a scan slopes by. Already levelled: boxes lie as if it were 0. */
  readonly skew: number;
  readonly textLayer: TextLayer;
  /** The engine that read words off the picture of the page; `null` when all are of its text layer. */
  readonly ocr: string | null;
  /** In reading order. */
  readonly words: readonly Word[];
}

/** A page on which nothing has been read. Points; one without a size could not be opened. */
export function wordlessPage(number: number, { width = 0, height = 0 } = {}, label: string | null = null): Page {
  return { number, label, width, height, rotation: 0, skew: 0, textLayer: 'missing', ocr: null, words: [] };
}

/** A file that travels inside the document. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Something that went wrong with a part of a document and did not end the work on the rest. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The page it concerns, 1 for the first. */
  readonly page?: number | undefined;
}

/** A document taken apart: what the readers work on. */
export interface OpenedDocument {
  readonly kind: 'pdf' | 'xml' | 'image';
  readonly pages: readonly Page[];
  /** Attachments of the file; a bare XML document is its own single attachment. */
  readonly attachments: readonly Attachment[];
  /** Raw XMP packet, where the file has one. */
  readonly xmp: string | null;
  readonly problems: readonly Problem[];
}
