import type { Page } from '../core/page.ts';
import type { FoundPlace, PlaceFinder } from '../core/vision.ts';
import { encodeWords, lexicalEncoder } from './encoders/lexical.ts';

/** How like a label a word has to be: less is another word that shares its beginning. */
const LIKE = 0.7;
/** Places that are given for one question. */
const MOST = 3;

/**
 * Finds places by the words that are spelt most like those of a question, so also labels that were read amiss. It needs
 * no weights and keeps nothing: the pages of one document are encoded when they are asked about.
 */
export function lexicalFinder(): PlaceFinder {
  const encoder = lexicalEncoder();
  return {
    async find(pages, questions) {
      const places: (readonly FoundPlace[])[] = [];
      const encoded = pages.map((page) => ({ page, rows: encodeWords(page.words) }));
      for (const question of questions) {
        const { data, dim } = await encoder.encodeQuery(question);
        const found = encoded.flatMap(({ page, rows }) => likeliest(page, rows, data, dim));
        found.sort((a, b) => b.likeness - a.likeness);
        places.push(found.slice(0, MOST).map(({ page, box }) => ({ page, box })));
      }
      return places;
    },
  };
}

interface Likely extends FoundPlace {
  readonly likeness: number;
}

/** The words of a page that are like one of the question's; a word beside another that is like one counts for more. */
function likeliest(
  { number }: Page,
  { data: rows, boxes }: ReturnType<typeof encodeWords>,
  asked: Float32Array,
  dim: number,
): readonly Likely[] {
  const likeness = boxes.map((_, row) => {
    let most = 0;
    for (let q = 0; q < asked.length; q += dim) {
      let sum = 0;
      for (let i = 0; i < dim; i += 1) sum += (rows[row * dim + i] ?? 0) * (asked[q + i] ?? 0);
      most = Math.max(most, sum);
    }
    return most >= LIKE ? most : 0;
  });
  return boxes.flatMap((box, row) => {
    const own = likeness[row] ?? 0;
    return box === null || own === 0 ? [] : [{ page: number, box, likeness: own + (likeness[row + 1] ?? 0) }];
  });
}
