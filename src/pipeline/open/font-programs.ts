const NAME = Buffer.from('/FontFile');

/**
 * The bytes of a PDF with the programs of its fonts out of sight: their keys are renamed in a copy. Taking glyph
 * outlines apart and mending them is a sixth of the time that pdf.js needs for a page, and reading words needs none of
 * it: widths and names stand in the PDF itself. What a character means does too, but only where a font says so with a
 * /ToUnicode table, so a file in which any embedded font has none is left as it is, and so is one whose fonts are
 * described inside compressed objects.
 */
export function hideFontPrograms(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = positions(file, NAME);
  if (at.length === 0 || at.length > positions(file, TO_UNICODE).length) return bytes;
  const copy = Buffer.allocUnsafeSlow(file.length);
  file.copy(copy);
  for (const position of at) copy.write('Fxxx', position + NAME.length - 'File'.length, 'latin1');
  return copy;
}

const TO_UNICODE = Buffer.from('/ToUnicode');

function positions(file: Buffer, name: Buffer): number[] {
  const found: number[] = [];
  for (let at = file.indexOf(name); at >= 0; at = file.indexOf(name, at + name.length)) found.push(at);
  return found;
}
