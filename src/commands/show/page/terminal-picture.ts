import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { Raster } from '../../../core/raster.ts';
import { mayMove, type Terminal } from '../../ui/terminal.ts';
import { ask } from '../graphics/ask.ts';
import { blocks } from '../graphics/blocks.ts';
import { type Answer, type Graphics, graphicsOf, mayAsk } from '../graphics/graphics.ts';
import { iterm, kitty } from '../graphics/inline.ts';
import { sixel } from '../graphics/sixel.ts';
import type { PagePicture } from './picture.ts';

/** Columns that a page is shown in at most: wider ones are taller than any window. */
const WIDEST = 100;
/** Where nobody says how wide the window is. */
const USUAL = 80;
/** Pixels of a cell where the terminal does not say. */
const USUAL_CELL = 10;
/** Pixels of a cell in pictures that the terminal itself fits into their columns: enough for screens of any density. */
const FINE_CELL = 16;
/** xterm shows nothing beyond it. */
const SIXEL_SIDE = 1000;

/** What is drawn over a page. */
export interface Overlay {
  /** The whole of it with its legend, at `scale` pixels a point. */
  annotate(page: Canvas, scale: number): Promise<Canvas>;
  /** What can be seen of it at a pixel a column. */
  mark(context: SKRSContext2D, scale: number): void;
}

/**
 * Shows a page in the terminal by the best means it has, or by those that are `wanted`. Says which; `null` where nobody
 * looks and nothing was asked for, so that nothing is shown.
 */
export async function showInTerminal(
  page: PagePicture,
  overlay: Overlay,
  wanted: Graphics | undefined,
  out: Terminal,
): Promise<Graphics | null> {
  if (!out.interactive && wanted === undefined) return null;
  const told = wanted ?? graphicsOf(process.env);
  const answer = told === null || told === 'sixel' ? await askTerminal(out) : null;
  const graphics = told ?? (answer?.sixel ? 'sixel' : 'blocks');
  const columns = Math.min(WIDEST, Number.isFinite(out.width) ? out.width : Number(process.env.COLUMNS) || USUAL);
  if (graphics === 'blocks') {
    const picture = await smallPicture(page, overlay, columns);
    for (const line of blocks(picture, out.colourBits)) await out.line(line);
  } else if (graphics === 'sixel') {
    const width = columns * (answer?.cell?.width ?? USUAL_CELL);
    // The legend takes its part of the height.
    const scale = Math.min(width / page.width, (0.95 * SIXEL_SIDE) / page.height, SIXEL_SIDE / page.width);
    const canvas = await overlay.annotate(await page.draw(scale), scale);
    await out.write(`${sixel(rasterOf(canvas))}\n`);
  } else {
    const scale = (columns * FINE_CELL) / page.width;
    const canvas = await overlay.annotate(await page.draw(scale), scale);
    const png = await canvas.encode('png');
    await out.write(`${graphics === 'kitty' ? kitty(png, columns) : iterm(png, columns)}\n`);
  }
  return graphics;
}

async function askTerminal(out: Terminal): Promise<Answer | null> {
  if (!mayMove(out) || !mayAsk(process.env)) return null;
  return ask(process.stdin, process.stdout);
}

/** A page as small as a picture of half blocks: a pixel a column. */
async function smallPicture(page: PagePicture, overlay: Overlay, columns: number): Promise<Raster> {
  const scale = columns / page.width;
  // Print that is smaller than a pixel is drawn larger first: its grey is truer then.
  const canvas = await page.draw(scale, 4);
  overlay.mark(canvas.getContext('2d'), scale);
  return rasterOf(canvas);
}

function rasterOf(canvas: Canvas): Raster {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return { width, height, channels: 4, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
