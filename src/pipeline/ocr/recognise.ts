import { decode, type Glyph } from './ctc.ts';
import type { Models } from './models.ts';
import { STRIP_HEIGHT, type Strip } from './strip.ts';

/** Strips of one run at most. */
const BATCH = 8;
/** How much wider than the narrowest the widest strip of a run may be. */
const SPREAD = 1.25;
/** The recogniser sees one step in this many pixels. */
const STEP = 8;

/** Reads strips; what was read comes in their order. */
export async function recognise(strips: readonly Strip[], { recogniser, characters }: Models): Promise<Glyph[][]> {
  const order = strips.map((strip, index) => ({ strip, index })).sort((a, b) => a.strip.width - b.strip.width);
  const read: Glyph[][] = strips.map(() => []);
  for (let start = 0; start < order.length; ) {
    const narrowest = order[start]?.strip.width ?? 0;
    let end = start;
    while (end < order.length && end - start < BATCH && (order[end]?.strip.width ?? 0) <= narrowest * SPREAD) end++;
    const batch = order.slice(start, end);
    start = end;
    const width = Math.ceil((batch.at(-1)?.strip.width ?? 0) / STEP) * STEP;
    const shape = [batch.length, 3, STRIP_HEIGHT, width];
    await recogniser.run(input(batch, width), shape, (output, [, steps = 0]) => {
      for (const [i, { strip, index }] of batch.entries()) {
        const offset = i * steps * characters.length;
        read[index] = decode(output, offset, steps, (steps * strip.width) / width, characters);
      }
    });
  }
  return read;
}

/** Strips side by side as the recogniser takes them, with nothing (0, a middle grey) after each. */
function input(batch: readonly { readonly strip: Strip }[], width: number): Float32Array {
  const plane = STRIP_HEIGHT * width;
  const values = new Float32Array(batch.length * 3 * plane);
  for (const [i, { strip }] of batch.entries()) {
    const start = i * 3 * plane;
    for (let y = 0, from = 0; y < STRIP_HEIGHT; y++) {
      for (let to = start + y * width, x = 0; x < strip.width; x++)
        values[to++] = (strip.data[from++] ?? 0) / 127.5 - 1;
    }
    values.copyWithin(start + plane, start, start + plane);
    values.copyWithin(start + 2 * plane, start, start + plane);
  }
  return values;
}
