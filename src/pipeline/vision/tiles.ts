import type { Box } from '../../core/geometry.ts';
import type { Page } from '../../core/page.ts';
import { holds, type Place } from './places.ts';

/** Side of a picture that the model encodes as one, in pixels. */
export const TILE = 512;

/** Pixels that a small letter should be high to be read, and what share of its font's height it is. */
const [X_HEIGHT, SHARE] = [8, 0.5];
/** Pixels an inch: below, large print fills a tile with little; above, a tile shows less than a paragraph. */
const [COARSEST, FINEST] = [100, 200];
/** Print that is smaller than all but this share is what has to be readable. */
const SMALLEST = 0.1;
/** For a page of which no word is known: print of 9 points. */
const UNKNOWN = 128;

/** Pixels an inch at which a page's small print can be read. */
export function readingDpi({ words }: Pick<Page, 'words'>): number {
  const sizes = words.map(({ size }) => size).toSorted((a, b) => a - b);
  const size = sizes[Math.floor(sizes.length * SMALLEST)];
  if (size === undefined || size <= 0) return UNKNOWN;
  return Math.round(Math.min(FINEST, Math.max(COARSEST, (72 * X_HEIGHT) / (SHARE * size))));
}

/** Side of a tile on a page, in points. */
export const sideAt = (dpi: number): number => (TILE * 72) / dpi;

/** A square of a page that is shown, and the questions that it is shown for. */
export interface Shown {
  /** One or two squares, in reading order. */
  readonly tiles: readonly Place[];
  readonly keys: readonly string[];
}

/** What is to be seen for one question: places of which all should be shown together. */
export interface Wanted {
  readonly key: string;
  readonly places: readonly Place[];
}

/** Tiles that are shown at a time: each costs more than all the words of an answer. */
const AT_ONCE = 2;
/** White around a place, so that no letter is cut, in points. */
const MARGIN = 4;

/** Squares that show every wanted place, few of them, and what is asked at each. `sideOf` gives their side on a page. */
export function tilesFor(wanted: readonly Wanted[], sideOf: (page: number) => number): readonly Shown[] {
  const pieces = wanted.flatMap(({ key, places }) =>
    places
      .flatMap(({ page, box }) => cut(box, sideOf(page)).map((piece) => ({ key, page, box: piece })))
      .slice(0, AT_ONCE),
  );
  const tiles: Place[] = [];
  let left = pieces;
  while (left.length > 0) {
    const tile = bestTile(left, sideOf);
    tiles.push(tile);
    left = left.filter((piece) => !shows(tile, piece));
  }
  tiles.sort((a, b) => a.page - b.page || a.box.y - b.box.y || a.box.x - b.box.x);
  const byTiles = new Map<string, { readonly at: readonly number[]; readonly keys: string[] }>();
  for (const { key } of wanted) {
    const own = pieces.filter((piece) => piece.key === key);
    const at = [...new Set(own.map((piece) => tiles.findIndex((tile) => shows(tile, piece))))].sort((a, b) => a - b);
    if (at.length === 0) continue;
    const group = byTiles.get(at.join());
    if (group === undefined) byTiles.set(at.join(), { at, keys: [key] });
    else group.keys.push(key);
  }
  return merged([...byTiles.values()]).map(({ at, keys }) => ({ tiles: at.flatMap((i) => tiles[i] ?? []), keys }));
}

/** Groups without those whose tiles another shows anyway: their questions are asked there. */
function merged(groups: readonly { readonly at: readonly number[]; readonly keys: readonly string[] }[]) {
  const out = groups.map(({ at, keys }) => ({ at, keys: [...keys] }));
  return out.filter((group) => {
    const host = out.find((other) => other.at.length > group.at.length && group.at.every((i) => other.at.includes(i)));
    host?.keys.push(...group.keys);
    return host === undefined;
  });
}

const shows = (tile: Place, piece: Place): boolean => tile.page === piece.page && holds(tile.box, piece.box);

/** A box with its margin, in pieces that fit into a square: where it is larger, its beginning and its end. */
function cut(box: Box, side: number): readonly Box[] {
  const m = MARGIN;
  const { x, y, w, h } = { x: box.x - m, y: box.y - m, w: box.w + 2 * m, h: box.h + 2 * m };
  const [width, height] = [Math.min(w, side), Math.min(h, side)];
  const first = { x, y, w: width, h: height };
  return w <= side && h <= side ? [first] : [first, { x: x + w - width, y: y + h - height, w: width, h: height }];
}

/** The square that shows the most of some pieces, among those whose edges lie at edges of pieces; centred on them. */
function bestTile(pieces: readonly Place[], sideOf: (page: number) => number): Place {
  const [first] = pieces;
  if (first === undefined) throw new RangeError('no pieces');
  const own = pieces.filter(({ page }) => page === first.page);
  const side = sideOf(first.page);
  let best: readonly Place[] = [];
  for (const { box: left } of own) {
    for (const { box: top } of own) {
      const square: Place = { page: first.page, box: { x: left.x, y: top.y, w: side, h: side } };
      const seen: readonly Place[] = own.filter((piece) => shows(square, piece));
      if (seen.includes(first) && seen.length > best.length) best = seen;
    }
  }
  const edges = (start: (box: Box) => number, length: (box: Box) => number) => {
    const from = Math.min(...best.map(({ box }) => start(box)));
    const to = Math.max(...best.map(({ box }) => start(box) + length(box)));
    return (from + to) / 2 - side / 2;
  };
  const x = edges(
    (box) => box.x,
    (box) => box.w,
  );
  const y = edges(
    (box) => box.y,
    (box) => box.h,
  );
  return { page: first.page, box: { x, y, w: side, h: side } };
}
