import type { Build } from './build.ts';
import { type Tensor, TYPE } from './model.ts';
import { type Quantised, quantiseBlocks, quantiseColumns } from './quantise.ts';

/**
 * How a multiplication with weights is computed.
 * - `exact`: 32-bit floats
 * - `blocks`: weights and what they meet in 8 bits, each with a scale for every few dozen rows
 * - `columns`: weights in 8 bits with a scale a column, what they meet with one scale for all of it: fastest, and
 *   coarse where single numbers are much larger than the others
 */
export const PRECISIONS = ['exact', 'blocks', 'columns'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** How the multiplications of a graph are computed. */
export interface Precisions {
  /** Of what a norm has levelled just before: its numbers are of one size. */
  readonly levelled: Precision;
  /** Of all else, whose numbers may be of very different sizes. */
  readonly other: Precision;
  /** Rows that share a scale, where weights are in blocks: 16, 32, 64, 128 or 256. */
  readonly block: number;
}

/** Values of a tensor: see `LoadedModel`. */
export type Floats = (tensor: Tensor) => Promise<Float32Array>;

/** Adds constants and multiplications to a graph. */
export interface Linears {
  /** A tensor as it is. */
  constant(tensor: Tensor): string;
  /** `input` x `weight`, and `bias` added where there is one. */
  linear(input: string, weight: Tensor, precision: Precision, bias?: Tensor): string;
}

// MatMulNBits: 4 has what the weights meet turned into 8 bits too, so that the processor multiplies bytes.
const ACCURACY = 4n;

/** `block`: see `Precisions`. */
export function linearsOf(to: Build, floats: Floats, block: number): Linears {
  const constants = new Map<string, string>();
  const constant = (tensor: Tensor): string => {
    const known = constants.get(tensor.name);
    if (known !== undefined) return known;
    const bytes = tensor.dims.reduce((product, dim) => product * dim, 4);
    const make = async () => bytesOf(await floats(tensor));
    const made = to.constant({ type: TYPE.float, dims: tensor.dims, bytes, make }, 'weight');
    constants.set(tensor.name, made);
    return made;
  };
  return {
    constant,
    linear(input, weight, precision, bias) {
      const [rows = 0, cols = 0] = weight.dims;
      if (precision === 'exact') {
        const product = to.add('MatMul', [input, constant(weight)]);
        return bias === undefined ? product : to.add('Add', [product, constant(bias)]);
      }
      // codes and scales are made in one go; whoever comes second takes what is left
      let pending: Promise<Quantised> | null = null;
      const part = async (which: keyof Quantised) => {
        pending ??= floats(weight).then((values) =>
          precision === 'blocks' ? quantiseBlocks(values, rows, cols, block) : quantiseColumns(values, rows, cols),
        );
        const made = bytesOf((await pending)[which]);
        if (which === 'scales') pending = null;
        return made;
      };
      const last = bias === undefined ? [] : [constant(bias)];
      if (precision === 'columns') {
        const codes = to.constant(
          { type: TYPE.int8, dims: [rows, cols], bytes: rows * cols, make: () => part('codes') },
          'codes',
        );
        const scales = to.constant(
          { type: TYPE.float, dims: [cols], bytes: cols * 4, make: () => part('scales') },
          'scales',
        );
        return to.add('DynamicQuantizeMatMul', [input, codes, scales, ...(last.length > 0 ? ['', ...last] : [])]);
      }
      const blocks = Math.ceil(rows / block);
      const codes = to.constant(
        {
          type: TYPE.uint8,
          dims: [cols, blocks, block],
          bytes: cols * blocks * block,
          make: () => part('codes'),
        },
        'codes',
      );
      const scales = to.constant(
        { type: TYPE.float, dims: [cols * blocks], bytes: cols * blocks * 4, make: () => part('scales') },
        'scales',
      );
      return to.add('MatMulNBits', [input, codes, scales, ...(last.length > 0 ? ['', '', ...last] : [])], {
        K: BigInt(rows),
        N: BigInt(cols),
        bits: 8n,
        block_size: BigInt(block),
        accuracy_level: ACCURACY,
      });
    },
  };
}

function bytesOf(values: Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
