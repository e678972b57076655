/** One character read on a strip. */
export interface Glyph {
  readonly text: string;
  /** The recogniser's probability, 0 to 1. */
  readonly probability: number;
  /** Where along the strip its middle lies: 0 at its start, 1 at its end. */
  readonly at: number;
  /** Probability of a space between the character before it and itself. */
  readonly space: number;
  /** What else it may be, likeliest first. */
  readonly rivals: readonly { readonly text: string; readonly probability: number }[];
}

/** Below it, a rival is no real choice. */
const RIVAL = 0.02;
const RIVALS = 3;

/**
 * Reads one strip's probabilities, greedily: the likeliest class of each of `steps` steps, repeats joined, class 0 left
 * out. `used` of the steps are the strip, what follows is padding.
 */
export function decode(
  probabilities: Float32Array,
  offset: number,
  steps: number,
  used: number,
  characters: readonly string[],
): Glyph[] {
  const classes = characters.length;
  const glyphs: Glyph[] = [];
  let space = 0;
  for (let step = 0; step < steps; ) {
    const best = likeliest(probabilities, offset + step * classes, classes);
    // A space is the last class.
    space = Math.max(space, probabilities[offset + (step + 1) * classes - 1] ?? 0);
    if (best === 0) {
      step++;
      continue;
    }
    // The whole run of the class; its clearest step speaks for it.
    const first = step;
    let [peak, top] = [step, 0];
    for (; step < steps && likeliest(probabilities, offset + step * classes, classes) === best; step++) {
      const p = probabilities[offset + step * classes + best] ?? 0;
      if (p > top) [peak, top] = [step, p];
    }
    glyphs.push({
      text: characters[best] ?? '',
      probability: top,
      at: (first + step) / 2 / used,
      space,
      rivals: top > 1 - RIVAL ? [] : rivals(probabilities, offset + peak * classes, best, characters),
    });
    if (best < classes - 1) space = 0;
  }
  return glyphs;
}

function likeliest(p: Float32Array, from: number, classes: number): number {
  let best = 0;
  let top = p[from] ?? 0;
  for (let c = 1; c < classes; c++) {
    const value = p[from + c] ?? 0;
    if (value > top) {
      top = value;
      best = c;
    }
  }
  return best;
}

function rivals(p: Float32Array, from: number, best: number, characters: readonly string[]) {
  const found: { text: string; probability: number }[] = [];
  for (let c = 0; c < characters.length; c++) {
    const probability = p[from + c] ?? 0;
    if (c !== best && probability >= RIVAL) found.push({ text: characters[c] ?? '', probability });
  }
  return found.sort((a, b) => b.probability - a.probability).slice(0, RIVALS);
}
