import type { Glyph } from './glyphs.ts';
import type { Direction } from './matrix.ts';

/** Gap between letters, in font sizes, from which on they belong to two words. A space is 0.2 to 0.3 wide. */
export const WORD_GAP = 0.13;
/** How far letters of one word may reach into each other, in font sizes. */
export const OVERLAP = 0.4;

/** Letters that belong together, with the place of each. `u` along the line of text, `v` across it. */
export interface Piece {
  readonly direction: Direction;
  readonly texts: string[];
  readonly starts: number[];
  readonly ends: number[];
  u0: number;
  u1: number;
  v: number;
  size: number;
  ascent: number;
  descent: number;
  bold: boolean;
  hidden: boolean;
  afterSpace: boolean;
  /** Place in the file's own order. */
  readonly order: number;
}

/** Characters as the file draws them, one after the other, cut where a gap or a space is; what is printed twice comes once. */
export function piecesOf(glyphs: readonly Glyph[]): Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece | undefined;
  for (const glyph of glyphs) {
    if (piece && !glyph.afterSpace && glyph.direction === piece.direction && glyph.hidden === piece.hidden) {
      const gap = glyph.u0 - piece.u1;
      const { size } = glyph;
      const near = gap < WORD_GAP * size + Math.max(0, glyph.tracking) && gap > -OVERLAP * size;
      if (near && Math.abs(glyph.v - piece.v) < 0.1 * size && size < piece.size * 1.3 && size > piece.size * 0.7) {
        append(piece, glyph);
        continue;
      }
      if (isOverprint(piece, glyph)) {
        piece.bold = true;
        continue;
      }
    }
    piece = {
      direction: glyph.direction,
      texts: [glyph.text],
      starts: [glyph.u0],
      ends: [glyph.u1],
      u0: glyph.u0,
      u1: Math.max(glyph.u0, glyph.u1),
      v: glyph.v,
      size: glyph.size,
      ascent: glyph.font.ascent,
      descent: glyph.font.descent,
      bold: glyph.bold,
      hidden: glyph.hidden,
      afterSpace: glyph.afterSpace,
      order: pieces.length,
    };
    pieces.push(piece);
  }
  return withoutOverprints(pieces);
}

function append(piece: Piece, glyph: Glyph): void {
  const last = piece.texts.length - 1;
  const width = glyph.u1 - glyph.u0;
  // The same letter printed again a hair further: bold by overprint.
  if (glyph.text === piece.texts[last] && glyph.u0 - (piece.starts[last] ?? 0) < 0.3 * width) {
    piece.bold = true;
    return;
  }
  piece.texts.push(glyph.text);
  piece.starts.push(glyph.u0);
  piece.ends.push(glyph.u1);
  piece.u0 = Math.min(piece.u0, glyph.u0);
  piece.u1 = Math.max(piece.u1, glyph.u1);
}

function isOverprint(piece: Piece, glyph: Glyph): boolean {
  const last = piece.texts.length - 1;
  return (
    piece.texts[last] === glyph.text &&
    Math.abs((piece.starts[last] ?? 0) - glyph.u0) < 0.1 * glyph.size &&
    Math.abs(piece.v - glyph.v) < 0.1 * glyph.size
  );
}

/** Drops what is printed twice at the same place (bold by overprint, shadows), keeping the first and calling it bold. */
function withoutOverprints(pieces: readonly Piece[]): Piece[] {
  const seen = new Map<string, Piece[]>();
  return pieces.filter((piece) => {
    const text = piece.texts.join('');
    const same = seen.get(text);
    if (!same) {
      seen.set(text, [piece]);
      return true;
    }
    const reach = 0.2 * piece.size;
    const first = same.find(
      (other) =>
        other.direction === piece.direction &&
        Math.abs(other.u0 - piece.u0) < reach &&
        Math.abs(other.v - piece.v) < reach,
    );
    if (!first) {
      same.push(piece);
      return true;
    }
    // Visible text over an earlier reading of itself is visible.
    if (first.hidden === piece.hidden) first.bold = true;
    else first.hidden = false;
    return false;
  });
}
