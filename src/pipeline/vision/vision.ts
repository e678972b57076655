import type { Page } from '../../core/page.ts';
import type { Rasterizer } from '../../core/raster.ts';
import type { PlaceFinder, VisionBudget, VisionReader, VlmMode } from '../../core/vision.ts';

/** How the vision model is asked. */
export interface Vision {
  readonly mode: Exclude<VlmMode, 'off'>;
  readonly reader: VisionReader;
  /** What one page may cost. */
  readonly budget: VisionBudget;
  /** Says where to look for what no label announces; without it the whole page is shown. */
  readonly finder: PlaceFinder | null;
  /** Aborted when the work is to end: then it throws. */
  readonly signal: AbortSignal;
  /** Pages at which the work was stopped before: they are not shown. */
  readonly skip?: readonly number[];
  /** Called before a page is shown. */
  readonly onPage?: (number: number, total: number) => void;
}

/** Draws the pages of the document that is looked at. */
export interface Drawing {
  /** Opened at the first page that is shown. Whoever looks closes it. */
  readonly open: () => Promise<Rasterizer>;
  /** Degrees clockwise that the picture of a page is turned by to stand upright. */
  readonly turnOf: (page: Page) => number;
}
