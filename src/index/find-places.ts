import type { Page } from '../core/page.ts';
import type { Sha256 } from '../core/ports.ts';
import type { FoundPlace, PlaceFinder } from '../core/vision.ts';
import { encodeWords, lexicalEncoder } from './encoders/lexical.ts';

/** How like a label a word has to be: less is another word that shares its beginning. */
const LIKE = 0.7;
/** Places that are given for one question. */
const MOST = 3;

/** What finds patches of pages that models have encoded. */
interface Patches {
  patches(document: Sha256, questions: readonly string[]): Promise<readonly (readonly FoundPlace[])[]>;
}

/**
 * Finds places of a document: by how their words are spelt, and what is not found by words by what a model has seen on
 * the pages, where one has encoded them. The index is an aid: where it fails, nothing is found by it.
 */
export function placeFinder(library: () => Promise<Patches>, document: Sha256): PlaceFinder {
  const spelling = lexicalFinder();
  return {
    async find(pages, questions) {
      const spelt = await spelling.find(pages, questions);
      const lost = questions.filter((_, i) => spelt[i]?.length === 0);
      if (lost.length === 0) return spelt;
      const seen = await library()
        .then((index) => index.patches(document, lost))
        .catch(() => lost.map(() => []));
      const here = new Set(pages.map(({ number }) => number));
      const next = seen.values();
      return spelt.map((places) =>
        places.length > 0 ? places : [...(next.next().value ?? [])].filter(({ page }) => here.has(page)),
      );
    },
  };
}

/**
 * Finds places by the words that are spelt most like those of a question, so also labels that were read amiss. It needs
 * no weights and keeps nothing: the pages of one document are encoded when they are asked about.
 */
function lexicalFinder(): PlaceFinder {
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
