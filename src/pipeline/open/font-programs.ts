const NAME = Buffer.from('/FontFile');

/**
 * The bytes of a PDF with the programs of its fonts out of sight: their keys are renamed in a copy. Taking glyph
 * outlines apart and mending them is a sixth of the time that pdf.js needs for a page, and reading words needs none of
 * it: widths and names stand in the PDF itself. What a character means does too, but only where a font says so, with a
 * /ToUnicode table or the name of a standard encoding. So a file that has more programs than fonts that say so is left
 * as it is, and so is one whose fonts are described inside compressed objects.
 */
export function hideFontPrograms(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const programs = positions(file, NAME);
  if (programs.length === 0) return bytes;
  const tables = positions(file, TO_UNICODE).length;
  if (programs.length > tables && programs.length > tables + namedEncodings(file)) return bytes;
  const copy = Buffer.allocUnsafeSlow(file.length);
  file.copy(copy);
  for (const position of programs) copy.write('Fxxx', position + NAME.length - 'File'.length, 'latin1');
  return copy;
}

const TO_UNICODE = Buffer.from('/ToUnicode');
const STANDARD_ENCODINGS = [Buffer.from('/WinAnsiEncoding'), Buffer.from('/MacRomanEncoding')];
const ENCODING_IS = /\/Encoding\s*$/;
const OBJECT_END = Buffer.from('endobj');

/** How many fonts name a standard encoding and have no /ToUnicode table. */
function namedEncodings(file: Buffer): number {
  return STANDARD_ENCODINGS.flatMap((name) => positions(file, name)).filter((at) => {
    // As the base of a table of differences it is no whole encoding.
    if (!ENCODING_IS.test(file.toString('latin1', Math.max(0, at - 20), at))) return false;
    const begin = file.lastIndexOf(OBJECT_END, at);
    const end = file.indexOf(OBJECT_END, at);
    return !file.subarray(Math.max(begin, 0), end < 0 ? file.length : end).includes(TO_UNICODE);
  }).length;
}

function positions(file: Buffer, name: Buffer): number[] {
  const found: number[] = [];
  for (let at = file.indexOf(name); at >= 0; at = file.indexOf(name, at + name.length)) found.push(at);
  return found;
}
