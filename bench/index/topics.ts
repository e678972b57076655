import { seededRandom } from '../../scripts/random.ts';
import type { MultiVector } from '../../src/core/vectors.ts';

/** Pages that are drawn, each the same however often and in whatever order. */
export interface Topics {
  readonly dim: number;
  page(page: number): MultiVector;
  /** Rows of a page, taken at random and made noisy. */
  question(number: number): { readonly query: MultiVector; readonly page: number };
}

/** How pages are drawn. */
export interface TopicSettings {
  readonly seed: number;
  readonly pages: number;
  readonly rows: number;
  readonly dim: number;
  /** Rows of a question. */
  readonly asked: number;
}

const CENTRES = 2000;
/** Topics of a page; the first has the most rows. */
const TOPICS = 24;
/** Length of the noise beside a centre of length 1: rows of a topic have a cosine of about 0.6 to each other. */
const SPREAD = 0.8;
/** The same for rows of questions beside the rows that they are made of. */
const QUESTION_SPREAD = 0.6;
/** Numbers that noise is cut from, at a place taken by chance: to make each anew would take most of a run. */
const NOISE = 1 << 20;

/**
 * Pages whose rows crowd about common centres, as those of encoders do and uniform noise does not: each page is a
 * mixture of a few topics, rows of a topic near its centre.
 */
export function topics({ seed, pages, rows, dim, asked }: TopicSettings): Topics {
  const next = gauss(seed);
  const noise = Float32Array.from({ length: NOISE + dim }, next);
  const centres = Float32Array.from({ length: CENTRES * dim }, next);
  for (let at = 0; at < centres.length; at += dim) unit(centres, at, dim);
  /** A row near another: noise of the length `spread` is added. */
  function near(from: Float32Array, start: number, spread: number, random: () => number, to: Float32Array, at: number) {
    const scale = spread / Math.sqrt(dim);
    const cut = Math.floor(random() * NOISE);
    for (let i = 0; i < dim; i += 1) to[at + i] = (from[start + i] ?? 0) + scale * (noise[cut + i] ?? 0);
    unit(to, at, dim);
  }
  function page(number: number): MultiVector {
    const random = seededRandom(seed * 31 + number * 7 + 1);
    const own = Array.from({ length: TOPICS }, () => Math.floor(random() * CENTRES) * dim);
    const data = new Float32Array(rows * dim);
    // squared: the first topics have more rows than the last
    for (let at = 0; at < data.length; at += dim) {
      near(centres, own[Math.floor(random() ** 2 * TOPICS)] ?? 0, SPREAD, random, data, at);
    }
    return { dim, data };
  }
  return {
    dim,
    page,
    question(number) {
      const random = seededRandom(seed * 101 + number);
      const from = Math.floor(random() * pages);
      const { data } = page(from);
      const query = new Float32Array(asked * dim);
      for (let at = 0; at < query.length; at += dim) {
        near(data, Math.floor(random() * rows) * dim, QUESTION_SPREAD, random, query, at);
      }
      return { query: { dim, data: query }, page: from };
    },
  };
}

/** Nearly normal numbers, fast: the sum of the four bytes of a random word. */
function gauss(seed: number): () => number {
  let state = Math.floor(seededRandom(seed)() * 0xffffffff) | 1;
  const deviation = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // a multiplication, as bytes of one state after another are alike
    const word = Math.imul(state, 0x9e3779b1);
    return ((word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24) - 510) / deviation;
  };
}

function unit(data: Float32Array, at: number, dim: number): void {
  let sum = 0;
  for (let i = at; i < at + dim; i += 1) sum += (data[i] ?? 0) ** 2;
  const scale = 1 / Math.sqrt(sum);
  for (let i = at; i < at + dim; i += 1) data[i] = (data[i] ?? 0) * scale;
}
