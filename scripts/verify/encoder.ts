import { join, resolve } from 'node:path';
import { wordlessPage } from '../../src/core/page.ts';
import type { MultiVector } from '../../src/core/vectors.ts';
import { FAMILIES, pictureMarks, squareMarks } from '../../src/index/encoders/colpali/families.ts';
import { openColpali } from '../../src/index/encoders/colpali/open.ts';
import type { StoredRows } from '../../src/index/kernels/kernel.ts';
import { openKernel } from '../../src/index/kernels/open-kernel.ts';
import { squareOf } from '../../src/models/images/square.ts';
import { tilesOf } from '../../src/models/images/tiles.ts';
import { openTokenizer } from '../../src/models/tokenizer.ts';
import { digestOf, encoderGoldens, pictureAt, readGoldens, unfold, valuesOf } from './goldens.ts';
import { largest, type Report } from './report.ts';

const EMBEDDINGS = 1e-4;
const MAXSIM = 1e-3;
/** Features that a square becomes: of 512 pixels, of 448. */
const PER_TILE = 64;
const PER_SQUARE = 1024;

type Embedding = Parameters<typeof valuesOf>[0];

/** Checks a page encoder in `folder`, under its name in the registry; `room`: a folder for what is made of it. */
export async function verifyEncoder(name: string, folder: string, room: string, report: Report): Promise<void> {
  const goldens = readGoldens(folder, encoderGoldens);
  const family = FAMILIES[name];
  if (family === undefined) throw new Error(`${name} is no page encoder`);
  const tokenizer = await openTokenizer(folder);
  const ids = (text: string) => tokenizer.encode(text, { marks: family.framed });
  const encoder = await openColpali(
    { name, revision: '0'.repeat(40), folder, prepared: join(room, name) },
    { device: 'cpu', threads: 2 },
  );
  const kernel = openKernel();
  try {
    const pages: MultiVector[] = [];
    for (const { name: of, image, pixel_values: pixels, input_ids: known, embedding } of goldens.documents) {
      const raster = await pictureAt(resolve(folder, image));
      const tiled = family.sight === 'tiles' ? tilesOf(raster) : { rows: 0, cols: 0, tiles: [squareOf(raster)] };
      report.same(`${name} ${of} pixels`, digestOf(tiled.tiles) === pixels.sha256_f32le);
      const marks = family.sight === 'tiles' ? pictureMarks(tiled, PER_TILE) : squareMarks(PER_SQUARE);
      const said = ids(family.page(marks));
      report.same(`${name} ${of} ids`, String(said) === String(unfold(known)), `${said.length}`);
      const page = wordlessPage(1, { width: raster.width, height: raster.height });
      const [vectors] = await encoder.encodePages([{ page, draw: async () => ({ ...raster, dpi: 72 }) }]);
      if (vectors === undefined) throw new Error(`${name} gave nothing for ${of}`);
      report.near(`${name} ${of} embedding`, difference(vectors, embedding), EMBEDDINGS);
      pages.push(vectors);
    }
    let worst = 0;
    for (const [q, { text, input_ids: known, embedding }] of goldens.queries.entries()) {
      const asked = JSON.stringify(text);
      report.same(`${name} ${asked} ids`, String(ids(family.before + text + family.behind)) === String(known));
      const vectors = await encoder.encodeQuery(text);
      report.near(`${name} ${asked} embedding`, difference(vectors, embedding), EMBEDDINGS);
      const scores = await kernel.exact(vectors, pages.map(storedRows));
      const apart = scores.map((score, d) => Math.abs(score - (goldens.maxsim.scores[q]?.[d] ?? Number.NaN)));
      worst = largest([worst, ...apart]);
    }
    report.near(`${name} MaxSim`, worst, MAXSIM);
  } finally {
    await encoder.close();
    await kernel.close();
  }
}

/** A page's rows as the index would read them. */
function storedRows({ dim, data }: MultiVector): StoredRows {
  return {
    dim,
    rows: data.length / dim,
    async read(into) {
      into.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    },
  };
}

function difference(found: MultiVector, embedding: Embedding): number {
  const want = valuesOf(embedding);
  const [rows, dim] = [found.data.length / found.dim, found.dim];
  if (rows !== embedding.shape[0]) return Number.NaN;
  return largest(
    want.map((value, i) => {
      const own = found.data[Math.floor(i / dim) * embedding.row_step * dim + (i % dim)];
      return Math.abs(value - (own ?? Number.NaN));
    }),
  );
}
