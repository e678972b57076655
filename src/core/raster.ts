/** A picture in memory: rows from top to bottom, no padding between them. */
export interface Raster {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Bytes a pixel. 1: grey, 0 is black. 4: red, green, blue, and an alpha that is always 255. */
  readonly channels: 1 | 4;
  /** `width * height * channels` bytes. */
  readonly data: Uint8Array;
}

/** A page as a picture, turned as its file asks. */
export interface PageRaster extends Raster {
  /** Pixels an inch that it was drawn at: less than asked where the page is too large for that. */
  readonly dpi: number;
  /** What is wrong with the picture in the file, where only a part of it could be read: `the file ends too early`. */
  readonly damage?: string;
}

/** How a page is to be drawn. */
export interface RasterWish {
  /** Pixels an inch; a point is 1/72 inch. */
  readonly dpi: number;
  readonly channels: Raster['channels'];
}

/** Draws the pages of one open document. Whoever opens it closes it. */
export interface Rasterizer {
  /** Draws page `number`, 1 for the first, on white. Throws what makes it impossible, which concerns this page only. */
  page(number: number, wish: RasterWish): Promise<PageRaster>;
  close(): Promise<void>;
}
