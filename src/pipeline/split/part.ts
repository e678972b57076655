import type { OpenedDocument } from '../../core/page.ts';

/** Pages of a file by their numbers, both included. */
export interface PageRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The pages of a range as a document of their own, which keep their numbers. Problems of other pages stay behind; what
 * belongs to the file as a whole goes along.
 */
export function partOf(document: OpenedDocument, { first, last }: PageRange): OpenedDocument {
  const isIn = (number: number) => number >= first && number <= last;
  const pages = document.pages.filter(({ number }) => isIn(number));
  if (pages.length === document.pages.length) return document;
  return {
    ...document,
    pages,
    problems: document.problems.filter(({ page }) => page === undefined || isIn(page)),
  };
}
