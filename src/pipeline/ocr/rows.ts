import type { Word } from '../../core/page.ts';

/** Pieces of lines joined to whole ones, from top to bottom, each from left to right. */
export function inRows(pieces: readonly (readonly Word[])[]): Word[][] {
  const rows: { words: Word[]; y: number; height: number }[] = [];
  const placed = pieces
    .map((words) => {
      const height = words.reduce((sum, { box }) => sum + box.h, 0) / words.length;
      const y = words.reduce((sum, { box }) => sum + box.y + box.h / 2, 0) / words.length;
      return { words, y, height };
    })
    .sort((a, b) => a.y - b.y);
  for (const { words, y, height } of placed) {
    // Lines are further apart than half of their height; the row may be a few lines up where columns are set apart.
    const row = rows.slice(-4).find((row) => Math.abs(row.y - y) < 0.5 * Math.min(row.height, height));
    if (row === undefined) rows.push({ words: [...words], y, height });
    else row.words.push(...words);
  }
  return rows.map(({ words }) => words.sort((a, b) => a.box.x - b.box.x));
}
