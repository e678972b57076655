import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { Box } from '../../../core/geometry.ts';
import { type Boxes, DOUBT, type Place } from './boxes.ts';
import { css, LINE_COLOUR, type Rgb, STATE_COLOURS } from './colours.ts';
import { FONT } from './font.ts';
import { groundOf } from './ink.ts';
import { type Ground, placeLabels } from './labels.ts';
import { shortName } from './names.ts';
import { INK, withStrip } from './strip.ts';

/**
 * A page's picture with the boxes of what was read from it, each named, and below it a legend that says in words what
 * the colours are. `scale`: pixels a point. The page keeps its place at the top left. `title`: of the legend.
 */
export function annotate(page: Canvas, boxes: Boxes, scale: number, title: string): Promise<Canvas> {
  return withStrip(page, scale, {
    title,
    over(context, size) {
      drawBoxes(context, boxes, scale);
      drawLabels(context, boxes, scale, size, groundOf(page));
    },
    legend: (context, size, y) => drawLegend(context, boxes, size, y),
  });
}

/** A page's picture with its boxes alone, for pictures too small to read a label in. */
export function drawBoxes(context: SKRSContext2D, { places, lines }: Boxes, scale: number, thin = scale): void {
  context.setLineDash([]);
  for (const { box } of lines) {
    const [x, y, w, h] = grown(box, scale, 1);
    context.fillStyle = css(LINE_COLOUR, 0.13);
    context.fillRect(x, y, w, h);
  }
  for (const { box, state } of places) {
    const [x, y, w, h] = grown(box, scale, 1);
    const width = thin <= 1 ? 1 : Math.max(1, Math.round((state === 'conflicting' ? 1.5 : 0.8) * thin));
    context.fillStyle = css(STATE_COLOURS[state], 0.1);
    context.fillRect(x, y, w, h);
    context.strokeStyle = css(STATE_COLOURS[state]);
    context.lineWidth = width;
    context.setLineDash(state === 'unproven' ? [4 * thin, 1.5 * thin] : []);
    // Within its pixels, so that the edge has the whole colour.
    context.strokeRect(x + width / 2, y + width / 2, w - width, h - width);
  }
  context.setLineDash([]);
}

/** Pixels of a box, `points` larger on each side. */
export function grown({ x, y, w, h }: Box, scale: number, points: number): readonly [number, number, number, number] {
  const left = Math.round((x - points) * scale);
  const top = Math.round((y - points) * scale);
  const right = Math.round((x + w + points) * scale);
  const bottom = Math.round((y + h + points) * scale);
  return [left, top, Math.max(3, right - left), Math.max(3, bottom - top)];
}

function drawLabels(
  context: SKRSContext2D,
  { places, lines }: Boxes,
  scale: number,
  size: number,
  ground: Ground,
): void {
  context.font = `${size}px ${FONT}`;
  context.textBaseline = 'middle';
  const pad = Math.round(size * 0.25);
  const labels = [
    ...places.map((place) => ({
      box: place.box,
      text: labelOf(place),
      colour: STATE_COLOURS[place.state],
      beside: false,
    })),
    ...lines.map(({ box, index }) => ({ box, text: `lines[${index}]`, colour: LINE_COLOUR, beside: true })),
  ].map((label) => {
    const [x, y, w, h] = grown(label.box, scale, 1);
    const width = Math.ceil(context.measureText(label.text).width) + 2 * pad;
    return { ...label, box: { x, y, w, h }, width, height: Math.ceil(size * 1.15) };
  });
  for (const [i, { x, y, w, h }] of placeLabels(labels, ground).entries()) {
    const label = labels[i];
    if (label === undefined) continue;
    context.fillStyle = css(label.colour, 0.88);
    context.fillRect(x, y, w, h);
    context.fillStyle = '#fff';
    context.fillText(label.text, x + pad, y + h / 2);
  }
}

/** The names of what was read from a place, each with its state where it is not proven. */
function labelOf({ values }: Place): string {
  const names = values
    .slice(0, 2)
    .map(({ field, state }) => shortName(field) + (state === 'proven' ? '' : ` ${state}`));
  return `${names.join(', ')}${values.length > 2 ? ` +${values.length - 2}` : ''}`;
}

/** How many values there are of each state, in words. */
function legendOf({ places, lines }: Boxes): readonly (readonly [colour: Rgb, text: string])[] {
  const states = DOUBT.toReversed().flatMap((state) => {
    const count = places.flatMap(({ values }) => values).filter((value) => value.state === state).length;
    return count === 0 ? [] : [[STATE_COLOURS[state], `${state} ${count}`] as const];
  });
  return lines.length === 0 ? states : [...states, [LINE_COLOUR, `line items ${lines.length}`]];
}

function drawLegend(context: SKRSContext2D, boxes: Boxes, size: number, y: number): void {
  let x = size;
  for (const [colour, text] of legendOf(boxes)) {
    context.fillStyle = css(colour);
    context.fillRect(x, y - size * 0.4, size * 0.8, size * 0.8);
    context.fillStyle = INK;
    context.fillText(text, x + size * 1.2, y);
    x += size * 2.6 + context.measureText(text).width;
  }
}
