import type { Raster } from '../../core/raster.ts';

/** Grey values of pixels of four bytes, red first, the fourth left out. ITU-R BT.601 weights. */
export function grey(rgbx: Uint8Array): Uint8Array {
  // Signed, for larger numbers than 2^31 are no integers to the engine and take four times as long.
  const pixels = new Int32Array(rgbx.buffer, rgbx.byteOffset, rgbx.byteLength >> 2);
  const { length } = pixels;
  const out = new Uint8Array(length).fill(255);
  for (let i = 0; i < length; i++) {
    const pixel = pixels[i] as number;
    // Most of a page is paper.
    if ((pixel & WHITE) === WHITE) continue;
    out[i] = ((pixel & 255) * 77 + ((pixel >> 8) & 255) * 150 + ((pixel >> 16) & 255) * 29 + 128) >> 8;
  }
  return out;
}

const WHITE = 0xffffff;

/** A copy of pixels of four bytes with an alpha of 255. */
export function opaque(rgbx: Uint8Array): Uint8Array {
  const out = rgbx.slice();
  const pixels = new Int32Array(out.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i] as number) | ~WHITE;
  return out;
}

/** A grey picture turned clockwise by quarters. */
export function turned(picture: Raster, quarters: number): Raster {
  const { width, height, data } = picture;
  if (quarters === 0) return picture;
  if (quarters === 2) return { ...picture, data: data.slice().reverse() };
  const out = new Uint8Array(data.length);
  // Where the first pixel comes to lie, and how far its neighbours to the right and below are from it.
  const [first, right, down] = quarters === 1 ? [height - 1, height, -1] : [(width - 1) * height, -height, 1];
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0, to = first + y * down; x < width; x++, from++, to += right) out[to] = data[from] as number;
  }
  return { width: height, height: width, channels: 1, data: out };
}

/** Whether a picture is white all over. */
export function isPaper({ data }: Raster): boolean {
  return data.every((value) => value === 255);
}
