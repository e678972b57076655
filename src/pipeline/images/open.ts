import { InvoicectlError } from '../../core/errors.ts';
import { type OpenedDocument, type Page, type Problem, wordlessPage } from '../../core/page.ts';
import { isCutOff } from './cut-off.ts';
import { refuseTooLarge } from './decode.ts';
import { findFrames } from './frames.ts';
import { MIN_SIDE } from './head-size.ts';
import { pageSize } from './page-size.ts';

/** How an image file is opened. */
export interface OpenImageOptions {
  /** Base name of the file, for messages. */
  readonly file?: string;
  /** Pages of a stack. */
  readonly maxPages: number;
  /** Pages whose reading was stopped before: they are reported. */
  readonly skipPages?: readonly number[];
}

/**
 * Takes an image file for a document: a page without words for each picture, none of which is decoded yet. Throws
 * `IMAGE_DAMAGED`, `IMAGE_TOO_LARGE`, `IMAGE_TOO_SMALL` or `IMAGE_TOO_MANY_PAGES`.
 */
export async function openImage(bytes: Uint8Array, options: OpenImageOptions): Promise<OpenedDocument> {
  const { file = 'the file', maxPages, skipPages = [] } = options;
  const { type, frames } = await findFrames(bytes, file, maxPages + 1);
  if (frames.length > maxPages) {
    throw new InvoicectlError('IMAGE_TOO_MANY_PAGES', `${file} has more than ${maxPages} pages, the limit.`);
  }
  if (frames.every(({ width, height }) => Math.min(width, height) < MIN_SIDE)) {
    const [{ width, height } = { width: 0, height: 0 }] = frames;
    throw new InvoicectlError(
      'IMAGE_TOO_SMALL',
      `${file} is only ${width} by ${height} pixels: an icon or a preview, no document.`,
      { hint: 'Ingest the picture it was made from.' },
    );
  }
  const pages: Page[] = [];
  const problems: Problem[] = [];
  for (const [i, frame] of frames.entries()) {
    const number = i + 1;
    if (frames.length === 1) refuseTooLarge(file, type, frame);
    if (skipPages.includes(number)) {
      problems.push({
        code: 'PAGE_TIMEOUT',
        message: `page ${number} took too long to read and is left out`,
        page: number,
      });
    } else if (isCutOff(bytes, type, frame.index)) {
      problems.push({
        code: 'PAGE_DAMAGED',
        message: `the file ends before the picture of page ${number} does`,
        page: number,
      });
    }
    pages.push(wordlessPage(number, pageSize(frame)));
  }
  return { kind: 'image', pages, attachments: [], xmp: null, problems };
}
