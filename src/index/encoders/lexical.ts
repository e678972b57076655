import type { TextSearch } from '../../core/ports.ts';
import { wordKey } from '../../core/terms.ts';
import type { PageEncoder, PageVectors, QueryVectors } from '../../core/vectors.ts';
import type { EncoderSource } from '../library.ts';
import { questionOf } from '../search/question.ts';
import { weightsOf } from '../search/weigh.ts';
import { DIM, putKey } from './hashed-grams.ts';

/** Changed whenever the same words get other vectors: pages are then encoded anew. */
export const LEXICAL = 'lexical-1';

/** The lexical encoder, for questions that are weighed by how rare their words are on the pages of a store. */
export function lexicalSource(texts: TextSearch): EncoderSource {
  const weigh = (question: string) => weightsOf(questionOf(question), texts);
  return { name: 'lexical', id: LEXICAL, dim: DIM, slow: false, open: async () => lexicalEncoder(weigh) };
}

/** How much each word of a question says, 0 and up, by its key; words without an entry say 1. */
export type Weigh = (question: string) => Promise<ReadonlyMap<string, number>>;

/**
 * The encoder that needs no weights: a row a word, from hashed runs of its characters, so that a word is near those
 * that are spelt almost like it. How rare a word is, its page cannot know; `weigh` says it when a question is encoded.
 */
export function lexicalEncoder(weigh: Weigh = async () => new Map()): PageEncoder {
  return {
    id: LEXICAL,
    dim: DIM,
    encodePages: async (pages) => pages.map(({ page }) => encodeWords(page.words)),
    async encodeQuery(text): Promise<QueryVectors> {
      const words = new Map<string, string>();
      for (const word of text.split(/\s+/)) {
        const key = wordKey(word);
        if (key !== '' && !words.has(key)) words.set(key, word);
      }
      const keys = [...words.keys()];
      const weights = await weigh(text);
      const data = new Float32Array(keys.length * DIM);
      for (const [i, key] of keys.entries()) putKey(data, i * DIM, key, weights.get(key) ?? 1);
      return { dim: DIM, data, tokens: [...words.values()] };
    },
    close: async () => undefined,
  };
}

/** A row for each word that has a letter or a digit. */
export function encodeWords(
  words: readonly { readonly text: string; readonly box: PageVectors['boxes'][number] }[],
): PageVectors {
  const keyed = words.flatMap(({ text, box }) => {
    const key = wordKey(text);
    return key === '' ? [] : [{ key, box }];
  });
  const data = new Float32Array(keyed.length * DIM);
  for (const [i, { key }] of keyed.entries()) putKey(data, i * DIM, key, 1);
  return { dim: DIM, data, boxes: keyed.map(({ box }) => box) };
}
