import type { Canvas } from '@napi-rs/canvas';
import type { Raster } from '../../../core/raster.ts';

/** How a page lies on the picture of its file, and how large it is to be drawn. */
export interface Standing {
  /** Points of the page as the record sees it. */
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise that the picture is turned by to stand upright: 0, 90, 180 or 270. */
  readonly turn: number;
  /** Degrees clockwise that its lines slope by after that. */
  readonly skew: number;
  /** Pixels a point. */
  readonly scale: number;
}

/** The page as the record sees it: its picture turned, then levelled about its centre, on white. Needs 4 channels. */
export async function upright(picture: Raster, { width, height, turn, skew, scale }: Standing): Promise<Canvas> {
  const { createCanvas, ImageData } = await import('@napi-rs/canvas');
  const source = createCanvas(picture.width, picture.height);
  const pixels = new Uint8ClampedArray(picture.data.buffer, picture.data.byteOffset, picture.data.byteLength);
  source.getContext('2d').putImageData(new ImageData(pixels, picture.width, picture.height), 0, 0);
  const size = (points: number) => Math.max(1, Math.round(points * scale));
  const canvas = createCanvas(size(width), size(height));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((-skew * Math.PI) / 180);
  context.rotate((turn * Math.PI) / 180);
  const lying = turn % 180 !== 0;
  context.scale(
    (lying ? canvas.height : canvas.width) / picture.width,
    (lying ? canvas.width : canvas.height) / picture.height,
  );
  context.drawImage(source, -picture.width / 2, -picture.height / 2);
  context.resetTransform();
  return canvas;
}
