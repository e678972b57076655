import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { TextItem } from 'pdfjs-dist/types/src/display/api.js';
import type { Attachment, OpenedDocument, Page, Word } from '../core/page.ts';

const root = `${dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))}/`;

/** Takes a PDF apart into pages of words, and attachments. */
export async function openPdf(bytes: Uint8Array): Promise<OpenedDocument> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({
    data: new Uint8Array(bytes),
    standardFontDataUrl: `${root}standard_fonts/`,
    cMapUrl: `${root}cmaps/`,
    cMapPacked: true,
    wasmUrl: `${root}wasm/`,
    verbosity: 0,
    useSystemFonts: false,
  });
  const pdf = await task.promise;
  try {
    const pages: Page[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const view = page.getViewport({ scale: 1 });
      const content = await page.getTextContent();
      const words: Word[] = [];
      for (const item of content.items as TextItem[]) {
        const [a, b, c, d, e, f] = item.transform as [number, number, number, number, number, number];
        const size = Math.hypot(c, d);
        const [x, y] = view.convertToViewportPoint(e, f) as [number, number];
        const length = item.str.length || 1;
        for (const m of item.str.matchAll(/\S+/g)) {
          const w = (item.width * m[0].length) / length;
          words.push({
            text: m[0],
            box: { x: x + (item.width * m.index) / length, y: y - size * 0.8, w, h: size },
            size: size || Math.hypot(a, b),
            bold: false,
            confidence: 1,
          });
        }
      }
      pages.push({ number, label: null, width: view.width, height: view.height, rotation: view.rotation, textLayer: 'good', words });
    }
    const attachments: Attachment[] = [];
    for (const [id, { filename }] of (await pdf.getAttachments()) ?? []) {
      const content = await pdf.getAttachmentContent(id);
      if (content instanceof Uint8Array) attachments.push({ name: filename, bytes: content });
    }
    return {
      kind: 'pdf',
      pages,
      attachments,
      xmp: null,
      problems: [],
    };
  } finally {
    await task.destroy();
  }
}
