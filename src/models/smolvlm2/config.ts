import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InvoicectlError } from '../../core/errors.ts';

/** Sizes of a SmolVLM2, from its `config.json` and the files beside it. */
export interface SmolVlm2Config {
  readonly text: {
    readonly layers: number;
    readonly width: number;
    readonly heads: number;
    /** Heads of keys and values; several heads share one. */
    readonly kvHeads: number;
    readonly headWidth: number;
    readonly vocabulary: number;
    /** Positions that it was trained on. */
    readonly positions: number;
    readonly rope: number;
    readonly epsilon: number;
  };
  readonly vision: { readonly heads: number; readonly epsilon: number };
  /** Patches a side that become one token. */
  readonly shuffle: number;
  /** The id that a picture's features stand in for. */
  readonly imageToken: number;
  /** The id that ends an answer. */
  readonly end: number;
  /** Tokens that a tile becomes. */
  readonly tokensPerTile: number;
  /** Pixels a side of a tile. */
  readonly tile: number;
  /** Pixels that the longer side of a picture is brought to before it is cut into tiles. */
  readonly longest: number;
}

const configFile = z.object({
  image_token_id: z.number().int().optional(),
  image_token_index: z.number().int().optional(),
  scale_factor: z.number().int().default(4),
  eos_token_id: z.number().int().optional(),
  text_config: z.object({
    hidden_size: z.number().int(),
    num_hidden_layers: z.number().int(),
    num_attention_heads: z.number().int(),
    num_key_value_heads: z.number().int().optional(),
    head_dim: z.number().int().nullish(),
    vocab_size: z.number().int(),
    max_position_embeddings: z.number().int().default(8192),
    rope_theta: z.number().optional(),
    rms_norm_eps: z.number().default(1e-5),
    eos_token_id: z.number().int().optional(),
  }),
  vision_config: z.object({
    image_size: z.number().int().default(512),
    patch_size: z.number().int().default(16),
    num_attention_heads: z.number().int().default(12),
    layer_norm_eps: z.number().default(1e-6),
  }),
});
const edge = z.object({ longest_edge: z.number().int() });
const preprocessorFile = z.object({ size: edge.optional(), max_image_size: edge.optional() });
const generationFile = z.object({ eos_token_id: z.union([z.number().int(), z.array(z.number().int())]).optional() });

/** Reads the configuration in a model's folder. `endMark`: the id of `<end_of_utterance>`. Throws `MODEL_DAMAGED`. */
export async function readConfig(folder: string, endMark: number | null): Promise<SmolVlm2Config> {
  const config = await parse(folder, 'config.json', configFile);
  const preprocessor = await parse(folder, 'preprocessor_config.json', preprocessorFile);
  const generation = await parse(folder, 'generation_config.json', generationFile).catch(() => ({
    eos_token_id: undefined,
  }));
  const text = config.text_config;
  const imageToken = config.image_token_id ?? config.image_token_index;
  const [ending] = [generation.eos_token_id ?? []].flat();
  const end = endMark ?? ending ?? config.eos_token_id ?? text.eos_token_id;
  if (imageToken === undefined || end === undefined) throw damaged(folder, 'config.json');
  const { image_size: tile, patch_size: patch } = config.vision_config;
  return {
    text: {
      layers: text.num_hidden_layers,
      width: text.hidden_size,
      heads: text.num_attention_heads,
      kvHeads: text.num_key_value_heads ?? text.num_attention_heads,
      headWidth: text.head_dim ?? text.hidden_size / text.num_attention_heads,
      vocabulary: text.vocab_size,
      positions: text.max_position_embeddings,
      rope: text.rope_theta ?? 10_000,
      epsilon: text.rms_norm_eps,
    },
    vision: { heads: config.vision_config.num_attention_heads, epsilon: config.vision_config.layer_norm_eps },
    shuffle: config.scale_factor,
    imageToken,
    end,
    tokensPerTile: (tile / patch / config.scale_factor) ** 2,
    tile: preprocessor.max_image_size?.longest_edge ?? tile,
    longest: preprocessor.size?.longest_edge ?? 4 * tile,
  };
}

async function parse<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  } catch (error) {
    throw damaged(folder, name, error);
  }
}

function damaged(folder: string, name: string, cause?: unknown): InvoicectlError {
  return new InvoicectlError('MODEL_DAMAGED', `${join(folder, name)} is not what SmolVLM2 needs.`, { cause });
}
