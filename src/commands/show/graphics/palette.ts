/** Levels of each channel in the cube of 216 colours, which begins at 16; then come 24 greys. */
const LEVELS = [0, 95, 135, 175, 215, 255] as const;
const CUBE = 16;
const GREYS = 232;

/** The number of the nearest of the 240 colours that are the same on all terminals of 256, 16 to 255. */
export function nearest(r: number, g: number, b: number): number {
  const [i, j, k] = [step(r), step(g), step(b)];
  const cube = distance([r, g, b], [LEVELS[i] ?? 0, LEVELS[j] ?? 0, LEVELS[k] ?? 0]);
  const grey = Math.max(0, Math.min(23, Math.round(((r + g + b) / 3 - 8) / 10)));
  const level = 8 + grey * 10;
  return distance([r, g, b], [level, level, level]) < cube ? GREYS + grey : CUBE + 36 * i + 6 * j + k;
}

/** Red, green and blue of a colour, 16 to 255. */
export function colourOf(index: number): readonly [number, number, number] {
  if (index >= GREYS) {
    const level = 8 + (index - GREYS) * 10;
    return [level, level, level];
  }
  const at = index - CUBE;
  const level = (i: number) => LEVELS[i] ?? 0;
  return [level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6)];
}

/** The nearest level of the cube. */
function step(value: number): number {
  if (value < 48) return 0;
  return value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40));
}

function distance(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}
