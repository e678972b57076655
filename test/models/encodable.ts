import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { wordlessPage } from '../../src/core/page.ts';
import type { Raster } from '../../src/core/raster.ts';
import type { EncodablePage } from '../../src/core/vectors.ts';
import { withAlpha } from './noise.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** A picture of fixtures/models/images, by any path that ends in its name. */
export async function load(image: string): Promise<Raster> {
  const file = readFileSync(new URL(`models/images/${image.split('/').pop()}`, FIXTURES));
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return withAlpha(info.width, info.height, data);
}

/** A page that is drawn as that picture, of 100 pixels an inch. */
export function pageOf(raster: Raster): EncodablePage {
  const page = wordlessPage(1, { width: raster.width * 0.72, height: raster.height * 0.72 });
  return { page, draw: async () => ({ ...raster, dpi: 100 }) };
}
