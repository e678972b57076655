import type { Raster } from '../../core/raster.ts';
import { isBlank } from './blank.ts';
import { pictureOf } from './picture.ts';
import { resize } from './resize.ts';
import type { Tile } from './tiles.ts';

/** A picture squeezed into one square, straight and by cubics: what ColPali's processor (SigLIP's) does, bit for bit. */
export function squareOf(raster: Raster, size = 448): Tile {
  const { planes } = resize(pictureOf(raster), size, size, 'bicubic');
  return { size, planes, blank: isBlank(planes, size) };
}
