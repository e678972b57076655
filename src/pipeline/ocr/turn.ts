import type { Glyph } from './ctc.ts';
import type { Turn } from './grey.ts';
import { type Rectangle, readAlong } from './rectangle.ts';

const PROBES = 6;
/** Read the right way up, lines come out at .98 and more; upside down at .6 to .7. */
const CLEAR = 0.93;

/**
 * Degrees clockwise that a picture must be turned by for its lines to stand upright: a few are read in the two ways that
 * their shape leaves open.
 */
export async function turnOf(
  rectangles: readonly Rectangle[],
  read: (rectangles: readonly Rectangle[]) => Promise<readonly (readonly Glyph[])[]>,
): Promise<Turn> {
  const wide = rectangles.filter(({ w, h }) => w > 1.5 * h).length;
  const tall = rectangles.filter(({ w, h }) => h > 1.5 * w).length;
  const probes = probesOf(rectangles, tall > wide);
  if (probes.length === 0) return 0;
  // Text that runs upwards stands upright after a quarter turn clockwise.
  const choices: readonly (readonly [Turn, quarters: number])[] =
    tall > wide
      ? [
          [90, 3],
          [270, 1],
        ]
      : [
          [0, 0],
          [180, 2],
        ];
  let best: Turn = 0;
  let top = -1;
  for (const [turn, quarters] of choices) {
    const clarity = clarityOf((await read(probes.map((probe) => readAlong(probe, quarters)))).flat());
    if (clarity > top) [best, top] = [turn, clarity];
    if (clarity > CLEAR) break;
  }
  return best;
}

/** Lines of a fair length, which a few characters more or less do not decide. */
function probesOf(rectangles: readonly Rectangle[], upended: boolean): Rectangle[] {
  const aspect = ({ w, h }: Rectangle) => (upended ? h / w : w / h);
  const fair = rectangles.filter((r) => aspect(r) >= 4 && aspect(r) <= 16);
  const chosen = fair.length > 0 ? fair : rectangles.filter((r) => aspect(r) >= 1.5);
  // From all over the page.
  const step = Math.max(1, chosen.length / PROBES);
  return Array.from({ length: Math.min(PROBES, chosen.length) }, (_, i) => chosen[Math.floor(i * step)]).filter(
    (r) => r !== undefined,
  );
}

/** The mean probability of characters. */
export function clarityOf(glyphs: readonly Glyph[]): number {
  return glyphs.length === 0 ? 0 : glyphs.reduce((sum, { probability }) => sum + probability, 0) / glyphs.length;
}
