import { fileURLToPath } from 'node:url';

/** Name of the font that labels and legends are drawn in, once it is loaded. */
export const FONT = 'invoicectl';

/** Loads the font of labels: one that comes with pdf.js, for a bare machine has none. */
export async function loadFont(): Promise<void> {
  const { GlobalFonts } = await import('@napi-rs/canvas');
  if (!GlobalFonts.has(FONT)) GlobalFonts.registerFromPath(fontFile(), FONT);
}

function fontFile(): string {
  return fileURLToPath(
    new URL('standard_fonts/LiberationSans-Regular.ttf', import.meta.resolve('pdfjs-dist/package.json')),
  );
}
