import { readFileSync } from 'node:fs';
import { PDFJS_ROOT } from '../open/pdfjs.ts';
import type { Pdfium } from './pdfium-calls.ts';

/** By the style: bold adds 1, italic 2. They come with pdf.js. */
const SANS = ['Regular', 'Bold', 'Italic', 'BoldItalic'].map(
  (style) => `${PDFJS_ROOT}standard_fonts/LiberationSans-${style}.ttf`,
);
const files = new Map<number, Uint8Array>();

/** Values of the C interface: pitch and family of a font, character set of pictograms. */
const FIXED = 1;
const ROMAN = 16;
const SYMBOLS = 2;
const BOLD_FROM = 600;

/**
 * Lends pdfium Liberation Sans for fonts that are not in the file. Its own stand-in for Arial and Helvetica has Western
 * letters only; Liberation has those of Latin, Greek and Cyrillic, at the widths and under the numbers that Arial's
 * have. It also serves for single letters that the stand-ins of other fonts lack. Typewriter and book faces, symbols and
 * dingbats are pdfium's own. Fonts of the machine are left alone, so that a page is the same picture everywhere.
 */
export function lendFonts(pdfium: Pdfium): void {
  const { calls } = pdfium;
  const nothing = (signature: string) => pdfium.addFunction(() => 0, signature);
  const font = (_self?: number, weight = 400, italic = 0, charset = 0, pitch = 0) =>
    charset === SYMBOLS || pitch & (FIXED | ROMAN) ? 0 : 1 + (weight >= BOLD_FROM ? 1 : 0) + (italic === 0 ? 0 : 2);
  const data = (_self?: number, handle = 0, table = 0, target = 0, size = 0) => {
    // Table 0 is the whole file; single ones are asked for to see whether it is a collection.
    if (table !== 0) return 0;
    const bytes = fileOf(handle);
    if (size >= bytes.length) new Uint8Array(calls.memory.buffer).set(bytes, target);
    return bytes.length;
  };
  // FPDF_SYSFONTINFO of fpdf_sysfontinfo.h, version 1.
  const fields = [
    1,
    nothing('vi'), // Release
    nothing('vii'), // EnumFonts
    pdfium.addFunction(font, 'iiiiiiii'), // MapFont
    nothing('iii'), // GetFont
    pdfium.addFunction(data, 'iiiiii'), // GetFontData
    nothing('iiiii'), // GetFaceName
    nothing('iii'), // GetFontCharset
    nothing('vii'), // DeleteFont
  ];
  const info = calls.malloc(fields.length * 4);
  new Uint32Array(calls.memory.buffer, info, fields.length).set(fields);
  calls.FPDF_SetSystemFontInfo(info);
}

function fileOf(handle: number): Uint8Array {
  let bytes = files.get(handle);
  if (!bytes) {
    bytes = readFileSync(SANS[handle - 1] ?? '');
    files.set(handle, bytes);
  }
  return bytes;
}
