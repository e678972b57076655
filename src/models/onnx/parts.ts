import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { LocalModel } from '../local-model.ts';
import { preparedFile } from '../prepared.ts';
import { codeOf } from '../store/files.ts';
import type { Model } from './model.ts';
import { outsource } from './outsource.ts';
import { PICTURE_INPUTS, pictureInput } from './pictures.ts';
import { readModel } from './read.ts';
import { openSession, type SessionOptions } from './session.ts';
import { split } from './split.ts';
import { floatsIn } from './tensors.ts';
import { writeModel } from './write.ts';

/** A graph in two parts, on disk: what looks at pictures, and what reads words and what was seen. */
export interface Parts {
  /** Paths. */
  readonly vision: string;
  readonly text: string;
  /** What the one hands to the other. */
  readonly seam: string;
  /** The one number of tiles that the graph takes; `null` where that is free. */
  readonly tiles: number | null;
  /** Shape of what passes for so many tiles, for a single one where the number is free. */
  readonly shape: readonly number[];
}

/** Another one where parts are made otherwise. */
const FORM = 'parts-2';

const partsFile = z
  .object({
    seam: z.string(),
    tiles: z.number().int().positive().nullable(),
    shape: z.array(z.number().int().positive()).min(2),
  })
  .nullable();

/**
 * The parts of a model's graph, made when they are first asked for: that takes seconds, and room on disk for its
 * weights once more. `null` where it cannot be parted; the graph as it is then serves.
 */
export async function partsOf(model: LocalModel, graph: string, options: SessionOptions): Promise<Parts | null> {
  const stem = `${FORM}-${basename(graph, '.onnx')}`;
  const paths = { vision: `${stem}-vision.onnx`, text: `${stem}-text.onnx` };
  const said = await preparedFile(model, `${stem}.json`, async (path) => {
    const made = await make(model, graph, paths, options);
    await writeFile(path, JSON.stringify(made));
  });
  const found = partsFile.safeParse(JSON.parse(await readFile(said, 'utf8')));
  if (!found.success || found.data === null) return null;
  return { ...found.data, vision: join(model.prepared, paths.vision), text: join(model.prepared, paths.text) };
}

async function make(
  model: LocalModel,
  graph: string,
  paths: { readonly vision: string; readonly text: string },
  options: SessionOptions,
): Promise<z.infer<typeof partsFile>> {
  const seam = await writeParts(model, graph, paths);
  return seam === null ? null : probe(join(model.prepared, paths.vision), seam, options);
}

/** Writes both parts and tells what passes between them. The graph's bytes are done with when it returns. */
async function writeParts(
  model: LocalModel,
  graph: string,
  paths: { readonly vision: string; readonly text: string },
): Promise<string | null> {
  const found = split(readModel(await readFile(graph)), PICTURE_INPUTS);
  if (found === null || !(await shareWeights(model, graph, found.first, found.second))) return null;
  await writePart(model, paths.vision, found.first);
  await writePart(model, paths.text, found.second);
  return found.seam;
}

/** Has the tower look at white squares, to see in what shape it says so. Zeros will not do: they are dropped. */
async function probe(vision: string, seam: string, options: SessionOptions): Promise<z.infer<typeof partsFile>> {
  const session = await openSession(vision, options);
  try {
    const input = pictureInput(session, basename(vision));
    const white = { planes: [new Uint8Array(input.size ** 2).fill(255)] };
    const squares = new Array(input.tiles ?? 1).fill(white);
    const output = (await session.run(await input.feeds(squares)))[seam];
    if (output === undefined || floatsIn(output) === null) return null;
    return { seam, tiles: input.tiles, shape: [...output.dims] };
  } finally {
    await session.close();
  }
}

/** Writes a part and, beside it, its weights. */
async function writePart(model: LocalModel, name: string, part: Model): Promise<void> {
  const weights = `${name}_data`;
  const outside = outsource(part, weights);
  await preparedFile(model, weights, (path) => write(path, outside.data));
  await preparedFile(model, name, (path) => write(path, writeModel(outside.model)));
}

async function write(path: string, chunks: readonly Uint8Array[]): Promise<void> {
  await pipeline(Readable.from(chunks, { objectMode: true }), createWriteStream(path));
}

/**
 * Weights that lie in files beside the graph are not copied: the file gets a second name beside the parts. ONNX Runtime
 * refuses a symbolic link that leads out of the graph's folder. `false` where the system gives no second names.
 */
async function shareWeights(model: LocalModel, graph: string, ...parts: readonly Model[]): Promise<boolean> {
  const outside = parts.flatMap((part) => part.graph.initializers).flatMap(({ external }) => external ?? []);
  await mkdir(model.prepared, { recursive: true });
  for (const location of new Set(outside.map((one) => one.location))) {
    // It names a file beside the graph; what leads elsewhere is not followed.
    if (basename(location) !== location) return false;
    const temporary = join(model.prepared, `${location}.${randomBytes(4).toString('hex')}.tmp`);
    try {
      await link(await realpath(join(dirname(graph), location)), temporary);
    } catch (error) {
      if (['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'ENOSYS'].includes(codeOf(error))) return false;
      throw error;
    }
    await rename(temporary, join(model.prepared, location));
    // It stays where the other name was there already.
    await rm(temporary, { force: true });
  }
  return true;
}
