import type { Raster } from '../../core/raster.ts';

/** A picture by its colours: one plane where it is grey, else red, green and blue. Each `width * height` bytes. */
export interface Picture {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly planes: readonly Uint8Array[];
}

/**
 * Takes a raster apart. What is grey all over gets a single plane, however it is stored: the model is fed it three
 * times, which is the same result for a third of the work.
 */
export function pictureOf({ width, height, channels, data }: Raster): Picture {
  if (channels === 1) return { width, height, planes: [data] };
  const pixels = wordsOf(data, width * height);
  return {
    width,
    height,
    planes: isGrey(pixels) ? [plane(pixels, 0)] : [0, 8, 16].map((shift) => plane(pixels, shift)),
  };
}

/** Pixels as words of 32 bits, red lowest; a copy only where the bytes do not begin at a word. */
function wordsOf(data: Uint8Array, size: number): Uint32Array {
  const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(buffer, byteOffset, size);
}

function isGrey(pixels: Uint32Array): boolean {
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i] ?? 0;
    if (((pixel ^ (pixel >>> 8)) & 0xffff) !== 0) return false;
  }
  return true;
}

function plane(pixels: Uint32Array, shift: number): Uint8Array {
  const out = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) out[i] = (pixels[i] ?? 0) >>> shift;
  return out;
}
