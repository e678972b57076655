import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MultiVector, PageEncoder, PageVectors, QueryVectors } from '../../src/core/vectors.ts';
import { openColpali } from '../../src/index/encoders/colpali/open.ts';
import type { LocalModel } from '../../src/models/local-model.ts';
import { load, pageOf } from '../models/encodable.ts';
import { exactScore } from './plain-kernel.ts';

interface Goldens {
  readonly documents: readonly {
    readonly image: string;
    readonly embedding: Embedding & { readonly row_step: number };
    readonly input_ids: { readonly length: number };
  }[];
  readonly queries: readonly { readonly text: string; readonly embedding: Embedding }[];
  readonly maxsim: { readonly scores: readonly (readonly number[])[] };
}

interface Embedding {
  readonly shape: readonly [number, number];
  readonly values_b64_f32le: string;
}

const MODELS = [
  ['colpali-v1.3', 'colpali-tiny'],
  ['colmodernvbert', 'colmodernvbert-tiny'],
  ['colsmol-256m', 'colsmol-tiny'],
] as const;

let prepared: string;
beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'invoicectl-prepared-'));
});
afterAll(() => rm(prepared, { recursive: true, force: true }));

const folderOf = (folder: string) => fileURLToPath(new URL(`../../fixtures/models/${folder}`, import.meta.url));

function modelOf(name: string, folder: string): LocalModel {
  return { name, revision: '0123456789abcdef', folder: folderOf(folder), prepared: join(prepared, name) };
}

describe.each(MODELS)('%s', (name, folder) => {
  const all: Goldens = JSON.parse(readFileSync(join(folderOf(folder), 'goldens/goldens.json'), 'utf8'));

  it.each([
    ['in parts', 3],
    ['whole, where nothing can be written', 1],
  ] as const)('is the reference, %s: vectors and scores', async (way, documents) => {
    const goldens = { ...all, documents: all.documents.slice(0, documents) };
    const model = modelOf(name, folder);
    const encoder = await openColpali(
      way === 'in parts' ? model : { ...model, prepared: join(model.folder, 'config.json/none') },
      { device: 'cpu', threads: 1 },
    );
    try {
      if (way === 'in parts')
        expect((await readdir(model.prepared)).some((file) => file.endsWith('-vision.onnx'))).toBe(true);
      expect(encoder.id).toBe(`${name}@0123456789ab`);
      const pages = await pagesOf(encoder, goldens);
      const queries: QueryVectors[] = [];
      for (const { text } of goldens.queries) queries.push(await encoder.encodeQuery(text));
      for (const [i, { embedding, input_ids: ids }] of goldens.documents.entries()) {
        const page = pages[i];
        expect(page?.boxes.length).toBe(ids.length);
        expect(furthest(page, embedding, embedding.row_step)).toBeLessThan(1e-4);
      }
      for (const [i, { embedding }] of goldens.queries.entries()) {
        expect(queries[i]?.tokens.length).toBe(embedding.shape[0]);
        expect(furthest(queries[i], embedding, 1)).toBeLessThan(1e-4);
      }
      const worst = goldens.maxsim.scores.flatMap((row, q) =>
        row.slice(0, documents).map((score, d) => {
          const [query, page] = [queries[q], pages[d]];
          return query && page ? Math.abs(score - exactScore(query, page.data)) : Number.NaN;
        }),
      );
      expect(Math.max(...worst)).toBeLessThan(1e-3);
    } finally {
      await encoder.close();
    }
  });
});

async function pagesOf(encoder: PageEncoder, { documents }: Goldens): Promise<readonly PageVectors[]> {
  const pages = await Promise.all(documents.map(async ({ image }) => pageOf(await load(image))));
  return encoder.encodePages(pages);
}

/** Largest difference to the golden's rows, which are every `step`-th. */
function furthest(
  found: MultiVector | undefined,
  { shape, values_b64_f32le: base64 }: Embedding,
  step: number,
): number {
  const bytes = Buffer.from(base64, 'base64');
  const want = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  expect(found?.data.length).toBe(shape[0] * shape[1]);
  expect(want.length).toBe(Math.ceil(shape[0] / step) * shape[1]);
  const dim = shape[1];
  return want.reduce((worst, value, i) => {
    const own = found?.data[Math.floor(i / dim) * step * dim + (i % dim)] ?? Number.NaN;
    return Math.max(worst, Math.abs(own - value));
  }, 0);
}
