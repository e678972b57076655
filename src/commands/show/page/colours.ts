import type { FIELD_STATES } from '../../../core/record.ts';

/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The colour of each state, all of them among the 256 that most terminals have. */
export const STATE_COLOURS: Readonly<Record<(typeof FIELD_STATES)[number], Rgb>> = {
  proven: [0, 135, 0],
  unproven: [215, 95, 0],
  conflicting: [215, 0, 0],
  corrected: [0, 95, 215],
};

/** The colour of the rows of line items. */
export const LINE_COLOUR: Rgb = [135, 95, 215];

/** As a canvas takes it. */
export function css([r, g, b]: Rgb, alpha = 1): string {
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
