import { extentOf } from './bands.ts';
import { components } from './components.ts';
import { type Grey, shrunk } from './grey.ts';
import type { Model } from './models.ts';
import { convexHull, type Rectangle, smallestRectangle } from './rectangle.ts';

// The model's own: what its map holds is the inner part of each line, and how far the line reaches beyond it.
const THRESHOLD = Math.round(0.3 * 255);
const MEAN = 0.5 * 255;
const PIXELS = 12;
const GROWTH = 1.6;
/** Both sides of the input are multiples of it. */
const GRID = 32;
/** Most pixels of the shorter side: an A4 page at 150 dpi. */
const SHORT_SIDE = 1248;
/** Pixels of one run: activations take some 300 bytes each. */
const BAND = 500_000;

/** The rectangles of lines, or parts of lines, in pixels of the picture. */
export async function detect(picture: Grey, detector: Model): Promise<Rectangle[]> {
  const scale = Math.min(1, SHORT_SIDE / Math.min(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const map = await lineMap(shrunk(picture, width, height), detector);
  const [back, down] = [picture.width / width, picture.height / height];
  const found: Rectangle[] = [];
  for (const { pixels, mean, ends } of components(map, width, height, THRESHOLD)) {
    if (pixels < PIXELS || mean < MEAN) continue;
    const { x, y, w, h, angle } = smallestRectangle(convexHull(ends));
    if (w === 0 || h === 0) continue;
    const grown = (w * h * GROWTH) / (w + h);
    found.push({
      x: (x + 0.5) * back,
      y: (y + 0.5) * down,
      w: (w + grown) * back,
      h: (h + grown) * down,
      angle,
    });
  }
  return found;
}

/** The detector's map of a picture: 255 where a pixel is surely within a line. */
async function lineMap(picture: Grey, detector: Model): Promise<Uint8Array> {
  const { width, height, data } = picture;
  const map = new Uint8Array(width * height);
  const { left, right, bands } = extentOf(picture, BAND);
  const columns = right - left;
  const w = Math.ceil(columns / GRID) * GRID;
  for (const { from, to, first, last } of bands) {
    const rows = last - first;
    const h = Math.ceil(rows / GRID) * GRID;
    const plane = w * h;
    const input = detector.input(3 * plane);
    for (let y = 0, at = 0; y < h; y++) {
      // What is missing of the grid goes on as the picture ends.
      const row = (first + Math.min(y, rows - 1)) * width + left;
      for (let x = 0; x < columns; x++) input[at++] = (data[row + x] ?? 0) / 127.5 - 1;
      input.fill(input[at - 1] ?? 0, at, at + w - columns);
      at += w - columns;
    }
    input.copyWithin(plane, 0, plane);
    input.copyWithin(2 * plane, 0, plane);
    await detector.run(input, [1, 3, h, w], (output) => {
      for (let y = from; y < to; y++) {
        const [row, start] = [(y - first) * w, y * width + left];
        for (let x = 0; x < columns; x++) map[start + x] = (output[row + x] ?? 0) * 255;
      }
    });
  }
  return map;
}
