/** What a picture says of its size: pixels as a person sees them, and how many of them are an inch. */
export interface PictureSize {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Pixels an inch, across and down, where the file says so. */
  readonly density: { readonly x: number; readonly y: number } | null;
  /** Taken by a camera, whose density is that of no paper. */
  readonly camera: boolean;
}

/** A page in points. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * How large the page is that a picture shows, in points. Its density is believed where a paper comes out of it; else
 * the picture is taken for a page as long as A4, or for a receipt as wide as its roll.
 */
export function pageSize(picture: PictureSize): PageSize {
  const { width, height, density, camera } = picture;
  const ratio = density === null ? 1 : density.x / density.y;
  // Faxes have rows twice as far apart as columns: 204 by 98 an inch.
  const across = density !== null && ratio > 1 / MOST_UNEVEN && ratio < MOST_UNEVEN ? 1 / ratio : 1;
  if (density !== null) {
    const size = { width: (width * 72) / density.x, height: (height * 72) / density.y };
    const screen = Math.max(density.x, density.y) <= SCREEN_DENSITY;
    if (isPaper(size) || (!camera && !screen && isPlausible(size))) return size;
  }
  const aspect = (width * across) / height;
  const short = Math.max(LONG_SIDE * Math.min(aspect, 1 / aspect), ROLL_WIDTH);
  return aspect <= 1 ? { width: short, height: short / aspect } : { width: short * aspect, height: short };
}

const LONG_SIDE = 842;
/** Till rolls are 80 mm wide, or 57. */
const ROLL_WIDTH = 227;
/** What programs write that know of no paper is 72 or 96; scanners begin at 100. */
const SCREEN_DENSITY = 96.5;
const MOST_UNEVEN = 4.5;

/** Points of common papers, short side first: A3 to A6, letter, legal, ledger, executive, half letter. */
const PAPERS: readonly (readonly [number, number])[] = [
  [842, 1191],
  [595, 842],
  [420, 595],
  [298, 420],
  [612, 792],
  [612, 1008],
  [792, 1224],
  [522, 756],
  [396, 612],
];

/** Scanners cut a few millimetres off or leave them on. */
const PAPER_TOLERANCE = 0.025;

function isPaper({ width, height }: PageSize): boolean {
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  return PAPERS.some(
    ([s, l]) => Math.abs(short / s - 1) <= PAPER_TOLERANCE && Math.abs(long / l - 1) <= PAPER_TOLERANCE,
  );
}

/** From a small receipt to A3, or a long receipt. */
function isPlausible({ width, height }: PageSize): boolean {
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  return short >= 140 && short <= 900 && long >= 200 && long <= (short < 320 ? 2900 : 1300);
}
