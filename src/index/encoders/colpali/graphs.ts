import { basename } from 'node:path';
import { InvoicectlError } from '../../../core/errors.ts';
import type { Tile } from '../../../models/images/tiles.ts';
import type { Parts } from '../../../models/onnx/parts.ts';
import { type PictureInput, pictureInput } from '../../../models/onnx/pictures.ts';
import { type GraphSession, loadRuntime, openSession, type SessionOptions } from '../../../models/onnx/session.ts';
import { floatsIn, floatTensor, integerTensor } from '../../../models/onnx/tensors.ts';

/** Vectors of every token, one after the other. */
export interface Rows {
  readonly dim: number;
  readonly data: Float32Array;
}

/** What computes a page encoder: one graph, or its two parts. */
export interface Graphs {
  /** How it takes pictures. */
  pictures(): Promise<PictureInput>;
  page(ids: readonly number[], squares: readonly Tile[]): Promise<Rows>;
  query(ids: readonly number[]): Promise<Rows>;
  close(): Promise<void>;
}

/** The graph as it was published: all squares of a page at once, and an empty one through the tower for each question. */
export async function wholeGraph(path: string, options: SessionOptions): Promise<Graphs> {
  const session = await openSession(path, options);
  const file = basename(path);
  const input = await closing(session, () => {
    expectText(session, file);
    return pictureInput(session, file);
  });
  return {
    pictures: async () => input,
    page: async (ids, squares) => runText(session, ids, file, await input.feeds(squares)),
    query: async (ids) => runText(session, ids, file, await input.nothing()),
    close: () => session.close(),
  };
}

/**
 * The graph in parts: squares one after the other, since several at once are no faster and take 120 MB each on their way
 * through; questions never meet the tower, which is only opened for the first page.
 */
export async function partedGraph(parts: Parts, options: SessionOptions): Promise<Graphs> {
  const text = await openSession(parts.text, { ...options, keepMemory: true });
  const file = basename(parts.text);
  await closing(text, () => expectText(text, file));
  const runtime = await loadRuntime();
  const seam = (data: Float32Array, dims: readonly number[]) => ({
    [parts.seam]: floatTensor(runtime, text.typeOf(parts.seam), data, dims),
  });
  const each = parts.shape.reduce((product, size) => product * size, 1);
  let tower: Promise<Tower> | null = null;
  const opened = () => {
    tower ??= openTower(parts, options);
    return tower;
  };
  return {
    pictures: async () => (await opened()).input,
    async page(ids, squares) {
      const { features, dims } = await (await opened()).see(squares);
      return runText(text, ids, file, seam(features, dims));
    },
    query: (ids) => runText(text, ids, file, seam(new Float32Array(each), parts.shape)),
    async close() {
      await text.close();
      await (await tower?.catch(() => null))?.session.close();
    },
  };
}

interface Tower {
  readonly session: GraphSession;
  readonly input: PictureInput;
  see(squares: readonly Tile[]): Promise<{ readonly features: Float32Array; readonly dims: readonly number[] }>;
}

async function openTower(parts: Parts, options: SessionOptions): Promise<Tower> {
  const session = await openSession(parts.vision, { ...options, keepMemory: true });
  const file = basename(parts.vision);
  const input = await closing(session, () => pictureInput(session, file));
  const each = parts.shape.reduce((product, size) => product * size, 1);
  const compute = async (squares: readonly Tile[]): Promise<Float32Array> => {
    const feeds = await input.feeds(squares);
    const result = (await session.run(feeds))[parts.seam];
    const floats = result === undefined ? null : floatsIn(result)?.slice();
    dispose(feeds, { result });
    if (floats?.length !== each) throw foreign(file, `it gives ${floats?.length ?? 'no'} numbers`);
    return floats;
  };
  return {
    session,
    input,
    async see(squares) {
      if (parts.tiles !== null) return { features: await compute(squares), dims: parts.shape };
      const features = new Float32Array(squares.length * each);
      // Squares that are alike to the last level, as white ones are, are looked at once.
      for (const [square, places] of alike(squares)) {
        const own = await compute([square]);
        for (const place of places) features.set(own, place * each);
      }
      return { features, dims: stacked(parts.shape, squares.length) };
    },
  };
}

/** The shape of features of several squares, given that of one: tiles come first, be there a leading 1 before them. */
function stacked(one: readonly number[], count: number): readonly number[] {
  const [first = 1, second = 1, ...rest] = one;
  // [64, width] of a tile becomes [832, width]; [1, 64, width] becomes [13, 64, width].
  return [first * count, second, ...rest];
}

function alike(squares: readonly Tile[]): readonly (readonly [Tile, readonly number[]])[] {
  const groups: [Tile, number[]][] = [];
  for (const [place, square] of squares.entries()) {
    const group = square.blank ? groups.find(([other]) => other.blank && same(other, square)) : undefined;
    if (group === undefined) groups.push([square, [place]]);
    else group[1].push(place);
  }
  return groups;
}

function same(a: Tile, b: Tile): boolean {
  return (
    a.planes.length === b.planes.length &&
    a.planes.every((plane, i) => Buffer.compare(plane, b.planes[i] ?? new Uint8Array(0)) === 0)
  );
}

async function runText(
  session: GraphSession,
  ids: readonly number[],
  file: string,
  feeds: Parameters<GraphSession['run']>[0],
): Promise<Rows> {
  const runtime = await loadRuntime();
  const dims = [1, ids.length];
  const mask = ids.map(() => 1);
  const all = {
    ...feeds,
    input_ids: integerTensor(runtime, ids, dims),
    attention_mask: integerTensor(runtime, mask, dims),
  };
  const results = await session.run(all);
  // The first, by whatever name: exports disagree on it.
  const output = results[session.outputs[0] ?? ''];
  const floats = output === undefined ? null : floatsIn(output);
  if (output === undefined || floats === null) throw foreign(file, 'it gives no numbers');
  const [batch, rows, dim] = output.dims;
  if (output.dims.length !== 3 || batch !== 1 || rows !== ids.length || dim === undefined) {
    throw foreign(file, `it gives [${output.dims.join(', ')}] for ${ids.length} tokens`);
  }
  // A sum is no number where any part of it is none.
  if (!Number.isFinite(floats.reduce((sum, value) => sum + value, 0))) {
    throw new InvoicectlError('MODEL_FAILED', `${file} gave something that is no number.`);
  }
  const data = floats.slice();
  dispose(all, results);
  return { dim, data };
}

/** Gives back what lies outside of the heap, which is not collected in time: 100 MB a page. */
function dispose(...tensors: readonly Readonly<Record<string, { dispose(): void } | undefined>>[]): void {
  for (const tensor of tensors.flatMap((record) => Object.values(record))) tensor?.dispose();
}

/** What `look` finds of a graph, which is closed where it is not what it should be. */
async function closing<T>(session: GraphSession, look: () => T): Promise<T> {
  try {
    return look();
  } catch (error) {
    await session.close();
    throw error;
  }
}

function expectText(session: GraphSession, file: string): void {
  for (const name of ['input_ids', 'attention_mask']) {
    if (!session.inputs.includes(name)) throw foreign(file, `it has no input ${name}`);
  }
}

function foreign(file: string, why: string): InvoicectlError {
  return new InvoicectlError('MODEL_UNSUPPORTED', `${file} is no page encoder of a form that is known here: ${why}.`, {
    hint: 'It was exported in another form, or is another model. `invoicectl models list` names those that work.',
  });
}
