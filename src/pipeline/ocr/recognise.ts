import { decode, type Glyph } from './ctc.ts';
import type { Models } from './models.ts';
import { STRIP_HEIGHT, type Strip } from './strip.ts';

/** Pixels along all strips of one run at most: more saves no time and costs memory. */
const BATCH = 2400;
/** How much wider than the narrowest the widest strip of a run may be: what is beside narrower ones is read as well. */
const SPREAD = 1.15;
/** The recogniser sees one step in this many pixels. */
const STEP = 8;

/** Reads strips; what was read comes in their order. */
export async function recognise(strips: readonly Strip[], { recogniser, characters }: Models): Promise<Glyph[][]> {
  const order = strips.map((strip, index) => ({ strip, index })).sort((a, b) => a.strip.width - b.strip.width);
  const read: Glyph[][] = strips.map(() => []);
  for (let start = 0; start < order.length; ) {
    const narrowest = order[start]?.strip.width ?? 0;
    let end = start;
    for (; end < order.length; end++) {
      const widest = order[end]?.strip.width ?? 0;
      if (end > start && (widest > narrowest * SPREAD + STEP || widest * (end + 1 - start) > BATCH)) break;
    }
    const batch = order.slice(start, end);
    start = end;
    const width = Math.ceil((batch.at(-1)?.strip.width ?? 0) / STEP) * STEP;
    const shape = [batch.length, 3, STRIP_HEIGHT, width];
    await recogniser.run(
      fill(recogniser.input(batch.length * 3 * STRIP_HEIGHT * width), batch, width),
      shape,
      (output, [, steps = 0]) => {
        for (const [i, { strip, index }] of batch.entries()) {
          const offset = i * steps * characters.length;
          read[index] = decode(output, offset, steps, (steps * strip.width) / width, characters);
        }
      },
    );
  }
  return read;
}

/** Writes strips as the recogniser takes them, with nothing (0, a middle grey) after each. */
function fill(values: Float32Array, batch: readonly { readonly strip: Strip }[], width: number): Float32Array {
  const plane = STRIP_HEIGHT * width;
  for (const [i, { strip }] of batch.entries()) {
    const start = i * 3 * plane;
    for (let y = 0, from = 0; y < STRIP_HEIGHT; y++) {
      let to = start + y * width;
      values.fill(0, to + strip.width, to + width);
      for (let x = 0; x < strip.width; x++) values[to++] = (strip.data[from++] ?? 0) / 127.5 - 1;
    }
    values.copyWithin(start + plane, start, start + plane);
    values.copyWithin(start + 2 * plane, start, start + plane);
  }
  return values;
}
