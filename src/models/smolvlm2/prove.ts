import type { Tensor } from 'onnxruntime-node';
import { type GraphSession, loadRuntime, openSession, type SessionOptions } from '../onnx/session.ts';
import type { SmolVlm2Config } from './config.ts';

/** How far a graph that was written anew is from the published one, on the same inputs. */
export interface Likeness {
  /** Smallest cosine between a row of one and the same row of the other: 1 where they are the same. */
  readonly cosine: number;
  /** Part of the rows whose largest number is in the same place. */
  readonly agreement: number;
}

/** A picture with edges and shades of all sizes: what is compared is how graphs differ, not what they see. */
export function probePixels(tile: number): Float32Array {
  const plane = Float32Array.from({ length: tile * tile }, (_, i) => {
    const [x, y] = [i % tile, Math.floor(i / tile)];
    const line = Math.floor(y / 18) % 2 === 0;
    const ink = line && (x * 7 + (x ^ (y >> 3)) * 3 + ((x * y) >> 5)) % 11 < 4;
    const shade = y > tile * 0.75 ? (x / tile) * 0.8 : 0;
    return ink ? -0.9 : 1 - shade;
  });
  const pixels = new Float32Array(3 * plane.length);
  for (let colour = 0; colour < 3; colour++) pixels.set(plane, colour * plane.length);
  return pixels;
}

/** Compares two towers on one tile. */
export async function compareTowers(
  published: string,
  rebuilt: string,
  { tile, text }: SmolVlm2Config,
  options: SessionOptions,
): Promise<{ readonly likeness: Likeness; readonly features: Float32Array }> {
  const { Tensor: OrtTensor } = await loadRuntime();
  const pixels = probePixels(tile);
  const run = async (path: string): Promise<Float32Array> => {
    const session = await openSession(path, options);
    try {
      const flat = session.shapeOf('pixel_values').length === 4;
      const feeds: Record<string, Tensor> = {
        pixel_values: new OrtTensor('float32', pixels, flat ? [1, 3, tile, tile] : [1, 1, 3, tile, tile]),
      };
      if (session.inputs.includes('pixel_attention_mask')) {
        feeds.pixel_attention_mask = new OrtTensor('bool', new Uint8Array(tile * tile).fill(1), [1, 1, tile, tile]);
      }
      return floats((await session.run(feeds))[session.outputs[0] ?? '']);
    } finally {
      await session.close();
    }
  };
  const features = await run(published);
  return { likeness: compareRows(features, await run(rebuilt), text.width), features };
}

/** Compares two decoders on rows of the width of the model: all at once, then on the last few again after going back. */
export async function compareDecoders(
  published: string,
  rebuilt: string,
  rows: Float32Array,
  { text }: SmolVlm2Config,
  options: SessionOptions,
): Promise<Likeness> {
  const { Tensor: OrtTensor } = await loadRuntime();
  const { width, kvHeads, headWidth, vocabulary } = text;
  const count = rows.length / width;
  const pasts = (session: GraphSession) => session.inputs.filter((name) => name.startsWith('past_key_values.'));

  const first = await openSession(published, options);
  let expected: Float32Array;
  try {
    const empty = new OrtTensor('float32', new Float32Array(0), [1, kvHeads, 0, headWidth]);
    const feeds: Record<string, Tensor> = {
      inputs_embeds: new OrtTensor('float32', rows, [1, count, width]),
      attention_mask: new OrtTensor('int64', new BigInt64Array(count).fill(1n), [1, count]),
      ...Object.fromEntries(pasts(first).map((name) => [name, empty])),
    };
    if (first.inputs.includes('position_ids')) {
      const positions = BigInt64Array.from({ length: count }, (_, i) => BigInt(i));
      feeds.position_ids = new OrtTensor('int64', positions, [1, count]);
    }
    expected = floats((await first.run(feeds)).logits);
  } finally {
    await first.close();
  }

  const second = await openSession(rebuilt, options);
  try {
    const memory = pasts(second).map((name): [string, Tensor] => [
      name,
      new OrtTensor('float32', new Float32Array(kvHeads * count * headWidth), [1, kvHeads, count, headWidth]),
    ]);
    const present = memory.map(([name, tensor]) => [name.replace('past_key_values', 'present'), tensor]);
    const step = async (from: number, to: number): Promise<Float32Array> => {
      const outputs = await second.run(
        {
          inputs_embeds: new OrtTensor('float32', rows.slice(from * width, to * width), [1, to - from, width]),
          seqlens_k: new OrtTensor('int32', Int32Array.of(to - 1), [1]),
          total_sequence_length: new OrtTensor('int32', Int32Array.of(to), []),
          logits_to_keep: new OrtTensor('int64', BigInt64Array.of(BigInt(to - from)), [1]),
          ...Object.fromEntries(memory),
        },
        Object.fromEntries(present),
      );
      return floats(outputs.logits);
    };
    const half = Math.floor(count / 2);
    const got = new Float32Array(expected.length);
    got.set(await step(0, half));
    await step(half, count);
    // what was fed last is forgotten and fed again, one by one and together
    got.set(await step(half, half + 1), half * vocabulary);
    got.set(await step(half + 1, count), (half + 1) * vocabulary);
    return compareRows(expected, got, vocabulary);
  } finally {
    await second.close();
  }
}

/** Compares rows of numbers. */
export function compareRows(expected: Float32Array, got: Float32Array, width: number): Likeness {
  if (expected.length !== got.length || expected.length === 0) return { cosine: 0, agreement: 0 };
  let cosine = 1;
  let same = 0;
  for (let from = 0; from < expected.length; from += width) {
    let [dot, a, b] = [0, 0, 0];
    let [bestA, bestB] = [from, from];
    for (let i = from; i < from + width; i++) {
      const [x = 0, y = 0] = [expected[i], got[i]];
      dot += x * y;
      a += x * x;
      b += y * y;
      if (x > (expected[bestA] ?? 0)) bestA = i;
      if (y > (got[bestB] ?? 0)) bestB = i;
    }
    const rowCosine = dot / Math.sqrt(a * b);
    if (!(rowCosine >= cosine)) cosine = Number.isNaN(rowCosine) ? 0 : rowCosine;
    if (bestA === bestB) same++;
  }
  return { cosine, agreement: same / (expected.length / width) };
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('a graph that gives no 32-bit floats');
}
