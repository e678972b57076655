import { floatsOf, writeFloats } from '../../models/images/floats.ts';
import type { Tile } from '../../models/images/tiles.ts';
import { type GraphSession, loadRuntime } from '../../models/onnx/session.ts';
import { floatsIn, floatTensor } from '../../models/onnx/tensors.ts';

/** What the vision tower says of tiles: features one after the other, and how many tiles it had to look at. */
export interface TileFeatures {
  readonly features: Float32Array;
  readonly computed: number;
}

/** The vision tower. */
export interface Tower {
  see(tiles: readonly Tile[], signal?: AbortSignal): Promise<TileFeatures>;
  close(): Promise<void>;
}

/** Blank tiles whose features are kept: paper has few colours. */
const KEPT = 16;

/** The vision tower of a session that takes `pixel_values`, with or without a leading 1, and a mask where it wants one. */
export async function openTower(session: GraphSession, width: number, perTile: number): Promise<Tower> {
  const runtime = await loadRuntime();
  const { Tensor } = runtime;
  const type = session.typeOf('pixel_values');
  const flat = session.shapeOf('pixel_values').length === 4;
  const masked = session.inputs.includes('pixel_attention_mask');
  const output = session.outputs[0] ?? '';
  const each = width * perTile;
  const blanks = new Map<string, Float32Array>();

  let pixels = new Float32Array(0);
  async function compute(tile: Pick<Tile, 'planes' | 'size'>): Promise<Float32Array> {
    const { size } = tile;
    if (pixels.length !== floatsOf(1, size)) pixels = new Float32Array(floatsOf(1, size));
    writeFloats([tile], pixels);
    const feeds: Record<string, InstanceType<typeof Tensor>> = {
      pixel_values: floatTensor(runtime, type, pixels, flat ? [1, 3, size, size] : [1, 1, 3, size, size]),
    };
    if (masked) {
      feeds.pixel_attention_mask = new Tensor('bool', new Uint8Array(size * size).fill(1), [1, 1, size, size]);
    }
    const seen = (await session.run(feeds))[output];
    const result = seen === undefined ? null : floatsIn(seen);
    if (result?.length !== each) {
      throw new Error(`the vision tower gave ${result?.length ?? 0} numbers for a tile`);
    }
    return result;
  }

  return {
    async see(tiles, signal) {
      const features = new Float32Array(tiles.length * each);
      const wanted: number[] = [];
      let computed = 0;
      for (const [i, tile] of tiles.entries()) {
        if (!tile.blank) {
          wanted.push(i);
          continue;
        }
        // the noise of blank paper says nothing, so paper of one colour is one tile
        const levels = tile.planes.map(meanOf);
        const key = levels.join(' ');
        let kept = blanks.get(key);
        if (kept === undefined) {
          signal?.throwIfAborted();
          const planes = levels.map((level) => new Uint8Array(tile.size * tile.size).fill(level));
          kept = await compute({ size: tile.size, planes });
          computed++;
          if (blanks.size >= KEPT) blanks.clear();
          blanks.set(key, kept);
        }
        features.set(kept, i * each);
      }
      // one by one: several at once are no faster, and each takes 30 MB on its way through
      for (const i of wanted) {
        signal?.throwIfAborted();
        const tile = tiles[i];
        if (tile !== undefined) features.set(await compute(tile), i * each);
        computed++;
      }
      return { features, computed };
    },
    close: () => session.close(),
  };
}

function meanOf(plane: Uint8Array): number {
  let sum = 0;
  for (const level of plane) sum += level;
  return Math.round(sum / plane.length);
}
