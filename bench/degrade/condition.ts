import { seededRandom } from '../../scripts/random.ts';

/** What happens to a document on its way through a scanner. */
export interface Condition {
  /** Pixels an inch, across and down: a fax has more across. */
  readonly dpi: readonly [across: number, down: number];
  /** Degrees clockwise that the print slopes by. */
  readonly skew: number;
  /** Darkest and lightest grey of the print. */
  readonly greys: readonly [darkest: number, lightest: number];
  /** Standard deviation of the blur, in pixels. */
  readonly blur: number;
  /** Standard deviation of the noise, in grey values of 255. */
  readonly noise: number;
  /** Degrees clockwise that the sheet lies turned by. */
  readonly turn: 0 | 90 | 180 | 270;
  /** Quality of the JPEG. */
  readonly quality: number;
  /** Whether a pixel is black or white and nothing between. */
  readonly bilevel: boolean;
}

/** What a good scanner makes of a sheet. */
export const CLEAN: Condition = {
  dpi: [200, 200],
  skew: 0,
  greys: [0, 255],
  blur: 0,
  noise: 0,
  turn: 0,
  quality: 90,
  bilevel: false,
};

/** Single ways in which a scan is bad. */
const FLAWS: Readonly<Record<string, (random: () => number) => Partial<Condition>>> = {
  coarse: () => ({ dpi: [150, 150] }),
  skewed: (random) => ({ skew: random() < 0.5 ? -1.5 : 1.5 }),
  noisy: () => ({ noise: 12 }),
  jpeg: () => ({ quality: 40 }),
  turned: (random) => ({ turn: random() < 0.4 ? 90 : random() < 0.7 ? 270 : 180 }),
  faint: () => ({ greys: [120, 190], blur: 0.6, noise: 4, quality: 70 }),
  fax: () => ({ dpi: [204, 196], bilevel: true }),
};

/** Every way to degrade: as good as it gets, each flaw alone, and one or two of them by chance for each document. */
export const VARIANTS: readonly string[] = ['clean', ...Object.keys(FLAWS), 'mixed'];

/** The condition of one document: the same for the same variant, seed and name. */
export function conditionOf(variant: string, seed: number, name: string): Condition {
  const random = seededRandom(seed ^ hash(name));
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 3; i++) random();
  if (variant === 'clean') return CLEAN;
  const flaws = Object.keys(FLAWS);
  const pick = () => flaws.splice(Math.floor(random() * flaws.length), 1)[0] ?? '';
  const names = variant !== 'mixed' ? [variant] : random() < 0.5 ? [pick()] : [pick(), pick()];
  const changes = names.map((flaw) => {
    const change = FLAWS[flaw];
    if (change === undefined) throw new Error(`There is no variant "${flaw}". Variants: ${VARIANTS.join(', ')}`);
    return change(random);
  });
  return Object.assign({}, CLEAN, ...changes);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value | 0;
}
