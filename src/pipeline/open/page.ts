import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { Page, Word } from '../../core/page.ts';
import { type Operations, type OperatorCodes, type PdfFont, readDrawing } from './glyphs.ts';
import type { Matrix } from './matrix.ts';
import { inReadingOrder } from './reading-order.ts';
import { judgeTextLayer } from './text-layer.ts';
import { linesOf, wordOf } from './words.ts';

/** Reads one page of an open PDF. Throws what pdf.js throws when the page cannot be read at all. */
export async function readPage(
  pdf: PDFDocumentProxy,
  number: number,
  label: string | null,
  codes: OperatorCodes,
): Promise<Page> {
  const page = await pdf.getPage(number);
  try {
    const view = page.getViewport({ scale: 1 });
    const operations: Operations = await page.getOperatorList();
    const layered = operations.fnArray.some((fn, i) => fn === codes.beginMarkedContentProps && isLayer(operations, i));
    const layers = layered ? await pdf.getOptionalContentConfig() : null;
    const fontOf = (id: string) =>
      page.commonObjs.has(id) ? (page.commonObjs.get(id) as PdfFont | string | undefined) : undefined;
    const drawing = readDrawing(
      operations,
      codes,
      view.transform as unknown as Matrix,
      (id) => {
        const font = fontOf(id);
        return typeof font === 'string' ? undefined : font;
      },
      (group) => layers?.isVisible(group as never) ?? true,
    );
    const hidden = drawing.glyphs.filter((glyph) => glyph.hidden).length;
    const { width, height } = view;
    const words: Word[] = [];
    for (const { direction, lines } of linesOf(drawing.glyphs)) {
      const rows = lines.map((line) =>
        line.map((piece) => wordOf(piece, width, height)).filter((word) => word !== null),
      );
      // Columns are looked for where lines run across the page.
      words.push(...(direction.x === 1 ? inReadingOrder(rows.filter((row) => row.length > 0)) : rows.flat()));
    }
    return {
      number,
      label,
      width,
      height,
      rotation: view.rotation,
      textLayer: judgeTextLayer(view, words, { characters: drawing.glyphs.length, hidden }, drawing.pictures),
      words,
    };
  } finally {
    page.cleanup();
  }
}

function isLayer({ argsArray }: Operations, i: number): boolean {
  return (argsArray[i] as readonly unknown[] | undefined)?.[0] === 'OC';
}
