import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InvoicectlError } from '../../core/errors.ts';
import { chooseGraph } from '../graphs.ts';
import { jsonIn } from '../json.ts';
import type { LocalModel } from '../local-model.ts';
import { UnknownGraph } from '../onnx/flow.ts';
import { WireError } from '../onnx/wire.ts';
import { preparedFile } from '../prepared.ts';
import { openTokenizer } from '../tokenizer.ts';
import { readConfig, type SmolVlm2Config } from './config.ts';
import { compareDecoders, compareTowers, type Likeness } from './prove.ts';
import { rebuildDecoder, rebuildTower } from './rebuild.ts';
import { type EmbeddingTable, embeddingTable } from './table.ts';

/** A change of how graphs are written takes another number. */
const VERSION = 2;

/**
 * What a graph in 8 bits must keep of the published one to be used: below it, something is wrong with how it was
 * written, or the model takes no rounding.
 */
const LEAST = 0.98;

const likeness = z.object({ cosine: z.number(), agreement: z.number() });
const preparedSchema = z.object({
  version: z.literal(VERSION),
  /** The tower that is to be used: measured against the published one; `null` where that one stays in use, and why. */
  tower: z.object({ likeness: likeness.nullable(), used: z.boolean(), why: z.string() }),
  decoder: z.object({ likeness: likeness.nullable(), used: z.boolean(), why: z.string() }),
  table: z.object({ offset: z.number(), rows: z.number(), width: z.number() }).nullable(),
});

/** What was made of a SmolVLM2. */
export type PreparedSmolVlm2 = z.infer<typeof preparedSchema>;

const NAME = `reader-${VERSION}`;
/** File names of what is made. */
export const PREPARED = {
  tower: `${NAME}-tower.onnx`,
  decoder: `${NAME}-decoder.onnx`,
  marker: `${NAME}.json`,
} as const;

/** Writes tower and decoder anew in 8 bits, and measures both against the published graphs. Done once; see `Prepare`. */
export async function prepareSmolVlm2(model: LocalModel): Promise<void> {
  await preparedSmolVlm2(model, 2);
}

/** What is made of a SmolVLM2, made now where it is not there yet: about 30 seconds for the smallest. */
export async function preparedSmolVlm2(model: LocalModel, threads: number): Promise<PreparedSmolVlm2> {
  const path = await preparedFile(model, PREPARED.marker, async (to) => {
    await writeFile(to, `${JSON.stringify(await make(model, threads), null, 2)}\n`);
  });
  const parsed = preparedSchema.safeParse(jsonIn(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new InvoicectlError('MODEL_DAMAGED', `${path} is not what was written.`, {
    hint: `Delete the folder ${model.prepared}; it is made anew.`,
    cause: parsed.error,
  });
}

async function make(model: LocalModel, threads: number): Promise<PreparedSmolVlm2> {
  const options = { device: 'cpu', threads, name: model.name } as const;
  const config = await readConfig(model.folder, (await openTokenizer(model.folder)).idOf('<end_of_utterance>'));
  const file = (name: string, write: (path: string) => Promise<void>) => preparedFile(model, name, write);
  const exact = async (graph: string) => (await chooseGraph(model, graph, ['fp32']))?.path ?? null;
  const [vision, decoder, embeddings] = [
    await exact('vision_encoder'),
    await exact('decoder_model_merged'),
    await exact('embed_tokens'),
  ];
  let features: Float32Array | null = null;
  const tower = await attempt(vision, async (published) => {
    const rebuilt = await rebuildTower(published, config, 'blocks', `${NAME}-tower`, file);
    const compared = await compareTowers(published, rebuilt, config, options);
    features = compared.features;
    return compared.likeness;
  });
  const table = embeddings === null ? null : await embeddingTable(embeddings);
  const text = await attempt(decoder, async (published) => {
    const rebuilt = await rebuildDecoder(published, config, 'blocks', `${NAME}-decoder`, file);
    const rows = await probeRows(config, embeddings, table, features);
    return compareDecoders(published, rebuilt, rows, config, options);
  });
  return { version: VERSION, tower, decoder: text, table };
}

type Attempt = PreparedSmolVlm2['tower'];

async function attempt(path: string | null, work: (path: string) => Promise<Likeness>): Promise<Attempt> {
  if (path === null) return { likeness: null, used: false, why: 'its weights are not here as 32-bit floats' };
  try {
    const measured = await work(path);
    const used = measured.cosine >= LEAST;
    return { likeness: measured, used, why: used ? '' : `it keeps ${measured.cosine.toFixed(4)} of ${LEAST}` };
  } catch (error) {
    if (!(error instanceof UnknownGraph) && !(error instanceof WireError)) throw error;
    return { likeness: null, used: false, why: `the graph is of another kind: ${error.message}` };
  }
}

/** Rows as the decoder meets them: some words, then a tile. */
async function probeRows(
  { text }: SmolVlm2Config,
  embeddings: string | null,
  table: EmbeddingTable | null,
  features: Float32Array | null,
): Promise<Float32Array> {
  const words = 24;
  const seen = features ?? new Float32Array(0);
  const rows = new Float32Array(words * text.width + seen.length);
  if (embeddings !== null && table !== null) {
    const file = await open(embeddings, 'r');
    try {
      for (let i = 0; i < words; i++) {
        const id = Math.floor(((i + 1) * table.rows) / (words + 1));
        const row = new Float32Array(table.width);
        await file.read(new Uint8Array(row.buffer), 0, table.width * 4, table.offset + id * table.width * 4);
        rows.set(row, i * text.width);
      }
    } finally {
      await file.close();
    }
  } else {
    for (let i = 0; i < words * text.width; i++) rows[i] = Math.sin(i * 12.9898) * 0.05;
  }
  rows.set(seen, words * text.width);
  return rows;
}

/** Paths of what was made. */
export const preparedPath = (model: LocalModel, which: keyof typeof PREPARED): string =>
  join(model.prepared, PREPARED[which]);
