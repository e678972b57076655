import type { Box } from './geometry.ts';
import type { Page } from './page.ts';

/** What search keeps of a page: its words and where they stand, packed. */
export interface PageText {
  /** 1 for the first. */
  readonly number: number;
  /** Points. */
  readonly width: number;
  /** Points. */
  readonly height: number;
  /** Its words in reading order, one a line. */
  readonly text: string;
  /** Four numbers a word: left, top, width and height, in parts of the page's width and height; see `PARTS`. */
  readonly boxes: Uint16Array;
}

/** A page as it was kept. */
export interface KeptPage extends PageText {
  /** Terms of what the invoice on it is about, one blank between them: its number, its parties, its day and month. */
  readonly about: string;
}

/** A printed word and its place, in points. */
export interface PlacedWord {
  readonly text: string;
  readonly box: Box;
}

/** Into how many parts a side of a page is divided: a sixtieth of a point on A4. */
export const PARTS = 0xffff;

/** Packs the words of a page: 8 bytes a word beside its text. What stands beyond the page is moved to its edge. */
export function packPage({ number, width, height, words }: Page): PageText {
  const boxes = new Uint16Array(4 * words.length);
  const part = (at: number, of: number) => (of > 0 ? Math.max(0, Math.min(PARTS, Math.round((at / of) * PARTS))) : 0);
  words.forEach(({ box }, i) => {
    const [x, y] = [part(box.x, width), part(box.y, height)];
    // Both edges are rounded, not an edge and a length: what touches still does.
    boxes.set([x, y, part(box.x + box.w, width) - x, part(box.y + box.h, height) - y], 4 * i);
  });
  return { number, width, height, text: words.map(({ text }) => text.replace(/\s+/g, ' ')).join('\n'), boxes };
}

/** The words of a packed page, in reading order. */
export function wordsOf({ width, height, text, boxes }: PageText): readonly PlacedWord[] {
  if (boxes.length === 0) return [];
  const at = (i: number, side: number) => ((boxes[i] ?? 0) / PARTS) * side;
  return text.split('\n').map((word, i) => ({
    text: word,
    box: { x: at(4 * i, width), y: at(4 * i + 1, height), w: at(4 * i + 2, width), h: at(4 * i + 3, height) },
  }));
}
