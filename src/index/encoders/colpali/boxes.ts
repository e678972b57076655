import type { Box } from '../../../core/geometry.ts';
import { type TiledPicture, tileSpan } from '../../../models/images/tiles.ts';

/** Points. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** How much of a picture the page takes up, from its top left: less than 1 where it was filled up with white. */
export interface Share {
  readonly x: number;
  readonly y: number;
}

/**
 * Where each feature of a picture stands on the page, tile by tile, each `side` x `side` from left to right and top to
 * bottom. Features of the tile that shows all of it stand in large boxes, those of the others in small ones. `null` for
 * what lies beyond the page.
 */
export function featureBoxes(tiled: TiledPicture, side: number, page: Size, share: Share): readonly (Box | null)[] {
  return tiled.tiles.flatMap((_, tile) => {
    const [left, top, right, bottom] = tileSpan(tiled, tile);
    return Array.from({ length: side * side }, (_, i) => {
      const [col, row] = [i % side, Math.floor(i / side)];
      const x = (k: number) => Math.min((left + ((right - left) * k) / side) / share.x, 1) * page.width;
      const y = (k: number) => Math.min((top + ((bottom - top) * k) / side) / share.y, 1) * page.height;
      const box = { x: x(col), y: y(row), w: x(col + 1) - x(col), h: y(row + 1) - y(row) };
      return box.w > 0 && box.h > 0 ? box : null;
    });
  });
}

/** Boxes for the tokens of a page: features in turn where there is a mark for one, none where there is text. */
export function tokenBoxes(
  ids: readonly number[],
  mark: number,
  features: readonly (Box | null)[],
): readonly (Box | null)[] {
  let next = 0;
  return ids.map((id) => (id === mark ? (features[next++] ?? null) : null));
}
