import { InvoicectlError } from '../../core/errors.ts';

/** Text of an XML file, and whether its bytes are in the encoding that it names. */
export interface Decoded {
  readonly text: string;
  readonly encoding: string;
  readonly asDeclared: boolean;
}

const DECLARED = /^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/;

/**
 * Decodes XML by byte order mark, else by the pattern of its first bytes, else by its declaration (XML 1.0, appendix F).
 * Bytes that are no UTF-8 although they claim it are read as Windows-1252, which is what such files hold.
 */
export function decodeXml(bytes: Uint8Array): Decoded {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return strict(bytes.subarray(2), 'utf-16le');
  if (a === 0xfe && b === 0xff) return strict(bytes.subarray(2), 'utf-16be');
  if (a === 0x3c && b === 0 && d === 0) return strict(bytes, 'utf-16le');
  if (a === 0 && b === 0x3c && c === 0) return strict(bytes, 'utf-16be');
  const marked = a === 0xef && b === 0xbb && c === 0xbf;
  const head = new TextDecoder('latin1').decode(bytes.subarray(marked ? 3 : 0, 300));
  const label = marked ? 'utf-8' : (DECLARED.exec(head)?.[1] ?? 'utf-8').toLowerCase();
  // A declaration that could be read byte by byte cannot be UTF-16, whatever it says.
  const encoding = label.startsWith('utf-16') || label.includes('ucs-') ? 'utf-8' : label;
  try {
    return { text: decoder(encoding, true).decode(bytes), encoding, asDeclared: encoding === label };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return { text: decoder('windows-1252', false).decode(bytes), encoding: 'windows-1252', asDeclared: false };
  }
}

function strict(bytes: Uint8Array, encoding: string): Decoded {
  try {
    return { text: decoder(encoding, true).decode(bytes), encoding, asDeclared: true };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new InvoicectlError('XML_DAMAGED', `The XML starts as ${encoding} and then breaks it.`, { cause });
  }
}

function decoder(encoding: string, fatal: boolean): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(encoding, { fatal });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new InvoicectlError('XML_DAMAGED', `The XML names an encoding that does not exist: ${encoding}.`, {
      hint: 'Ask the sender for the file in UTF-8.',
      cause,
    });
  }
}
