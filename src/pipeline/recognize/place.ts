import type { Box } from '../../core/geometry.ts';
import type { OcrPage } from '../../core/ocr.ts';
import type { Page, Word } from '../../core/page.ts';
import type { Raster } from '../../core/raster.ts';
import { inReadingOrder } from '../open/reading-order.ts';
import { partGlued } from './glued.ts';
import { levelled } from './level.ts';
import { withFontSizes } from './sizes.ts';

/** Lines whose heights overlap by this share of the lower one stand side by side. */
const SAME_ROW = 0.5;

/**
 * A page with the words that an engine read off its picture. What a `partial` text layer says stays, and is completed;
 * any other is replaced, unless nothing was read.
 */
export function withPrint(page: Page, { turn, skew, lines }: OcrPage, picture: Raster, engine: string): Page {
  if (lines.length === 0) return { ...page, ocr: engine };
  const sideways = turn % 180 !== 0;
  const width = sideways ? page.height : page.width;
  const height = sideways ? page.width : page.height;
  const toPoints = {
    x: width / (sideways ? picture.height : picture.width),
    y: height / (sideways ? picture.width : picture.height),
  };
  const placed = lines.map((line) => line.flatMap((word) => partGlued(inPoints(word, toPoints))));
  const level = levelled(placed, width, height);
  const printed = rowsOf(withFontSizes(level.lines));
  // A text layer that is not upright with its picture has only the scanner's stamp to say.
  const kept = page.textLayer === 'partial' && turn === 0 ? page.words : [];
  const rows = kept.length === 0 ? printed : rowsOf([...byRow(kept), ...withoutKnown(printed, kept)]);
  return {
    ...page,
    width,
    height,
    rotation: (page.rotation + turn) % 360,
    skew: skew + level.slope,
    ocr: engine,
    words: inReadingOrder(rows),
  };
}

function inPoints(word: Word, { x, y }: { readonly x: number; readonly y: number }): Word {
  const { box } = word;
  return { ...word, box: { x: box.x * x, y: box.y * y, w: box.w * x, h: box.h * y }, size: word.size * y };
}

/** Lines to rows from top to bottom: what stands side by side is one row, its words from left to right. */
function rowsOf(lines: readonly (readonly Word[])[]): Word[][] {
  const rows: { top: number; bottom: number; words: Word[] }[] = [];
  const spans = lines
    .filter((line) => line.length > 0)
    .map((words) => ({ words, ...spanOf(words) }))
    .sort((a, b) => a.top + a.bottom - b.top - b.bottom);
  for (const { words, top, bottom } of spans) {
    const row = rows.at(-1);
    const shared = row ? Math.min(row.bottom, bottom) - Math.max(row.top, top) : 0;
    if (row && shared >= SAME_ROW * Math.min(row.bottom - row.top, bottom - top)) {
      row.words.push(...words);
      // The row keeps the mean of its lines, or one that is a little lower would draw in the next row.
      const share = words.length / row.words.length;
      row.top += (top - row.top) * share;
      row.bottom += (bottom - row.bottom) * share;
    } else rows.push({ top, bottom, words: [...words] });
  }
  return rows.map(({ words }) => words.sort((a, b) => a.box.x - b.box.x));
}

function spanOf(words: readonly Word[]): { readonly top: number; readonly bottom: number } {
  const sum = (of: (box: Box) => number) => words.reduce((total, { box }) => total + of(box), 0) / words.length;
  return { top: sum((box) => box.y), bottom: sum((box) => box.y + box.h) };
}

/** Words in reading order as one line each: they are put into rows again with what is printed. */
function byRow(words: readonly Word[]): Word[][] {
  return words.map((word) => [word]);
}

/** What is printed where the text layer says nothing. */
function withoutKnown(rows: readonly (readonly Word[])[], known: readonly Word[]): Word[][] {
  return rows
    .map((row) => row.filter((word) => !known.some((other) => covers(other.box, word.box))))
    .filter((row) => row.length > 0);
}

function covers(known: Box, box: Box): boolean {
  const x = box.x + box.w / 2;
  const y = box.y + box.h / 2;
  return x >= known.x && x <= known.x + known.w && y >= known.y && y <= known.y + known.h;
}
