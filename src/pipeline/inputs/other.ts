import { isIcon } from '../images/head-size.ts';
import { type FileType, isImage } from '../sniff.ts';

/** Whether a file that nobody named is to be left alone: it is no document and does not claim to be one. */
export function isOther(head: Uint8Array, type: FileType | null, name: string): boolean {
  if (type === null) return !/\.(?:pdf|xml)$/i.test(name);
  return isImage(type) && isIcon(head, type);
}
