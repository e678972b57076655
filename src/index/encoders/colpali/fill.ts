import type { Raster } from '../../../core/raster.ts';
import type { TileRules } from '../../../models/images/tiles.ts';
import type { Share } from './boxes.ts';

/** A picture that is cut into a wanted number of tiles, and how much of it is the page. */
export interface Filled {
  readonly raster: Raster;
  readonly share: Share;
}

/**
 * Fills a page up with white to the right or below until it is cut into `count` tiles, the whole included: for graphs
 * that were traced at one number of tiles. `null` where no page is cut into so many.
 */
export function fillTo(raster: Raster, count: number, rules: TileRules): Filled | null {
  const most = rules.longest / rules.tile;
  const fewest = (count - 1) / most;
  if (!Number.isInteger(most) || !Number.isInteger(fewest) || fewest < 1 || fewest > most) return null;
  const ratio = most / fewest;
  const { width, height } = raster;
  const upright = height >= width;
  const [short, long] = upright ? [width, height] : [height, width];
  const wide = Math.max(short, Math.floor(long / ratio));
  const high = Math.max(long, Math.ceil(short * ratio));
  const [toWidth, toHeight] = upright ? [wide, high] : [high, wide];
  return { raster: enlarged(raster, toWidth, toHeight), share: { x: width / toWidth, y: height / toHeight } };
}

function enlarged(raster: Raster, width: number, height: number): Raster {
  if (raster.width === width && raster.height === height) return raster;
  const { channels } = raster;
  const data = new Uint8Array(width * height * channels).fill(255);
  const line = raster.width * channels;
  for (let y = 0; y < raster.height; y++) {
    data.set(raster.data.subarray(y * line, (y + 1) * line), y * width * channels);
  }
  return { width, height, channels, data };
}
