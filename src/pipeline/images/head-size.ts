import type { ImageType } from '../sniff.ts';
import { bmpHead } from './bmp.ts';
import { directories, TAG } from './tiff.ts';

/** Width and height in pixels, as stored. */
interface HeadSize {
  readonly width: number;
  readonly height: number;
}

/** How many bytes of a picture `isIcon` needs to see: behind EXIF and colour profiles stands the size of a JPEG. */
export const HEAD_BYTES = 64 * 1024;

/** The shorter side in pixels of the smallest picture that could be a document: print is unreadable below it. */
export const MIN_SIDE = 100;

/**
 * Whether a picture is too small for a document, as icons, previews and the lettering below e-mails are: told by the
 * first bytes of its file. `false` where they do not tell.
 */
export function isIcon(head: Uint8Array, type: ImageType): boolean {
  const size = headSize(head, type);
  return size !== null && size.width > 0 && size.height > 0 && Math.min(size.width, size.height) < MIN_SIDE;
}

function headSize(head: Uint8Array, type: ImageType): HeadSize | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    switch (type) {
      case 'png':
        return { width: view.getUint32(16), height: view.getUint32(20) };
      case 'gif':
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case 'bmp':
        return bmpHead(head);
      case 'jpeg':
        return jpegSize(view);
      case 'webp':
        return webpSize(view);
      case 'tiff': {
        const [tags] = directories(head, 1);
        return { width: tags?.get(TAG.width)?.[0] ?? 0, height: tags?.get(TAG.height)?.[0] ?? 0 };
      }
      default:
        return null;
    }
  } catch {
    // Cut off: whoever opens it says so.
    return null;
  }
}

/** Segments of a marker and a length, up to the one that begins the picture: C0 to CF but for tables (C4, C8, CC). */
function jpegSize(view: DataView): HeadSize | null {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Lossy, lossless and extended form each keep their sides elsewhere. */
function webpSize(view: DataView): HeadSize | null {
  const u24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (view.getUint8(15)) {
    case 0x20:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x4c: {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x58:
      return { width: u24(24) + 1, height: u24(27) + 1 };
    default:
      return null;
  }
}
