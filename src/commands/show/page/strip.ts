import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { FONT, loadFont } from './font.ts';

/** What is drawn over a page and into the strip below it. */
export interface Drawing {
  /** Of the strip, on its first line. */
  readonly title: string;
  /** Over the page, which keeps its place at the top left. `size`: pixels of the strip's print. */
  over(context: SKRSContext2D, size: number): void;
  /** What the colours are, beside one another in words: `y` is the middle of the strip's second line. */
  legend(context: SKRSContext2D, size: number, y: number): void;
}

/** A page's picture with something drawn over it, and a strip below it that says what that is. `scale`: pixels a point. */
export async function withStrip(page: Canvas, scale: number, { title, over, legend }: Drawing): Promise<Canvas> {
  const { createCanvas } = await import('@napi-rs/canvas');
  await loadFont();
  const size = Math.max(9, Math.round(6.2 * scale));
  const canvas = createCanvas(page.width, page.height + Math.round(size * 3.6));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(page, 0, 0);
  over(context, size);
  context.fillStyle = '#f0f0ee';
  context.fillRect(0, page.height, page.width, size * 4);
  context.textBaseline = 'middle';
  context.font = `${size}px ${FONT}`;
  context.fillStyle = INK;
  context.fillText(title, size, page.height + size * 1.1, page.width - 2 * size);
  legend(context, size, page.height + size * 2.5);
  return canvas;
}

/** The colour of the strip's print. */
export const INK = '#222';
