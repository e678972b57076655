import type { Raster } from '../../core/raster.ts';
import { oneTileOf, regionTilesOf, type TiledPicture, tilesOf } from '../../models/images/tiles.ts';
import type { SmolVlm2Config } from '../../models/smolvlm2/config.ts';
import type { ChatMessage, ModelTokenizer } from '../../models/tokenizer.ts';
import type { Conversation, Detail, PromptPart, VisionLanguageModel, Vocabulary } from '../language-model.ts';
import type { Decoder, DecoderText } from './decoder.ts';
import type { Embeddings } from './embeddings.ts';
import { expandImages } from './prompt.ts';
import type { Tower } from './tower.ts';

/** The parts of an opened SmolVLM2. */
export interface SmolVlm2Parts {
  readonly name: string;
  readonly config: SmolVlm2Config;
  readonly tokenizer: ModelTokenizer;
  readonly tower: Tower;
  readonly embeddings: Embeddings;
  readonly decoder: Decoder;
}

/** Ids of a prompt and what stands in for each `<image>` among them. */
export interface Prompt {
  readonly ids: readonly number[];
  /** Features of all pictures, in their order. */
  readonly features: readonly Float32Array[];
}

/** A conversation on a prompt, all of which is computed. */
export interface OpenedConversation extends Conversation {
  /** What comes after the prompt: the logits of its last position. */
  readonly logits: Float32Array;
}

/** SmolVLM2, ready to look and to talk. */
export interface SmolVlm2 extends VisionLanguageModel {
  open(parts: readonly PromptPart[]): Promise<OpenedConversation>;
}

/** SmolVLM2 on parts that are open. */
export function smolVlm2({ name, config, tokenizer, tower, embeddings, decoder }: SmolVlm2Parts): SmolVlm2 {
  const { width, vocabulary: size } = config.text;
  const vocabulary: Vocabulary = {
    size,
    bytes: tokenizer.bytes(size),
    encode: (text) => tokenizer.encode(text),
  };

  /** Embeddings of a prompt; features in place of the marks of pictures. */
  async function embed({ ids, features }: Prompt): Promise<Float32Array> {
    const out = new Float32Array(ids.length * width);
    await embeddings.look(ids, out);
    const places = ids.flatMap((id, i) => (id === config.imageToken ? [i] : []));
    const rows = features.reduce((sum, one) => sum + one.length / width, 0);
    if (rows !== places.length) throw new Error(`${rows} features for ${places.length} places in the prompt`);
    let next = 0;
    for (const one of features) {
      for (let at = 0; at < one.length; at += width) {
        out.set(one.subarray(at, at + width), (places[next++] ?? 0) * width);
      }
    }
    return out;
  }

  return {
    name,
    vocabulary,
    end: config.end,
    async look(picture: Raster, detail: Detail, signal) {
      const { rows, cols, tiles } = tiled(picture, detail, config);
      const { features, computed } = await tower.see(tiles, signal);
      return { rows, cols, pictures: rows === 0 ? tiles.length : 1, features, computed };
    },
    async open(parts) {
      const text = decoder.begin();
      const logits = await text.step(await embed(promptOf(parts, tokenizer, config)), 1);
      return conversation(text, logits.slice());
    },
    async close() {
      await Promise.all([tower.close(), embeddings.close(), decoder.close()]);
    },
  };

  function conversation(text: DecoderText, logits: Float32Array): OpenedConversation {
    return {
      logits,
      get length() {
        return text.length;
      },
      async feed(tokens, rows) {
        const out = new Float32Array(tokens.length * width);
        await embeddings.look(tokens, out);
        return text.step(out, rows);
      },
      rewind: (length) => text.rewind(length),
      close: () => text.close(),
    };
  }
}

/** A picture in the tiles that it is shown in. */
function tiled(picture: Raster, detail: Detail, { longest, tile }: SmolVlm2Config): TiledPicture {
  const rules = { longest, tile };
  if (detail === 'grid') return tilesOf(picture, rules);
  if (detail === 'whole') return oneTileOf(picture, rules);
  return { rows: 0, cols: 0, tiles: regionTilesOf(picture, rules).filter((one) => !one.blank) };
}

/** The user's message in the model's chat template, pictures expanded, up to `Assistant:`. */
export function promptOf(
  parts: readonly PromptPart[],
  tokenizer: ModelTokenizer,
  { tokensPerTile }: SmolVlm2Config,
): Prompt {
  type Content = ChatMessage['content'][number];
  const content = parts.flatMap((part): Content[] =>
    'text' in part
      ? [{ type: 'text', text: unmarked(part.text) }]
      : Array.from({ length: part.picture.pictures ?? 1 }, () => ({ type: 'image' })),
  );
  const sights = parts.flatMap((part) => ('picture' in part ? [part.picture] : []));
  const grids = sights.flatMap((sight) => Array.from({ length: sight.pictures ?? 1 }, () => sight));
  const prompt = expandImages(tokenizer.chat([{ role: 'user', content }]), grids, tokensPerTile);
  return { ids: tokenizer.encode(prompt), features: sights.map((sight) => sight.features) };
}

/** Text without what the tokenizer would take for a mark: what a person asks or a page says is never an order to it. */
function unmarked(text: string): string {
  return text.replace(/<(?=[a-z_|])/gi, '< ');
}
