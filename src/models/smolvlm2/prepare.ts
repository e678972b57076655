import { open, readFile, rm, writeFile } from 'node:fs/promises';
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
import { type Rounding, rebuildDecoder, rebuildTower, weightsOf } from './rebuild.ts';
import { type EmbeddingTable, embeddingTable } from './table.ts';

/** A change of how graphs are written takes another number. */
const VERSION = 3;

/**
 * What a graph in 8 bits must keep of the published one to be used: below it, something is wrong with how it was
 * written, or the model takes no rounding.
 */
const LEAST = 0.98;
/** What the faster rounding must keep: below it, the finer one is tried too. */
const ENOUGH = 0.995;

/** From the fastest on. */
const ROUNDINGS = ['fast', 'fine'] as const satisfies readonly Rounding[];

const likeness = z.object({ cosine: z.number(), agreement: z.number() });
/** The rounding that is used, measured against the published graph; `null` where that one stays in use, and why. */
const partSchema = z.object({
  likeness: likeness.nullable(),
  rounding: z.enum(ROUNDINGS).nullable(),
  why: z.string(),
});
const preparedSchema = z.object({
  version: z.literal(VERSION),
  tower: partSchema,
  decoder: partSchema,
  table: z.object({ offset: z.number(), rows: z.number(), width: z.number() }).nullable(),
});

/** What was made of a SmolVLM2. */
export type PreparedSmolVlm2 = z.infer<typeof preparedSchema>;

const NAME = `reader-${VERSION}`;
/** Name of the file that says what was made, in the model's folder for that. */
export const MARKER = `${NAME}.json`;

/** Writes tower and decoder anew in 8 bits, and measures both against the published graphs. Done once; see `Prepare`. */
export async function prepareSmolVlm2(model: LocalModel): Promise<void> {
  await preparedSmolVlm2(model, 2);
}

/** What is made of a SmolVLM2, made now where it is not there yet: about 30 seconds for the smallest. */
export async function preparedSmolVlm2(model: LocalModel, threads: number): Promise<PreparedSmolVlm2> {
  const path = await preparedFile(model, MARKER, async (to) => {
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
  const tower = await attempt(model, 'tower', vision, async (published, rounding) => {
    const rebuilt = await rebuildTower(published, config, rounding, nameOf('tower', rounding), file);
    const compared = await compareTowers(published, rebuilt, config, options);
    features = compared.features;
    return compared.likeness;
  });
  const table = embeddings === null ? null : await embeddingTable(embeddings);
  const text = await attempt(model, 'decoder', decoder, async (published, rounding) => {
    const rebuilt = await rebuildDecoder(published, config, rounding, nameOf('decoder', rounding), file);
    const rows = await probeRows(config, embeddings, table, features);
    return compareDecoders(published, rebuilt, rows, config, options);
  });
  return { version: VERSION, tower, decoder: text, table };
}

type Part = 'tower' | 'decoder';
type Attempt = PreparedSmolVlm2[Part];

interface Measured {
  readonly likeness: Likeness;
  readonly rounding: (typeof ROUNDINGS)[number];
}

const nameOf = (part: Part, rounding: Rounding): string => `${NAME}-${part}-${rounding}`;

/** Rounds a graph as fast as it takes it. What is not used is removed. */
async function attempt(
  model: LocalModel,
  part: Part,
  path: string | null,
  work: (path: string, rounding: Rounding) => Promise<Likeness>,
): Promise<Attempt> {
  if (path === null) return { likeness: null, rounding: null, why: 'its weights are not here as 32-bit floats' };
  let best: Measured | null = null;
  try {
    for (const rounding of ROUNDINGS) {
      const measured: Measured = { likeness: await work(path, rounding), rounding };
      const worse: Measured | null =
        best !== null && best.likeness.cosine >= measured.likeness.cosine ? measured : best;
      if (worse !== null) await remove(model, part, worse.rounding);
      if (worse !== measured) best = measured;
      if (measured.likeness.cosine >= ENOUGH) break;
    }
  } catch (error) {
    if (!(error instanceof UnknownGraph) && !(error instanceof WireError)) throw error;
    return { likeness: null, rounding: null, why: `the graph is of another kind: ${error.message}` };
  }
  if (best !== null && best.likeness.cosine >= LEAST) return { ...best, why: '' };
  if (best !== null) await remove(model, part, best.rounding);
  const kept = best?.likeness.cosine ?? 0;
  return { likeness: best?.likeness ?? null, rounding: null, why: `it keeps ${kept.toFixed(4)} of ${LEAST}` };
}

async function remove(model: LocalModel, part: Part, rounding: Rounding): Promise<void> {
  const graph = preparedPath(model, part, rounding);
  for (const path of [graph, weightsOf(graph)]) await rm(path, { force: true });
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

/** Path of a graph that was made. */
export const preparedPath = (model: LocalModel, part: Part, rounding: Rounding): string =>
  join(model.prepared, `${nameOf(part, rounding)}.onnx`);
