import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/core/raster.ts';
import { floatsOf, writeFloats } from '../../src/models/images/floats.ts';
import { type Picture, pictureOf } from '../../src/models/images/picture.ts';
import { resize } from '../../src/models/images/resize.ts';
import { squareOf } from '../../src/models/images/square.ts';
import { oneTileOf, regionTilesOf, type Tile, tilesOf } from '../../src/models/images/tiles.ts';
import { load } from './encodable.ts';
import { noisyRaster } from './noise.ts';

interface Hashes {
  readonly resizes: readonly (Made & {
    readonly toWidth: number;
    readonly toHeight: number;
    readonly filter: 'lanczos' | 'bicubic';
    readonly sha256: string;
  })[];
  readonly tiles: readonly (Made & {
    readonly split: boolean;
    readonly rows: number;
    readonly cols: number;
    readonly tiles: number;
    readonly sha256f32le: string;
  })[];
}

interface Made {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly seed: number;
}

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const hashes: Hashes = JSON.parse(readFileSync(new URL('pillow/hashes.json', FIXTURES), 'utf8'));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function floats(tiles: readonly Tile[]): string {
  const out = new Float32Array(floatsOf(tiles.length, tiles[0]?.size ?? 0));
  writeFloats(tiles, out);
  return sha256(new Uint8Array(out.buffer));
}

/** Pixel by pixel, as Pillow holds them. */
function interleaved({ width, height, planes }: Picture): Uint8Array {
  return Uint8Array.from(
    { length: width * height * planes.length },
    (_, i) => planes[i % planes.length]?.[Math.floor(i / planes.length)] ?? 0,
  );
}

describe('resize', () => {
  it.each(hashes.resizes)('equals Pillow: $width x $height x $channels to $toWidth x $toHeight, $filter', (made) => {
    const picture = pictureOf(noisyRaster(made.width, made.height, made.channels, made.seed));
    const out = resize(picture, made.toWidth, made.toHeight, made.filter);
    // A colour raster that happens to be grey has one plane.
    const full = { ...out, planes: made.channels === 3 && out.planes.length === 1 ? three(out.planes) : out.planes };
    expect(sha256(interleaved(full))).toBe(made.sha256);
  });
});

describe('tiles', () => {
  it.each(hashes.tiles)('equal the reference: $width x $height x $channels, split $split', (made) => {
    const raster = noisyRaster(made.width, made.height, made.channels, made.seed);
    const tiled = made.split ? tilesOf(raster) : oneTileOf(raster);
    expect({ rows: tiled.rows, cols: tiled.cols, tiles: tiled.tiles.length }).toEqual({
      rows: made.rows,
      cols: made.cols,
      tiles: made.tiles,
    });
    expect(floats(tiled.tiles)).toBe(made.sha256f32le);
  });

  it('equal the reference for every picture of the small checkpoints', async () => {
    const { cases } = goldens('smolvlm2-tiny');
    expect(cases?.length).toBeGreaterThan(3);
    for (const { image, do_image_splitting: split, pixel_values } of cases ?? []) {
      const raster = await load(image);
      expect(floats((split ? tilesOf(raster) : oneTileOf(raster)).tiles), image).toBe(pixel_values.sha256_f32le);
    }
    for (const { image, pixel_values } of goldens('colpali-tiny').documents ?? []) {
      expect(floats([squareOf(await load(image))]), image).toBe(pixel_values.sha256_f32le);
    }
  });

  it('says which have nothing printed on them', () => {
    const noiseOf = noisyRaster(64, 64, 1, 7).data;
    const page: Raster = { width: 1024, height: 1448, channels: 1, data: new Uint8Array(1024 * 1448) };
    page.data.forEach((_, i) => {
      page.data[i] = 244 + ((noiseOf[i % noiseOf.length] ?? 0) % 9);
    });
    expect(tilesOf(page).tiles.every(({ blank }) => blank)).toBe(true);
    // A stroke of 2 x 14 pixels: a 1 of 9 points at 90 pixels an inch.
    for (let y = 100; y < 114; y++) page.data.fill(60, y * 1024 + 100, y * 1024 + 102);
    expect(tilesOf(page).tiles.map(({ blank }) => blank)).toEqual([false, ...new Array(11).fill(true), false]);
  });

  it('are one for a region that is nearly square and two for a longer one', () => {
    expect(regionTilesOf(noisyRaster(300, 250, 1, 1))).toHaveLength(1);
    const [top, bottom, ...more] = regionTilesOf(noisyRaster(100, 300, 3, 1));
    expect(more).toEqual([]);
    expect([top?.planes.length, bottom?.planes[2]?.length]).toEqual([3, 512 * 512]);
    expect(top?.planes).not.toEqual(bottom?.planes);
  });
});

function three(planes: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...planes, ...planes, ...planes];
}

interface Goldens {
  readonly cases?: readonly (Golden & { readonly do_image_splitting: boolean })[];
  readonly documents?: readonly Golden[];
}

interface Golden {
  readonly image: string;
  readonly pixel_values: { readonly sha256_f32le: string };
}

function goldens(model: string): Goldens {
  return JSON.parse(readFileSync(new URL(`models/${model}/goldens/goldens.json`, FIXTURES), 'utf8'));
}
