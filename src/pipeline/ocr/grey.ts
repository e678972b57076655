import type { Raster } from '../../core/raster.ts';

/** A grey picture: rows from top to bottom, no padding, 0 is black. */
export interface Grey {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly data: Uint8Array;
}

/** The picture in grey. One that is grey already shares its bytes. */
export function toGrey({ width, height, channels, data }: Raster): Grey {
  if (channels === 1) return { width, height, data };
  const grey = new Uint8Array(width * height);
  // Luma of ITU-R BT.601 in 8-bit fixed point.
  for (let i = 0, j = 0; i < grey.length; i++, j += 4) {
    grey[i] = ((data[j] ?? 0) * 77 + (data[j + 1] ?? 0) * 150 + (data[j + 2] ?? 0) * 29 + 128) >> 8;
  }
  return { width, height, data: grey };
}

/** Degrees clockwise that a picture is turned by. */
export type Turn = 0 | 90 | 180 | 270;

/** The picture turned clockwise. */
export function turned(picture: Grey, turn: Turn): Grey {
  const { width, height, data } = picture;
  if (turn === 0) return picture;
  const out = new Uint8Array(data.length);
  if (turn === 180) {
    for (let i = 0, j = data.length - 1; j >= 0; i++, j--) out[i] = data[j] ?? 0;
    return { width, height, data: out };
  }
  // Where pixel (0, 0) lands, and how far a step to the right and a step down lead there.
  const [origin, right, down] = turn === 90 ? [height - 1, height, -1] : [(width - 1) * height, -height, 1];
  // In blocks, so that neither the reads nor the writes leave the cache.
  const block = 64;
  for (let y0 = 0; y0 < height; y0 += block) {
    const y1 = Math.min(height, y0 + block);
    for (let x0 = 0; x0 < width; x0 += block) {
      const x1 = Math.min(width, x0 + block);
      for (let y = y0; y < y1; y++) {
        let to = origin + x0 * right + y * down;
        for (let from = y * width + x0, end = y * width + x1; from < end; from++, to += right)
          out[to] = data[from] ?? 0;
      }
    }
  }
  return { width: height, height: width, data: out };
}

/** The picture at half its size, each pixel the mean of four. */
export function halved({ width, height, data }: Grey): Grey {
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const out = new Uint8Array(w * h);
  const [right, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0];
  for (let y = 0, to = 0; y < h; y++) {
    for (let x = 0, from = 2 * y * width; x < w; x++, from += 2) {
      const sum =
        (data[from] ?? 0) + (data[from + right] ?? 0) + (data[from + below] ?? 0) + (data[from + right + below] ?? 0);
      out[to++] = (sum + 2) >> 2;
    }
  }
  return { width: w, height: h, data: out };
}

/** The picture made smaller, each pixel the mean of the area that it stands for. `width` and `height` are at most its own. */
export function shrunk(picture: Grey, width: number, height: number): Grey {
  if (width === picture.width && height === picture.height) return picture;
  const across = coverage(picture.width, width);
  const down = coverage(picture.height, height);
  const out = new Uint8Array(width * height);
  const sums = new Float32Array(picture.width);
  for (let y = 0; y < height; y++) {
    // First the rows that make one of the result, then the columns of their mean.
    sums.fill(0);
    const last = down.first[y + 1] ?? 0;
    for (let k = down.first[y] ?? 0; k < last; k++) {
      const weight = down.weight[k] ?? 0;
      const row = (down.source[k] ?? 0) * picture.width;
      for (let x = 0; x < picture.width; x++) sums[x] = (sums[x] ?? 0) + weight * (picture.data[row + x] ?? 0);
    }
    for (let x = 0; x < width; x++) {
      let sum = 0.5;
      const end = across.first[x + 1] ?? 0;
      for (let k = across.first[x] ?? 0; k < end; k++)
        sum += (across.weight[k] ?? 0) * (sums[across.source[k] ?? 0] ?? 0);
      out[y * width + x] = sum;
    }
  }
  return { width, height, data: out };
}

/** Which of `from` samples, and how much of each, make one of `to`: those of sample `i` are `first[i]` to `first[i + 1]`. */
function coverage(from: number, to: number) {
  const first = new Int32Array(to + 1);
  const source: number[] = [];
  const weight: number[] = [];
  const step = from / to;
  for (let i = 0; i < to; i++) {
    const [start, end] = [i * step, Math.min(from, (i + 1) * step)];
    for (let s = Math.floor(start); s < end; s++) {
      const share = (Math.min(end, s + 1) - Math.max(start, s)) / step;
      if (share < 1e-4) continue;
      source.push(s);
      weight.push(share);
    }
    first[i + 1] = source.length;
  }
  return { first, source: Int32Array.from(source), weight: Float32Array.from(weight) };
}
