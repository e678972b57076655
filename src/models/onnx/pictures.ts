import type { Tensor } from 'onnxruntime-node';
import { InvoicectlError } from '../../core/errors.ts';
import { floatsOf, writeFloats } from '../images/floats.ts';
import type { Tile } from '../images/tiles.ts';
import { type GraphSession, loadRuntime } from './session.ts';
import { floatTensor } from './tensors.ts';

/** Names of the inputs that take pictures. */
export const PICTURE_INPUTS = ['pixel_values', 'pixel_attention_mask'];

/** How a graph takes pictures. */
export interface PictureInput {
  /** Pixels a side. */
  readonly size: number;
  /** Whether it takes several squares for one picture: [1, tiles, 3, size, size] instead of [1, 3, size, size]. */
  readonly tiled: boolean;
  /** The one number of tiles that it takes; `null` where that is free. */
  readonly tiles: number | null;
  /** Inputs for squares, whose levels are made floats only here. */
  feeds(squares: readonly Pick<Tile, 'planes'>[]): Promise<Record<string, Tensor>>;
  /** Inputs for no picture at all: zeros, as models are fed where there is only text. */
  nothing(): Promise<Record<string, Tensor>>;
}

/** How a graph takes pictures. Throws `MODEL_UNSUPPORTED` where it does not. */
export function pictureInput(session: GraphSession, file: string): PictureInput {
  const [name = '', mask = ''] = PICTURE_INPUTS;
  const shape = session.shapeOf(name);
  const [height, width] = [shape.at(-2), shape.at(-1)];
  if (![4, 5].includes(shape.length) || shape.at(-3) !== 3 || typeof width !== 'number' || width !== height) {
    throw new InvoicectlError(
      'MODEL_UNSUPPORTED',
      `${file} takes no pictures in a way that is known here: ${name} is [${shape.join(', ')}].`,
      { hint: 'It was exported in another form, or is another model. `invoicectl models list` names those that work.' },
    );
  }
  const tiled = shape.length === 5;
  const [, many] = shape;
  const tiles = tiled && typeof many === 'number' && many > 0 ? many : null;
  const masked = session.inputs.includes(mask);
  const feed = async (pixels: Float32Array, count: number): Promise<Record<string, Tensor>> => {
    const runtime = await loadRuntime();
    const dims = tiled ? [1, count, 3, width, width] : [count, 3, width, width];
    const feeds = { [name]: floatTensor(runtime, session.typeOf(name), pixels, dims) };
    if (!masked) return feeds;
    const size = count * width * width;
    const whole =
      session.typeOf(mask) === 'bool'
        ? new runtime.Tensor('bool', new Uint8Array(size).fill(1), [1, count, width, width])
        : new runtime.Tensor('int64', new BigInt64Array(size).fill(1n), [1, count, width, width]);
    return { ...feeds, [mask]: whole };
  };
  return {
    size: width,
    tiled,
    tiles,
    feeds(squares) {
      const pixels = new Float32Array(floatsOf(squares.length, width));
      writeFloats(squares, pixels);
      return feed(pixels, squares.length);
    },
    nothing: () => feed(new Float32Array(floatsOf(tiles ?? 1, width)), tiles ?? 1),
  };
}
