import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Box } from '../../../core/geometry.ts';
import type { HeatMap } from '../../../core/vectors.ts';
import { grown } from '../page/annotate.ts';
import { css, type Rgb } from '../page/colours.ts';
import { INK, withStrip } from '../page/strip.ts';
import type { Overlay } from '../page/terminal-picture.ts';

/** A place and how hot it is beside the hottest of the page, 0 to 1. */
export interface Warm {
  readonly box: Box;
  readonly heat: number;
}

/** What is less hot than this part of the hottest is not drawn: every place says a little to every question. */
const COOLEST = 0.33;

/** The places of a page that stand out, as parts of the hottest, above what an ordinary place says. */
export function warmSpots({ spots }: HeatMap): readonly Warm[] {
  const heats = spots.map(({ heat }) => heat).sort((a, b) => a - b);
  const usual = Math.max(0, heats[heats.length >> 1] ?? 0);
  const most = (heats.at(-1) ?? 0) - usual;
  if (most <= 0) return [];
  return spots
    .map(({ box, heat }) => ({ box, heat: (heat - usual) / most }))
    .filter(({ heat }) => heat >= COOLEST)
    .sort((a, b) => a.heat - b.heat);
}

/** From yellow to red; multiplied with the page, print stays black. */
export function colourOf(heat: number): Rgb {
  return [255, Math.round(255 - 175 * heat), Math.round(150 - 150 * heat)];
}

/** A heat map over a page. */
export function heatOverlay(heat: HeatMap, title: string): Overlay {
  const spots = warmSpots(heat);
  return {
    annotate: (page, scale) =>
      withStrip(page, scale, { title, over: (context) => paint(context, spots, scale), legend }),
    mark: (context, scale) => paint(context, spots, scale),
  };
}

function paint(context: SKRSContext2D, spots: readonly Warm[], scale: number): void {
  context.save();
  context.globalCompositeOperation = 'multiply';
  for (const { box, heat } of spots) {
    context.fillStyle = css(colourOf(heat));
    context.fillRect(...grown(box, scale, 1));
  }
  context.restore();
}

function legend(context: SKRSContext2D, size: number, y: number): void {
  const little = 'says a little';
  context.fillText(little, size, y);
  const from = 2 * size + context.measureText(little).width;
  for (let step = 0; step < 10; step += 1) {
    context.fillStyle = css(colourOf((step + 1) / 10));
    context.fillRect(from + step * size, y - size * 0.4, size, size * 0.8);
  }
  context.fillStyle = INK;
  context.fillText('says most', from + 11 * size, y);
}
