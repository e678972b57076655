/** Pictures that are read as documents. `heic`: HEVC in HEIF, as phones write it. */
export const IMAGE_TYPES = ['png', 'jpeg', 'tiff', 'webp', 'gif', 'bmp', 'heic', 'avif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** What a file's first bytes say it is. */
export type FileType = 'pdf' | 'xml' | 'zip' | ImageType;

/** What is looked at. A PDF's header may stand anywhere in its first 1,024 bytes. */
const SNIFF_BYTES = 1024;

const ZIP = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

/** Tells a file's type by its first bytes, never by its name; `null` when they are none that is read here. */
export function sniff(bytes: Uint8Array): FileType | null {
  const text = Buffer.from(bytes.subarray(0, SNIFF_BYTES)).toString('latin1');
  if (ZIP.some((signature) => text.startsWith(signature))) return 'zip';
  // Before PDF: a picture may carry any text in its first bytes, a PDF begins with none of these.
  const image = sniffImage(text);
  if (image !== null) return image;
  if (text.includes('%PDF-')) return 'pdf';
  // UTF-16 has a zero byte beside each Latin character; with them and byte order marks gone it reads like UTF-8.
  const plain = text.replaceAll('\0', '').replace(/^(?:\xEF\xBB\xBF|\xFF\xFE|\xFE\xFF)/, '');
  return /^\s*<(?!(?:!doctype\s+)?html\b)[?!A-Za-z_]/i.test(plain) ? 'xml' : null;
}

/** Lengths of the headers that there are of Windows and OS/2 bitmaps. */
const BMP_HEADERS = [12, 16, 40, 52, 56, 64, 108, 124];

function sniffImage(text: string): ImageType | null {
  const starts = (...signatures: readonly string[]) => signatures.some((signature) => text.startsWith(signature));
  if (starts('\x89PNG\r\n\x1A\n')) return 'png';
  if (starts('\xFF\xD8\xFF')) return 'jpeg';
  // 43 ("+") in place of 42: BigTIFF.
  if (starts('II*\0', 'MM\0*', 'II+\0', 'MM\0+')) return 'tiff';
  if (starts('GIF87a', 'GIF89a')) return 'gif';
  if (starts('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  // "BM" alone begins many a text: the length of the header that follows tells.
  if (starts('BM') && text.startsWith('\0\0\0', 15) && BMP_HEADERS.includes(text.charCodeAt(14))) return 'bmp';
  return text.startsWith('ftyp', 4) ? sniffMedia(text) : null;
}

/** ISO base media: the length of the first box, "ftyp", the main brand, a version, the compatible brands. */
function sniffMedia(text: string): ImageType | null {
  const length = Math.min((text.charCodeAt(2) << 8) | text.charCodeAt(3), text.length);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= length; at += 4) brands.push(text.slice(at, at + 4));
  if (brands.some((brand) => /^avi[fs]$/.test(brand))) return 'avif';
  return brands.some((brand) => /^he(?:i[cxms]|v[cxms])$/.test(brand)) ? 'heic' : null;
}

/** Whether a file of this type is a picture. */
export function isImage(type: FileType | null): type is ImageType {
  return IMAGE_TYPES.some((image) => image === type);
}
