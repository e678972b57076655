import type { Sharp } from 'sharp';
import { InvoicectlError } from '../../core/errors.ts';
import type { Raster } from '../../core/raster.ts';
import type { ImageType } from '../sniff.ts';
import { decodeBmp } from './bmp.ts';
import { damagedImage, type Frame, findFrames, reason } from './frames.ts';
import { loadSharp } from './sharp.ts';

/** How a picture is to be decoded. */
export interface DecodeOptions {
  /** Which page of a stack, 1 for the first. */
  readonly page?: number;
  readonly channels: Raster['channels'];
  /** Pictures with more pixels are refused. */
  readonly maxPixels?: number;
}

/** A4 at 1,200 pixels an inch has 139 million. */
export const MAX_PIXELS = 144_000_000;
/** Of formats that are decoded as a whole, at 4 bytes a pixel: the largest pictures of phones have 50 million, most 12. */
const MAX_PIXELS_WHOLE = 64_000_000;

/**
 * Decodes a picture at its own size: upright as its EXIF block asks, transparency put on white, 8 bits a channel.
 * What can be read of a damaged one is read. Throws `IMAGE_DAMAGED` when nothing can, `IMAGE_TOO_LARGE` beyond the limit.
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<Raster> {
  const { page = 1, channels, maxPixels } = options;
  const { type, frames } = await findFrames(bytes, 'the picture', page + REDUCED_COPIES);
  const frame = frames[page - 1];
  if (frame === undefined) throw new InvoicectlError('IMAGE_DAMAGED', `The picture has no page ${page}.`);
  refuseTooLarge('the picture', type, frame, maxPixels);
  try {
    return (await decodeFrame(bytes, type, frame, { channels, width: frame.width, height: frame.height })).raster;
  } catch (error) {
    throw damagedImage('the picture', bytes, type, error);
  }
}

/** Smaller copies among the pages of a stack that are looked past. */
const REDUCED_COPIES = 1000;

/** Refuses a picture that would not fit into memory, before a byte of it is unpacked. */
export function refuseTooLarge(file: string, type: ImageType, frame: Frame, maxPixels = MAX_PIXELS): void {
  const whole = type === 'bmp' || type === 'heic' || type === 'gif';
  const limit = whole ? Math.min(maxPixels, MAX_PIXELS_WHOLE) : maxPixels;
  if (frame.width * frame.height <= limit) return;
  const size = `${frame.width} by ${frame.height} pixels`;
  throw new InvoicectlError(
    'IMAGE_TOO_LARGE',
    `${file} has ${size}; the limit is ${Math.floor(limit / 1e6)} million in all.`,
    { hint: 'Save it at a lower resolution: 300 pixels an inch are plenty.' },
  );
}

/** A decoded picture, and what is wrong with it where its file is damaged. */
export interface Decoded {
  readonly raster: Raster;
  readonly damage: string | null;
}

/** Decodes one picture of a file at the size asked for. Throws the decoder's own complaint when nothing can be read. */
export async function decodeFrame(
  bytes: Uint8Array,
  type: ImageType,
  { index }: Frame,
  wish: { readonly channels: Raster['channels']; readonly width: number; readonly height: number },
): Promise<Decoded> {
  const sharp = await loadSharp();
  if (type === 'bmp' || type === 'heic') {
    const { width, height, data } = type === 'bmp' ? decodeBmp(bytes) : await decodeHeic(bytes);
    const raw = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false });
    return { raster: await toRaster(raw, wish), damage: null };
  }
  const open = (failOn: 'warning' | 'error' | 'none') =>
    sharp(bytes, {
      failOn,
      limitInputPixels: false,
      sequentialRead: true,
      ...(type === 'tiff' ? { page: index } : {}),
    });
  try {
    // What breaks off within a JPEG is a mere warning to its decoder, which fills the rest with grey.
    const strict = type === 'jpeg' ? 'warning' : 'error';
    return { raster: await toRaster(open(strict).autoOrient(), wish), damage: null };
  } catch (error) {
    const raster = await toRaster(open('none').autoOrient(), wish);
    if (isBlank(raster) && !isHarmless(error)) throw error;
    return { raster, damage: isHarmless(error) ? null : reason(error) };
  }
}

/** Bytes that a camera left between the parts of a JPEG: nothing of the picture is lost. */
function isHarmless(error: unknown): boolean {
  return error instanceof Error && /extraneous bytes|unknown Adobe/i.test(error.message);
}

/** One colour all over: what decoders fill in for what they could not read. */
function isBlank({ data, channels }: Raster): boolean {
  return data.every((value, i) => value === data[i % channels]);
}

async function decodeHeic(bytes: Uint8Array): Promise<{ width: number; height: number; data: Uint8Array }> {
  const { default: decode } = await import('heic-decode');
  const { width, height, data } = await decode({ buffer: bytes });
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

async function toRaster(
  image: Sharp,
  {
    channels,
    width,
    height,
  }: { readonly channels: Raster['channels']; readonly width: number; readonly height: number },
): Promise<Raster> {
  const sized = image.flatten({ background: '#ffffff' }).resize(width, height, { fit: 'fill', kernel: 'lanczos3' });
  const coloured = channels === 1 ? sized.toColourspace('b-w') : sized.toColourspace('srgb').ensureAlpha();
  const { data, info } = await coloured.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { width: info.width, height: info.height, channels, data: spread(bytes, info.channels, channels) };
}

/** Gives a picture the channels asked for where the decoder left fewer: grey stays grey through most colour spaces. */
function spread(data: Uint8Array, from: number, to: Raster['channels']): Uint8Array {
  if (from === to) return data;
  const pixels = data.length / from;
  const out = new Uint8Array(pixels * to);
  for (let i = 0; i < pixels; i++) {
    const grey = data[i * from] ?? 0;
    if (to === 1) out[i] = grey;
    else
      out.set([grey, data[i * from + (from >= 3 ? 1 : 0)] ?? 0, data[i * from + (from >= 3 ? 2 : 0)] ?? 0, 255], i * 4);
  }
  return out;
}
