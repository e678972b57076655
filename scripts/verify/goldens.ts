import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import type { Raster } from '../../src/core/raster.ts';
import { floatsOf, writeFloats } from '../../src/models/images/floats.ts';
import type { Tile } from '../../src/models/images/tiles.ts';

const ids = z.object({ rle: z.array(z.tuple([z.number(), z.number()])) });
const pixels = z.object({ sha256_f32le: z.string() });
const embedding = z.object({
  shape: z.tuple([z.number(), z.number()]),
  row_step: z.number().default(1),
  values_b64_f32le: z.string(),
});

/** Known results of a model that reads. */
export const readerGoldens = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      image: z.string(),
      messages: z.array(z.object({ content: z.array(z.object({ type: z.string(), text: z.string().optional() })) })),
      do_image_splitting: z.boolean(),
      rows: z.number(),
      cols: z.number(),
      pixel_values: pixels,
      input_ids: ids,
      image_features: z.object({ samples: z.object({ index: z.array(z.number()), value: z.array(z.number()) }) }),
      first_step_top20: z.array(z.tuple([z.number(), z.number()])),
      generated_ids: z.array(z.number()),
    }),
  ),
});

/** Known results of a model that encodes pages. */
export const encoderGoldens = z.object({
  documents: z.array(
    z.object({ name: z.string(), image: z.string(), pixel_values: pixels, input_ids: ids, embedding }),
  ),
  queries: z.array(z.object({ text: z.string(), input_ids: z.array(z.number()), embedding })),
  maxsim: z.object({ scores: z.array(z.array(z.number())) }),
});

/** The known results in a model's folder. */
export function readGoldens<T>(folder: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(join(folder, 'goldens', 'goldens.json'), 'utf8')));
}

/** Ids that were written as runs. */
export function unfold({ rle }: z.infer<typeof ids>): readonly number[] {
  return rle.flatMap(([id, count]) => new Array<number>(count).fill(id));
}

/** The values of an embedding's rows, of those that were kept. */
export function valuesOf({ values_b64_f32le: base64 }: z.infer<typeof embedding>): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** A picture of the goldens, in red, green and blue. */
export async function pictureAt(path: string): Promise<Raster> {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { width: info.width, height: info.height, channels: 4, data };
}

/** SHA-256 of tiles as the tower is fed them. */
export function digestOf(tiles: readonly Tile[]): string {
  const floats = new Float32Array(floatsOf(tiles.length, tiles[0]?.size ?? 0));
  writeFloats(tiles, floats);
  return createHash('sha256').update(new Uint8Array(floats.buffer)).digest('hex');
}
