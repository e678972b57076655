import type { Word } from '../../core/page.ts';
import type { Direction, Glyph } from './glyphs.ts';
import { cleanText } from './text.ts';

/** Gap between letters, in font sizes, from which on they belong to two words. A space is 0.2 to 0.3 wide. */
const WORD_GAP = 0.13;
/** How far letters of one word may reach into each other, in font sizes. */
const OVERLAP = 0.4;
/** How far baselines of one line may differ, in font sizes. */
const BASELINE = 0.3;

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

/** Lines of words that run in one direction, from top to bottom. */
export interface Lines {
  readonly direction: Direction;
  readonly lines: readonly (readonly Piece[])[];
}

/** Letters to lines of words, each direction of text for itself; the one with most words first. */
export function linesOf(glyphs: readonly Glyph[]): Lines[] {
  const byDirection = new Map<Direction, Piece[]>();
  for (const piece of withoutOverprints(piecesOf(glyphs))) {
    const group = byDirection.get(piece.direction);
    if (group) group.push(piece);
    else byDirection.set(piece.direction, [piece]);
  }
  return [...byDirection]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([direction, pieces]) => ({ direction, lines: rowsOf(pieces).map((row) => split(mendSpaced(join(row)))) }));
}

/** Characters as the file draws them, one after the other, cut where a gap or a space is. */
function piecesOf(glyphs: readonly Glyph[]): Piece[] {
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
      bold: glyph.font.bold,
      hidden: glyph.hidden,
      afterSpace: glyph.afterSpace,
      order: pieces.length,
    };
    pieces.push(piece);
  }
  return pieces;
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

/** Pieces on one baseline, in the order in which they stand on it. */
function rowsOf(pieces: Piece[]): Piece[][] {
  const rows: { v: number; size: number; pieces: Piece[] }[] = [];
  for (const piece of [...pieces].sort((a, b) => a.v - b.v)) {
    let row: (typeof rows)[number] | undefined;
    for (let i = rows.length - 1; i >= 0 && i >= rows.length - 4; i--) {
      const candidate = rows[i];
      if (candidate && piece.v - candidate.v < BASELINE * Math.min(piece.size, candidate.size)) {
        row = candidate;
        break;
      }
    }
    if (row) row.pieces.push(piece);
    else rows.push({ v: piece.v, size: piece.size, pieces: [piece] });
  }
  return rows.map((row) => row.pieces.sort((a, b) => a.u0 - b.u0 || a.order - b.order));
}

/** Mends words that the file draws in several goes. */
function join(row: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  let lastOrder = -1;
  for (const piece of row) {
    const last = joined.at(-1);
    const gap = last ? piece.u0 - last.u1 : 0;
    const size = last ? Math.min(last.size, piece.size) : 0;
    const spaced = piece.afterSpace && piece.order === lastOrder + 1;
    if (
      last &&
      !spaced &&
      gap < WORD_GAP * size &&
      gap > -OVERLAP * size &&
      last.hidden === piece.hidden &&
      Math.max(last.size, piece.size) < 1.5 * size
    ) {
      merge(last, piece);
    } else joined.push(piece);
    lastOrder = piece.order;
  }
  return joined;
}

function merge(into: Piece, piece: Piece): void {
  into.texts.push(...piece.texts);
  into.starts.push(...piece.starts);
  into.ends.push(...piece.ends);
  into.u1 = Math.max(into.u1, piece.u1);
  into.size = Math.max(into.size, piece.size);
  into.ascent = Math.max(into.ascent, piece.ascent);
  into.descent = Math.min(into.descent, piece.descent);
  into.bold = into.bold && piece.bold;
}

/** Mends spaced-out headings ("I N V O I C E"): four or more single characters, mostly letters, at even distances. */
function mendSpaced(row: Piece[]): Piece[] {
  const mended: Piece[] = [];
  for (let i = 0; i < row.length; ) {
    let end = i;
    while (end < row.length && isSpacedLetter(row, i, end)) end++;
    const run = row.slice(i, end);
    const letters = run.filter((p) => /\p{L}/u.test(p.texts[0] ?? '')).length;
    if (run.length >= 4 && letters >= 0.6 * run.length) {
      const gaps = run.slice(1).map((p, k) => p.u0 - (run[k]?.u1 ?? 0));
      const even = [...gaps].sort((a, b) => a - b)[gaps.length >> 2] ?? 0;
      let word: Piece | undefined;
      run.forEach((p, k) => {
        if (word && (gaps[k - 1] ?? 0) < even + 0.35 * p.size) merge(word, p);
        else {
          word = p;
          mended.push(p);
        }
      });
      i = end;
    } else {
      const piece = row[i];
      if (piece) mended.push(piece);
      i++;
    }
  }
  return mended;
}

function isSpacedLetter(row: readonly Piece[], start: number, at: number): boolean {
  const piece = row[at];
  const previous = row[at - 1];
  if (piece?.texts.length !== 1 || [...(piece.texts[0] ?? '')].length !== 1) return false;
  if (at === start || !previous) return true;
  const gap = piece.u0 - previous.u1;
  return gap > 0 && gap < 1.2 * piece.size && Math.abs(piece.size - previous.size) < 0.1 * piece.size;
}

/** Leaders: "Total ........ 12.00" is drawn without a space by some. */
const LEADER = /^[._·…‥-]$/;

/** Cuts dot leaders off the words that they lead from and to. */
function split(row: readonly Piece[]): Piece[] {
  return row.flatMap((piece) => {
    const { texts } = piece;
    const cuts: number[] = [];
    for (let i = 0; i < texts.length; ) {
      let end = i;
      while (end < texts.length && texts[end] === texts[i]) end++;
      if (end - i >= 4 && LEADER.test(texts[i] ?? '')) cuts.push(i, end);
      i = end;
    }
    const bounds = [...new Set([0, ...cuts, texts.length])];
    return bounds.length < 3 ? [piece] : bounds.slice(1).map((to, k) => part(piece, bounds[k] ?? 0, to));
  });
}

function part(piece: Piece, from: number, to: number): Piece {
  const starts = piece.starts.slice(from, to);
  const ends = piece.ends.slice(from, to);
  return { ...piece, texts: piece.texts.slice(from, to), starts, ends, u0: Math.min(...starts), u1: Math.max(...ends) };
}

/** A piece as a word on a page; `null` when nothing of it can be seen there. */
export function wordOf(piece: Piece, width: number, height: number): Word | null {
  const text = cleanText(piece.texts, piece.starts, piece.ends);
  if (text === '' || piece.size < 0.5 || piece.u1 <= piece.u0) return null;
  const { x, y } = piece.direction;
  const top = piece.v - piece.ascent * piece.size;
  const bottom = piece.v - piece.descent * piece.size;
  const xs = [piece.u0 * x - top * y, piece.u1 * x - top * y, piece.u0 * x - bottom * y, piece.u1 * x - bottom * y];
  const ys = [piece.u0 * y + top * x, piece.u1 * y + top * x, piece.u0 * y + bottom * x, piece.u1 * y + bottom * x];
  const x0 = Math.min(...xs);
  const x1 = Math.max(...xs);
  const y0 = Math.min(...ys);
  const y1 = Math.max(...ys);
  const cx = (x0 + x1) / 2;
  const cy = (y0 + y1) / 2;
  if (cx < 0 || cx > width || cy < 0 || cy > height) return null;
  const left = Math.max(0, x0);
  const upper = Math.max(0, y0);
  return {
    text,
    box: { x: left, y: upper, w: Math.min(width, x1) - left, h: Math.min(height, y1) - upper },
    size: piece.size,
    bold: piece.bold,
    confidence: 1,
  };
}
