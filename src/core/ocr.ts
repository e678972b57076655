import type { Word } from './page.ts';
import type { Raster } from './raster.ts';

/** What an engine read on a picture. */
export interface OcrPage {
  /** Degrees clockwise that the picture has to be turned by to stand upright. */
  readonly turn: 0 | 90 | 180 | 270;
  /** Degrees clockwise that its lines still slope by after that: small, positive when they fall to the right. */
  readonly skew: number;
  /**
   * Lines of words from top to bottom, words from left to right. Boxes and sizes are in pixels of the picture turned
   * upright and levelled: turned about its centre by `-skew`, its size kept.
   */
  readonly lines: readonly (readonly Word[])[];
}

/** Reads printed words off pictures. Holds models in memory from its opening to its closing. */
export interface OcrEngine {
  /** Stable name, kept on the record: `pp-ocrv6-small`. */
  readonly name: string;
  /**
   * Reads one picture; grey suffices. Calls must not overlap. It throws soon after `stopped` has become true, which it
   * asks between two steps.
   */
  read(picture: Raster, stopped?: () => boolean): Promise<OcrPage>;
  close(): Promise<void>;
}

/**
 * Which pages are read off their pictures.
 * - `auto`: those whose text layer is missing, without meaning, an earlier reading of a scan, or not all there
 * - `always`: all
 * - `never`: none
 */
export const OCR_MODES = ['auto', 'always', 'never'] as const;
export type OcrMode = (typeof OCR_MODES)[number];

/** Name of the engine whose models are in the package: PaddleOCR's PP-OCRv6, small, for Latin script. */
export const PP_OCR = 'pp-ocrv6-small';
