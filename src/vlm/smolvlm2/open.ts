import { openSession, type SessionOptions } from '../../models/onnx/session.ts';
import { openTokenizer } from '../../models/tokenizer.ts';
import { readConfig, type SmolVlm2Config } from './config.ts';
import type { Decoder } from './decoder.ts';
import { graphEmbeddings } from './embeddings.ts';
import { type SmolVlm2, smolVlm2 } from './engine.ts';
import { publishedDecoder } from './published-decoder.ts';
import { sharedDecoder } from './shared-decoder.ts';
import { openTower } from './tower.ts';

/** Files of a SmolVLM2. Absolute paths. */
export interface SmolVlm2Files {
  /** Folder with its configuration and tokenizer. */
  readonly folder: string;
  readonly vision: string;
  readonly embeddings: string;
  readonly decoder: string;
}

/** Opens graphs as they are published. Throws `MODEL_DAMAGED`, `DEVICE_MISSING`, `MODEL_OUT_OF_MEMORY`. */
export async function openPublished(files: SmolVlm2Files, options: SessionOptions): Promise<SmolVlm2> {
  return open(files, options, async (config) => publishedDecoder(await openSession(files.decoder, options), config));
}

/** Opens a tower and a decoder that were written anew; the embeddings are as published. Throws as above. */
export async function openRebuilt(files: SmolVlm2Files, options: SessionOptions): Promise<SmolVlm2> {
  return open(files, options, async (config) =>
    sharedDecoder(await openSession(files.decoder, options), config, options.name),
  );
}

async function open(
  files: SmolVlm2Files,
  options: SessionOptions,
  openDecoder: (config: SmolVlm2Config) => Promise<Decoder>,
): Promise<SmolVlm2> {
  const tokenizer = await openTokenizer(files.folder);
  const config = await readConfig(files.folder, tokenizer.idOf('<end_of_utterance>'));
  const tower = await openTower(await openSession(files.vision, options), config.text.width, config.tokensPerTile);
  const embeddings = await graphEmbeddings(await openSession(files.embeddings, options));
  const decoder = await openDecoder(config);
  return smolVlm2({ name: options.name, config, tokenizer, tower, embeddings, decoder });
}
