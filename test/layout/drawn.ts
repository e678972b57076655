import { type OpenedDocument, type Word, wordlessPage } from '../../src/core/page.ts';

// A character is as wide as in a monospaced font of 10 points, a line as high as single spacing makes it.
const WIDTH = 5;
const SIZE = 10;
const PITCH = 13;

/** A document of pages drawn in characters: each run of characters is a word, two spaces part columns. */
export function drawn(...pages: readonly string[]): OpenedDocument {
  return {
    kind: 'pdf',
    attachments: [],
    xmp: null,
    problems: [],
    pages: pages.map((page, i) => ({
      ...wordlessPage(i + 1, { width: 595, height: 842 }),
      textLayer: 'good' as const,
      words: page.split('\n').flatMap((line, row) =>
        [...line.matchAll(/\S+/g)].map(
          (m): Word => ({
            text: m[0],
            box: { x: 40 + m.index * WIDTH, y: 40 + row * PITCH, w: m[0].length * WIDTH, h: SIZE },
            size: SIZE,
            bold: false,
            confidence: 1,
          }),
        ),
      ),
    })),
  };
}
