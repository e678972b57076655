import { type Box, union } from '../../core/geometry.ts';
import type { Reading } from '../../core/reading.ts';
import type { Announced } from '../layout/spots.ts';
import type { AskedField } from './fields.ts';

/** A part of a page on which the answer to a question may stand. */
export interface Place {
  readonly page: number;
  /** Points. */
  readonly box: Box;
}

/** How many places are looked at for one field. */
const MOST = 3;
/** Of the places of one label: beside it, and beneath. */
const SPOTS = 2;
/** How far the value of a label may stand from it where nothing is read there, in line heights. */
export const [BESIDE, BENEATH] = [14, 3];

/**
 * Where a field may stand, likeliest first: what the other readers take for it, then the labels that announce it, with
 * what stands at them or, where nothing was read there, the empty space.
 */
export function placesOf(
  { labels }: AskedField,
  candidates: readonly Reading[],
  announced: readonly Announced[],
): readonly Place[] {
  const read = candidates.flatMap(({ page, box }) => (page === null || box === null ? [] : [{ page, box }]));
  const labelled = announced
    .flatMap((one) => {
      const strength = Math.max(0, ...one.label.uses.map(({ field, strength: s }) => (labels.includes(field) ? s : 0)));
      return strength === 0 ? [] : [{ strength, place: atLabel(one) }];
    })
    .toSorted((a, b) => b.strength - a.strength)
    .map(({ place }) => place);
  return apart([...withLabel(read, labelled), ...labelled]).slice(0, MOST);
}

function atLabel({ label, page, spots }: Announced): Place {
  const { box } = label;
  const lh = page.lineHeight;
  const values = spots.slice(0, SPOTS).flatMap(({ words }) => words.map((word) => word.box));
  const space = { x: box.x, y: box.y, w: box.w + BESIDE * lh, h: box.h + BENEATH * lh };
  return { page: page.number, box: values.length === 0 ? space : (union([box, ...values]) ?? box) };
}

/** A value tells more beside the label that it stands at. */
function withLabel(read: readonly Place[], labelled: readonly Place[]): readonly Place[] {
  return read.map(
    (place) => labelled.find((label) => label.page === place.page && holds(label.box, place.box)) ?? place,
  );
}

/** Places without those that lie within one before them. */
function apart(places: readonly Place[]): readonly Place[] {
  return places.filter(
    ({ page, box }, i) => !places.slice(0, i).some((before) => before.page === page && holds(before.box, box)),
  );
}

/** Whether a box lies within another, to a point. */
export function holds(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x - 1 &&
    inner.y >= outer.y - 1 &&
    inner.x + inner.w <= outer.x + outer.w + 1 &&
    inner.y + inner.h <= outer.y + outer.h + 1
  );
}
