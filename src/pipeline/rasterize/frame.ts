/** Where a page is drawn: its size in pixels and how it comes to that. */
export interface Frame {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** The page as it is seen, in points. */
  readonly points: { readonly width: number; readonly height: number };
  /** Points that a unit of the page's own space is: 1 but for plans and posters. */
  readonly unit: number;
  /** Pixels a point: a word at x points is drawn at x * scale pixels. */
  readonly scale: number;
  /** Pixels an inch. */
  readonly dpi: number;
}

/** Most pixels of a page's picture: A4 at 500 dpi, A3 at 350. More brings no word that fewer do not. */
export const MAX_PIXELS = 24_000_000;

/** No side is longer than what canvases, bitmaps and image codecs agree on. */
const MAX_SIDE = 16_384;

/** The picture of a page at `dpi`, or at fewer where that would take too many pixels. */
export function frameOf(points: Frame['points'], unit: number, dpi: number): Frame {
  const { width, height } = points;
  const most = Math.min(Math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / width, MAX_SIDE / height);
  const scale = Math.min(dpi / 72, most);
  // A hundredth of a pixel is an error of rounding, not a part of the page.
  const pixels = (length: number) => Math.max(1, Math.ceil(length * scale - 0.01));
  return {
    width: Math.min(pixels(width), MAX_SIDE),
    height: Math.min(pixels(height), MAX_SIDE),
    points,
    unit,
    scale,
    dpi: scale === dpi / 72 ? dpi : scale * 72,
  };
}
