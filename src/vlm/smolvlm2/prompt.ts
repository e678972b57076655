/** A picture as a prompt counts it: tiles of its grid, 0 where a single tile shows all of it. */
export interface PromptGrid {
  readonly rows: number;
  readonly cols: number;
}

/** What `<image>` in a prompt becomes: a mark and `perTile` places for every tile, a line break after every row. */
export function expandImages(prompt: string, grids: readonly PromptGrid[], perTile: number): string {
  const parts = prompt.split('<image>');
  if (parts.length !== grids.length + 1) throw new Error('a prompt without a place for each of its pictures');
  return parts.map((part, i) => part + (grids[i] === undefined ? '' : imageText(grids[i], perTile))).join('');
}

function imageText({ rows, cols }: PromptGrid, perTile: number): string {
  const places = '<image>'.repeat(perTile);
  const whole = `<fake_token_around_image><global-img>${places}<fake_token_around_image>`;
  if (rows === 0) return whole;
  const tiles = Array.from({ length: rows }, (_, row) => {
    const line = Array.from({ length: cols }, (_, col) => {
      return `<fake_token_around_image><row_${row + 1}_col_${col + 1}>${places}`;
    });
    return `${line.join('')}\n`;
  });
  return `${tiles.join('')}\n${whole}`;
}
