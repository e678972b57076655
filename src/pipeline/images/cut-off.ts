import type { ImageType } from '../sniff.ts';
import { directories, TAG } from './tiff.ts';

/**
 * Whether a picture's file ends before its picture does. `index`: which picture of a stack. Says `false` where the
 * format does not tell.
 */
export function isCutOff(bytes: Uint8Array, type: ImageType, index: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tail = () => Buffer.from(bytes.subarray(-TAIL_BYTES)).toString('latin1');
  switch (type) {
    case 'png':
      return !tail().includes('IEND');
    case 'jpeg':
      return !tail().includes('\xFF\xD9');
    case 'gif':
      return !tail().includes(';');
    case 'webp':
      return view.getUint32(4, true) + 8 > bytes.length;
    case 'tiff':
      return isTiffCutOff(bytes, index);
    default:
      return false;
  }
}

/** Programs append notes and padding behind the end. */
const TAIL_BYTES = 64 * 1024;

function isTiffCutOff(bytes: Uint8Array, index: number): boolean {
  const tags = directories(bytes, index + 1)[index];
  const parts = [
    [TAG.stripOffsets, TAG.stripByteCounts],
    [TAG.tileOffsets, TAG.tileByteCounts],
  ] as const;
  return parts.some(([offsets, counts]) => {
    const lengths = tags?.get(counts) ?? [];
    return (tags?.get(offsets) ?? []).some((offset, i) => offset + (lengths[i] ?? 0) > bytes.length);
  });
}
