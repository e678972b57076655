import type { EncodedDocument, PageHit, PageIndex, PageVectors, QueryVectors } from '../../src/core/vectors.ts';

/** A page index that keeps everything in memory and compares everything: what search is tested against. */
export function memoryIndex(encoder: string): PageIndex {
  const held = new Map<string, EncodedDocument>();
  return {
    encoder,
    async put(documents) {
      for (const document of documents) held.set(document.document, document);
    },
    async remove(documents) {
      for (const document of documents) held.delete(document);
    },
    async search(query, { limit, documents }) {
      const hits = [...held.values()].flatMap(({ document, pages }): readonly PageHit[] =>
        documents !== undefined && !documents.has(document)
          ? []
          : pages.flatMap((page, i) =>
              page.data.length === 0 ? [] : [{ document, page: i + 1, score: sum(bestRows(query, page)) }],
            ),
      );
      return hits
        .sort(
          (a, b) => b.score - a.score || (a.document < b.document ? -1 : a.document > b.document ? 1 : a.page - b.page),
        )
        .slice(0, limit);
    },
    async heat(query, { document, page }) {
      const vectors = held.get(document)?.pages[page - 1];
      if (vectors === undefined) return null;
      const rows = query.data.length / query.dim;
      const heat = vectors.boxes.map((_, row) =>
        sum(Array.from({ length: rows }, (_, q) => Math.max(0, dot(query, q, vectors, row)))),
      );
      return {
        document,
        page,
        spots: vectors.boxes.flatMap((box, i) => (box === null ? [] : [{ box, heat: heat[i] ?? 0 }])),
        best: query.tokens.map((token, q) => {
          const scores = vectors.boxes.map((_, row) => dot(query, q, vectors, row));
          const score = Math.max(...scores);
          return { token, box: vectors.boxes[scores.indexOf(score)] ?? null, score };
        }),
      };
    },
    documents: async () => new Map([...held].map(([id, { version }]) => [id, version])),
    close: async () => undefined,
  };
}

function bestRows(query: QueryVectors, page: PageVectors): number[] {
  return Array.from({ length: query.data.length / query.dim }, (_, q) => {
    let best = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < page.data.length / page.dim; row += 1) best = Math.max(best, dot(query, q, page, row));
    return best;
  });
}

function dot(query: QueryVectors, q: number, page: PageVectors, row: number): number {
  let total = 0;
  for (let i = 0; i < query.dim; i += 1)
    total += (query.data[q * query.dim + i] ?? 0) * (page.data[row * page.dim + i] ?? 0);
  return total;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
