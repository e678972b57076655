import type { Word } from '../../core/page.ts';
import type { Glyph } from './glyphs.ts';
import type { Direction } from './matrix.ts';
import { OVERLAP, type Piece, piecesOf, WORD_GAP } from './pieces.ts';
import { cleanText } from './text.ts';

/** How far baselines of one line may differ, in font sizes. */
const BASELINE = 0.3;

/** Lines of words that run in one direction, from top to bottom. */
export interface Lines {
  readonly direction: Direction;
  readonly lines: readonly (readonly Piece[])[];
}

/** Letters to lines of words, each direction of text for itself; the one with most words first. */
export function linesOf(glyphs: readonly Glyph[]): Lines[] {
  const byDirection = new Map<Direction, Piece[]>();
  for (const piece of piecesOf(glyphs)) {
    const group = byDirection.get(piece.direction);
    if (group) group.push(piece);
    else byDirection.set(piece.direction, [piece]);
  }
  return [...byDirection]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([direction, pieces]) => ({ direction, lines: rowsOf(pieces).map((row) => split(mendSpaced(join(row)))) }));
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
  rows.forEach((row, i) => {
    const next = rows[i + 1];
    if (next && row.pieces.every((piece) => next.pieces.some((base) => isRaised(piece, base)))) {
      next.pieces.push(...row.pieces.splice(0));
    }
  });
  return rows.map((row) => row.pieces.sort((a, b) => a.u0 - b.u0 || a.order - b.order));
}

/** Small print set high behind a word: the "th" of a date, the cents of a price. It belongs to the word's line. */
function isRaised(piece: Piece, base: Piece): boolean {
  const gap = piece.u0 - base.u1;
  const rise = base.v - piece.v;
  return (
    piece.size < 0.8 * base.size &&
    gap > -0.3 * base.size &&
    gap < 0.3 * base.size &&
    rise > 0 &&
    rise < 0.7 * base.size
  );
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
    const run = end - i < 4 ? [] : row.slice(i, end);
    const letters = run.filter((p) => /\p{L}/u.test(p.texts[0] ?? '')).length;
    if (run.length > 0 && letters >= 0.6 * run.length) {
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
  if (piece?.texts.length !== 1) return false;
  const text = piece.texts[0] ?? '';
  if (text.length !== 1 && [...text].length !== 1) return false;
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
    if (cuts.length === 0) return [piece];
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
  // Written so that what is no number is on no page.
  if (!(cx >= 0 && cx <= width && cy >= 0 && cy <= height)) return null;
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
