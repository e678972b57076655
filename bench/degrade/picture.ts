import sharp from 'sharp';
import { seededRandom } from '../../scripts/random.ts';
import type { Raster } from '../../src/core/raster.ts';
import type { Condition } from './condition.ts';

/** A page as a scanner delivers it: a JPEG, or a PNG of one bit a pixel. */
export interface Scan {
  readonly bytes: Buffer;
  /** Points. */
  readonly width: number;
  /** Points. */
  readonly height: number;
}

/** Makes a scan of a page that was drawn in grey, at the condition's resolution across. */
export async function scanOf(drawn: Raster, condition: Condition, seed: number): Promise<Scan> {
  const { dpi, skew, greys, blur, noise, turn, quality, bilevel } = condition;
  const { width } = drawn;
  const height = Math.round((drawn.height * dpi[1]) / dpi[0]);
  let picture = sharp(drawn.data, { raw: { width, height: drawn.height, channels: 1 } }).resize(width, height, {
    fit: 'fill',
  });
  if (skew !== 0) {
    // The scanner's glass stays as large as it is: what turns out of it is lost.
    const turned = await picture.rotate(skew, { background: '#fff' }).png({ compressionLevel: 1 }).toBuffer();
    const grown = await sharp(turned).metadata();
    const [left, top] = [Math.floor((grown.width - width) / 2), Math.floor((grown.height - height) / 2)];
    picture = sharp(turned).extract({ left, top, width, height });
  }
  if (blur > 0) picture = picture.blur(blur);
  const pixels = await picture.toColourspace('b-w').raw().toBuffer();
  const [darkest, lightest] = greys;
  const random = gaussian(seed);
  for (let i = 0; i < pixels.length; i++) {
    const grey = darkest + ((pixels[i] ?? 0) * (lightest - darkest)) / 255 + (noise > 0 ? noise * random() : 0);
    // Half way between paper and ink, whatever their greys.
    pixels[i] = bilevel ? (grey < (darkest + lightest) / 2 ? 0 : 255) : Math.max(0, Math.min(255, Math.round(grey)));
  }
  const done = sharp(pixels, { raw: { width, height, channels: 1 } }).rotate(turn);
  const bytes = bilevel ? done.png({ palette: true, colours: 2 }) : done.toColourspace('b-w').jpeg({ quality });
  const [across, down] = [(72 * width) / dpi[0], (72 * height) / dpi[1]];
  const isOnSide = turn === 90 || turn === 270;
  return { bytes: await bytes.toBuffer(), width: isOnSide ? down : across, height: isOnSide ? across : down };
}

/** Numbers of mean 0 and deviation 1. A table of many is drawn from at random: a page asks for millions. */
function gaussian(seed: number): () => number {
  const random = seededRandom(seed);
  const table = Float32Array.from(
    { length: 1 << 14 },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  return () => table[(random() * table.length) | 0] ?? 0;
}
