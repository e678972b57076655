import type { Frame } from './frame.ts';
import { cString, type PdfiumCalls } from './pdfium-calls.ts';

/** A page that is one JPEG and nothing else that is seen. */
export interface Scan {
  readonly jpeg: Uint8Array;
  /** What it is to be decoded to, in pixels, before it is turned. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Quarter turns clockwise that bring it upright. */
  readonly turns: number;
  /** Pixels an inch. */
  readonly dpi: number;
}

/**
 * Kinds of objects, the rendering mode of text that is not drawn, and colour spaces, all of pdfium's C interface. Grey,
 * red, green and blue, plain or by a profile, or unknown: then the JPEG itself says what its colours are.
 */
const TEXT = 1;
const IMAGE = 3;
const INVISIBLE = 3;
const PLAIN_COLOURS: ReadonlySet<number> = new Set([0, 1, 2, 4, 5, 7]);

/** How far in points the picture may miss the edge of the page: less than a pixel at 200 dpi. */
const NEAR = 0.35;

/** A picture whose size is this near to the one asked for is taken as it is. */
const SAME_SIZE = 0.01;

/**
 * The JPEG that a page of a scanner is, where that is larger than what is asked for. It is decoded outside pdfium, in
 * half of the time and less, in grey. What else is on the page, or makes the JPEG mean something else, makes it `null`.
 */
export function findScan(calls: PdfiumCalls, page: number, file: Uint8Array, frame: Frame): Scan | null {
  if (calls.FPDFPage_GetAnnotCount(page) !== 0) return null;
  const image = onlyImage(calls, page);
  if (image === 0 || !isPlain(calls, image, page) || !fillsPage(calls, image, page)) return null;
  const jpeg = jpegOf(calls, image);
  const size = jpeg && jpegSize(jpeg);
  if (!size || !hasPlainDictionary(file, jpeg)) return null;
  const turns = calls.FPDFPage_GetRotation(page) & 3;
  const [across, down] = turns % 2 === 0 ? [size.width, size.height] : [size.height, size.width];
  const scale = Math.min(across / frame.width, down / frame.height);
  if (Math.abs(across / frame.width - 1) < SAME_SIZE && Math.abs(down / frame.height - 1) < SAME_SIZE)
    return { jpeg, ...size, turns, dpi: (across * 72) / frame.points.width };
  if (scale < 1) return null;
  const [width, height] = turns % 2 === 0 ? [frame.width, frame.height] : [frame.height, frame.width];
  return { jpeg, width, height, turns, dpi: frame.dpi };
}

/** The picture of a page that has one and otherwise invisible text at most; 0 where it has not. */
function onlyImage(calls: PdfiumCalls, page: number): number {
  let image = 0;
  const count = calls.FPDFPage_CountObjects(page);
  for (let i = 0; i < count; i++) {
    const object = calls.FPDFPage_GetObject(page, i);
    const kind = calls.FPDFPageObj_GetType(object);
    if (kind === IMAGE && image === 0) image = object;
    else if (kind !== TEXT || calls.FPDFTextObj_GetTextRenderMode(object) !== INVISIBLE) return 0;
  }
  return image;
}

/** Not clipped, transparent, on a layer, or of other colours than grey, red, green and blue. */
function isPlain(calls: PdfiumCalls, image: number, page: number): boolean {
  if (calls.FPDFPageObj_CountMarks(image) !== 0 || calls.FPDFPageObj_HasTransparency(image)) return false;
  const clip = calls.FPDFPageObj_GetClipPath(image);
  if (clip !== 0 && calls.FPDFClipPath_CountPaths(clip) > 0) return false;
  const about = calls.malloc(28);
  const known = calls.FPDFImageObj_GetImageMetadata(image, page, about);
  const colours = new Int32Array(calls.memory.buffer, about, 7)[5] ?? 0;
  calls.free(about);
  return known !== 0 && PLAIN_COLOURS.has(colours);
}

/** Whether the picture stands upright in the page's own space and covers it. */
function fillsPage(calls: PdfiumCalls, image: number, page: number): boolean {
  const address = calls.malloc(40);
  const known = calls.FPDFPageObj_GetMatrix(image, address) && calls.FPDF_GetPageBoundingBox(page, address + 24);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, left = 0, top = 0, right = 0, bottom = 0] = new Float32Array(
    calls.memory.buffer,
    address,
    10,
  );
  calls.free(address);
  if (!known || Math.abs(b) > NEAR || Math.abs(c) > NEAR) return false;
  return [e - left, e + a - right, f - bottom, f + d - top].every((off) => Math.abs(off) <= NEAR);
}

/** The bytes of a picture that is packed as a JPEG and in no other way. */
function jpegOf(calls: PdfiumCalls, image: number): Uint8Array | null {
  if (calls.FPDFImageObj_GetImageFilterCount(image) !== 1) return null;
  const expected = cString(calls, 'DCTDecode');
  const name = calls.malloc(16);
  const length = calls.FPDFImageObj_GetImageFilter(image, 0, name, 16);
  const memory = Buffer.from(calls.memory.buffer);
  const isJpeg = length === 10 && memory.compare(memory, expected, expected + 10, name, name + 10) === 0;
  calls.free(expected);
  calls.free(name);
  if (!isJpeg) return null;
  const size = calls.FPDFImageObj_GetImageDataRaw(image, 0, 0);
  const data = calls.malloc(size);
  if (data === 0) return null;
  calls.FPDFImageObj_GetImageDataRaw(image, data, size);
  const jpeg = new Uint8Array(calls.memory.buffer, data, size).slice();
  calls.free(data);
  return jpeg;
}

/** The size of a JPEG of one or three colours that says nothing of how it is to be turned. */
function jpegSize(jpeg: Uint8Array): { readonly width: number; readonly height: number } | null {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let at = 2; at + 10 < jpeg.length && jpeg[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === APP1) return null;
    // Start of a frame: all of C0 to CF but tables and what is reserved.
    if (marker < 0xc0 || marker > 0xcf || marker === 0xc4 || marker === 0xc8 || marker === 0xcc) continue;
    const colours = jpeg[at + 9];
    return colours === 1 || colours === 3 ? { width: view.getUint16(at + 7), height: view.getUint16(at + 5) } : null;
  }
  return null;
}

/** Exif and XMP: a PDF's pictures stay as they lie, a decoder of photos turns them. */
const APP1 = 0xe1;

/** What in a picture's dictionary makes its pixels mean something else, which pdfium does not tell. */
const MEANING = /\/(?:Decode|DecodeParms|S?Mask|ImageMask|SMaskInData|Matte|OC)\b/;
const DICTIONARY_REACH = 4096;

/** Looks at the picture's dictionary in the file. A file that is encrypted does not have these bytes, so it has none. */
function hasPlainDictionary(bytes: Uint8Array, jpeg: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = jpeg.subarray(0, HEAD);
  for (let at = file.indexOf(head); at >= 0; at = file.indexOf(head, at + 1)) {
    if (file.compare(jpeg, 0, jpeg.length, at, Math.min(at + jpeg.length, file.length)) !== 0) continue;
    const before = file.toString('latin1', Math.max(0, at - DICTIONARY_REACH), at);
    const begin = before.lastIndexOf(' obj');
    return begin >= 0 && !MEANING.test(before.slice(begin));
  }
  return false;
}

/** Bytes that JPEGs are looked for by: those of one scanner begin alike, with the same tables. */
const HEAD = 1024;
