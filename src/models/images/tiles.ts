import type { Raster } from '../../core/raster.ts';
import { isBlank } from './blank.ts';
import { type Picture, pictureOf } from './picture.ts';
import { resize } from './resize.ts';

/** A square that the vision tower is fed. Levels stay 8-bit until a batch of them is fed. */
export interface Tile {
  /** Pixels a side. */
  readonly size: number;
  /** One plane where it is grey, else red, green and blue. Each `size * size` bytes. */
  readonly planes: readonly Uint8Array[];
  /** Nothing is printed on it: all of one colour within noise. */
  readonly blank: boolean;
}

/** A picture as its model looks at it. */
export interface TiledPicture {
  /** Tiles from top to bottom; 0 where the picture was not split. */
  readonly rows: number;
  /** Tiles from left to right; 0 where the picture was not split. */
  readonly cols: number;
  /** Row by row, then the whole picture in one tile, which stands alone where it was not split. */
  readonly tiles: readonly Tile[];
}

/** Sizes that a model was trained with, from its `preprocessor_config.json`. Pixels. */
export interface TileRules {
  /** `size.longest_edge` */
  readonly longest: number;
  /** `max_image_size.longest_edge` */
  readonly tile: number;
}

/** The sizes of SmolVLM2-256M and -500M, ColModernVBERT and ColSmol. */
export const TILE_RULES: TileRules = { longest: 2048, tile: 512 };

/** A picture cut into tiles as Idefics3's and SmolVLM's own processor does, bit for bit: A4 upright is 4 x 3 and a whole. */
export function tilesOf(raster: Raster, rules: TileRules = TILE_RULES): TiledPicture {
  const grid = gridOf(pictureOf(raster), rules);
  const { tile } = rules;
  if (grid.width <= tile && grid.height <= tile) return { rows: 0, cols: 0, tiles: [cut(grid, 0, 0, tile)] };
  const rows = grid.height / tile;
  const cols = grid.width / tile;
  const tiles = Array.from({ length: rows * cols }, (_, i) => cut(grid, i % cols, Math.floor(i / cols), tile));
  return { rows, cols, tiles: [...tiles, whole(grid, tile)] };
}

/** A picture in a single tile, as the same processors do when they are told not to split. */
export function oneTileOf(raster: Raster, rules: TileRules = TILE_RULES): TiledPicture {
  return { rows: 0, cols: 0, tiles: [whole(enlarge(pictureOf(raster), rules), rules.tile)] };
}

/**
 * A piece of a page in one tile, or in two where it is much wider or higher than square; each is an image of its own
 * to the model, not split. What lies where two meet is on both, so that no word is on neither.
 */
export function regionTilesOf(raster: Raster, { tile }: TileRules = TILE_RULES): readonly Tile[] {
  const picture = pictureOf(raster);
  const { width, height } = picture;
  const wide = width >= height;
  // A square is squeezed to half its length at most: half way to two squares.
  if (Math.max(width, height) <= Math.min(width, height) * Math.SQRT2) return [whole(picture, tile)];
  const long = wide ? width : height;
  const part = Math.ceil(long * (0.5 + OVERLAP / 2));
  return [0, long - part].map((from) =>
    whole(wide ? crop(picture, from, 0, part, height) : crop(picture, 0, from, width, part), tile),
  );
}

/** Part of the longer side that is on both tiles of a region: a word of 12 mm on one of 100 mm. */
const OVERLAP = 0.12;

/** Where a tile of the grid lies on the picture: parts of its width and height. The whole picture is `[0, 0, 1, 1]`. */
export function tileSpan(tiled: TiledPicture, index: number): readonly [number, number, number, number] {
  const { rows, cols } = tiled;
  if (index >= rows * cols) return [0, 0, 1, 1];
  const [x, y] = [index % cols, Math.floor(index / cols)];
  return [x / cols, y / rows, (x + 1) / cols, (y + 1) / rows];
}

/** First step: the longer side to its length, upwards too; the other made even. */
function enlarge(picture: Picture, { longest }: TileRules): Picture {
  const { width, height } = picture;
  const ratio = width / height;
  const even = (side: number) => Math.max(side + (side % 2), 1);
  const [w, h] =
    width >= height ? [longest, even(Math.trunc(longest / ratio))] : [even(Math.trunc(longest * ratio)), longest];
  return resize(picture, w, h, 'lanczos');
}

/** Second step: both sides to whole tiles. The aspect ratio is not kept. */
function gridOf(picture: Picture, rules: TileRules): Picture {
  const { tile } = rules;
  const large = enlarge(picture, rules);
  const ratio = large.width / large.height;
  const up = (side: number) => Math.ceil(side / tile) * tile;
  if (large.width >= large.height) {
    const width = up(large.width);
    return resize(large, width, up(Math.trunc(width / ratio)), 'lanczos');
  }
  const height = up(large.height);
  return resize(large, up(Math.trunc(height * ratio)), height, 'lanczos');
}

function whole(picture: Picture, size: number): Tile {
  const { planes } = resize(picture, size, size, 'lanczos');
  return { size, planes, blank: isBlank(planes, size) };
}

function cut(grid: Picture, col: number, row: number, size: number): Tile {
  const { planes } = crop(grid, col * size, row * size, size, size);
  return { size, planes, blank: isBlank(planes, size) };
}

function crop(picture: Picture, left: number, top: number, width: number, height: number): Picture {
  const planes = picture.planes.map((plane) => {
    const out = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const from = (top + y) * picture.width + left;
      out.set(plane.subarray(from, from + width), y * width);
    }
    return out;
  });
  return { width, height, planes };
}
