import type { Picture } from './picture.ts';
import { fastPasses } from './resize-fast.ts';
import type { Passes } from './resize-plain.ts';
import { type Filter, taps } from './taps.ts';

/**
 * The picture in another size, equal to what Pillow 13 makes of it bit for bit: one pass a direction, each rounded and
 * clipped to 8 bits.
 */
export function resize(
  picture: Picture,
  width: number,
  height: number,
  filter: Filter,
  passes: Passes = fastPasses,
): Picture {
  const across = picture.width === width ? null : taps(picture.width, width, filter);
  const down = picture.height === height ? null : taps(picture.height, height, filter);
  const heightFirst = shrinksHeightFirst(picture, width, height);
  const planes = picture.planes.map((plane) => {
    let now = plane;
    if (down !== null && heightFirst) now = passes.down(now, picture.width, down);
    if (across !== null) now = passes.across(now, picture.width, heightFirst ? height : picture.height, across);
    if (down !== null && !heightFirst) now = passes.down(now, width, down);
    return now;
  });
  return { width, height, planes };
}

/** Since version 13, Pillow begins with the height where it loses more than twice what the width loses. */
function shrinksHeightFirst(picture: Picture, width: number, height: number): boolean {
  const loss = picture.height - height;
  return loss > 0 && loss > (picture.width - width) * 2;
}
