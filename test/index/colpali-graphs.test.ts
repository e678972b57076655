import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Raster } from '../../src/core/raster.ts';
import type { PageEncoder } from '../../src/core/vectors.ts';
import { openColpali } from '../../src/index/encoders/colpali/open.ts';
import { type Graph, type Node, TYPE } from '../../src/models/onnx/model.ts';
import { readModel } from '../../src/models/onnx/read.ts';
import { writeModel } from '../../src/models/onnx/write.ts';
import { pageOf } from '../models/encodable.ts';
import { noisyRaster } from '../models/noise.ts';

const TINY = fileURLToPath(new URL('../../fixtures/models/colsmol-tiny', import.meta.url));
const PALI = fileURLToPath(new URL('../../fixtures/models/colpali-tiny', import.meta.url));
const DECODER = fileURLToPath(
  new URL('../../fixtures/models/smolvlm2-tiny/onnx/decoder_model_merged.onnx', import.meta.url),
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'invoicectl-graphs-'));
  await cp(TINY, join(folder, 'model'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (name = 'colsmol-256m') =>
  openColpali(
    { name, revision: 'f'.repeat(40), folder: join(folder, 'model'), prepared: join(folder, 'prepared') },
    { device: 'cpu', threads: 1 },
  );

/** Rewrites the graph of the model. */
async function edit(change: (graph: Graph) => Graph): Promise<void> {
  const path = join(folder, 'model/model.onnx');
  const model = readModel(await readFile(path));
  await writeFile(path, Buffer.concat([...writeModel({ ...model, graph: change(model.graph) })]));
}

function withTiles(graph: Graph, count: number): Graph {
  const inputs = graph.inputs.map((input) => {
    if (!input.name.startsWith('pixel_')) return input;
    return { ...input, shape: input.shape.map((size, i) => (i === 1 ? count : size)), bytes: null };
  });
  return { ...graph, inputs };
}

async function using<T>(encoder: PageEncoder, work: (encoder: PageEncoder) => Promise<T>): Promise<T> {
  try {
    return await work(encoder);
  } finally {
    await encoder.close();
  }
}

const distance = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? 9))), 0);

describe('a graph of another form', () => {
  it('that gives 16-bit floats is read as well', async () => {
    const question = (encoder: PageEncoder) => encoder.encodeQuery('total due?');
    const exact = await using(await open(), question);
    await edit((graph) => {
      const [output] = graph.outputs;
      const inner = 'embeddings_32';
      const nodes = graph.nodes.map((node) => ({
        ...node,
        outputs: node.outputs.map((name) => (name === output?.name ? inner : name)),
      }));
      const cast: Node = {
        op: 'Cast',
        domain: '',
        name: 'half',
        inputs: [inner],
        outputs: [output?.name ?? ''],
        attributes: [{ name: 'to', value: { kind: 'int', int: BigInt(TYPE.float16) } }],
        rest: [],
      };
      const outputs = graph.outputs.map((one) => ({ ...one, type: TYPE.float16, bytes: null }));
      return { ...graph, nodes: [...nodes, cast], outputs };
    });
    await rm(join(folder, 'prepared'), { recursive: true });
    const rounded = await using(await open(), question);
    expect(distance(rounded.data, exact.data)).toBeLessThan(1e-3);
    expect(distance(rounded.data, exact.data)).toBeGreaterThan(0);
  });

  it('that takes 13 tiles and no other number is fed pages filled up to that', async () => {
    await edit((graph) => withTiles(graph, 13));
    const square: Raster = noisyRaster(300, 300, 1, 3);
    await using(await open(), async (encoder) => {
      const query = await encoder.encodeQuery('total due?');
      expect(query.data.length).toBe(query.tokens.length * encoder.dim);
      const [page] = await encoder.encodePages([pageOf(square)]);
      const boxes = page?.boxes.filter((box) => box !== null) ?? [];
      // A quarter of the width below it is white: 4 x 3 tiles of 8 x 8, and the whole page in 8 x 8.
      expect(boxes.length).toBe(12 * 64 * 0.75 + 8 * 6);
      const right = Math.max(...boxes.map(({ x, w }) => x + w));
      const bottom = Math.max(...boxes.map(({ y, h }) => y + h));
      expect([right, bottom]).toEqual([216, 216]);
    });
  });

  it('that takes a number of tiles which no page is cut into says so', async () => {
    await edit((graph) => withTiles(graph, 8));
    await using(await open(), async (encoder) => {
      await expect(encoder.encodePages([pageOf(noisyRaster(300, 424, 1, 3))])).rejects.toMatchObject({
        code: 'MODEL_UNSUPPORTED',
        message: expect.stringContaining('8 tiles'),
      });
    });
  });

  it('that is of another model is named', async () => {
    await cp(DECODER, join(folder, 'model/model.onnx'));
    await expect(open()).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  });
});

describe('files that are not what they should be', () => {
  it('no graph at all', async () => {
    await rm(join(folder, 'model/model.onnx'));
    await expect(open()).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  it('a graph that ends early', async () => {
    const path = join(folder, 'model/model.onnx');
    await writeFile(path, (await readFile(path)).subarray(0, 100_000));
    await expect(open()).rejects.toMatchObject({ code: 'MODEL_DAMAGED' });
  });

  it('weights that are not beside their graph', async () => {
    await rm(join(folder, 'model'), { recursive: true });
    await cp(PALI, join(folder, 'model'), { recursive: true });
    await rm(join(folder, 'model/model.onnx_data'));
    await expect(open('colpali-v1.3')).rejects.toMatchObject({ code: 'MODEL_DAMAGED' });
  });

  it('a tokenizer of another model', async () => {
    const path = join(folder, 'model/tokenizer.json');
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('"<image>"', '"<picture>"'));
    await expect(open()).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  });

  it('a tokenizer that is cut off', async () => {
    const path = join(folder, 'model/tokenizer.json');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 1000));
    await expect(open()).rejects.toMatchObject({ code: 'MODEL_DAMAGED' });
  });

  it('a repository with nothing but a graph and a tokenizer, as one that is published', async () => {
    for (const file of await readdir(join(folder, 'model'))) {
      if (!['model.onnx', 'tokenizer.json'].includes(file)) await rm(join(folder, 'model', file), { recursive: true });
    }
    await using(await open(), async (encoder) => {
      expect((await encoder.encodeQuery('total due?')).tokens.slice(0, 3)).toEqual(['total', 'due', '?']);
    });
  });

  it('a model that does not encode pages', async () => {
    await expect(open('smolvlm2-256m')).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  });
});

describe('questions', () => {
  it('show their words, and nothing for what is put around them', async () => {
    await using(await open(), async (encoder) => {
      const { tokens, data } = await encoder.encodeQuery('total due?');
      expect(tokens).toEqual(['total', 'due', '?', ...new Array(10).fill('')]);
      expect(data.length).toBe(13 * 128);
    });
  });

  it('hold no marks, and lose their end where they are too long, never what stands behind it', async () => {
    await using(await open(), async (encoder) => {
      const marked = await encoder.encodeQuery('total <image> due?');
      expect(marked.data).toEqual((await encoder.encodeQuery('total image due?')).data);
      const { tokens } = await encoder.encodeQuery('total due '.repeat(500));
      expect(tokens.length).toBe(512);
      expect(tokens.slice(-11)).toEqual([expect.stringMatching(/\w/), ...new Array(10).fill('')]);
    });
  });

  it('do not open the part that looks at pages', async () => {
    await using(await open(), (encoder) => encoder.encodeQuery('total due?'));
    const vision = (await readdir(join(folder, 'prepared'))).find((file) => file.endsWith('-vision.onnx')) ?? '';
    await rm(join(folder, 'prepared', vision));
    await using(await open(), (encoder) => encoder.encodeQuery('total due?'));
  });
});
