import { type Box, overlap } from '../../core/geometry.ts';
import type { Reading } from '../../core/reading.ts';
import type { Announced, Spot } from '../layout/spots.ts';

/** The label that a value was read at, and where the value stands to it. */
export interface LabelSeen {
  readonly text: string;
  readonly relation: Spot['relation'];
}

const RELATIONS = ['after', 'right', 'below'] as const;

/**
 * The label that announced a reading. A reading does not keep it, but what spoke for it does: the relation, the
 * strength and the length of the label, which among the labels that announce its place leave one.
 */
export function labelOf({ page, box, features }: Reading, announced: readonly Announced[]): LabelSeen | null {
  const relation = RELATIONS.find((one) => features?.[one] === 1);
  if (features === undefined || box === null || relation === undefined) return null;
  // The foot of a column stands below what its head announces.
  const level = (own: Box) => (features.foot === 1 ? own.y < box.y : overlap(own.y, own.h, box.y, box.h) > box.h / 2);
  const holds = (spot: Spot) =>
    spot.relation === relation &&
    spot.words.some(({ box: own }) => overlap(own.x, own.w, box.x, box.w) > 0 && level(own));
  const fits = ({ label }: Announced) => {
    const strength = label.uses.some((use) => use.strength === features.label);
    const length = Math.min(1, label.length / 16) === features.long;
    return Number(strength) + Number(length);
  };
  const [found] = announced
    .filter((one) => one.page.number === page && one.spots.some(holds) && fits(one) > 0)
    .toSorted((a, b) => fits(b) - fits(a));
  if (found === undefined) return null;
  const { segment, from, to } = found.label;
  const words = segment.words.slice(from, to).map(({ text }) => text);
  return { text: words.join(' ').replace(/[:\s]+$/, ''), relation };
}
