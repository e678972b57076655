/** What a file's first bytes say it is. */
export type FileType = 'pdf' | 'xml' | 'zip';

/** How many bytes `sniff` needs to see. A PDF's header may stand anywhere in its first 1,024 bytes. */
export const SNIFF_BYTES = 1024;

const ZIP = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

/** Tells a file's type by its first bytes, never by its name; `null` when they are none that is read here. */
export function sniff(bytes: Uint8Array): FileType | null {
  const text = Buffer.from(bytes.subarray(0, SNIFF_BYTES)).toString('latin1');
  if (ZIP.some((signature) => text.startsWith(signature))) return 'zip';
  if (text.includes('%PDF-')) return 'pdf';
  // UTF-16 has a zero byte beside each Latin character; with them and byte order marks gone it reads like UTF-8.
  const plain = text.replaceAll('\0', '').replace(/^(?:\xEF\xBB\xBF|\xFF\xFE|\xFE\xFF)/, '');
  return /^\s*<(?!(?:!doctype\s+)?html\b)[?!A-Za-z_]/i.test(plain) ? 'xml' : null;
}
