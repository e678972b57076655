import type { Raster } from '../../src/core/raster.ts';

/** The bytes of `noise` in scripts/fixtures/pillow.py: as many channels as it has, none more. */
export function noise(size: number, seed: number): Uint8Array {
  const out = new Uint8Array(size);
  let state = seed >>> 0;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = (state >>> 20) & 1 ? 255 : state >>> 24;
  }
  return out;
}

/** A raster of that noise: grey, or colours with an alpha of 255. */
export function noisyRaster(width: number, height: number, channels: 1 | 3, seed: number): Raster {
  const bytes = noise(width * height * channels, seed);
  return channels === 1 ? { width, height, channels, data: bytes } : withAlpha(width, height, bytes);
}

/** Colours without alpha as a raster. */
export function withAlpha(width: number, height: number, rgb: Uint8Array): Raster {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
  return { width, height, channels: 4, data };
}
