import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { InvoicectlError } from '../../core/errors.ts';
import { DTYPES, type Dtype } from '../dtypes.ts';
import { type FoundFile, type GraphFile, graphPath, graphsAmong, type ModelFile } from '../graphs.ts';
import type { ModelCard } from '../registry.ts';

/** Which graphs are wanted in which dtypes. Empty: what the card says. */
export type Wanted = readonly { readonly graph: string | null; readonly dtype: Dtype }[];

/** Reads `q8`, `fp32,q8` or `vision_encoder=fp16,decoder_model_merged=q8`. Throws `USAGE`. */
export function parseWanted(text: string): Wanted {
  return text.split(',').map((part) => {
    const [graph, name] = part.includes('=') ? part.split('=', 2) : [null, part];
    const dtype = DTYPES.find((one) => one === name?.trim());
    if (dtype !== undefined) return { graph: graph?.trim() ?? null, dtype };
    throw new InvoicectlError('USAGE', `"${part.trim()}" names no dtype.`, {
      hint: `It is one of ${DTYPES.join(', ')}, for all graphs of a model or for one: vision_encoder=fp16.`,
    });
  });
}

/** The files of a model among those that its source has. Throws `MODEL_NOT_FOUND` where something is not there. */
export function selectFiles<F extends ModelFile>(
  card: ModelCard,
  files: readonly F[],
  wanted: Wanted,
  source: string,
): readonly F[] {
  const absent = card.required.filter((path) => !files.some((file) => file.path === path));
  if (absent.length > 0) {
    throw new InvoicectlError('MODEL_NOT_FOUND', `${source} has no ${absent.join(', ')}, which ${card.name} needs.`);
  }
  const graphs = graphsAmong(card, files);
  const chosen = card.graphs.flatMap(({ name }) => {
    const there = graphs.filter(({ graph }) => graph === name);
    return wantedOf(card, name, wanted, graphs).map((dtype) => {
      const found = there.find((graph) => graph.dtype === dtype);
      if (found !== undefined) return found;
      const has = there.length === 0 ? 'not there at all' : `there in ${there.map((one) => one.dtype).join(', ')}`;
      throw new InvoicectlError('MODEL_NOT_FOUND', `${source} has no ${name} in ${dtype}; it is ${has}.`, {
        ...(there.length > 0 && { hint: 'Choose with --dtype.' }),
      });
    });
  });
  return filesOf(card, files, chosen);
}

/** Dtypes that are wanted of one graph. */
function wantedOf(card: ModelCard, name: string, wanted: Wanted, graphs: readonly GraphFile[]): readonly Dtype[] {
  const unknown = wanted.find(({ graph }) => graph !== null && card.graphs.every((spec) => spec.name !== graph));
  if (unknown !== undefined) {
    throw new InvoicectlError('USAGE', `${card.name} has no graph called "${unknown.graph}".`, {
      hint: `Its graphs are ${card.graphs.map((spec) => spec.name).join(', ')}.`,
    });
  }
  const own = wanted.filter(({ graph }) => graph === name);
  const dtypes = (own.length > 0 ? own : wanted.filter(({ graph }) => graph === null)).map(({ dtype }) => dtype);
  return dtypes.length > 0 ? [...new Set(dtypes)] : [defaultOf(card, graphs)];
}

/** The first dtype of the card that every graph is there in; else any; where there is none, the first. */
function defaultOf(card: ModelCard, graphs: readonly GraphFile[]): Dtype {
  const everywhere = (dtype: Dtype) =>
    card.graphs.every(({ name }) => graphs.some((one) => one.graph === name && one.dtype === dtype));
  return [...card.dtypes, ...DTYPES].find(everywhere) ?? card.dtypes[0];
}

/** All files of a model among files, of every dtype. */
export function everyFile<F extends ModelFile>(card: ModelCard, files: readonly F[]): readonly F[] {
  return filesOf(card, files, graphsAmong(card, files));
}

/** Paths of all files that could be of use: what a source is asked for that cannot say what it has. */
export function candidates(card: ModelCard, wanted: Wanted): readonly string[] {
  const dtypes = wanted.length === 0 ? DTYPES : DTYPES.filter((dtype) => wanted.some((one) => one.dtype === dtype));
  const graphs = card.graphs
    .flatMap(({ stems }) => stems)
    .flatMap((stem) => dtypes.map((dtype) => graphPath(stem, dtype, card.plain)));
  return [...card.required, ...card.optional, ...graphs.flatMap((path) => [path, `${path}_data`, `${path}_data_1`])];
}

function filesOf<F extends ModelFile>(
  card: ModelCard,
  files: readonly F[],
  graphs: readonly GraphFile[],
): readonly F[] {
  const paths = new Set([
    ...card.required,
    ...card.optional,
    ...graphs.flatMap(({ file, data }) => [file.path, ...data.map(({ path }) => path)]),
  ]);
  return files.filter(({ path }) => paths.has(path));
}

/** All files of a model in a folder, of every dtype; `null` when they do not make a whole model. */
export async function wholeSelection(
  card: ModelCard,
  folder: string,
  files: readonly FoundFile[],
): Promise<readonly FoundFile[] | null> {
  if (!card.required.every((path) => files.some((file) => file.path === path))) return null;
  const whole: GraphFile<FoundFile>[] = [];
  for (const graph of graphsAmong(card, files)) {
    if ((await absentData(folder, graph)).length === 0) whole.push(graph);
  }
  if (!card.graphs.every(({ name }) => whole.some(({ graph }) => graph === name))) return null;
  return filesOf(card, files, whole);
}

/** Files of weights that graphs speak of and that are not among `files`. */
export async function absentOf(
  card: ModelCard,
  folder: string,
  files: readonly FoundFile[],
): Promise<readonly string[]> {
  const absent = await Promise.all(graphsAmong(card, files).map((graph) => absentData(folder, graph)));
  return absent.flat();
}

/** A graph whose weights lie beside it is small itself. */
const LARGEST_WITHOUT_WEIGHTS = 256e6;

/** Files of weights that a graph speaks of and that are not among its own. Names only, for they lie beside it. */
async function absentData(folder: string, { file, data }: GraphFile<FoundFile>): Promise<readonly string[]> {
  if (file.bytes > LARGEST_WITHOUT_WEIGHTS) return [];
  const named = await dataNamedIn(join(folder, ...file.path.split('/')));
  return named.filter((name) => !data.some(({ path }) => path.split('/').at(-1) === name));
}

// A `StringStringEntryProto` of ONNX: field 1 is the key `location`, field 2 the file's name behind its length.
const LOCATION = '\n\u0008location\u0012';

/** Names of the files of weights that a graph speaks of: `model.onnx_data`. Reads it in pieces. */
async function dataNamedIn(path: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const file = await open(path, 'r');
  try {
    const piece = Buffer.alloc(1 << 20);
    let carried = '';
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) return [...found];
      const text = carried + piece.toString('latin1', 0, bytesRead);
      for (let at = text.indexOf(LOCATION); at >= 0; at = text.indexOf(LOCATION, at + 1)) {
        const from = at + LOCATION.length + 1;
        const length = text.charCodeAt(from - 1);
        // A name of more than 127 letters takes two bytes for its length; none is that long.
        if (length < 128 && from + length <= text.length) found.add(text.slice(from, from + length));
      }
      // A name may lie across two pieces.
      carried = text.slice(-256);
    }
  } finally {
    await file.close();
  }
}
