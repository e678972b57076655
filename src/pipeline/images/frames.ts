import { InvoicectlError } from '../../core/errors.ts';
import { type ImageType, isImage, sniff } from '../sniff.ts';
import { bmpHead } from './bmp.ts';
import { isCutOff } from './cut-off.ts';
import type { PictureSize } from './page-size.ts';
import { loadSharp } from './sharp.ts';
import { directories, directoryAt, TAG, type Tags } from './tiff.ts';

/** One picture of a file: a page. */
export interface Frame extends PictureSize {
  /** Which picture of the file it is, 0 for the first. Those that show another one smaller are no pages. */
  readonly index: number;
}

/** The pictures of an image file. */
export interface Frames {
  readonly type: ImageType;
  readonly frames: readonly Frame[];
}

/**
 * Finds the pictures of an image file without decoding them. At most `limit` are looked for. Throws `IMAGE_DAMAGED`
 * when there is none, `INPUT_UNSUPPORTED` when the bytes are no picture.
 */
export async function findFrames(bytes: Uint8Array, file: string, limit: number): Promise<Frames> {
  const type = sniff(bytes);
  if (!isImage(type)) throw new InvoicectlError('INPUT_UNSUPPORTED', `${file} is no picture.`);
  try {
    const frames =
      type === 'tiff' ? await tiffFrames(bytes, limit) : [type === 'bmp' ? bmpFrame(bytes) : await frameOf(bytes)];
    return { type, frames };
  } catch (cause) {
    throw damagedImage(file, bytes, type, cause);
  }
}

/** The failure of a picture that cannot be decoded. */
export function damagedImage(file: string, bytes: Uint8Array, type: ImageType, cause: unknown): InvoicectlError {
  const why = isCutOff(bytes, type, 0) ? 'the file ends too early' : reason(cause);
  return new InvoicectlError('IMAGE_DAMAGED', `${file} cannot be read as ${IMAGE_NAMES[type]}: ${why}.`, {
    hint: 'Fetch it again from where it came; if a viewer opens it, save it anew as PNG or PDF and ingest that.',
    cause,
  });
}

/** Names of the formats, as people write them. */
const IMAGE_NAMES: Readonly<Record<ImageType, string>> = {
  png: 'PNG',
  jpeg: 'JPEG',
  tiff: 'TIFF',
  webp: 'WebP',
  gif: 'GIF',
  bmp: 'BMP',
  heic: 'HEIC',
  avif: 'AVIF',
};

/** The first line of what a decoder complains of. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').trim().replace(/\.$/, '');
}

/** Of moving pictures the first. */
async function frameOf(bytes: Uint8Array): Promise<Frame> {
  const sharp = await loadSharp();
  const { autoOrient, density, exif } = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
  return {
    index: 0,
    ...autoOrient,
    density: density === undefined || density < 2 ? null : { x: density, y: density },
    camera: exif !== undefined && isExposure(exif),
  };
}

function isExposure(exif: Uint8Array): boolean {
  // In JPEG and WebP the block begins with its name.
  const named = Buffer.from(exif.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  const block = named ? exif.subarray(6) : exif;
  const [main] = directories(block, 1);
  const pointer = main?.get(TAG.exif)?.[0];
  return pointer !== undefined && directoryAt(block, pointer)?.has(TAG.exposureTime) === true;
}

function bmpFrame(bytes: Uint8Array): Frame {
  const { width, height, dpi } = bmpHead(bytes);
  return { index: 0, width, height, density: dpi.x < 2 || dpi.y < 2 ? null : dpi, camera: false };
}

async function tiffFrames(bytes: Uint8Array, limit: number): Promise<Frame[]> {
  const pages = directories(bytes, limit);
  const frames = pages
    .map(tiffFrame)
    .filter((frame) => frame !== null)
    .filter(({ index }) => !isReduced(pages[index]));
  // Not what our own look at it understands: the decoder's opinion.
  return frames.length > 0 ? frames : [await frameOf(bytes)];
}

function tiffFrame(tags: Tags, index: number): Frame | null {
  const one = (tag: number) => tags.get(tag)?.[0];
  const width = one(TAG.width);
  const height = one(TAG.height);
  if (!width || !height) return null;
  const inch = one(TAG.resolutionUnit) === 3 ? 2.54 : 1;
  const x = (one(TAG.xResolution) ?? 0) * inch;
  const y = (one(TAG.yResolution) ?? 0) * inch;
  // Unit 1: the numbers are a proportion, no size.
  const density = one(TAG.resolutionUnit) === 1 || !(x >= 2 && y >= 2) ? null : { x, y };
  const lying = (one(TAG.orientation) ?? 1) >= 5;
  const camera = one(TAG.exif) !== undefined && tags.has(TAG.exposureTime);
  return lying
    ? { index, width: height, height: width, density: density && { x: density.y, y: density.x }, camera }
    : { index, width, height, density, camera };
}

/** A smaller copy of another page, or a mask for one. */
function isReduced(tags: Tags | undefined): boolean {
  const type = tags?.get(TAG.subfileType)?.[0] ?? 0;
  return (type & 0b101) !== 0 || tags?.get(TAG.oldSubfileType)?.[0] === 2;
}
