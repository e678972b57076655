import { type Built, build, value } from './build.ts';
import { type Floats, linearsOf, type Precisions } from './linear.ts';
import { TYPE } from './model.ts';
import type { TowerWeights } from './tower-weights.ts';

/** Sizes of a vision tower that its weights do not say. */
export interface TowerSizes {
  readonly heads: number;
  /** Pixels a side of a tile. */
  readonly tile: number;
  /** Patches a side that are put together into one row. */
  readonly shuffle: number;
  readonly epsilon: number;
}

/**
 * A vision tower of SigLIP's kind with its connector, written anew from its weights: attention in one step that never
 * holds all scores, no mask, since no tile is padding. Takes `pixel_values` [tiles, 3, side, side]; gives
 * `image_features` [tiles, rows a tile, width of the decoder].
 */
export function buildTower(weights: TowerWeights, sizes: TowerSizes, how: Precisions, floats: Floats): Built {
  const { heads, tile, shuffle, epsilon } = sizes;
  const to = build('tower');
  const { constant, linear } = linearsOf(to, floats, how.block);
  const [width = 0, colours = 3, side = 16] = weights.patch.weight.dims;
  const across = tile / side;
  const patches = to.add('Conv', ['pixel_values', constant(weights.patch.weight), constant(weights.patch.bias)], {
    kernel_shape: [BigInt(side), BigInt(side)],
    strides: [BigInt(side), BigInt(side)],
  });
  const flat = to.add('Reshape', [patches, to.ints([0, 0, -1])]);
  let stream = to.add('Add', [to.add('Transpose', [flat], { perm: [0n, 2n, 1n] }), constant(weights.positions)]);
  let added: string | null = null;
  const norm = ({ weight, bias }: { weight: Parameters<typeof constant>[0]; bias: Parameters<typeof constant>[0] }) => {
    const [scale, shift] = [constant(weight), constant(bias)];
    if (added === null) return to.add('LayerNormalization', [stream, scale, shift], { epsilon, axis: -1n });
    const sum = to.name('stream');
    const levelled = to.add('SkipLayerNormalization', [stream, added, scale, shift], { epsilon }, [
      to.name('levelled'),
      null,
      null,
      sum,
    ]);
    stream = sum;
    return levelled;
  };
  for (const layer of weights.layers) {
    const levelled = norm(layer.attentionNorm);
    const three = [layer.query, layer.key, layer.value].map(({ weight, bias }) =>
      linear(levelled, weight, how.levelled, bias),
    );
    const attended = to.add('MultiHeadAttention', three, { num_heads: BigInt(heads) });
    added = linear(attended, layer.out.weight, how.other, layer.out.bias);
    const wide = linear(norm(layer.mlpNorm), layer.widen.weight, how.levelled, layer.widen.bias);
    added = linear(to.add('FastGelu', [wide]), layer.narrow.weight, how.other, layer.narrow.bias);
  }
  const seen = norm(weights.norm);
  // squares of patches become rows: [tiles, down, y, across, x, width] to [tiles, down * across, y * x * width]
  const squares = across / shuffle;
  const split = to.add('Reshape', [seen, to.ints([-1, squares, shuffle, squares, shuffle, width])]);
  const moved = to.add('Transpose', [split], { perm: [0n, 1n, 3n, 2n, 4n, 5n] });
  const rows = to.add('Reshape', [moved, to.ints([-1, squares * squares, width * shuffle * shuffle])]);
  to.add('Identity', [linear(rows, weights.connector, how.other)], {}, ['image_features']);
  return to.finish(
    [value('pixel_values', TYPE.float, ['tiles', colours, tile, tile])],
    [value('image_features', TYPE.float, ['tiles', squares * squares, weights.connector.dims[1] ?? 0])],
  );
}
