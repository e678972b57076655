import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { Box } from '../../core/geometry.ts';
import type { Page, Problem, Word } from '../../core/page.ts';
import type { Pinned } from './attachments.ts';
import type { PdfFont } from './font.ts';
import { type Operations, type OperatorCodes, readDrawing } from './glyphs.ts';
import { refusedStreams } from './inflate.ts';
import type { Matrix } from './matrix.ts';
import { inReadingOrder } from './reading-order.ts';
import { judgeTextLayer } from './text-layer.ts';
import { linesOf, wordOf } from './words.ts';

/** A page, the files that are pinned to it, and what of it could not be read. */
export interface PageRead {
  readonly page: Page;
  readonly pinned: readonly Pinned[];
  readonly problems: readonly Problem[];
}

/** Reads one page of an open PDF. Throws what pdf.js throws when the page cannot be read at all. */
export async function readPage(
  pdf: PDFDocumentProxy,
  number: number,
  label: string | null,
  codes: OperatorCodes,
): Promise<PageRead> {
  const page = await pdf.getPage(number);
  try {
    const refusedBefore = refusedStreams();
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
    const { width, height } = view;
    const hidden = drawing.glyphs.filter((glyph) => glyph.hidden).length;
    const isHidden = hidden * 2 > drawing.glyphs.length;
    const words: Word[] = [];
    for (const { direction, lines } of linesOf(drawing.glyphs)) {
      const rows = lines.map((line) =>
        line.flatMap((piece) => {
          const word = wordOf(piece, width, height);
          // What nobody sees and no picture shows is not on the page.
          return word && (isHidden || !piece.hidden || isOn(word, drawing.pictures)) ? [word] : [];
        }),
      );
      // Columns are looked for where lines run across the page.
      words.push(...(direction.x === 1 ? inReadingOrder(rows.filter((row) => row.length > 0)) : rows.flat()));
    }
    return {
      page: {
        number,
        label,
        width,
        height,
        rotation: view.rotation,
        skew: 0,
        ocr: null,
        textLayer: judgeTextLayer(view, words, isHidden, drawing.pictures),
        words,
      },
      pinned: await pinnedFiles(page),
      problems: refusedStreams() > refusedBefore ? [tooMuch(number)] : [],
    };
  } finally {
    page.cleanup();
  }
}

function isLayer({ argsArray }: Operations, i: number): boolean {
  return (argsArray[i] as readonly unknown[] | undefined)?.[0] === 'OC';
}

function isOn({ box }: Word, pictures: readonly Box[]): boolean {
  const x = box.x + box.w / 2;
  const y = box.y + box.h / 2;
  return pictures.some(
    (picture) => x >= picture.x && x <= picture.x + picture.w && y >= picture.y && y <= picture.y + picture.h,
  );
}

async function pinnedFiles(page: PDFPageProxy): Promise<Pinned[]> {
  const annotations: readonly { readonly fileId?: string; readonly file?: { readonly filename: string } }[] =
    await page.getAnnotations();
  return annotations.flatMap(({ fileId, file }) => (fileId && file ? [{ id: fileId, name: file.filename }] : []));
}

function tooMuch(page: number): Problem {
  return {
    code: 'PAGE_DAMAGED',
    message: `page ${page} has a part that unpacks to more than is allowed and is left out`,
    page,
  };
}
