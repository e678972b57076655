import { type Built, build, value } from './build.ts';
import type { DecoderWeights } from './decoder-weights.ts';
import { type Floats, linearsOf, type Precisions } from './linear.ts';
import { TYPE } from './model.ts';

/** Sizes of a decoder that its weights do not say. */
export interface DecoderSizes {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Positions that it was trained on. */
  readonly positions: number;
  /** Base of the rotary embedding. */
  readonly rope: number;
  readonly epsilon: number;
}

/**
 * A decoder of Llama's kind, written anew from its weights: keys and values stay where they are and grow in place,
 * logits come for as many last positions as are asked for.
 *
 * Takes `inputs_embeds` [1, new, width], `seqlens_k` int32 [1] (positions - 1), `total_sequence_length` int32 (positions),
 * `logits_to_keep` int64 [1], and `past_key_values.{i}.key|value` [1, kv heads, room, head width]; gives `logits`
 * [1, kept, vocabulary] and `present.{i}.key|value`, which are to be the same memory as what they come from.
 */
export function buildDecoder(weights: DecoderWeights, sizes: DecoderSizes, how: Precisions, floats: Floats): Built {
  const { heads, kvHeads, headWidth, positions, rope, epsilon } = sizes;
  const to = build('decoder');
  const { constant, linear } = linearsOf(to, floats, how.block);
  const width = weights.head.dims[0] ?? 0;
  const [cos, sin] = [Math.cos, Math.sin].map((of) =>
    to.constant(
      {
        type: TYPE.float,
        dims: [positions, headWidth / 2],
        bytes: positions * headWidth * 2,
        make: async () => rotations(positions, headWidth, rope, of),
      },
      'rotations',
    ),
  );
  const cache = [1, kvHeads, 'past_sequence_length', headWidth];
  const inputs = [
    value('inputs_embeds', TYPE.float, [1, 'sequence_length', width]),
    value('seqlens_k', TYPE.int32, [1]),
    value('total_sequence_length', TYPE.int32, []),
    value('logits_to_keep', TYPE.int64, [1]),
  ];
  const outputs = [value('logits', TYPE.float, [1, 'kept', weights.head.dims[1] ?? 0])];

  let stream = 'inputs_embeds';
  let added: string | null = null;
  /** Adds what a layer said to the stream, and levels it. */
  const norm = (scale: string): string => {
    if (added === null) return to.add('SimplifiedLayerNormalization', [stream, scale], { epsilon, axis: -1n });
    const sum = to.name('stream');
    const levelled = to.add('SkipSimplifiedLayerNormalization', [stream, added, scale], { epsilon }, [
      to.name('levelled'),
      null,
      null,
      sum,
    ]);
    stream = sum;
    return levelled;
  };
  for (const [i, layer] of weights.layers.entries()) {
    const [key, past] = ['key', 'value'].map((name) => `past_key_values.${i}.${name}`);
    const [presentKey, presentValue] = ['key', 'value'].map((name) => `present.${i}.${name}`);
    for (const name of [key, past]) inputs.push(value(name ?? '', TYPE.float, cache));
    for (const name of [presentKey, presentValue]) outputs.push(value(name ?? '', TYPE.float, cache));
    const levelled = norm(constant(layer.attentionNorm));
    const three = [layer.query, layer.key, layer.value].map((weight) => linear(levelled, weight, how.levelled));
    const attended = to.add(
      'GroupQueryAttention',
      [...three, key ?? '', past ?? '', 'seqlens_k', 'total_sequence_length', cos ?? '', sin ?? ''],
      { num_heads: BigInt(heads), kv_num_heads: BigInt(kvHeads), do_rotary: 1n, rotary_interleaved: 0n },
      [to.name('attended'), presentKey ?? '', presentValue ?? ''],
    );
    added = linear(attended, layer.out, how.other);
    const wide = norm(constant(layer.mlpNorm));
    const gate = to.add('QuickGelu', [linear(wide, layer.gate, how.levelled)], { alpha: 1 });
    added = linear(to.add('Mul', [gate, linear(wide, layer.up, how.levelled)]), layer.down, how.other);
  }
  const levelled = norm(constant(weights.norm));
  const from = to.add('Neg', ['logits_to_keep']);
  const kept = to.add('Slice', [levelled, from, to.ints([2n ** 31n]), to.ints([1])]);
  to.add('Identity', [linear(kept, weights.head, how.other)], {}, ['logits']);
  return to.finish(inputs, outputs);
}

function rotations(positions: number, headWidth: number, rope: number, of: (angle: number) => number): Uint8Array {
  const half = headWidth / 2;
  // as PyTorch reckons it: frequencies and angles in 32 bits
  const frequencies = Array.from({ length: half }, (_, i) => Math.fround(1 / Math.fround(rope ** (i / half))));
  const out = new Float32Array(positions * half);
  for (let position = 0, at = 0; position < positions; position++) {
    for (const frequency of frequencies) out[at++] = of(Math.fround(position * frequency));
  }
  return new Uint8Array(out.buffer);
}
