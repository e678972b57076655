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
  const size = width * height;
  if (isGrey(data, size)) {
    const grey = new Uint8Array(size);
    for (let i = 0; i < size; i++) grey[i] = data[i * 4] ?? 0;
    return { width, height, planes: [grey] };
  }
  const [red, green, blue] = [new Uint8Array(size), new Uint8Array(size), new Uint8Array(size)];
  for (let i = 0, at = 0; i < size; i++, at += 4) {
    red[i] = data[at] ?? 0;
    green[i] = data[at + 1] ?? 0;
    blue[i] = data[at + 2] ?? 0;
  }
  return { width, height, planes: [red, green, blue] };
}

function isGrey(data: Uint8Array, size: number): boolean {
  for (let i = 0, at = 0; i < size; i++, at += 4) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  }
  return true;
}
