import { InvoicectlError } from '../../core/errors.ts';
import { DTYPES, type Dtype } from '../../models/dtypes.ts';
import { chooseGraph, graphsOf } from '../../models/graphs.ts';
import { type LocalModel, stampOf } from '../../models/local-model.ts';
import { openSession, type SessionOptions } from '../../models/onnx/session.ts';
import { readConfig, type SmolVlm2Config } from '../../models/smolvlm2/config.ts';
import { type PreparedSmolVlm2, preparedPath, preparedSmolVlm2 } from '../../models/smolvlm2/prepare.ts';
import type { EmbeddingTable } from '../../models/smolvlm2/table.ts';
import { openTokenizer } from '../../models/tokenizer.ts';
import { graphEmbeddings, tableEmbeddings } from './embeddings.ts';
import { type SmolVlm2, smolVlm2 } from './engine.ts';
import { publishedDecoder } from './published-decoder.ts';
import { sharedDecoder } from './shared-decoder.ts';
import { openTower } from './tower.ts';

/** A graph, and whether it is ours, written anew, or as its maker published it. */
export interface GraphChoice {
  readonly path: string;
  readonly rebuilt: boolean;
}

/** Files of a SmolVLM2. Absolute paths. */
export interface SmolVlm2Files {
  /** Folder with its configuration and tokenizer. */
  readonly folder: string;
  readonly tower: GraphChoice;
  readonly decoder: GraphChoice;
  readonly embeddings: string;
  /** Where the rows stand in `embeddings`, where it is known. */
  readonly table: EmbeddingTable | null;
}

/** How a SmolVLM2 is to be run. */
export type ReaderOptions = Omit<SessionOptions, 'name'>;

/**
 * Opens a SmolVLM2: on a processor its graphs in 8 bits, written anew (and written now where that was not done yet),
 * where they were found like enough; else the published ones of the largest dtype that fits into memory.
 * Throws `MODEL_DAMAGED`, `DEVICE_MISSING`, `MODEL_OUT_OF_MEMORY`.
 */
export async function openSmolVlm2(model: LocalModel, options: ReaderOptions): Promise<SmolVlm2> {
  const prepared = options.device === 'cpu' ? await made(model, options.threads) : null;
  const published = async (graph: string): Promise<string> => (await fitting(model, graph, options)).path;
  const choose = async (graph: string, which: 'tower' | 'decoder'): Promise<GraphChoice> => {
    const rounding = prepared?.[which].rounding ?? null;
    return rounding === null
      ? { path: await published(graph), rebuilt: false }
      : { path: preparedPath(model, which, rounding), rebuilt: true };
  };
  const table = prepared?.table ?? null;
  const plain = table === null ? null : await chooseGraph(model, 'embed_tokens', ['fp32']);
  const files: SmolVlm2Files = {
    folder: model.folder,
    tower: await choose('vision_encoder', 'tower'),
    decoder: await choose('decoder_model_merged', 'decoder'),
    embeddings: plain?.path ?? (await published('embed_tokens')),
    table: plain === null ? null : table,
  };
  return openFiles(files, stampOf(model), { ...options, name: model.name });
}

/**
 * What is made of a model; nothing where its folder cannot be written, or there is not the memory to make it: a published
 * graph that fits does as well, more slowly.
 */
async function made(model: LocalModel, threads: number): Promise<PreparedSmolVlm2 | null> {
  return preparedSmolVlm2(model, threads).catch((error: unknown) => {
    if (error instanceof InvoicectlError && UNMADE.has(error.code)) return null;
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  });
}

const UNMADE: ReadonlySet<string> = new Set(['MODELS_NOT_WRITABLE', 'MODEL_OUT_OF_MEMORY']);

/** Opens the graphs that are named. `stamp`: what is kept with what it reads. Throws as above. */
export async function openFiles(files: SmolVlm2Files, stamp: string, options: SessionOptions): Promise<SmolVlm2> {
  const tokenizer = await openTokenizer(files.folder);
  const config: SmolVlm2Config = await readConfig(files.folder, tokenizer.idOf('<end_of_utterance>'));
  const opened: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one);
    return one;
  };
  try {
    const session = async (path: string, keepMemory = false) =>
      keep(await openSession(path, { ...options, keepMemory }));
    const tower = await openTower(await session(files.tower.path, true), config.text.width, config.tokensPerTile);
    const embeddings =
      files.table === null
        ? await graphEmbeddings(await session(files.embeddings))
        : keep(await tableEmbeddings(files.embeddings, files.table));
    const graph = await session(files.decoder.path, files.decoder.rebuilt);
    const decoder = files.decoder.rebuilt
      ? await sharedDecoder(graph, config, options.name)
      : await publishedDecoder(graph, config);
    return smolVlm2({ name: stamp, config, tokenizer, tower, embeddings, decoder });
  } catch (error) {
    await Promise.all(opened.map((one) => one.close()));
    throw error;
  }
}

/** Memory that a graph takes beside its weights: as much again while it is opened, and what passes through it. */
const ROOM = { factor: 2, bytes: 300e6 };

/** The published graph of the largest dtype that fits into memory. Throws `MODEL_OUT_OF_MEMORY`, `MODEL_DAMAGED`. */
async function fitting(
  model: LocalModel,
  graph: string,
  { device }: ReaderOptions,
): Promise<{ readonly dtype: Dtype; readonly path: string }> {
  // processors have no arithmetic in 16 bits, graphics cards none in blocks of 4 or 8
  const order: readonly Dtype[] =
    device === 'cpu' ? ['fp32', 'q8', 'int8', 'uint8', 'q4', 'bnb4', 'fp16', 'q4f16'] : ['fp16', 'fp32', ...DTYPES];
  const there = (await graphsOf(model)).filter((one) => one.graph === graph);
  const dtypes = order.filter((dtype) => there.some((one) => one.dtype === dtype));
  const free = process.availableMemory();
  for (const dtype of dtypes) {
    const found = await chooseGraph(model, graph, [dtype]);
    if (found !== null && (device !== 'cpu' || found.bytes * ROOM.factor + ROOM.bytes <= free)) return found;
  }
  if (dtypes.length === 0)
    throw new InvoicectlError('MODEL_DAMAGED', `${model.name} has no ${graph} in ${model.folder}.`);
  throw new InvoicectlError(
    'MODEL_OUT_OF_MEMORY',
    `There is not enough memory for ${model.name}: ${Math.round(free / 1e6)} MB are free.`,
    { hint: 'Close other programs, use fewer workers, or choose a smaller model.' },
  );
}
